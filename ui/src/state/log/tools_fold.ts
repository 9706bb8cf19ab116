/** The meeting tools in the fold: the same rules as `meetdesk/core/topics`. Pure. */

import type {
  Ballot,
  Change,
  MeetingState,
  Poll,
  PollClosed,
  PollCreated,
  PollRemoved,
  PollReopened,
  PollVoted,
} from '../../wire/messages'

type PollChange = PollCreated | PollVoted | PollClosed | PollReopened | PollRemoved
type ToolChange = Extract<Change, { change: 'hand_raised' | 'hand_lowered' | 'all_hands_lowered' | 'timer_changed' }>

export function applyTools(state: MeetingState, change: ToolChange | PollChange): MeetingState {
  switch (change.change) {
    case 'hand_raised':
      return { ...state, hands: [...state.hands, change.participant] }
    case 'hand_lowered':
      return { ...state, hands: handsWithout(state, change.participant) }
    case 'all_hands_lowered':
      return { ...state, hands: [] }
    case 'timer_changed':
      return { ...state, timer: change.timer }
    default:
      return { ...state, polls: applyToPolls(state.polls, change) }
  }
}

export function handsWithout(state: MeetingState, participant: number): number[] {
  return state.hands.filter((one) => one !== participant)
}

function applyToPolls(polls: readonly Poll[], change: PollChange): Poll[] {
  if (change.change === 'poll_created') return [...polls, change.poll]
  if (change.change === 'poll_removed') return polls.filter(({ poll }) => poll !== change.poll)
  return polls.map((poll) => (poll.poll === change.poll ? changed(poll, change) : poll))
}

function changed(poll: Poll, change: PollVoted | PollClosed | PollReopened): Poll {
  switch (change.change) {
    case 'poll_voted': {
      const { voters, counts, ballot } = change
      return { ...poll, voters, counts, ballots: withBallot(poll.ballots, ballot) }
    }
    case 'poll_closed':
      return { ...poll, open: false, voters: change.voters, counts: change.counts, ballots: change.ballots }
    case 'poll_reopened':
      return { ...poll, open: true, ...(poll.live ? {} : { counts: [], ballots: [] }) }
  }
}

function withBallot(ballots: readonly Ballot[], ballot: Ballot | null | undefined): Ballot[] {
  if (!ballot) return [...ballots]
  const others = ballots.filter(({ participant }) => participant !== ballot.participant)
  return ballot.options.length > 0 ? [...others, ballot] : others
}
