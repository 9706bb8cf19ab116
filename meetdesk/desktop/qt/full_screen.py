"""Full screen: the page asks as any page would, and the window follows."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWebEngineCore import QWebEngineFullScreenRequest, QWebEnginePage, QWebEngineSettings

from meetdesk.desktop.origin import same_origin


def allow_full_screen(page: QWebEnginePage, native: Any, *, own: str) -> None:
    """Lets our own page fill the screen; ``native`` is pywebview's QMainWindow, which comes back as it was."""
    before = Qt.WindowState.WindowNoState

    def decide(request: QWebEngineFullScreenRequest) -> None:
        nonlocal before
        if not same_origin(request.origin().toString(), own):
            request.reject()
            return
        request.accept()
        if request.toggleOn():
            before = native.windowState()
            native.showFullScreen()
        else:
            native.setWindowState(before)

    page.settings().setAttribute(QWebEngineSettings.WebAttribute.FullScreenSupportEnabled, True)
    page.fullScreenRequested.connect(decide)
