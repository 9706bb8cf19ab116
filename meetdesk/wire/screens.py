"""How the window shares a screen that its engine cannot capture: ``docs/protocol.md``, "The window and its app"."""

import struct
from enum import IntEnum, StrEnum

import msgspec

from meetdesk.core.errors import ErrorCode


class ScreensBy(StrEnum):
    """Who asks the person what to share, and captures it."""

    ENGINE = "engine"
    """The window's engine, by ``getDisplayMedia``."""
    DESKTOP = "desktop"
    """The desktop's own dialog; the pictures come over ``/api/screen``."""
    NOBODY = "nobody"


class ScreenSurface(StrEnum):
    """What is shared."""

    SCREEN = "screen"
    WINDOW = "window"


class ScreensOffered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Answer to ``GET /api/screens``: what this desktop can share, looked at anew."""

    by: ScreensBy
    surfaces: tuple[ScreenSurface, ...] = (ScreenSurface.SCREEN, ScreenSurface.WINDOW)
    problem: ErrorCode | None = None
    """Why it is nobody, where that is known."""
    again: ScreenSurface | None = None
    """What was shared here last and is handed out again without the desktop's dialog: the person is asked by us."""
    sound: bool = False
    """Whether the app can hand out what the computer plays, over ``/api/screen-sound``; a browser asks by itself."""


class ScreenBegun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First message on ``/api/screen``: the person has chosen; pictures follow."""

    surface: ScreenSurface
    again: bool = False
    """Whether the desktop hands it out again without its dialog."""


class ScreenEnd(StrEnum):
    """Why a share is over: reason of the close frame of ``/api/screen``."""

    DECLINED = "declined"
    """The person chose nothing."""
    UNAVAILABLE = "unavailable"
    """The desktop offers no sharing, or gives no answer."""
    FAILED = "failed"
    """It was asked for, and did not come about or broke."""
    OUTSIDE = "outside"
    """The desktop's own button was pressed, or the window was closed."""
    WANTED = "wanted"
    """The page ended it."""


class ScreenLayout(IntEnum):
    """How the pixels of a picture are handed over; the name is WebCodecs' own of the format."""

    I420 = 0
    BGRX = 1
    RGBX = 2


SCREEN_HEAD = {"width": "I", "height": "I", "layout": "I", "reserved": "I", "timestamp": "Q"}
"""What each binary message begins with, little-endian, before the pixels: kinds of numbers as ``struct`` has them.
``layout``: a ``ScreenLayout``; ``timestamp``: in microseconds by the app's steady clock."""
SCREEN_HEAD_FORMAT = "<" + "".join(SCREEN_HEAD.values())
SCREEN_HEAD_BYTES = struct.calcsize(SCREEN_HEAD_FORMAT)
SCREEN_CREDIT = 2
"""Pictures that are under way to the page at most: it sends an empty text for each that it has taken."""
SOUND_HEAD_BYTES = 8
"""Of each binary message of ``/api/screen-sound``: when it began, in microseconds by the app's steady clock (64 bits);
then 20 ms of samples as 32-bit floats, those of the two channels alternating. All is little-endian."""
SOUND_RATE = 48_000
SOUND_CHANNELS = 2
