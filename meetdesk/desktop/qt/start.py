"""Starts and ends Qt WebEngine around pywebview's own start."""

import sys
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWebEngineCore import QWebEngineProfile
from PySide6.QtWidgets import QApplication, QWidget

_POLL_MS = 100


def start_engine() -> bool:
    """Starts Qt and the browser engine; returns whether the system's colours are dark.

    The engine reads its flags when it starts. pywebview adds ``--use-fake-ui-for-media-stream`` later, which would
    grant camera and microphone to any page; so the engine must be running by then.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    QGuiApplication.setDesktopFileName("meetdesk")
    QCoreApplication.setApplicationName("MeetDesk")
    assert isinstance(application, QGuiApplication)
    QWebEngineProfile.defaultProfile()
    return application.styleHints().colorScheme() is Qt.ColorScheme.Dark


def finish_engine(window: Any) -> None:
    """Takes the engine down in order once pywebview's window is closed: page before view, view before profile.

    Left to the interpreter's end, the order is chance, and the process may crash as it exits.
    """
    view = window.webview
    for part in (view.page(), window, view.page().profile()):
        if shiboken6.isValid(part):
            part.deleteLater()
            _delete_now()


def _delete_now() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


def close_when(ordered: Callable[[], bool], window: QWidget) -> QTimer:
    """Closes the window once ``ordered`` says so; keep the timer alive as long as the window.

    A poll, because neither a posted event nor Qt's own exit is certain to be heard while the window is still being
    opened. It also lets Python's signal handlers run: they wait until the interpreter has its turn.
    """
    timer = QTimer()

    closed = False

    def look() -> None:
        nonlocal closed
        if not ordered():
            return
        if not closed:
            closed = window.close()
        if closed:
            QCoreApplication.exit(0)

    timer.timeout.connect(look)
    timer.start(_POLL_MS)
    return timer
