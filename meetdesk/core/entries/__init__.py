"""The meeting's log: every accepted change is one numbered entry of plain data.

Entries are what the host tells everybody, what a returning participant is sent, and (folded by
``core.state``) what the meeting *is*. A change of any field is a change of the wire: ``docs/protocol.md`` and the
generated TypeScript types change with it. Each family of changes has a file of its own.
"""

from typing import TypeAlias

import msgspec

from meetdesk.core import limits
from meetdesk.core.entries.basics import HOSTS_APP, Count, ParticipantId, TrackId
from meetdesk.core.entries.chat import (
    ChatChange,
    ChatEdited,
    ChatMessage,
    ChatPosted,
    ChatReacted,
    ChatReaction,
    ChatRemoved,
    Emoji,
)
from meetdesk.core.entries.ending import Ended, EndReason
from meetdesk.core.entries.files import FileId, FileLimitChanged, SharedFile
from meetdesk.core.entries.hands import AllHandsLowered, HandChange, HandLowered, HandRaised
from meetdesk.core.entries.notes import NotesUpdate
from meetdesk.core.entries.people import (
    Joined,
    LeaveReason,
    Left,
    LinkLost,
    LinkRestored,
    Participant,
    PeopleChange,
    Renamed,
    Role,
    RoleChanged,
)
from meetdesk.core.entries.polls import (
    Ballot,
    OwnBallot,
    Poll,
    PollChange,
    PollClosed,
    PollCreated,
    PollId,
    PollRemoved,
    PollReopened,
    PollVoted,
)
from meetdesk.core.entries.private import Conversation, LastPrivate, PrivateEntries, PrivateEntry
from meetdesk.core.entries.rules import (
    LobbySwitched,
    LockSwitched,
    Permissions,
    PermissionsChanged,
    RulesChange,
    SpotlightChanged,
)
from meetdesk.core.entries.timer import Timer, TimerChange, TimerChanged
from meetdesk.core.entries.tracks import (
    Layer,
    Source,
    Track,
    TrackChange,
    TrackPublished,
    TrackUnpublished,
    TrackUpdated,
)

__all__ = [
    "HOSTS_APP",
    "AllHandsLowered",
    "Ballot",
    "Change",
    "ChatChange",
    "ChatEdited",
    "ChatMessage",
    "ChatPosted",
    "ChatReacted",
    "ChatReaction",
    "ChatRemoved",
    "Conversation",
    "Count",
    "Emoji",
    "EndReason",
    "Ended",
    "Entry",
    "FileId",
    "FileLimitChanged",
    "HandChange",
    "HandLowered",
    "HandRaised",
    "Joined",
    "LastPrivate",
    "Layer",
    "LeaveReason",
    "Left",
    "LinkLost",
    "LinkRestored",
    "LobbySwitched",
    "LockSwitched",
    "MeetingState",
    "NotesUpdate",
    "OwnBallot",
    "Participant",
    "ParticipantId",
    "PeopleChange",
    "Permissions",
    "PermissionsChanged",
    "Poll",
    "PollChange",
    "PollClosed",
    "PollCreated",
    "PollId",
    "PollRemoved",
    "PollReopened",
    "PollVoted",
    "PrivateEntries",
    "PrivateEntry",
    "Renamed",
    "Role",
    "RoleChanged",
    "RulesChange",
    "SharedFile",
    "Source",
    "SpotlightChanged",
    "Timer",
    "TimerChange",
    "TimerChanged",
    "Track",
    "TrackChange",
    "TrackId",
    "TrackPublished",
    "TrackUnpublished",
    "TrackUpdated",
]

Change: TypeAlias = (
    PeopleChange | TrackChange | ChatChange | RulesChange | HandChange | PollChange | TimerChange | Ended
)


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
    ended: bool = False
