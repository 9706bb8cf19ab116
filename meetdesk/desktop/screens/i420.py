"""Pictures of a screen as the encoder takes them: I420 (ITU-R BT.601, limited range), cropped, of an even size.

By FFmpeg's ``libswscale``, which comes with Qt: a picture handed over as I420 is three eighths of what the screen
gives. Where it cannot be loaded the pixels are handed over as they are, which costs half as much again.
"""

import ctypes
import logging
import os
import ssl
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from meetdesk.desktop.screens.pods import Crop, VideoFormat

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


class Layout(IntEnum):
    """How the pixels of a picture are handed over."""

    I420 = 0
    BGRX = 1
    RGBX = 2


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
        self._libraries = _libraries()
        self._context: int | None = None

    def close(self) -> None:
        """Frees what it holds. It can be used again."""
        if self._libraries and self._context:
            self._libraries[1].sws_freeContext(self._context)
        self._context = None

    def size(self, raw: Raw, crop: Crop | None) -> tuple[int, int]:
        """Width and height of what becomes of it: even, at least 2; the crop as far as it lies inside."""
        part = _inside(raw, crop)
        return part.width, part.height

    def layout(self, raw: Raw) -> Layout:
        """How ``write`` lays the pixels out."""
        if self._libraries:
            return Layout.I420
        return Layout.BGRX if raw.pixels in (VideoFormat.BGRX, VideoFormat.BGRA) else Layout.RGBX

    def write(self, raw: Raw, crop: Crop | None, into: bytearray, at: int) -> None:
        """Writes the picture into ``into`` from ``at`` on, where there must be room for it."""
        part = _inside(raw, crop)
        source = raw.address + part.y * raw.stride + part.x * 4
        target = ctypes.addressof(ctypes.c_char.from_buffer(into, at))
        if not self._libraries:
            for line in range(part.height):
                ctypes.memmove(target + line * part.width * 4, source + line * raw.stride, part.width * 4)
            return
        util, scale = self._libraries
        kind, i420 = util.av_get_pix_fmt(_NAMES[raw.pixels]), util.av_get_pix_fmt(b"yuv420p")
        size = (part.width, part.height)
        self._context = scale.sws_getCachedContext(self._context, *size, kind, *size, i420, _POINT, None, None, None)
        if not self._context:
            raise OSError(f"no conversion of {size}")
        half, brightness = part.width // 2, part.width * part.height
        lines = _LINES(target, target + brightness, target + brightness + half * (part.height // 2))
        scale.sws_scale(
            self._context,
            _LINES(source),
            _STRIDES(raw.stride),
            0,
            part.height,
            lines,
            _STRIDES(part.width, half, half),
        )


def bytes_of(layout: Layout, width: int, height: int) -> int:
    """How many bytes a picture has."""
    return width * height * 3 // 2 if layout is Layout.I420 else width * height * 4


def _inside(raw: Raw, crop: Crop | None) -> Crop:
    if crop is None:
        crop = Crop(0, 0, raw.width, raw.height)
    # A window is half off the screen while it is moved there.
    x, y = min(max(crop.x, 0), raw.width - 2), min(max(crop.y, 0), raw.height - 2)
    right, bottom = min(crop.x + crop.width, raw.width), min(crop.y + crop.height, raw.height)
    return Crop(x, y, max((right - x) & ~1, 2), max((bottom - y) & ~1, 2))


@cache
def _libraries() -> tuple[Any, Any] | None:
    """FFmpeg's ``libavutil`` and ``libswscale`` of Qt; None where they cannot be loaded."""
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "Qt" / "lib"
    try:
        # libavutil wants a symbol of libcrypto, and names one of Qt's that lacks it: that of Python's ssl will do.
        assert ssl.OPENSSL_VERSION
        ctypes.CDLL("libcrypto.so.3", ctypes.RTLD_GLOBAL | os.RTLD_NOLOAD)
        [util], [scale] = (sorted(folder.glob(f"lib{name}.so.??"))[:1] for name in ("avutil", "swscale"))
        libraries = ctypes.CDLL(str(util)), ctypes.CDLL(str(scale))
    except (OSError, ValueError) as error:
        log.info("pictures of the screen are handed over as they are: %s", error)
        return None
    libraries[0].av_get_pix_fmt.argtypes = (ctypes.c_char_p,)
    context = libraries[1].sws_getCachedContext
    context.restype = ctypes.c_void_p
    context.argtypes = (ctypes.c_void_p, *(ctypes.c_int,) * 7, *(ctypes.c_void_p,) * 3)
    libraries[1].sws_freeContext.argtypes = (ctypes.c_void_p,)
    libraries[1].sws_scale.argtypes = (
        ctypes.c_void_p,
        ctypes.POINTER(ctypes.c_void_p),
        ctypes.POINTER(ctypes.c_int),
        ctypes.c_int,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_void_p),
        ctypes.POINTER(ctypes.c_int),
    )
    return libraries
