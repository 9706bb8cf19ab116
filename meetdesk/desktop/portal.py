"""Whether the desktop is dark, by the settings portal of the session bus.

https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from jeepney import DBusAddress, MatchRule, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

log = logging.getLogger(__name__)

_PORTAL = DBusAddress(
    "/org/freedesktop/portal/desktop",
    bus_name="org.freedesktop.portal.Desktop",
    interface="org.freedesktop.portal.Settings",
)
_KEY = ("org.freedesktop.appearance", "color-scheme")
_DARK = 1
_SECONDS = 3.0


def watch_colours(changed: Callable[[bool], None]) -> None:
    """Calls ``changed`` (dark or not) in a thread of its own: soon, and whenever the person chooses otherwise. Never
    where the desktop has no such portal."""
    threading.Thread(target=_watch, args=(changed,), name="desktop colours", daemon=True).start()


def _watch(changed: Callable[[bool], None]) -> None:
    try:
        with open_dbus_connection(bus="SESSION") as connection:
            rule = MatchRule(type="signal", interface=_PORTAL.interface, member="SettingChanged")
            rule.add_arg_condition(0, _KEY[0])
            unwrap_msg(connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_SECONDS))
            ask = new_method_call(_PORTAL, "Read", "ss", _KEY)
            (answer,) = unwrap_msg(connection.send_and_get_reply(ask, timeout=_SECONDS))
            changed(_dark(answer))
            with connection.filter(rule, bufsize=16):
                while True:
                    signal = connection.receive()
                    if rule.matches(signal) and tuple(signal.body[:2]) == _KEY:
                        changed(_dark(signal.body[2]))
    except (OSError, EOFError, KeyError, ValueError, DBusErrorResponse) as error:
        log.info("the desktop's colours are not followed: %r", error)


def _dark(value: Any) -> bool:
    """Of a variant, perhaps in another variant."""
    while isinstance(value, tuple):
        value = value[1]
    return bool(value == _DARK)
