"""Pictures of a screen as the encoder takes them: I420 (ITU-R BT.601, limited range), cropped, of an even size.

By FFmpeg's ``libswscale``, which comes with Qt: a picture handed over as I420 is three eighths of what the screen
gives. Where it cannot be loaded the pixels are handed over as they are, which costs half as much again.
"""

import ctypes
import logging
import os
import ssl
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from meetdesk.desktop.screens.pods import Crop, VideoFormat
from meetdesk.wire.screens import ScreenLayout

log = logging.getLogger(__name__)

_NAMES = {
    VideoFormat.BGRX: b"bgr0",
    VideoFormat.BGRA: b"bgra",
    VideoFormat.RGBX: b"rgb0",
    VideoFormat.RGBA: b"rgba",
}
_POINT = 0x10
"""Nearest neighbour (``SWS_POINT``): nothing is scaled, and colours of thin letters are not smeared."""
_LINES = ctypes.c_void_p * 4
_STRIDES = ctypes.c_int * 4


@dataclass(frozen=True)
class Raw:
    """A picture in somebody else's memory. ``address``: of its first pixel; ``stride``: bytes from line to line."""

    address: int
    stride: int
    width: int
    height: int
    pixels: VideoFormat


class Scaler:
    """One stream's pictures, one after the other; for one thread."""

    def __init__(self) -> None:
        self._library = _library()
        self._context: int | None = None

    def close(self) -> None:
        """Frees what it holds. It can be used again."""
        if self._library and self._context:
            self._library.scale.sws_freeContext(self._context)
        self._context = None

    def layout(self, raw: Raw) -> ScreenLayout:
        """How ``write`` lays the pixels out."""
        if self._library:
            return ScreenLayout.I420
        return ScreenLayout.BGRX if raw.pixels in (VideoFormat.BGRX, VideoFormat.BGRA) else ScreenLayout.RGBX

    def write(self, raw: Raw, part: Crop, into: bytearray, at: int) -> None:
        """Writes the picture into ``into`` from ``at`` on, where there must be room for it. ``part``: of it, as
        ``even_part`` gives it."""
        source = raw.address + part.y * raw.stride + part.x * 4
        target = ctypes.addressof(ctypes.c_char.from_buffer(into, at))
        if not self._library:
            for line in range(part.height):
                ctypes.memmove(target + line * part.width * 4, source + line * raw.stride, part.width * 4)
            return
        scale, kinds = self._library.scale, self._library.kinds
        size = (part.width, part.height)
        self._context = scale.sws_getCachedContext(
            self._context, *size, kinds[raw.pixels], *size, self._library.i420, _POINT, None, None, None
        )
        if not self._context:
            raise OSError(f"no conversion of {size}")
        half, brightness = part.width // 2, part.width * part.height
        lines = _LINES(target, target + brightness, target + brightness + half * (part.height // 2))
        strides = _STRIDES(part.width, half, half)
        scale.sws_scale(self._context, _LINES(source), _STRIDES(raw.stride), 0, part.height, lines, strides)


def bytes_of(layout: ScreenLayout, width: int, height: int) -> int:
    """How many bytes a picture has."""
    return width * height * 3 // 2 if layout is ScreenLayout.I420 else width * height * 4


def even_part(raw: Raw, crop: Crop | None) -> Crop:
    """The crop as far as it lies inside, or the whole picture: of even sides, at least 2."""
    if crop is None:
        crop = Crop(0, 0, raw.width, raw.height)
    # A window is half off the screen while it is moved there.
    x, y = min(max(crop.x, 0), raw.width - 2), min(max(crop.y, 0), raw.height - 2)
    right, bottom = min(crop.x + crop.width, raw.width), min(crop.y + crop.height, raw.height)
    return Crop(x, y, max((right - x) & ~1, 2), max((bottom - y) & ~1, 2))


class _Library(NamedTuple):
    scale: Any
    """``libswscale``."""
    kinds: dict[VideoFormat, int]
    i420: int
    """Its numbers of formats."""


@cache
def _library() -> _Library | None:
    """FFmpeg's, of Qt; None where it cannot be loaded."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "Qt" / "lib"
    try:
        # libavutil wants a symbol of libcrypto, and names one of Qt's that lacks it: that of Python's ssl will do.
        assert ssl.OPENSSL_VERSION
        ctypes.CDLL("libcrypto.so.3", ctypes.RTLD_GLOBAL | os.RTLD_NOLOAD)
        [util], [scale] = (sorted(folder.glob(f"lib{name}.so.??"))[:1] for name in ("avutil", "swscale"))
        names, library = ctypes.CDLL(str(util)).av_get_pix_fmt, ctypes.CDLL(str(scale))
    except (OSError, ValueError) as error:
        log.info("pictures of the screen are handed over as they are: %s", error)
        return None
    names.argtypes = (ctypes.c_char_p,)
    context = library.sws_getCachedContext
    context.restype = ctypes.c_void_p
    context.argtypes = (ctypes.c_void_p, *(ctypes.c_int,) * 7, *(ctypes.c_void_p,) * 3)
    library.sws_freeContext.argtypes = (ctypes.c_void_p,)
    library.sws_scale.argtypes = (
        ctypes.c_void_p,
        ctypes.POINTER(ctypes.c_void_p),
        ctypes.POINTER(ctypes.c_int),
        ctypes.c_int,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_void_p),
        ctypes.POINTER(ctypes.c_int),
    )
    return _Library(library, {kind: names(name) for kind, name in _NAMES.items()}, names(b"yuv420p"))
