"""Light and dark follow the system while the window is open."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineSettings

from meetdesk.desktop.portal import watch_colours

_Scheme = Qt.ColorScheme
_NUDGE = QWebEngineSettings.WebAttribute.FocusOnNavigationEnabled


class Colours(QObject):
    """Keep it alive as long as the page. ``light`` and ``dark``: what is shown until the page has painted."""

    told = Signal(bool)
    """Carries the portal's word from its thread to the window's."""

    def __init__(self, page: QWebEnginePage, light: str, dark: str) -> None:
        super().__init__()
        self._page = page
        self._light, self._dark = light, dark
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._follow)
        self._follow()
        if self._hints.colorScheme() is _Scheme.Unknown:
            # Qt itself follows GNOME and KDE only.
            self.told.connect(self._choose)
            watch_colours(self.told.emit)

    def _choose(self, dark: bool) -> None:
        self._hints.setColorScheme(_Scheme.Dark if dark else _Scheme.Light)

    def _follow(self) -> None:
        dark = self._hints.colorScheme() is _Scheme.Dark
        self._page.setBackgroundColor(QColor(self._dark if dark else self._light))
        # The engine looks at the colours anew only when some setting has changed.
        settings = self._page.settings()
        settings.setAttribute(_NUDGE, not settings.testAttribute(_NUDGE))
        settings.setAttribute(_NUDGE, not settings.testAttribute(_NUDGE))
