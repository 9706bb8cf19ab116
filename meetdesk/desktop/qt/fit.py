"""The window opens where the person looks: in the work area of the screen under the pointer, frame and all."""

from PySide6.QtCore import QMargins, QRect, QTimer
from PySide6.QtGui import QCursor, QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from meetdesk.desktop.place import Place, fitted
from meetdesk.desktop.qt.work_area import work_area

_FRAME = QMargins(6, 40, 6, 6)
"""Left, top, right and bottom of a window manager's frame, before it has said so."""
_COMPOSITOR_KEEPS = 120
"""Pixels of a screen's height for panels and the title bar. A compositor tells neither, and places windows itself."""
_LOOK_MS, _LOOKS = 100, 10


def fit(window: QWidget, *, kept: bool) -> QTimer:
    """Call before the window is shown, and keep the timer alive as long as the window. ``kept``: it is where and as
    large as it was left; then it only moves if it would not be seen there, or somewhere else than the person looks."""
    looking = QTimer(window)
    if QGuiApplication.platformName().startswith("wayland"):
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        width = min(screen.width() for screen in screens)
        height = min(screen.height() for screen in screens) - _COMPOSITOR_KEEPS
        window.resize(min(window.width(), width), min(window.height(), height))
        return looking
    screen = _screen()
    area = _place(work_area(screen))
    # Not shown yet, a window has no frame. One that was kept is not made smaller for a guess: it had room for its own.
    framed = _place(window.geometry().marginsAdded(QMargins() if kept else _FRAME))
    if not kept:
        framed = framed.centred(area)
    _settle(window, framed, fitted(framed, area), moved=not kept)
    left = _LOOKS

    def look() -> None:
        nonlocal left
        left -= 1
        frame = window.frameGeometry()
        if left and frame == window.geometry():
            return  # the window manager has not framed it yet
        looking.stop()
        if not window.isMaximized() and not window.isFullScreen():
            _settle(window, _place(frame), fitted(_place(frame), area), moved=False)

    looking.timeout.connect(look)
    looking.start(_LOOK_MS)
    return looking


def _screen() -> QScreen:
    return QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()


def _settle(window: QWidget, now: Place, wanted: Place, *, moved: bool) -> None:
    """Both with the frame."""
    if (now.width, now.height) != (wanted.width, wanted.height):
        window.resize(window.width() + wanted.width - now.width, window.height() + wanted.height - now.height)
    if moved or (now.x, now.y) != (wanted.x, wanted.y):
        window.move(wanted.x, wanted.y)


def _place(area: QRect) -> Place:
    return Place(area.x(), area.y(), area.width(), area.height())
