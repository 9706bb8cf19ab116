"""Where the window was, and how large, on systems whose window is not Qt's."""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)

FILE_NAME = "place.json"
SMALLEST = (560, 420)
"""A smaller window was a picture in the corner for a while; nobody wants to begin with one."""
_PANELS = 100
"""Pixels of a screen for a task bar or dock at any edge, and the window's own title bar."""
_IN_SIGHT = 80
"""Pixels of the title bar that must be on a screen, so that it can be dragged."""


class Place(msgspec.Struct, frozen=True):
    """Of a window or a screen, in pixels."""

    x: int
    y: int
    width: int
    height: int

    def centred(self, area: "Place") -> "Place":
        """Of the same size, in the middle of ``area``."""
        x, y = area.x + (area.width - self.width) // 2, area.y + (area.height - self.height) // 2
        return Place(x, y, self.width, self.height)


def fitted(place: Place, area: Place) -> Place:
    """The nearest to ``place`` that is wholly inside ``area``: smaller only where it has to be."""
    width, height = min(place.width, area.width), min(place.height, area.height)
    x = min(max(place.x, area.x), area.x + area.width - width)
    y = min(max(place.y, area.y), area.y + area.height - height)
    return Place(x, y, width, height)


def first_size(size: tuple[int, int], screens: Sequence[Place]) -> tuple[int, int]:
    """Of a window that was never placed, where the system keeps what its panels cover to itself. The first of
    ``screens`` is where it opens."""
    if not screens:
        return size
    return min(size[0], screens[0].width - _PANELS), min(size[1], screens[0].height - _PANELS)


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
    screens = list(screens)
    if not sane(place, screens):
        return None
    # The screen may have become a smaller one.
    largest = max(screens, key=lambda screen: _shared(place, screen))
    return fitted(place, largest) if place.height > largest.height or place.width > largest.width else place


def _shared(place: Place, screen: Place) -> int:
    """Pixels that both have."""
    width = min(place.x + place.width, screen.x + screen.width) - max(place.x, screen.x)
    height = min(place.y + place.height, screen.y + screen.height) - max(place.y, screen.y)
    return max(width, 0) * max(height, 0)


def keep_place(folder: Path | None, place: Place) -> None:
    if folder is None:
        return
    try:
        (folder / FILE_NAME).write_bytes(msgspec.json.encode(place))
    except OSError as error:
        log.info("the window's place is not kept: %s", error)
