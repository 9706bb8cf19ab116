"""What the page has to say to whoever does not see it.

Of a page's accessibility Qt WebEngine 6.12 hands on the focus and a few states, and no live region: no screen reader
hears what happens. So the page hands the text to its app (``POST /api/say``), and a widget that nobody sees, with the
role of a notification, is shown with it. Of the ways to say something this is the one that Orca of Debian 12
(43) and 13 (48) both speak; ``QAccessibleAnnouncementEvent`` is not known to 43, and with both 48 says all twice.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_POLL_MS = 100
NOTES = 16
"""Widgets that take turns. A reader asks for the text when it comes to it, which on a busy computer is later than the
next one; and of two notifications of one widget that wait in its queue Orca drops the first."""
_LISTENS = "document.documentElement.dataset.screenReader = ''"
"""Tells the page that somebody listens (``ui/src/view/spoken/spoken.ts``)."""


class Announcer:
    """Keep it alive as long as the window."""

    def __init__(self, view: QWebEngineView, take_said: Callable[[], list[str]]) -> None:
        """``take_said``: what is to be said and was not taken yet, oldest first."""
        self._view = view
        self._take_said = take_said
        self._active = False
        self._said = 0
        self._notes: list[QWidget] = []
        self._interfaces: list[QAccessibleWidget] = []
        view.page().loadFinished.connect(lambda _: self._tell_page())
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(_POLL_MS)

    def _look(self) -> None:
        # A screen reader may be started at any time; Qt tells nobody.
        if not self._active and QAccessible.isActive():
            self._active = True
            self._tell_page()
        for text in self._take_said():
            if self._active:
                self._say(text)

    def _tell_page(self) -> None:
        if self._active:
            self._view.page().runJavaScript(_LISTENS)

    def _say(self, text: str) -> None:
        if len(self._notes) < NOTES:
            self._notes.append(self._note())
        note = self._notes[self._said % NOTES]
        self._said += 1
        note.setAccessibleName(text)
        QAccessible.updateAccessibility(QAccessibleEvent(note, QAccessible.Event.ObjectShow))

    def _note(self) -> QWidget:
        note = QWidget(self._view.window())
        note.resize(1, 1)
        note.lower()
        note.show()
        # Qt's registry owns it from now on; it goes with the widget, at the end of the process.
        interface = QAccessibleWidget(note, QAccessible.Role.Notification)
        self._interfaces.append(interface)
        QAccessible.registerAccessibleInterface(interface)
        return note
