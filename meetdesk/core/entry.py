"""The meeting's log: every accepted change is one numbered entry of plain data.

Entries are what the host tells everybody, what a returning participant is sent, and (folded by
``core.state``) what the meeting *is*. A change of any field is a change of the wire: ``docs/protocol.md`` and the
generated TypeScript types change with it. Each family of changes has a file of its own.
"""

from typing import TypeAlias

import msgspec

from meetdesk.core import limits
from meetdesk.core.topics.basics import Count, ParticipantId
from meetdesk.core.topics.chat import (
    ChatChange,
    ChatMessage,
)
from meetdesk.core.topics.hands import HandChange
from meetdesk.core.topics.people import (
    Ended,
    Participant,
    PeopleChange,
)
from meetdesk.core.topics.polls import (
    Poll,
    PollChange,
)
from meetdesk.core.topics.rules import (
    Permissions,
    RulesChange,
)
from meetdesk.core.topics.timer import Timer, TimerChange
from meetdesk.core.topics.tracks import (
    Track,
    TrackChange,
)

Change: TypeAlias = (
    PeopleChange | TrackChange | ChatChange | RulesChange | HandChange | PollChange | TimerChange | Ended
)


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the meeting's log, which everybody is told."""

    number: Count
    """From 1 upwards, without gaps."""
    at: float
    """Seconds since the Unix epoch as the host's clock showed them: a time of day."""
    change: Change


class MeetingState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A snapshot: the fold of all entries up to ``entry``."""

    version: int
    """Version of the fold; a reader that does not know it must not guess."""
    meeting: str
    """Global id of the meeting: 32 hexadecimal digits."""
    title: str
    started_at: float
    """By the meeting's clock: seconds since the Unix epoch as the host's clock showed them then, and steady since."""
    entry: Count
    participants: tuple[Participant, ...]
    tracks: tuple[Track, ...]
    chat: tuple[ChatMessage, ...]
    """The latest ``limits.CHAT_PAGE`` messages, oldest first."""
    chat_before: bool
    """Whether older messages can be asked for with ``load_chat``."""
    permissions: Permissions = Permissions()
    lobby: bool = False
    """Whether whoever comes waits until it is let in. Guests always wait."""
    locked: bool = False
    """Whether nobody new gets in."""
    spotlight: tuple[ParticipantId, ...] = ()
    """Whom every window shows large, unless its person pinned something else."""
    file_limit: Count = limits.FILE_LIMIT
    """Largest file that may be sent, in bytes."""
    hands: tuple[ParticipantId, ...] = ()
    """Who asks to speak, those first who asked first."""
    polls: tuple[Poll, ...] = ()
    timer: Timer | None = None
    term: Count = 1
    """Number of the reign; one more whenever another app carries the meeting on."""
    deputies: tuple[ParticipantId, ...] = ()
    """Whose apps carry the meeting on if the host's is gone, the first one first."""
    wished_deputy: ParticipantId | None = None
    """Whom the host wants to stand in; None: its app chooses."""
    unreached: tuple[ParticipantId, ...] = ()
    """As in ``DeputiesNamed``."""
    unwilling: tuple[ParticipantId, ...] = ()
    """As in ``DeputiesNamed``."""
    ended: bool = False
