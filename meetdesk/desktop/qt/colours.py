"""Light and dark, motion and contrast follow the system while the window is open."""

import json

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineSettings

_NUDGE = QWebEngineSettings.WebAttribute.FocusOnNavigationEnabled


class Colours(QObject):
    """Keep it alive as long as the page. ``light`` and ``dark``: what is shown until the page has painted."""

    def __init__(self, page: QWebEnginePage, light: str, dark: str) -> None:
        super().__init__()
        self._page = page
        self._light, self._dark = light, dark
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._follow)
        self._follow()
        wishes = self._hints.accessibility()
        reduced, high = Qt.MotionPreference.ReducedMotion, Qt.ContrastPreference.HighContrast
        wishes.motionPreferenceChanged.connect(lambda wish: self._tell("motion", wish is reduced))
        wishes.contrastPreferenceChanged.connect(lambda wish: self._tell("contrast", wish is high))

    def _follow(self) -> None:
        dark = self._hints.colorScheme() is Qt.ColorScheme.Dark
        self._page.setBackgroundColor(QColor(self._dark if dark else self._light))
        # The engine looks at the colours anew only when some setting has changed.
        settings = self._page.settings()
        settings.setAttribute(_NUDGE, not settings.testAttribute(_NUDGE))
        settings.setAttribute(_NUDGE, not settings.testAttribute(_NUDGE))

    def _tell(self, wish: str, wanted: bool) -> None:
        """The engine hears of these only as it starts (``meetdesk/desktop/wishes.py``), so the page is told."""
        detail = json.dumps({"wish": wish, "wanted": wanted})
        self._page.runJavaScript(f"dispatchEvent(new CustomEvent('meetdesk-wish', {{detail: {detail}}}))")
