"""What the meeting tells its shell to do, in this order. Plain data; the shell turns it into messages and routes."""

from typing import TypeAlias

import msgspec

from meetdesk.core.entry import Entry, MeetingState
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.core.topics.board import Page
from meetdesk.core.topics.chat import ChatMessage
from meetdesk.core.topics.files import FileId
from meetdesk.core.topics.hands import ReactionKind
from meetdesk.core.topics.lobby import KeptOut, Waiting
from meetdesk.core.topics.moderation import Stop
from meetdesk.core.topics.notes import NotesUpdate
from meetdesk.core.topics.polls import OwnBallot
from meetdesk.core.topics.private import Conversation, PrivateEntries
from meetdesk.core.topics.strokes import Drawers, DrawPart, Place, Stroke
from meetdesk.core.topics.tracks import Want


class _Command(msgspec.Struct, frozen=True, tag_field="command", tag=True):
    pass


class Append(_Command, frozen=True):
    """A new entry: send it to every connected participant (a newcomer's ``Welcomed`` state already holds it)."""

    entry: Entry


class TellPrivately(_Command, frozen=True):
    """New entries of a conversation: send them to this participant, if it is connected, and to nobody else."""

    participant: ParticipantId
    news: PrivateEntries


class Welcomed(_Command, frozen=True):
    """Answer this participant's hello, with the state or with the entries it misses; then it counts as connected."""

    participant: ParticipantId
    arrival: int | None = None
    """That of the ``Arrived`` event; None for one who returned."""
    state: MeetingState | None = None
    entries: tuple[Entry, ...] | None = None
    conversations: tuple[Conversation, ...] = ()
    """This participant's private conversations: all together with the state, or else those it is too far behind in."""
    private: tuple[PrivateEntries, ...] = ()
    """What it misses of the others."""


class KeptWaiting(_Command, frozen=True):
    """Tell this arrival that it waits in the lobby, and nothing else of the meeting."""

    arrival: int


class TurnedAway(_Command, frozen=True):
    """The arrival or return was refused; close its channel with this code."""

    code: ErrorCode
    arrival: int | None = None
    participant: ParticipantId | None = None
    for_good: bool = False
    """Its ticket is void."""


class TellLobby(_Command, frozen=True):
    """Tell these participants, who may let people in, who waits and who is kept out."""

    participants: tuple[ParticipantId, ...]
    waiting: tuple[Waiting, ...]
    kept_out: tuple[KeptOut, ...]


class KeepOut(_Command, frozen=True):
    """Let this participant or arrival not be admitted again. Comes before it is taken out."""

    kept_out: int
    """Number by which ``LetBackIn`` lifts it."""
    participant: ParticipantId | None = None
    arrival: int | None = None


class LetBackIn(_Command, frozen=True):
    """The one who was kept out under this number may be admitted again."""

    kept_out: int


class Reply(_Command, frozen=True):
    """The request with this ``id`` was carried out. ``track``, ``file``: what it made."""

    participant: ParticipantId
    id: int
    track: TrackId | None = None
    file: FileId | None = None


class DropFile(_Command, frozen=True):
    """What is there of this file is to be deleted."""

    file: FileId


class TellFileEnded(_Command, frozen=True):
    """The participant's file is not waited for any more, and why."""

    participant: ParticipantId
    file: FileId
    code: ErrorCode


class Refuse(_Command, frozen=True):
    """The request was refused; nothing changed. ``id`` is None for a request that carries none."""

    participant: ParticipantId
    id: int | None
    code: ErrorCode
    detail: dict[str, str | int] = {}


class SendChatPage(_Command, frozen=True):
    """Older messages, as ``load_chat`` asked: oldest first; ``more``: whether there are older ones still."""

    participant: ParticipantId
    id: int
    messages: tuple[ChatMessage, ...]
    more: bool


class TellBallots(_Command, frozen=True):
    """Tell this participant, if it is connected, and nobody else what it voted: in all polls."""

    participant: ParticipantId
    ballots: tuple[OwnBallot, ...]


class TellReaction(_Command, frozen=True):
    """Tell everybody that this participant shows a reaction now."""

    participant: ParticipantId
    reaction: ReactionKind


class TellStopped(_Command, frozen=True):
    """Tell these participants that one of them cost the others too much, and what was done about it."""

    participants: tuple[ParticipantId, ...]
    stop: Stop
    lifted: bool = False
    """It was taken back."""


