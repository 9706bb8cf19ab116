"""The channels of a participant (``docs/protocol.md``, 1 and 2): what they are called and where they are, how much
comes in one message, and what an HTTP answer to opening one means.

Stated here for both servers, the bridge and whoever takes part from Python, and generated for the window
(``wire/window_rules``). Nothing else spells these names, paths and statuses (``tests/wire/test_channels.py``).
"""

from enum import IntEnum, StrEnum
from typing import Final

from meetdesk.core.errors import ErrorCode
from meetdesk.relay.header import VIDEO_FRAME_BYTES, Kind
from meetdesk.wire.codec import CONTROL_BYTES
from meetdesk.wire.files import CHUNK_BYTES
from meetdesk.wire.messages import PROTOCOL_VERSION


class Channel(StrEnum):
    """What a channel is called in its path."""

    CONTROL = "control"
    """Text, JSON: the messages of ``wire/messages``. The first to be opened; the others need its welcome."""
    AUDIO = "audio"
    AUDIO_COPY = "audio-copy"
    """The same frames once more: a lost packet holds up one of the two only."""
    VIDEO = "video"
    FILE = "file"
    """One file, one way; there may be several at a time."""


MEDIA: Final = {Channel.AUDIO: Kind.AUDIO, Channel.AUDIO_COPY: Kind.AUDIO, Channel.VIDEO: Kind.VIDEO}
"""Channels of media frames, and the only kind of frame that is on each."""

MESSAGE_BYTES: Final = {
    Channel.CONTROL: CONTROL_BYTES,
    Channel.AUDIO: VIDEO_FRAME_BYTES,
    Channel.AUDIO_COPY: VIDEO_FRAME_BYTES,
    Channel.VIDEO: VIDEO_FRAME_BYTES,
    Channel.FILE: CHUNK_BYTES,
}
"""Longest message from a participant. More ends the channel; a frame of sound above its own limit
(``relay.header.AUDIO_FRAME_BYTES``) is answered as a mistake, and the channel stays."""

FILE_CHANNELS: Final = 8
"""File channels of one participant at the same time."""

PATTERN: Final = f"({'|'.join(Channel)})"
"""In a route's regular expression: the name of a channel."""
WINDOW_PATH: Final = "/api/meeting"
"""At the window's own app, likewise."""


def host_path(channel: Channel, protocol: int = PROTOCOL_VERSION) -> str:
    """The path of a channel at the host, to somebody who speaks this version of the protocol."""
    return f"/meetdesk/{protocol}/{channel}"


HOST_PATH: Final = f"/meetdesk/{PROTOCOL_VERSION}"
"""At the host's LAN server, before ``/`` and the name of a channel."""


class Refusal(IntEnum):
    """The HTTP statuses that refuse a channel."""

    MALFORMED = 400
    """No request for a WebSocket."""
    NOT_ADMITTED = 401
    """The ticket is unknown, or not valid any more."""
    NO_SUCH_METHOD = 405
    NOT_WELCOMED = 409
    """The control channel has to be welcomed first."""
    MEETING_ENDED = 410
    MEETING_REPLACED = 412
    """This host holds another meeting now than the one that the request names."""


REFUSED: Final[dict[int, ErrorCode]] = {
    Refusal.NOT_ADMITTED: ErrorCode.NOT_ADMITTED,
    Refusal.NOT_WELCOMED: ErrorCode.NOT_IN_MEETING,
    Refusal.MEETING_ENDED: ErrorCode.MEETING_ENDED,
    Refusal.MEETING_REPLACED: ErrorCode.MEETING_REPLACED,
}
"""What the statuses of a host mean to whoever asked for a channel. Any other is not from a host of MeetDesk."""
