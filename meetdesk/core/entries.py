"""The meeting's log: every accepted change is one numbered entry of plain data.

Entries are what the host tells everybody, what a returning participant is sent, and (folded by
``core.state``) what the meeting *is*. A change of any field is a change of the wire: ``docs/protocol.md`` and the
generated TypeScript types change with it.
"""

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""A whole number that a JavaScript number holds exactly."""
ParticipantId: TypeAlias = Count
"""The number of the entry that brought the participant in: from 1 upwards, never used twice in a meeting."""
TrackId: TypeAlias = Count
"""The number of the entry that published the track: never used twice in a meeting; the track id of the media header."""


class Role(StrEnum):
    HOST = "host"
    PARTICIPANT = "participant"


class Source(StrEnum):
    """What a track shows or carries."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"
    """What the shared screen, window or tab plays."""


class LeaveReason(StrEnum):
    LEFT = "left"
    LINK_LOST = "link_lost"


class EndReason(StrEnum):
    ENDED_BY_HOST = "ended_by_host"
    HOST_QUIT = "host_quit"


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One simulcast layer of a video track: ``layer`` 0 is the small one, 1 the large one."""

    layer: Count
    width: Count
    """Encoded width in pixels."""
    height: Count
    """Encoded height in pixels."""


class Track(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    track: TrackId
    participant: ParticipantId
    source: Source
    codec: str
    """WebCodecs codec string: ``opus``, ``vp8``."""
    muted: bool
    layers: tuple[Layer, ...] = ()
    """Empty for audio."""


class Participant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    participant: ParticipantId
    name: str
    role: Role
    joined_at: float
    """Seconds since the Unix epoch, by the host's clock."""
    connected: bool = True


class ChatMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entry: Count
    """Number of the entry that posted it: its identity and its place in the order."""
    participant: ParticipantId
    name: str
    """The sender's name when it was sent."""
    ref: str
    """The sender's own id for the message; makes a repeated post harmless."""
    text: str
    at: float


class _Change(msgspec.Struct, frozen=True, tag_field="change", forbid_unknown_fields=True):
    pass


class Joined(_Change, frozen=True, tag="joined"):
    participant: Participant


class Left(_Change, frozen=True, tag="left"):
    participant: ParticipantId
    reason: LeaveReason


class LinkLost(_Change, frozen=True, tag="link_lost"):
    """The participant's connection is gone; it may come back within ``limits.RETURN_SECONDS``."""

    participant: ParticipantId


class LinkRestored(_Change, frozen=True, tag="link_restored"):
    participant: ParticipantId


class Renamed(_Change, frozen=True, tag="renamed"):
    participant: ParticipantId
    name: str


class TrackPublished(_Change, frozen=True, tag="track_published"):
    track: Track


class TrackUpdated(_Change, frozen=True, tag="track_updated"):
    """The track as it is now: muted or not, codec, layers."""

    track: Track


class TrackUnpublished(_Change, frozen=True, tag="track_unpublished"):
    track: TrackId


class ChatPosted(_Change, frozen=True, tag="chat_posted"):
    message: ChatMessage


class Ended(_Change, frozen=True, tag="ended"):
    reason: EndReason


Change: TypeAlias = (
    Joined
    | Left
    | LinkLost
    | LinkRestored
    | Renamed
    | TrackPublished
    | TrackUpdated
    | TrackUnpublished
    | ChatPosted
    | Ended
)


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Count
    """From 1 upwards, without gaps."""
    at: float
    """Seconds since the Unix epoch, by the host's clock."""
    change: Change


class MeetingState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A snapshot: the fold of all entries up to ``entry``."""

    version: int
    """Version of the fold; a reader that does not know it must not guess."""
    meeting: str
    """Global id of the meeting: 32 hexadecimal digits."""
    title: str
    started_at: float
    entry: Count
    participants: tuple[Participant, ...]
    tracks: tuple[Track, ...]
    chat: tuple[ChatMessage, ...]
    """The latest ``limits.CHAT_PAGE`` messages, oldest first."""
    chat_before: bool
    """Whether older messages can be asked for with ``load_chat``."""
    ended: bool = False
