"""Notifications of our own page, shown by the desktop; a click on one brings the window to the front."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWebEngineCore import QWebEngineNotification, QWebEngineProfile

from meetdesk.desktop.look import Look
from meetdesk.desktop.notifications import Notice, Notifier
from meetdesk.desktop.origin import same_origin
from meetdesk.messages import sentence

_MOST_KEPT = 16


class _Clicks(QObject):
    """Carries a click from the notifier's thread to the window's."""

    clicked = Signal(int, str)


class Presenter:
    """Keep it alive as long as the profile."""

    def __init__(
        self, profile: QWebEngineProfile, *, own: str, look: Callable[[], Look], show_window: Callable[[str], None]
    ) -> None:
        self._own = own
        self._look = look
        self._show_window = show_window
        self._notifier = Notifier()
        self._clicks = _Clicks()
        self._clicks.clicked.connect(self._clicked)
        self._pages: dict[int, QWebEngineNotification] = {}
        self._number = 0
        profile.setNotificationPresenter(self._present)

    def _present(self, notification: QWebEngineNotification) -> None:
        if not same_origin(notification.origin().toString(), self._own):
            return
        self._number += 1
        number = self._number
        self._pages[number] = notification
        while len(self._pages) > _MOST_KEPT:
            self._pages.pop(next(iter(self._pages)))
        self._notifier.show(
            Notice(
                notification.title(),
                notification.message(),
                lambda activation: self._clicks.clicked.emit(number, activation),
                tag=notification.tag(),
                action=sentence("notification_open", self._look().language),
            )
        )
        notification.show()

    def _clicked(self, number: int, activation: str) -> None:
        self._show_window(activation)
        if (notification := self._pages.pop(number, None)) is not None:
            notification.click()
