"""What is asked of all, and how they voted.

An entry is told to everybody. So it says how many chose what only when that is to be seen (at once, or when the poll is
closed), and who chose what only of a poll that is not anonymous: ``Ballots`` keeps the rest. Of an anonymous poll it
forgets how somebody voted as soon as it need not be known any more: when the poll is closed, and when the voter leaves.
Only the sums are kept then, and who has voted.
"""

from collections.abc import Iterable
from typing import Annotated, ClassVar, TypeAlias, assert_never

import msgspec
from msgspec.structs import replace

from meetdesk.core import limits, rights
from meetdesk.core.rights import Permission
from meetdesk.core.topics.basics import Answered, Audience, ChangeBase, Count, Only, ParticipantId, UnloggedBase

PollId: TypeAlias = Count
"""The number of the entry that created the poll."""


class Ballot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody voted."""

    participant: ParticipantId
    name: str
    """The voter's name when it voted."""
    options: tuple[Count, ...]
    """Places of the chosen options, from 0 upwards; none: the vote was taken back."""


class Poll(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A poll as it is now."""

    poll: PollId
    participant: ParticipantId
    """Who created it."""
    name: str
    """Its name at that time."""
    question: str
    options: tuple[str, ...]
    multiple: bool
    """Whether more than one option can be chosen."""
    anonymous: bool
    """Nobody is told who chose what."""
    live: bool
    """The result is shown while the poll is open, not only when it is closed."""
    open: bool = True
    voters: Count = 0
    """How many have voted."""
    counts: tuple[Count, ...] = ()
    """How many chose each option; empty while that is not to be seen."""
    ballots: tuple[Ballot, ...] = ()
    """Who chose what; empty while that is not to be seen, and always if it is anonymous."""


class PollCreated(ChangeBase, frozen=True, tag="poll_created"):
    """There is a new poll, and it is open."""

    poll: Poll


class PollVoted(ChangeBase, frozen=True, tag="poll_voted"):
    """Somebody voted, voted otherwise, or took the vote back."""

    poll: PollId
    voters: Count
    counts: tuple[Count, ...] = ()
    ballot: Ballot | None = None


class PollClosed(ChangeBase, frozen=True, tag="poll_closed"):
    """Nobody votes any more: what it came to. ``voters``: people; ``counts``: votes for each option; ``ballots``: who
    voted how, empty if that is secret."""

    poll: PollId
    voters: Count
    counts: tuple[Count, ...]
    ballots: tuple[Ballot, ...]
    by: ParticipantId


class PollReopened(ChangeBase, frozen=True, tag="poll_reopened"):
    """A result that is shown only when the poll is closed is hidden again."""

    poll: PollId
    by: ParticipantId


class PollRemoved(ChangeBase, frozen=True, tag="poll_removed"):
    """The poll is gone, with its votes."""

    poll: PollId
    by: ParticipantId


PollChange: TypeAlias = PollCreated | PollVoted | PollClosed | PollReopened | PollRemoved


class OwnBallot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the one who is told it voted. In no log."""

    poll: PollId
    options: tuple[Count, ...]
    settled: bool = False
    """It cannot be changed any more, and nobody knows what it was: the poll is anonymous and was closed since."""


class CreatePoll(Answered, frozen=True, tag="create_poll"):
    """Opens a poll. Refused where there are ``limits.POLLS`` already."""

    row: ClassVar = rights.PERMITTED_PARTICIPANTS
    permission: ClassVar = Permission.TOOLS
    question: str
    options: Annotated[tuple[str, ...], msgspec.Meta(max_length=limits.POLL_OPTIONS)]
    multiple: bool = False
    anonymous: bool = False
    live: bool = True


class Vote(Answered, frozen=True, tag="vote"):
    """Takes the place of what one voted before; without options it is taken back."""

    row: ClassVar = rights.EVERYBODY
    poll: PollId
    options: Annotated[tuple[Count, ...], msgspec.Meta(max_length=limits.POLL_OPTIONS)]


class ClosePoll(Answered, frozen=True, tag="close_poll"):
    """Ends voting. Its creator and moderators may."""

    row: ClassVar = rights.WITHOUT_GUESTS
    poll: PollId


class ReopenPoll(Answered, frozen=True, tag="reopen_poll"):
    """Lets people vote again. Its creator and moderators may."""

    row: ClassVar = rights.WITHOUT_GUESTS
    poll: PollId


class RemovePoll(Answered, frozen=True, tag="remove_poll"):
    """Removes a poll with its votes. Its creator and moderators may."""

    row: ClassVar = rights.WITHOUT_GUESTS
    poll: PollId


PollRequest: TypeAlias = CreatePoll | Vote | ClosePoll | ReopenPoll | RemovePoll


class BallotCast(UnloggedBase, frozen=True, tag="ballot_cast"):
    """``PollVoted`` tells the others of it what they may know."""

    poll: PollId
    ballot: Ballot

    @property
    def audience(self) -> Audience:
        """The voter alone. What others may know of it is in the log."""
        return Only(self.ballot.participant)


class SavedBallots(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As the attributes of ``BallotBox``."""

    poll: PollId
    anonymous: bool
    ballots: tuple[Ballot, ...]
    settled: tuple[ParticipantId, ...]
    sums: tuple[Count, ...]
    forgotten: Count


class Ballots:
    """Of all polls of a meeting."""

    def __init__(self) -> None:
        self._boxes: dict[PollId, BallotBox] = {}

    def of(self, poll: Poll) -> "BallotBox":
        """An empty one if nobody has voted yet."""
        return self._boxes.get(poll.poll) or BallotBox(poll.anonymous, len(poll.options))

    def apply(self, change: BallotCast, poll: Poll) -> None:
        """``poll``: that of the ballot, open, and without a settled ballot of the same person."""
        self._boxes.setdefault(poll.poll, self.of(poll)).vote(change.ballot)

    def follow(self, change: PollChange) -> None:
        """How somebody voted in an anonymous poll is forgotten when that is closed, and any when it is removed."""
        if isinstance(change, PollClosed) and (box := self._boxes.get(change.poll)) is not None:
            box.close()
        elif isinstance(change, PollRemoved):
            self._boxes.pop(change.poll, None)

    def on_left(self, participant: ParticipantId) -> None:
        """As ``BallotBox.on_left``, in every poll."""
        for box in self._boxes.values():
            box.on_left(participant)

    def of_participant(self, participant: ParticipantId) -> tuple[OwnBallot, ...]:
        """What this one voted, as it is told itself."""
        found = ((number, box.own(participant)) for number, box in self._boxes.items())
        return tuple(OwnBallot(number, *own) for number, own in found if own is not None)

    def save(self) -> tuple[SavedBallots, ...]:
        """Of every poll that somebody has voted in."""
        return tuple(box.save(number) for number, box in self._boxes.items())

    @classmethod
    def restore(cls, saved: tuple[SavedBallots, ...]) -> "Ballots":
        """A poll that is not among them has an empty box, as one that nobody voted in."""
        ballots = cls()
        ballots._boxes = {one.poll: BallotBox.restore(one) for one in saved}
        return ballots


class BallotBox:
    """Of one poll."""

    def __init__(self, anonymous: bool, options: int) -> None:
        """``options``: how many the poll has."""
        self._anonymous = anonymous
        self._ballots: dict[ParticipantId, Ballot] = {}
        self._settled: set[ParticipantId] = set()
        """Who voted what is forgotten, and so cannot vote again."""
        self._sums = [0] * options
        """Of what is forgotten."""
        self._forgotten = 0

    @property
    def voters(self) -> int:
        """How many have voted, those included of whom it is forgotten what."""
        return self._forgotten + len(self._ballots)

    @property
    def counts(self) -> tuple[int, ...]:
        """Votes for each option, in the poll's order. One ballot may choose several."""
        chosen = [option for ballot in self._ballots.values() for option in ballot.options]
        return tuple(before + chosen.count(option) for option, before in enumerate(self._sums))

    @property
    def ballots(self) -> tuple[Ballot, ...]:
        """In the order of the latest votes; none if it is anonymous."""
        return () if self._anonymous else tuple(self._ballots.values())

    def own(self, participant: ParticipantId) -> tuple[tuple[int, ...], bool] | None:
        """What this one voted, and whether that is settled."""
        if participant in self._settled:
            return (), True
        ballot = self._ballots.get(participant)
        return None if ballot is None else (ballot.options, False)

    def vote(self, ballot: Ballot) -> None:
        """Takes the place of what the same person voted before; without options it is taken back."""
        self._ballots.pop(ballot.participant, None)
        if ballot.options:
            self._ballots[ballot.participant] = ballot

    @property
    def to_settle(self) -> tuple[ParticipantId, ...]:
        """Whose ballot is settled by closing the poll."""
        return tuple(self._ballots) if self._anonymous else ()

    def close(self) -> None:
        """Of an anonymous poll only the sums stay, so that nobody can vote again when it is opened anew."""
        for participant in self.to_settle:
            self._forget(participant)

    def on_left(self, participant: ParticipantId) -> None:
        """The vote goes on counting. In an anonymous poll it cannot be told any more whose it was."""
        if self._anonymous and participant in self._ballots:
            self._forget(participant)
        self._settled.discard(participant)

    def _forget(self, participant: ParticipantId) -> None:
        for option in self._ballots.pop(participant).options:
            self._sums[option] += 1
        self._forgotten += 1
        self._settled.add(participant)

    def save(self, poll: PollId) -> SavedBallots:
        """``poll``: whose box this is, which it does not know itself."""
        ballots, settled = tuple(self._ballots.values()), tuple(sorted(self._settled))
        return SavedBallots(poll, self._anonymous, ballots, settled, tuple(self._sums), self._forgotten)

    @classmethod
    def restore(cls, saved: SavedBallots) -> "BallotBox":
        """What was forgotten stays so: only its sums were saved."""
        box = cls(saved.anonymous, len(saved.sums))
        box._ballots = {one.participant: one for one in saved.ballots}
        box._settled = set(saved.settled)
        box._sums, box._forgotten = list(saved.sums), saved.forgotten
        return box


class Polls:
    """The polls of a meeting, as a part of the fold."""

    def __init__(self, polls: Iterable[Poll] = ()) -> None:
        self.by_id: dict[PollId, Poll] = {poll.poll: poll for poll in polls}
        """In the order in which they were created."""

    def apply(self, change: PollChange) -> None:
        """A change of a poll that is not there is skipped."""
        match change:
            case PollCreated(poll=created):
                self.by_id[created.poll] = created
            case PollRemoved(poll=number):
                self.by_id.pop(number, None)
            case PollVoted() | PollClosed() | PollReopened():
                if (known := self.by_id.get(change.poll)) is not None:
                    self.by_id[known.poll] = _changed(known, change)
            case _:
                assert_never(change)


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
