import type {
  Change,
  ErrorCode,
  HostMessage,
  MeetingState,
  OwnBallot,
  Problem,
  ReactionKind,
} from '../../wire/messages'
import type { Part, Step } from '../log/feed'
import { type Answer, Attempts, type NewRequest } from '../log/requests'
import { Announcements } from '../notices/announcements'
import type { Notices } from '../notices/notices'
import { shownName } from '../people/names'
import { moderates, roleOf } from '../people/rights'
import { Store } from '../store'
import { LinkBack } from './link_back'
import { type NewPoll, NewPolls } from './new_polls'
import { Notes } from './notes'
import { Reactions } from './reactions'
import { MeetingClock, TimerKeeper } from './timer'

/** Somebody else was quicker, or the link's own banner says it. */
const SETTLED: readonly ErrorCode[] = ['person_unknown', 'poll_unknown', 'heartbeat_lost']

/** Whether this window's own hand is up. */
export function handIsUp({ state, me }: { state: MeetingState | null; me: number | null }): boolean {
  return state !== null && me !== null && state.hands.includes(me)
}

/** Raised hands, reactions, polls, notes, timer and clock: what this person does with them, and what is not in the log. */
export class Tools implements Part {
  readonly clock: MeetingClock
  readonly reactions = new Reactions()
  readonly announcements = new Announcements()
  readonly notes: Notes
  readonly timer: TimerKeeper
  /** What this person voted, by poll. */
  readonly ballots = new Store<ReadonlyMap<number, OwnBallot>>(new Map())
  /** Polls that are open and that this person has not looked at. */
  readonly unseenPolls = new Store<ReadonlySet<number>>(new Set())
  /** Why the latest of these did not happen. */
  readonly problem: Store<Problem | null>
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #attempts: Attempts
  readonly #link = new LinkBack()
  readonly #newPolls: NewPolls
  /** Seconds, of which the first are asked for. */
  readonly #extensions: number[] = []
  readonly #notices: Notices
  #lookingAtPolls = false

  constructor(options: {
    ask(request: NewRequest): Promise<Answer>
    notices: Notices
    /** Milliseconds since the Unix epoch. */
    now(): number
    /** The timer is over just now. */
    ring(): void
  }) {
    this.#ask = options.ask
    this.#attempts = new Attempts(options.ask, SETTLED)
    this.problem = this.#attempts.problem
    this.#newPolls = new NewPolls(options.ask, this.#link)
    this.#notices = options.notices
    this.clock = new MeetingClock(options.now)
    this.notes = new Notes(options.ask)
    this.timer = new TimerKeeper(this.clock, () => {
      this.announcements.say({ kind: 'timer_over' })
      options.ring()
    })
  }

  raiseHand(up: boolean): Promise<boolean> {
    return this.#attempts.do({ type: up ? 'raise_hand' : 'lower_hand' })
  }

  lowerHandOf(participant: number): Promise<boolean> {
    return this.#attempts.do({ type: 'lower_others_hand', participant })
  }

  lowerAllHands(): Promise<boolean> {
    return this.#attempts.do({ type: 'lower_all_hands' })
  }

  react(reaction: ReactionKind): Promise<boolean> {
    return this.#attempts.do({ type: 'send_reaction', reaction })
  }

  createPoll(poll: NewPoll): Promise<boolean> {
    return this.#attempts.of(this.#newPolls.create(poll))
  }

  vote(poll: number, options: readonly number[]): Promise<boolean> {
    return this.#attempts.do({ type: 'vote', poll, options: [...options] })
  }

  setPollOpen(poll: number, open: boolean): Promise<boolean> {
    return this.#attempts.do({ type: open ? 'reopen_poll' : 'close_poll', poll })
  }

  removePoll(poll: number): Promise<boolean> {
    return this.#attempts.do({ type: 'remove_poll', poll })
  }

  startTimer(seconds: number): Promise<boolean> {
    return this.#attempts.do({ type: 'start_timer', seconds })
  }

  setTimerRunning(running: boolean): Promise<boolean> {
    return this.#attempts.do({ type: running ? 'resume_timer' : 'pause_timer' })
  }

