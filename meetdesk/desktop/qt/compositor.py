"""The end of a Wayland compositor, as at the end of a session: Qt says so and ends the process in the same breath, by
``_exit``, which runs no handler of anybody. What is to be done before has to be done while it is still speaking.
"""

import os
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

_LAST_WORDS = "The Wayland connection "
"""… broke, or experienced a fatal error: Qt's ``QWaylandDisplay`` and ``QWaylandShmBackingStore``, before ``_exit``."""
_STDERR = 2


def before_compositor_is_missed(action: Callable[[], None]) -> None:
    """Calls ``action`` before Qt ends the process because the compositor is gone. Does nothing under X11, where it ends
    by ``exit`` (``last_will.py``). Call it when Qt runs."""
    if not QGuiApplication.platformName().startswith("wayland"):
        return

    def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        # Where Qt itself would write it; engine_output.py sorts it.
        os.write(_STDERR, f"{qFormatLogMessage(kind, context, message)}\n".encode(errors="replace"))
        if message.startswith(_LAST_WORDS):
            action()

    qInstallMessageHandler(hear)