class SendUsage(_Command, frozen=True):
    """Answer this request with what each participant used lately."""

    participant: ParticipantId
    id: int


class TellNotes(_Command, frozen=True):
    """Tell these participants of the notes; without ``updates``: there is something new."""

    participants: tuple[ParticipantId, ...]
    updates: tuple[NotesUpdate, ...]
    whole: bool = False
    """These are all that there are."""
    anew: bool = False
    """Some of what was told counts no more."""


class WantNotes(_Command, frozen=True):
    """Ask this participant's window for the whole document, as it is with this update."""

    participant: ParticipantId
    until: int


class TellPart(_Command, frozen=True):
    """Tell these participants the latest points of a stroke that somebody is drawing."""

    participants: tuple[ParticipantId, ...]
    by: ParticipantId
    part: DrawPart


class TellPointer(_Command, frozen=True):
    """Tell these participants where somebody points."""

    participants: tuple[ParticipantId, ...]
    by: ParticipantId
    track: TrackId
    place: Place | None


class TellStrokes(_Command, frozen=True):
    """Tell these participants what is drawn on a screen."""

    participants: tuple[ParticipantId, ...]
    track: TrackId
    strokes: tuple[Stroke, ...]


class TellErased(_Command, frozen=True):
    """Tell these participants what is on this screen no more."""

    participants: tuple[ParticipantId, ...]
    track: TrackId
    strokes: tuple[int, ...]
    by: ParticipantId


class TellDrawers(_Command, frozen=True):
    """Tell these participants who may draw on this screen. ``by``: who said so; None: that is so from the beginning,
    or was said before."""

    participants: tuple[ParticipantId, ...]
    track: TrackId
    who: Drawers
    by: ParticipantId | None = None


class TellBoard(_Command, frozen=True):
    """Tell these participants which pages the whiteboard has. ``by``: who changed that; None: it is so already."""

    participants: tuple[ParticipantId, ...]
    pages: tuple[Page, ...]
    by: ParticipantId | None = None


class Route(_Command, frozen=True):
    """One track's whole distribution, for the data plane. Sent when it changes. ``owner`` None: the track is gone."""

    track: TrackId
    owner: ParticipantId | None
    audio: bool
    layers: tuple[int, ...]
    """Layers that the track has, lowest first; empty for audio."""
    receivers: dict[ParticipantId, Want | None]
    """Connected receivers; None for audio. Only ``wants`` whose track exists and is not muted."""
    screen: bool = False
    """It belongs to something shared. Its sound is no voice: it is forwarded whoever speaks, and nobody speaks by it.
    Its picture is read rather than watched: under pressure it comes more rarely and later, but not smaller."""


class TellDemand(_Command, frozen=True):
    """Tell the publisher which layers somebody wants now, and what of the track's possible codecs somebody in the
    meeting does not decode."""

    participant: ParticipantId
    track: TrackId
    layers: tuple[int, ...]
    undecodable: tuple[str, ...] = ()


class CloseChannels(_Command, frozen=True):
    """This participant's channels are to be closed with this code, once what was sent before is out."""

    participant: ParticipantId
    code: ErrorCode | None
    """None: it left by itself (close 4001)."""


class HandOverTo(_Command, frozen=True):
    """The app of this participant, a deputy, is to carry the meeting on: nothing is decided here any more."""

    participant: ParticipantId


class Finish(_Command, frozen=True):
    """The meeting is over: close everybody with ``meeting_ended`` once all is sent; the session is of no more use."""


NotesNews: TypeAlias = TellNotes | WantNotes
"""What participants are told of the notes."""

StrokesNews: TypeAlias = TellPart | TellPointer | TellStrokes | TellErased | TellDrawers | TellBoard
"""What participants are told of drawing on screens."""

Telling: TypeAlias = (
    TellPrivately
    | TellLobby
    | TellBallots
    | TellReaction
    | TellStopped
    | NotesNews
    | StrokesNews
    | TellFileEnded
    | Reply
    | Refuse
    | SendChatPage
)
"""What only tells participants something."""

AtTheDoor: TypeAlias = KeptWaiting | TurnedAway | KeepOut | LetBackIn
"""What concerns those who are not in the meeting."""

ForTheSession: TypeAlias = (
    Append | Welcomed | SendUsage | DropFile | Route | TellDemand | CloseChannels | HandOverTo | Finish
)
"""The rest. Each kind of command is in one of these three, and whoever carries them out names all of its own."""

Command: TypeAlias = AtTheDoor | Telling | ForTheSession