  /** One after the other. What was wished for while an answer is lost is let go: the timer may have been extended already,
   * which is seen when the window is back. */
  async extendTimer(seconds: number): Promise<void> {
    this.#extensions.push(seconds)
    if (this.#extensions.length > 1) return
    for (let next: number | undefined = seconds; next !== undefined; next = this.#extensions[0]) {
      const asked = this.#link.answered(this.#ask({ type: 'extend_timer', seconds: next }))
      const happened = await this.#attempts.of(asked)
      const known = happened && (await asked)
      this.#extensions.splice(0, known ? 1 : this.#extensions.length)
    }
  }

  resetTimer(): Promise<boolean> {
    return this.#attempts.do({ type: 'reset_timer' })
  }

  /** Whether the person looks at the polls. */
  lookAtPolls(looking: boolean): void {
    this.#lookingAtPolls = looking
    if (looking) this.unseenPolls.set(new Set())
  }

  setJoined(joined: boolean): void {
    this.#link.setJoined(joined)
    this.notes.setJoined(joined)
  }

  close(): void {
    this.#link.close()
    this.timer.stop()
    this.notes.stop()
    this.announcements.stop()
  }

  /** Takes what concerns the tools out of the stream of messages. */
  message(message: HostMessage, state: MeetingState | null, me: number | null): void {
    switch (message.type) {
      case 'welcome':
        this.clock.welcomed(message.host_us)
        if (message.state) this.#open(message.state)
        break
      case 'ballots':
        this.ballots.set(new Map(message.ballots.map((ballot) => [ballot.poll, ballot])))
        break
      case 'notes':
        this.notes.told(message.updates, message.anew)
        break
      case 'notes_wanted':
        this.notes.wanted(message.until)
        break
      case 'stopped':
        if (message.what !== 'notes' || message.participant !== me) break
        this.notes.setStopped(!message.lifted)
        if (message.lifted) this.#notices.add({ kind: 'notes_again', name: '', before: '' })
        break
      case 'reacted':
        this.reactions.show(message.participant, message.reaction)
        this.announcements.reacted(nameOf(state, message.participant), message.reaction)
        break
    }
  }

  entered({ entry: { change }, before, after, me }: Step): void {
    if (change.change === 'poll_created' && change.poll.participant !== me) {
      this.#notices.add({ kind: 'poll', name: change.poll.name, before: '' })
      if (!this.#lookingAtPolls) this.unseenPolls.update((polls) => new Set([...polls, change.poll.poll]))
    }
    if (change.change === 'poll_closed' || change.change === 'poll_removed') {
      this.unseenPolls.update((polls) => new Set([...polls].filter((poll) => poll !== change.poll)))
    }
    this.#hands(change, before, after, me)
  }

  settled(state: MeetingState, me: number): void {
    this.#newPolls.settled(state, me)
    this.timer.follow(state.timer)
  }

  /** Whoever joins late, or loaded the page again, has not seen what is asked. */
  #open(state: MeetingState): void {
    const open = state.polls.filter((poll) => poll.open)
    if (!this.#lookingAtPolls) this.unseenPolls.set(new Set(open.map(({ poll }) => poll)))
  }

  #hands(change: Change, before: MeetingState, after: MeetingState, me: number): void {
    const places = after.hands
    if (change.change === 'hand_raised') {
      const place = places.length
      const name = nameOf(after, change.participant)
      if (change.participant === me) this.announcements.say({ kind: 'own_hand', place })
      else if (moderates(roleOf(after, me))) this.#notices.add({ kind: 'hand', name, before: '' })
      else this.announcements.say({ kind: 'hand_raised', name, place })
    } else if (change.change === 'hand_lowered') {
      if (change.participant !== me) {
        this.announcements.say({ kind: 'hand_lowered', name: nameOf(after, change.participant) })
      } else if (typeof change.by === 'number') {
        this.#notices.add({ kind: 'hand_lowered_by', name: nameOf(after, change.by), before: '' })
      } else this.announcements.say({ kind: 'own_hand_lowered' })
    } else if (change.change === 'all_hands_lowered') {
      if (change.by !== me && before.hands.includes(me)) {
        this.#notices.add({ kind: 'hand_lowered_by', name: nameOf(after, change.by), before: '' })
      } else this.announcements.say({ kind: 'hands_lowered' })
    }
  }
}

function nameOf(state: MeetingState | null, participant: number): string {
  return state ? shownName(state.participants, participant) : ''
}
