"""Head and shoulders before stripes, drawn by code for a camera; a segmenter takes them for a person."""

import math
from functools import cache
from pathlib import Path

from tests.support.picture import Image, Rgb, to_yuv

WIDTH, HEIGHT = 640, 360
STRIPES: tuple[Rgb, Rgb] = ((40, 110, 90), (150, 190, 215))
STRIPE = 16
SHIRT: Rgb = (43, 63, 102)
_FACE: Rgb = (205, 150, 118)
_HAIR: Rgb = (58, 36, 24)
_SCALE = 720 / HEIGHT


def write_portrait(path: Path, rate: int = 15) -> None:
    """A file for Chromium's ``--use-file-for-fake-video-capture``."""
    pixels = [[to_yuv(_colour(x, y)) for x in range(WIDTH)] for y in range(HEIGHT)]
    planes = bytes(pixel[0] for row in pixels for pixel in row)
    for plane in (1, 2):
        planes += bytes(pixel[plane] for row in pixels[::2] for pixel in row[::2])
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(2):
            file.write(b"FRAME\n" + planes)


@cache
def _colour(x: int, y: int) -> Rgb:
    # As if 720 pixels high, from the middle.
    across, down = (x - WIDTH / 2) * _SCALE, y * _SCALE
    side = abs(across)

    def oval(cx: float, cy: float, rx: float, ry: float) -> bool:
        return ((side - cx) / rx) ** 2 + ((down - cy) / ry) ** 2 < 1

    if oval(42, 250, 9, 9):
        return (45, 30, 20)
    if oval(42, 250, 20, 10):
        return (250, 250, 250)
    if 17 < side < 67 and 222 < down < 229:
        return (55, 35, 25)
    if -10 < across < -4 and 255 < down < 300:
        return (165, 110, 84)
    if oval(0, 345, 38, 11):
        return (163, 69, 63)
    if (down < 190 and oval(0, 190, 118, 95)) or (104 < side < 118 and 190 <= down < 250):
        return _HAIR
    if oval(0, 260, 110, 150):
        light = max(0.0, 1 - math.hypot(across + 30, down - 230) / 190)
        return (round(185 + 55 * light), round(127 + 73 * light), round(95 + 73 * light))
    if side < 55 and 350 < down < 450:
        return (190, 135, 103)
    if side < 300 and down > 430 + 0.0016 * max(0.0, side - 70) ** 2:
        return SHIRT
    return STRIPES[x // STRIPE % 2]


def background_detail(image: Image) -> float:
    """Mean difference of brightness between neighbours beside the head: about 40 with the stripes as they are."""
    columns = range(1, image.width // 4)
    rows = range(image.height // 10, image.height // 2)
    steps = [abs(sum(image.at(x, y)) - sum(image.at(x - 1, y))) / 3 for y in rows for x in columns]
    return sum(steps) / len(steps)


def has_person(image: Image) -> bool:
    """Whether shirt, face and hair are where they are and as they are."""
    found = [_near(image, x, y) for x, y in ((0.5, 0.9), (0.5, 0.39), (0.5, 0.16))]
    return all(
        max(map(abs, (a - b for a, b in zip(seen, wanted, strict=True)))) < 40
        for seen, wanted in zip(found, (SHIRT, _FACE, _HAIR), strict=True)
    )


def _near(image: Image, x: float, y: float) -> Rgb:
    return image.at(int(image.width * x), int(image.height * y))
