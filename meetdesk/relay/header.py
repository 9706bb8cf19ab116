"""The media frame header: 24 bytes, network byte order, before every encoded frame. ``docs/protocol.md`` is normative.

====== ==== ===========================================================================================
offset size field
====== ==== ===========================================================================================
0      1    version: 1
1      1    kind: 1 audio, 2 video
2      1    flags: bit 0 key frame; bits 1-2 temporal id; bits 3-4 layer; bits 5-7 zero
3      1    audio level in -dBov, 0 (loudest) to 127 (silence), as in RFC 6464; zero for video
4      4    track id
8      4    sequence number of the frame within its track and layer, wraps
12     2    number of the latest temporal-id-0 frame of this track and layer, wraps; zero for audio
14     2    duration in units of 100 microseconds; 0 if unknown
16     8    capture time in microseconds since the Unix epoch, by the sender's clock
====== ==== ===========================================================================================
"""

import itertools
import struct
from enum import IntEnum
from typing import NamedTuple

from meetdesk.core.errors import ErrorCode, MeetDeskError

VERSION = 1
HEADER_BYTES = 24
AUDIO_FRAME_BYTES = 4_000
"""Largest audio frame with its header."""
VIDEO_FRAME_BYTES = 1_000_000
"""Largest video frame with its header: a 1080p key frame at high quality is a third of it."""
LATEST_CAPTURE_US = 2**53 - 1
"""Largest capture time: what a JavaScript number holds exactly."""

_LAYOUT = struct.Struct("!BBBBIIHHQ")
_VIDEO_FLAGS = frozenset(
    layer << 3 | temporal << 1 | key
    for layer, temporal, key in itertools.product(range(2), range(3), range(2))
    if not (key and temporal)
)


class Kind(IntEnum):
    """What a media frame holds."""

    AUDIO = 1
    VIDEO = 2


class Header(NamedTuple):
    """One frame's header. ``capture_us`` is in microseconds, ``duration_100us`` in units of 100 microseconds."""

    kind: Kind
    key_frame: bool
    temporal: int
    layer: int
    level: int
    track: int
    sequence: int
    t0: int
    duration_100us: int
    capture_us: int


def pack(header: Header) -> bytes:
    """The 24 bytes of ``header``. Raises ``struct.error`` for a field out of its range."""
    flags = header.key_frame | header.temporal << 1 | header.layer << 3
    return _LAYOUT.pack(
        VERSION,
        header.kind,
        flags,
        header.level,
        header.track,
        header.sequence,
        header.t0,
        header.duration_100us,
        header.capture_us,
    )


def fields(frame: bytes | bytearray | memoryview) -> tuple[int, int, int, int, int, int, int, int, int]:
    """A received frame's header as it stands: version, kind, flags, level, track, sequence, t0, duration, capture time.

    Raises MeetDeskError: ``malformed_frame`` if it is none of ours, ``frame_too_large`` beyond the kind's limit.
    """
    size = len(frame)
    if size <= HEADER_BYTES:
        raise MeetDeskError(ErrorCode.MALFORMED_FRAME)
    found = _LAYOUT.unpack_from(frame)
    version, kind, flags, level, _, _, t0, _, capture_us = found
    if kind == 2:
        valid, limit = flags in _VIDEO_FLAGS and level == 0, VIDEO_FRAME_BYTES
    else:
        valid, limit = kind == 1 and flags == 1 and level <= 127 and t0 == 0, AUDIO_FRAME_BYTES
    if not valid or version != VERSION or capture_us > LATEST_CAPTURE_US:
        raise MeetDeskError(ErrorCode.MALFORMED_FRAME)
    if size > limit:
        raise MeetDeskError(ErrorCode.FRAME_TOO_LARGE, bytes=size, limit=limit)
    return found


def parse(frame: bytes | bytearray | memoryview) -> Header:
    """The header of a received frame. Raises as ``fields``."""
    _, kind, flags, level, track, sequence, t0, duration, capture_us = fields(frame)
    return Header(
        Kind(kind), bool(flags & 1), flags >> 1 & 3, flags >> 3, level, track, sequence, t0, duration, capture_us
    )
