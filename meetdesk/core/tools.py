"""The meeting tools, as a part of the fold: raised hands, polls, the timer."""

from typing import assert_never

from msgspec.structs import replace

from meetdesk.core.entries import (
    AllHandsLowered,
    Ballot,
    HandChange,
    HandLowered,
    HandRaised,
    MeetingState,
    ParticipantId,
    Poll,
    PollChange,
    PollClosed,
    PollCreated,
    PollId,
    PollRemoved,
    PollReopened,
    PollVoted,
    TimerChange,
    TimerChanged,
)


class Tools:
    def __init__(self, state: MeetingState) -> None:
        self.hands = state.hands
        self.polls: dict[PollId, Poll] = {poll.poll: poll for poll in state.polls}
        self.timer = state.timer

    def apply(self, change: HandChange | PollChange | TimerChange) -> None:
        match change:
            case HandRaised(participant=who):
                self.hands = (*self.hands, who)
            case HandLowered(participant=who):
                self.left(who)
            case AllHandsLowered():
                self.hands = ()
            case TimerChanged(timer=timer):
                self.timer = timer
            case PollCreated(poll=created):
                self.polls[created.poll] = created
            case PollRemoved(poll=number):
                self.polls.pop(number, None)
            case PollVoted() | PollClosed() | PollReopened():
                if (known := self.polls.get(change.poll)) is not None:
                    self.polls[known.poll] = _changed(known, change)
            case _:
                assert_never(change)

    def left(self, participant: ParticipantId) -> None:
        self.hands = tuple(one for one in self.hands if one != participant)


def _changed(poll: Poll, change: PollVoted | PollClosed | PollReopened) -> Poll:
    match change:
        case PollVoted(voters=voters, counts=counts, ballot=ballot):
            return replace(poll, voters=voters, counts=counts, ballots=_with(poll.ballots, ballot))
        case PollClosed(voters=voters, counts=counts, ballots=ballots):
            return replace(poll, open=False, voters=voters, counts=counts, ballots=ballots)
        case PollReopened():
            return replace(poll, open=True) if poll.live else replace(poll, open=True, counts=(), ballots=())
        case _:
            assert_never(change)


def _with(ballots: tuple[Ballot, ...], ballot: Ballot | None) -> tuple[Ballot, ...]:
    """In the order of the latest votes."""
    if ballot is None:
        return ballots
    others = tuple(one for one in ballots if one.participant != ballot.participant)
    return (*others, ballot) if ballot.options else others
