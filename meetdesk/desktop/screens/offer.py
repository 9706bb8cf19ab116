"""What this desktop can share, and who captures it; looked at before anybody presses a button."""

import logging
import os
import sys

import msgspec

from meetdesk.core.errors import ErrorCode
from meetdesk.desktop.screens import libpipewire
from meetdesk.desktop.screens.cast import Cast, NoPortal
from meetdesk.desktop.screens.playing import sound_offered
from meetdesk.desktop.wayland import beside_compositor
from meetdesk.wire.screens import ScreensBy, ScreensOffered, ScreenSurface

log = logging.getLogger(__name__)


def screens_offered() -> ScreensOffered:
    """For the native window. It may wait for the portal and the sound server: not in the thread of a loop."""
    offered = _screens()
    return offered if offered.by is ScreensBy.NOBODY else msgspec.structs.replace(offered, sound=sound_offered())


def _screens() -> ScreensOffered:
    if not sys.platform.startswith("linux"):
        # Nothing here would ask the person which one.
        return ScreensOffered(ScreensBy.NOBODY, (), ErrorCode.SCREEN_UNSUPPORTED)
    if not beside_compositor():
        return ScreensOffered(ScreensBy.ENGINE)
    offered = _by_desktop()
    if offered.by is ScreensBy.NOBODY and not os.environ.get("QT_QPA_PLATFORM", "").startswith("wayland"):
        # On the X server beside a compositor the engine sees other programs of that server, if no more.
        return ScreensOffered(ScreensBy.ENGINE, (ScreenSurface.WINDOW,))
    return offered


def _by_desktop() -> ScreensOffered:
    try:
        libpipewire.library()
    except OSError as error:
        log.info("no screen can be shared: %s", error)
        return ScreensOffered(ScreensBy.NOBODY, (), ErrorCode.SCREEN_NO_PIPEWIRE)
    try:
        cast = Cast()
        try:
            surfaces = cast.surfaces()
        finally:
            cast.close()
    except NoPortal as error:
        log.info("no screen can be shared: %s", error)
        surfaces = ()
    if not surfaces:
        return ScreensOffered(ScreensBy.NOBODY, (), ErrorCode.SCREEN_NO_PORTAL)
    return ScreensOffered(ScreensBy.DESKTOP, surfaces)
