"""A picture of the screen as the window gets it, in memory that holds the frame of the WebSocket, too.

After the frame's own ten bytes comes the head (``wire.screens.SCREEN_HEAD``), then the pixels.
"""

import struct
import time

from meetdesk.desktop.screens.i420 import Raw, Scaler, bytes_of, even_part
from meetdesk.desktop.screens.pods import Crop
from meetdesk.wire.screens import SCREEN_HEAD_FORMAT

_HEAD = struct.Struct(SCREEN_HEAD_FORMAT)
FRAME_BYTES = 10
"""What a WebSocket's frame of 64 KiB and more has before its payload (RFC 6455, 5.2)."""


def picture_of(scaler: Scaler, raw: Raw, crop: Crop | None) -> bytearray:
    """The frame, ready to be sent, of what the screen gives; copied only by the conversion."""
    part = even_part(raw, crop)
    layout = scaler.layout(raw)
    payload = _HEAD.size + bytes_of(layout, part.width, part.height)
    frame = bytearray(FRAME_BYTES + payload)
    struct.pack_into("!BBQ", frame, 0, 0x82, 127, payload)
    _HEAD.pack_into(frame, FRAME_BYTES, part.width, part.height, layout, 0, time.monotonic_ns() // 1_000)
    scaler.write(raw, part, frame, FRAME_BYTES + _HEAD.size)
    return frame
