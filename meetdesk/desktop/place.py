"""Where the window was, and how large, on systems whose window is not Qt's."""

import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)

FILE_NAME = "place.json"
SMALLEST = (560, 420)
"""A smaller window was a picture in the corner for a while; nobody wants to begin with one."""
_IN_SIGHT = 80
"""Pixels of the title bar that must be on a screen, so that it can be dragged."""


class Place(msgspec.Struct, frozen=True):
    """Of a window or a screen, in pixels."""

    x: int
    y: int
    width: int
    height: int


def sane(place: Place, screens: Iterable[Place]) -> bool:
    """Whether a person can see and use a window there."""
    if place.width < SMALLEST[0] or place.height < SMALLEST[1]:
        return False
    return any(
        min(place.x + place.width, screen.x + screen.width) - max(place.x, screen.x) >= _IN_SIGHT
        and screen.y <= place.y <= screen.y + screen.height - _IN_SIGHT
        for screen in screens
    )


def read_place(folder: Path | None, screens: Iterable[Place]) -> Place | None:
    """What was kept, if it is still of use."""
    if folder is None:
        return None
    try:
        place = msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=Place)
    except (OSError, msgspec.DecodeError):
        return None
    return place if sane(place, screens) else None


def keep_place(folder: Path | None, place: Place) -> None:
    if folder is None:
        return
    try:
        (folder / FILE_NAME).write_bytes(msgspec.json.encode(place))
    except OSError as error:
        log.info("the window's place is not kept: %s", error)
