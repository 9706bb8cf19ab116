"""Starts and ends Qt WebEngine around pywebview's own start."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWebEngineCore import QWebEngineProfile
from PySide6.QtWidgets import QApplication


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


def finish_engine() -> None:
    """Lets what was scheduled for deletion go before the process ends: pages must go before their profile."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


def soon(action: Callable[[], object]) -> None:
    """Runs the action in the event loop's next turn."""
    QTimer.singleShot(0, action)
