"""What the window does when the app orders it: close, or come to the front."""

import os
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_POLL_MS = 100


class Orders(Protocol):
    """Given by other threads and by signal handlers."""

    ordered: bool
    """To close, without asking anybody."""

    def take_show(self) -> str | None:
        """The desktop's permission to come to the front (perhaps empty) if that was ordered since the last time."""
        ...


def attend(window: QWidget, orders: Orders) -> QTimer:
    """Carries the orders out; keep the timer alive as long as the window.

    A poll, because neither a posted event nor Qt's own exit is certain to be heard while the window is still being
    opened. It also lets Python's signal handlers run: they wait until the interpreter has its turn.
    """
    timer = QTimer()
    closed = False

    def look() -> None:
        nonlocal closed
        if (activation := orders.take_show()) is not None:
            bring_to_front(window, activation)
        if not orders.ordered:
            return
        if not closed:
            closed = window.close()
        if closed:
            QCoreApplication.exit(0)

    timer.timeout.connect(look)
    timer.start(_POLL_MS)
    # At the end of the person's session nobody is there to be asked.
    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        application.commitDataRequest.connect(lambda _: setattr(orders, "ordered", True))
    return timer


def later(action: Callable[[], None], seconds: float) -> QTimer:
    """Calls ``action`` once, if the timer that is returned is still alive then."""
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(action)
    timer.start(round(seconds * 1e3))
    return timer


def bring_to_front(window: QWidget, activation: str = "") -> None:
    """``activation``: what the desktop gave to whoever wants the window to be seen; some desktops refuse without."""
    if activation:
        os.environ["XDG_ACTIVATION_TOKEN"] = activation  # Qt takes it from there
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
