"""The part of a screen that no panel covers.

Qt knows it where there is one screen. Of several under X11 it gives the whole: ``_NET_WORKAREA``, which it reads, is
one rectangle for all of them. There it is worked out from what the panels themselves ask for (Extended Window Manager
Hints: ``_NET_WM_STRUT_PARTIAL``), or read where the desktop tells it for each screen (``_GTK_WORKAREAS_D<desktop>``).
"""

import logging
from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QScreen
from Xlib.display import Display
from Xlib.error import DisplayError, XError

log = logging.getLogger(__name__)

_X11 = "xcb"
_EDGES = 12
"""Numbers of a strut: how deep at each edge of all screens together, and from where to where along it."""


def work_area(screen: QScreen) -> QRect:
    """In Qt's pixels."""
    area = screen.availableGeometry()
    if QGuiApplication.platformName() != _X11 or len(QGuiApplication.screens()) < 2:
        return area
    try:
        display = Display()
    except (DisplayError, OSError) as error:
        log.info("the panels are not known: %s", error)
        return area
    try:
        free = _Panels(display).free(_scaled(screen.geometry(), screen.devicePixelRatio()))
    except XError as error:
        log.info("the panels are not known: %s", error)
        return area
    finally:
        display.close()
    return _scaled(free, 1 / screen.devicePixelRatio()) & area


def _scaled(area: QRect, ratio: float) -> QRect:
    """Between the X server's pixels and Qt's: a screen's corner is the same in both, and its size is not."""
    return QRect(area.x(), area.y(), round(area.width() * ratio), round(area.height() * ratio))


class _Panels:
    """All in the X server's pixels."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._root = display.screen().root
        desktop = self._numbers(self._root, "_NET_CURRENT_DESKTOP") or [0]
        numbers = self._numbers(self._root, f"_GTK_WORKAREAS_D{desktop[0]}")
        self._told = [QRect(*numbers[at : at + 4]) for at in range(0, len(numbers) - 3, 4)]

    def free(self, screen: QRect) -> QRect:
        for area in self._told:
            if screen.contains(area):
                return area
        whole = self._root.get_geometry()
        for strut in self._struts():
            screen = cut(screen, strut, whole.width, whole.height)
        return screen

    def _struts(self) -> list[list[int]]:
        found = []
        for number in self._numbers(self._root, "_NET_CLIENT_LIST"):
            with suppress(XError):  # it was closed meanwhile
                window = self._display.create_resource_object("window", number)
                found.append(self._numbers(window, "_NET_WM_STRUT_PARTIAL"))
        return [strut for strut in found if len(strut) == _EDGES]

    def _numbers(self, window, name: str) -> list[int]:  # type: ignore[no-untyped-def]
        found = window.get_full_property(self._display.intern_atom(name), 0)
        return [int(number) for number in found.value] if found else []


def cut(screen: QRect, strut: Sequence[int], width: int, height: int) -> QRect:
    """What a panel leaves of a screen. ``width`` and ``height`` are those of all screens together."""
    left, right, top, bottom, *along = strut
    spans = [(along[at], along[at + 1]) for at in range(0, 8, 2)]
    panels = (
        QRect(0, spans[0][0], left, spans[0][1] - spans[0][0] + 1),
        QRect(width - right, spans[1][0], right, spans[1][1] - spans[1][0] + 1),
        QRect(spans[2][0], 0, spans[2][1] - spans[2][0] + 1, top),
        QRect(spans[3][0], height - bottom, spans[3][1] - spans[3][0] + 1, bottom),
    )
    free = QRect(screen)
    for edge, panel in enumerate(panels):
        if not panel.intersects(screen):
            continue
        if edge == 0:
            free.setLeft(max(free.left(), panel.right() + 1))
        elif edge == 1:
            free.setRight(min(free.right(), panel.left() - 1))
        elif edge == 2:
            free.setTop(max(free.top(), panel.bottom() + 1))
        else:
            free.setBottom(min(free.bottom(), panel.top() - 1))
    return free
