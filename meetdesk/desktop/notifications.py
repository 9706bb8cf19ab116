"""Notifications of the desktop on Linux, by the service org.freedesktop.Notifications of the session bus.

https://specifications.freedesktop.org/notification-spec/1.2/
"""

import html
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.threading import DBusRouter, RouterClosed, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

log = logging.getLogger(__name__)

_NAME = "org.freedesktop.Notifications"
_SERVICE = DBusAddress("/org/freedesktop/Notifications", _NAME, interface=_NAME)
_SECONDS = 3.0
_MOST_WAITING = 16
_MOST_SHOWN = 64
_BY_SERVER = -1
"""How long it is shown is up to the desktop."""
Clicked = Callable[[str], None]
"""Gets the desktop's permission to come to the front (XDG activation token), or an empty string."""


@dataclass(frozen=True)
class Notice:
    title: str
    body: str
    clicked: Clicked = field(repr=False)
    """Called in a thread of the notifier."""
    tag: str = ""
    """A later notice with the same tag takes the place of an earlier one."""
    action: str = ""
    """What a click does, in words; not every desktop shows it."""
    silent: bool = False


class Notifier:
    """Shows notices, in order, in threads of its own. Without such a service nothing is shown, and nobody is told."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Notice] = queue.Queue(_MOST_WAITING)
        self._shown: dict[int, Notice] = {}
        self._tokens: dict[int, str] = {}
        self._router: DBusRouter | None = None
        self._markup = False
        self._started = False

    def show(self, notice: Notice) -> None:
        """Does not wait; a notice too many is dropped."""
        if not self._started:
            self._started = True
            threading.Thread(target=self._work, name="notifications", daemon=True).start()
        try:
            self._waiting.put_nowait(notice)
        except queue.Full:
            log.info("a notice too many")

    def _work(self) -> None:
        while True:
            notice = self._waiting.get()
            try:
                self._tell(self._router or self._connect(), notice)
            except (OSError, EOFError, KeyError, ValueError, RouterClosed, DBusErrorResponse) as error:
                # No bus, no service, or a bus that went away: the next notice tries again.
                log.info("no notification is shown: %r", error)
                self._router = None

    def _connect(self) -> DBusRouter:
        router = DBusRouter(open_dbus_connection(bus="SESSION"))
        rule = MatchRule(type="signal", interface=_NAME, path=_SERVICE.object_path)
        unwrap_msg(router.send_and_get_reply(message_bus.AddMatch(rule), timeout=_SECONDS))
        capabilities = self._ask(router, "GetCapabilities")
        self._markup = "body-markup" in capabilities
        self._router = router
        threading.Thread(target=self._listen, args=(router, rule), name="notification clicks", daemon=True).start()
        return router

    def _tell(self, router: DBusRouter, notice: Notice) -> None:
        replaced = next((number for number, one in self._shown.items() if notice.tag and one.tag == notice.tag), 0)
        body = html.escape(notice.body, quote=False) if self._markup else notice.body
        hints: dict[str, tuple[str, Any]] = {"desktop-entry": ("s", "meetdesk"), "suppress-sound": ("b", notice.silent)}
        actions = ["default", notice.action or notice.title]
        number = self._ask(
            router,
            "Notify",
            "susssasa{sv}i",
            ("MeetDesk", replaced, "meetdesk", notice.title, body, actions, hints, _BY_SERVER),
        )
        self._shown.pop(replaced, None)
        self._shown[number] = notice
        while len(self._shown) > _MOST_SHOWN:
            self._shown.pop(next(iter(self._shown)))

    def _ask(self, router: DBusRouter, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
        reply = router.send_and_get_reply(new_method_call(_SERVICE, method, signature, body), timeout=_SECONDS)
        (answer,) = unwrap_msg(reply)
        return answer

    def _listen(self, router: DBusRouter, rule: MatchRule) -> None:
        try:
            with router.filter(rule, bufsize=_MOST_WAITING) as signals:
                while True:
                    self._heard(signals.get())
        except (OSError, EOFError) as error:
            log.info("the session bus is gone: %r", error)

    def _heard(self, signal: Message) -> None:
        number, *rest = signal.body
        member = signal.header.fields.get(HeaderFields.member)
        if member == "ActivationToken":
            self._tokens[number] = str(rest[0])
        elif member == "ActionInvoked" and (notice := self._shown.get(number)) is not None:
            notice.clicked(self._tokens.pop(number, ""))
        elif member == "NotificationClosed":
            self._shown.pop(number, None)
            self._tokens.pop(number, None)
