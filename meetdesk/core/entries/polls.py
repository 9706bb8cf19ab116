"""What is asked of all, and how they voted.

An entry is told to everybody. So it says how many chose what only when that is to be seen (at once, or when the poll is
closed), and who chose what only of a poll that is not anonymous: ``core.ballots`` keeps the rest.
"""

from typing import TypeAlias

import msgspec

from meetdesk.core.entries.basics import ChangeBase, Count, ParticipantId

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
    poll: Poll


class PollVoted(ChangeBase, frozen=True, tag="poll_voted"):
    """Somebody voted, voted otherwise, or took the vote back."""

    poll: PollId
    voters: Count
    counts: tuple[Count, ...] = ()
    ballot: Ballot | None = None


class PollClosed(ChangeBase, frozen=True, tag="poll_closed"):
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
    poll: PollId
    by: ParticipantId


PollChange: TypeAlias = PollCreated | PollVoted | PollClosed | PollReopened | PollRemoved


class OwnBallot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the one who is told it voted. In no log."""

    poll: PollId
    options: tuple[Count, ...]
    settled: bool = False
    """It cannot be changed any more, and nobody knows what it was: the poll is anonymous and was closed since."""
