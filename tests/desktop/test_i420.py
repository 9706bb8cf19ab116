"""A screen's pixels as the encoder takes them, with Qt's libswscale and without it."""

import ctypes

import pytest

from meetdesk.desktop.screens import i420
from meetdesk.desktop.screens.i420 import Raw, Scaler, bytes_of, even_part
from meetdesk.desktop.screens.pods import Crop, VideoFormat
from meetdesk.wire.screens import ScreenLayout

BLUE, RED = bytes((255, 0, 0, 0)), bytes((0, 0, 255, 0))
"""As BGRX."""


def picture(width: int, height: int, stride: int, of: VideoFormat = VideoFormat.BGRX) -> tuple[bytearray, Raw]:
    """The left half blue, the right half red."""
    line = (BLUE * (width // 2) + RED * (width - width // 2)).ljust(stride, b"\x55")
    pixels = bytearray(line * height)
    address = ctypes.addressof(ctypes.c_char.from_buffer(pixels))
    return pixels, Raw(address, stride, width, height, of)


@pytest.mark.parametrize(("of", "left", "right"), [(VideoFormat.BGRX, 41, 81), (VideoFormat.RGBA, 81, 41)])
def test_brightness_and_colours(of: VideoFormat, left: int, right: int) -> None:
    """Blue is 41 and red 81 (ITU-R BT.601, limited range)."""
    pixels, raw = picture(64, 32, 320, of)
    scaler = Scaler()
    assert scaler.layout(raw) is ScreenLayout.I420, "Qt's libswscale is used"
    written = bytearray(8 + bytes_of(ScreenLayout.I420, 64, 32))
    scaler.write(raw, even_part(raw, None), written, 8)
    luma = written[8 : 8 + 64 * 32]
    assert {abs(one - left) <= 1 for row in range(32) for one in luma[row * 64 : row * 64 + 32]} == {True}
    assert {abs(one - right) <= 1 for row in range(32) for one in luma[row * 64 + 32 : row * 64 + 64]} == {True}
    assert written[:8] == bytes(8)
    scaler.close()
    assert pixels


@pytest.mark.parametrize(
    ("crop", "size"),
    [
        (Crop(10, 4, 21, 11), (20, 10)),
        (Crop(-10, -10, 30, 30), (20, 20)),
        (Crop(60, 30, 64, 64), (4, 2)),
        (Crop(200, 200, 10, 10), (2, 2)),
        (Crop(3, 3, 1, 1), (2, 2)),
        (None, (64, 32)),
    ],
)
def test_the_crop_lies_inside_and_is_even(crop: Crop | None, size: tuple[int, int]) -> None:
    pixels, raw = picture(64, 32, 256)
    part = even_part(raw, crop)
    assert (part.width, part.height) == size
    written = bytearray(bytes_of(ScreenLayout.I420, *size) + 16)
    Scaler().write(raw, part, written, 0)
    assert written[-16:] == bytes(16), "nothing is written behind it"
    assert pixels


def test_without_the_library_the_pixels_are_handed_over_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i420, "_library", lambda: None)
    pixels, raw = picture(64, 32, 300)
    scaler = Scaler()
    assert scaler.layout(raw) is ScreenLayout.BGRX
    written = bytearray(bytes_of(ScreenLayout.BGRX, 20, 10))
    scaler.write(raw, Crop(22, 0, 20, 10), written, 0)
    assert written == (BLUE * 10 + RED * 10) * 10
    assert pixels
