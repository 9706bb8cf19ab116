"""Starts and ends Qt WebEngine around pywebview's own start."""

import sys
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWebEngineCore import QWebEngineProfile
from PySide6.QtWidgets import QApplication

from meetdesk.desktop.immortal import make_constants_immortal


def start_engine() -> bool:
    """Starts Qt and the browser engine; returns whether the system's colours are dark.

    The engine reads its flags when it starts. pywebview adds ``--use-fake-ui-for-media-stream`` later, which would
    grant camera and microphone to any page; so the engine must be running by then.
    """
    make_constants_immortal()
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
