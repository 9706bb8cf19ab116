"""Control messages: the JSON text frames of the control channel, both ways. ``docs/protocol.md`` is normative.

The TypeScript types in ``ui/src/wire/messages.ts`` are generated from this module by
``python -m meetdesk.wire.typescript``.
"""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core.budget import Kind
from meetdesk.core.entry import Entry, MeetingState
from meetdesk.core.errors import ErrorCode
from meetdesk.core.request import Request
from meetdesk.core.topics.basics import Count, ParticipantId, TrackId
from meetdesk.core.topics.board import Page
from meetdesk.core.topics.chat import ChatMessage
from meetdesk.core.topics.files import FileId
from meetdesk.core.topics.hands import ReactionKind
from meetdesk.core.topics.lobby import KeptOut, Waiting
from meetdesk.core.topics.moderation import Stoppable
from meetdesk.core.topics.notes import NotesUpdate
from meetdesk.core.topics.polls import OwnBallot
from meetdesk.core.topics.private import Conversation, LastPrivate, PrivateEntries
from meetdesk.core.topics.strokes import Drawers, Place, Stroke, Tool

PROTOCOL_VERSION = 2
"""Raised when an older app could misunderstand a newer one; apps of different versions refuse each other."""


class _Message(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    pass


# Participant to host


class Hello(_Message, frozen=True, tag="hello", omit_defaults=True):
    """First message of every control connection. A returning participant says the last entry it has."""

    protocol: Count
    app: Annotated[str, msgspec.Meta(max_length=64)]
    """Version of the app, for logs."""
    name: str
    last_entry: Count | None = None
    last_private: tuple[LastPrivate, ...] = ()
    """The same of each private conversation."""
    attempt: Count | None = None
    """When this connection was begun, in microseconds by the participant's clock: one that was begun before another
    never displaces it."""


class Ping(_Message, frozen=True, tag="ping"):
    """Every second: heartbeat and clock measurement."""

    sent_us: Count
    """Microseconds, by the sender's clock."""


class Clock(_Message, frozen=True, tag="clock"):
    """The sender's estimate of host clock minus own clock; sent when it moved by more than 1 ms."""

    offset_us: Annotated[int, msgspec.Meta(ge=-(2**53 - 1), le=2**53 - 1)]


class RequestKeyFrame(_Message, frozen=True, tag="request_key_frame"):
    """The receiver cannot decode this layer without a key frame."""

    track: TrackId
    layer: Count


ClientMessage: TypeAlias = Hello | Ping | Clock | RequestKeyFrame | Request


# Host to participant


class Welcome(_Message, frozen=True, tag="welcome"):
    """Answer to ``hello``. ``state`` for a newcomer; ``entries`` (all after ``last_entry``) for one who comes back
    and is not too far behind. Exactly one of the two is there."""

    protocol: int
    participant: ParticipantId
    host_us: int
    state: MeetingState | None = None
    entries: tuple[Entry, ...] | None = None
    conversations: tuple[Conversation, ...] = ()
    """With a ``state``, all private conversations; with ``entries``, those it is too far behind in."""
    private: tuple[PrivateEntries, ...] = ()
    """What it misses of the others."""


class InLobby(_Message, frozen=True, tag="in_lobby"):
    """Answer to ``hello`` of one who has to wait until it is let in; then comes ``welcome``."""

    protocol: int


class Lobby(_Message, frozen=True, tag="lobby"):
    """To those who may let people in: who waits, those first who came first, and who is kept out. Sent when it
    changes, and to whoever becomes one of them."""

    waiting: tuple[Waiting, ...]
    kept_out: tuple[KeptOut, ...]


class Entries(_Message, frozen=True, tag="entries"):
    """New entries, in order, the first one following the last one this connection was sent."""

    entries: tuple[Entry, ...]


class Private(_Message, frozen=True, tag="private"):
    """New entries of a private conversation, to the two it belongs to."""

    news: PrivateEntries


class Done(_Message, frozen=True, tag="done"):
    """The request was carried out. Its entries were sent before."""

    id: int
    track: TrackId | None = None
    file: FileId | None = None


class ErrorMessage(_Message, frozen=True, tag="error"):
    """The request with this ``id`` was refused, or (without ``id``) something else sent could not be used."""

    code: ErrorCode
    id: int | None = None
    detail: dict[str, str | int] = {}


class ChatPage(_Message, frozen=True, tag="chat_page"):
    """Answer to ``load_chat``, oldest first."""

    id: int
    messages: tuple[ChatMessage, ...]
    more: bool
    """Whether there are older messages still."""


class Ballots(_Message, frozen=True, tag="ballots"):
    """To a voter alone: what it voted, in all polls. Sent when it voted, after ``welcome``, and when one is settled."""

    ballots: tuple[OwnBallot, ...]


class Reacted(_Message, frozen=True, tag="reacted"):
    """Somebody shows a reaction now."""

    participant: ParticipantId
    reaction: ReactionKind


class Notes(_Message, frozen=True, tag="notes"):
    """To who looks at the notes: new updates, at first all of them (``whole``). To others without ``updates``,
    once until they have looked: there is something new."""

    updates: tuple[NotesUpdate, ...]
    whole: bool = False
    anew: bool = False
    """Some of what was told counts no more: who looks at them forgets it, and asks for all that there are."""


class NotesWanted(_Message, frozen=True, tag="notes_wanted"):
    """To one window: the whole document is wanted (``compact_notes``), with all updates up to this one."""

    until: Count


class Drawing(_Message, frozen=True, tag="drawing"):
    """To all but who draws: the latest points of a stroke that is being drawn. Those before ``first`` were told."""

    participant: ParticipantId
    track: TrackId
    ref: Count
    tool: Tool
    first: Count
    points: bytes


class Pointing(_Message, frozen=True, tag="pointing"):
    """To all but who points: where; null: nowhere any more."""

    participant: ParticipantId
    track: TrackId
    place: Place | None


class Drawn(_Message, frozen=True, tag="drawn"):
    """Whole strokes on this screen: a new one, or after ``welcome`` all that stay."""

    track: TrackId
    strokes: tuple[Stroke, ...]


class Erased(_Message, frozen=True, tag="erased"):
    """These strokes are on this screen no more."""

    track: TrackId
    strokes: tuple[Count, ...]
    by: ParticipantId


class DrawersSet(_Message, frozen=True, tag="drawers_set"):
    """Who may draw on this screen, besides the one who shares it: said when it is shared first, when it changes
    (``by``), and after ``welcome``."""

    track: TrackId
    who: Drawers
    by: ParticipantId | None = None


class BoardShown(_Message, frozen=True, tag="board"):
    """The pages of the whiteboard, all of them: after ``welcome``, and when somebody (``by``) opened or closed one. Who
    may draw on a page and what is on it is said as of a screen, with the page's number as ``track``."""

    pages: tuple[Page, ...]
    by: ParticipantId | None = None


class FileEnded(_Message, frozen=True, tag="file_ended"):
    """To the sender: this file of its own, which was not wholly there, is not waited for any more."""

    file: FileId
    code: ErrorCode


class Stopped(_Message, frozen=True, tag="stopped"):
    """To this participant, the host and the co-hosts: it cost the others too much, and what was done about it. Who may
    not write in the notes is told again to a window that comes, or begins to moderate."""

    participant: ParticipantId
    name: str
    reason: Kind
    """What there was too much of."""
    what: Stoppable
    """A track it may start again by itself; the rest a moderator takes back (``lift_stop``)."""
    lifted: bool = False
    """It was taken back."""


class PersonUsage(msgspec.Struct, frozen=True):
    """What one participant used in the last ten seconds, a second."""

    participant: ParticipantId
    up: Count
    """Bytes from it."""
    down: Count
    """Bytes to it."""
    frames: Count
    """Of sound and picture that came from it, copies included."""
    messages: float
    """Control messages from it."""
    share: float
    """Of all frames that the host handed to receivers, how many were its: 0 to 1."""
    stopped: Count
    """How often it had to be stopped in this meeting."""


class Usage(_Message, frozen=True, tag="usage"):
    """Answer to ``load_usage``, those first who have most passed on."""

    id: int
    people: tuple[PersonUsage, ...]


class Pong(_Message, frozen=True, tag="pong"):
    """Answer to ``ping``: what it said, and when the host read it by the meeting's clock, both in microseconds."""

    sent_us: int
    host_us: int


class Demand(_Message, frozen=True, tag="demand", omit_defaults=True):
    """To the publisher: the layers of this track that somebody wants now. Nobody looks, nobody encodes."""

    track: TrackId
    layers: tuple[int, ...]
    undecodable: tuple[str, ...] = ()
    """Codecs that somebody in the meeting does not decode: the track is to have another one, as long as it is so."""


class KeyFrameWanted(_Message, frozen=True, tag="key_frame_wanted"):
    """To the publisher: make the next frame of this layer a key frame."""

    track: TrackId
    layer: int


class Speakers(_Message, frozen=True, tag="speakers"):
    """Who speaks, loudest first. Sent when it changes."""

    participants: tuple[ParticipantId, ...]


class Clocks(_Message, frozen=True, tag="clocks"):
    """Host clock minus each participant's clock, in microseconds; keys are participant ids in decimal."""

    offsets_us: dict[str, int]


HostMessage: TypeAlias = (
    Welcome
    | InLobby
    | Lobby
    | Entries
    | Private
    | Done
    | ErrorMessage
    | ChatPage
    | Ballots
    | Reacted
    | Notes
    | Stopped
    | Usage
    | NotesWanted
    | FileEnded
    | Drawing
    | Pointing
    | Drawn
    | Erased
    | DrawersSet
    | BoardShown
    | Pong
    | Demand
    | KeyFrameWanted
    | Speakers
    | Clocks
)
