"""The moving pattern that stands for a person's picture: made for cameras and bots, and found again on a screen.

The pattern is a plain background of the person's hue with a white upright bar that crosses it once in two seconds.
A picture shows the person if the background has their hue, and is live if the bar has moved.
"""

import colorsys
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

HUES = tuple(range(0, 360, 40))
"""Degrees, one per person."""
CYCLE_SECONDS = 2.0
BAR_SHARE = 0.125
"""Width of the bar as a share of the picture's width."""

Rgb = tuple[int, int, int]


def background(hue: int) -> Rgb:
    """The background colour of a person's pattern."""
    red, green, blue = colorsys.hls_to_rgb(hue / 360, 0.4, 0.8)
    return round(red * 255), round(green * 255), round(blue * 255)


@dataclass(frozen=True)
class Image:
    """An uncompressed picture: ``pixels`` holds red, green and blue, one byte each, row after row."""

    width: int
    height: int
    pixels: bytes

    @classmethod
    def from_file(cls, path: Path) -> "Image":
        """Reads a PNG (a screenshot) with ImageMagick."""
        done = subprocess.run(["convert", str(path), "-depth", "8", "ppm:-"], capture_output=True, check=True)
        _, size, _, pixels = done.stdout.split(b"\n", 3)
        width, height = size.split()
        return cls(int(width), int(height), pixels)

    @classmethod
    def from_rgba(cls, width: int, height: int, rgba: bytes) -> "Image":
        """Takes a canvas read-back."""
        pixels = bytearray(width * height * 3)
        for channel in range(3):
            pixels[channel::3] = rgba[channel::4]
        return cls(width, height, bytes(pixels))

    def crop(self, left: int, top: int, width: int, height: int) -> "Image":
        """The part of the picture inside a rectangle, cut to what is there."""
        left, top = max(0, left), max(0, top)
        right, bottom = min(self.width, left + width), min(self.height, top + height)
        rows = [self.pixels[(y * self.width + left) * 3 : (y * self.width + right) * 3] for y in range(top, bottom)]
        return Image(right - left, bottom - top, b"".join(rows))

    def at(self, x: int, y: int) -> Rgb:
        start = (y * self.width + x) * 3
        return self.pixels[start], self.pixels[start + 1], self.pixels[start + 2]

    def grid(self, columns: int = 96, rows: int = 54) -> list[list[Rgb]]:
        """Evenly spaced points, so that the size of a screenshot does not matter for the time it takes."""
        xs = [(2 * x + 1) * self.width // (2 * columns) for x in range(columns)]
        ys = [(2 * y + 1) * self.height // (2 * rows) for y in range(rows)]
        return [[self.at(x, y) for x in xs] for y in ys]


class Pattern(NamedTuple):
    """One person's pattern as it was found in a picture."""

    hue: int
    share: float
    """Share (0 to 1) of the picture that has the person's background colour."""
    bar: float | None
    """Middle of the bar as a share (0 to 1) of the background's width; None if no bar is seen."""


def _hue_of(pixel: Rgb) -> float | None:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in pixel))
    return hue * 360 if saturation > 0.4 and 0.2 < lightness < 0.65 else None


def _is_hue(pixel: Rgb, hue: int, tolerance: float = 15) -> bool:
    found = _hue_of(pixel)
    return found is not None and abs((found - hue + 180) % 360 - 180) <= tolerance


def find_pattern(image: Image, hue: int, least: float = 0.02) -> Pattern | None:
    """The pattern of the person with this hue, or None if it covers less than ``least`` of the picture."""
    grid = image.grid()
    points = [(x, y) for y, row in enumerate(grid) for x, pixel in enumerate(row) if _is_hue(pixel, hue)]
    share = len(points) / (len(grid) * len(grid[0]))
    if share < least:
        return None
    columns = [x for x, _ in points]
    rows = sorted(y for _, y in points)
    left, right = min(columns), max(columns)
    # Name tags and icons lie at the edges of a tile: look for the bar in the middle half of the rows.
    middle = grid[rows[len(rows) // 4] : rows[len(rows) * 3 // 4] + 1]
    white = [
        x for x in range(left, right + 1) if middle and sum(min(row[x]) > 170 for row in middle) > 0.7 * len(middle)
    ]
    bar = (sum(white) / len(white) + 0.5 - left) / (right + 1 - left) if white else None
    return Pattern(hue, share, bar)


def has_moved(before: Pattern, after: Pattern, least: float = 0.02) -> bool:
    """Whether the bar is somewhere else: the picture is live."""
    if before.bar is None or after.bar is None:
        return before.bar is not after.bar
    return abs(before.bar - after.bar) >= least


def write_y4m(path: Path, hue: int, width: int = 640, height: int = 360, rate: int = 30) -> None:
    """One cycle of the pattern, a file for Chromium's ``--use-file-for-fake-video-capture``, which repeats it."""
    luma, blue, red = to_yuv(background(hue))
    white_luma, white_blue, white_red = to_yuv((235, 235, 235))
    bar, frames = round(width * BAR_SHARE), round(CYCLE_SECONDS * rate)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in range(frames):
            left = round((width - bar) * frame / frames) // 2 * 2
            file.write(b"FRAME\n")
            for plane_width, plane_height, scale, base, white in (
                (width, height, 1, luma, white_luma),
                (width // 2, height // 2, 2, blue, white_blue),
                (width // 2, height // 2, 2, red, white_red),
            ):
                row = bytearray([base]) * plane_width
                row[left // scale : (left + bar) // scale] = bytes([white]) * (bar // scale)
                file.write(row * plane_height)


def to_yuv(colour: Rgb) -> Rgb:
    """Brightness and both colours, as video has them (ITU-R BT.601)."""
    red, green, blue = colour
    luma = 16 + (65.738 * red + 129.057 * green + 25.064 * blue) / 256
    cb = 128 + (-37.945 * red - 74.494 * green + 112.439 * blue) / 256
    cr = 128 + (112.439 * red - 94.154 * green - 18.285 * blue) / 256
    return round(luma), round(cb), round(cr)
