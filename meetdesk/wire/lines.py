"""Which channels are on which line of requests, and where lines are (``docs/protocol.md``, 1.1)."""

from enum import StrEnum
from typing import Final

from meetdesk.relay.header import VIDEO_FRAME_BYTES
from meetdesk.wire.channels import FILE_CHANNELS, Channel
from meetdesk.wire.codec import CONTROL_BYTES


class LineName(StrEnum):
    """Two, so that sound never waits behind pictures."""

    VOICE = "voice"
    PICTURES = "pictures"


_FIRST_FILE = 4
SLOTS: Final[dict[int, tuple[LineName, Channel]]] = {
    1: (LineName.VOICE, Channel.CONTROL),
    2: (LineName.VOICE, Channel.AUDIO),
    3: (LineName.PICTURES, Channel.VIDEO),
    **dict.fromkeys(range(_FIRST_FILE, _FIRST_FILE + FILE_CHANNELS), (LineName.PICTURES, Channel.FILE)),
}
"""Slot 0 is the line's own. There is no copy of the sound: a page has no connections to spare for it."""

BATCH_BYTES: Final = {
    LineName.VOICE: 4 * CONTROL_BYTES,
    LineName.PICTURES: VIDEO_FRAME_BYTES + 4 * CONTROL_BYTES,
}
"""Longest upload on each: the longest message, and others beside it."""

PATTERN: Final = f"({'|'.join(LineName)})/([0-9a-f]{{32}})"
"""In a route's regular expression: the name of a line, and the number that its page has drawn for it."""
DOWN: Final = "down"
"""Before them, in the path of the stream."""
UP: Final = "up"
"""Likewise, of an upload."""
PROBE: Final = "probe"
"""In place of a channel's name: a WebSocket that only says that it opens."""
