"""Dialogs that Qt itself draws speak the page's language and have its colours, also after those were changed."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from meetdesk.desktop.look import Look

log = logging.getLogger(__name__)

_OWN_LANGUAGE = "en"
"""Of Qt's sources, which need no translation."""
_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
_COLOURS = {
    "light": ("#edf0f2", "#f3f5f6", "#ffffff", "#17666f", "#ffffff"),
    "dark": ("#222d33", "#192227", "#10171b", "#6cc5c6", "#06272b"),
}
"""Of buttons, windows, lists, what is chosen and its text, as in ``ui/src/view/styles/tokens.css``."""


class Dialogs:
    """Keep it alive as long as the window. ``look``: asked whenever something is shown."""

    def __init__(self, look: Callable[[], Look]) -> None:
        self._look = look
        self._language = _OWN_LANGUAGE
        self._translator = QTranslator()

    def language(self) -> str:
        """Of the page, now. Call it before a dialog is made: Qt's own words and colours are then as the page's."""
        look = self._look()
        _colour(look.theme)
        if look.language != self._language:
            self._language = look.language
            QCoreApplication.removeTranslator(self._translator)
            if look.language != _OWN_LANGUAGE:
                self._translate()
        return look.language

    def _translate(self) -> None:
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{self._language.replace('-', '_')}", folder):
            QCoreApplication.installTranslator(self._translator)
        else:
            log.warning("Qt has no words in %s in %s", self._language, folder)


def _colour(theme: str) -> None:
    wanted = _SCHEMES.get(theme, Qt.ColorScheme.Unknown)
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(wanted)
    palette = QPalette()
    # Of Qt's themes for Linux not every one does as it is told.
    if wanted is not Qt.ColorScheme.Unknown and hints.colorScheme() is not wanted:
        button, window, base, chosen, on_chosen = (QColor(colour) for colour in _COLOURS[theme])
        palette = QPalette(button, window)
        palette.setColor(QPalette.ColorRole.Base, base)
        palette.setColor(QPalette.ColorRole.Highlight, chosen)
        palette.setColor(QPalette.ColorRole.HighlightedText, on_chosen)
    QGuiApplication.setPalette(palette)
