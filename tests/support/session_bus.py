"""A desktop's session bus of one's own, with fakes of the services that a real desktop has: they write down what they
are asked. A real desktop cannot be had on a machine without a person in front of it."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from tests.support.processes import end, until

NOTIFICATIONS = DBusAddress(
    "/org/freedesktop/Notifications",
    bus_name="org.freedesktop.Notifications",
    interface="org.freedesktop.Notifications",
)
SCREEN_SAVER = "org.freedesktop.ScreenSaver"
PORTAL = DBusAddress(
    "/org/freedesktop/portal/desktop",
    bus_name="org.freedesktop.portal.Desktop",
    interface="org.freedesktop.portal.Settings",
)
FILE_CHOOSER = "org.freedesktop.portal.FileChooser"
COLOUR_SCHEME = ("org.freedesktop.appearance", "color-scheme")
_CAPABILITIES = ["actions", "body", "body-markup"]


class Desktop:
    """Notifications, the screen saver's inhibitor, and the portal's settings, such as light or dark."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.notices: list[dict[str, Any]] = []
        self.inhibited: dict[int, tuple[str, str]] = {}
        self.released: list[int] = []
        self.settings: dict[tuple[str, str], tuple[str, Any]] = {COLOUR_SCHEME: ("u", 0)}
        """What the portal tells: signature and value by namespace and key."""
        self.file_dialogs = False
        """Whether the portal has them."""
        self.saves: list[dict[str, Any]] = []
        """What was asked to be saved; each dialog is closed at once."""
        self.silent = False
        """Whether the portal takes requests and answers none."""
        self.silent_about = ""
        """The one of its interfaces about which it answers none."""
        self._number = 0
        self._connection: DBusConnection = open_dbus_connection(bus=address)
        for name in (NOTIFICATIONS.bus_name, SCREEN_SAVER, PORTAL.bus_name):
            unwrap_msg(self._connection.send_and_get_reply(message_bus.RequestName(name), timeout=5))
        threading.Thread(target=self._serve, daemon=True).start()

    def click(self, number: int, token: str = "") -> None:
        """The person clicks on a notification."""
        if token:
            self._connection.send(new_signal(NOTIFICATIONS, "ActivationToken", "us", (number, token)))
        self._connection.send(new_signal(NOTIFICATIONS, "ActionInvoked", "us", (number, "default")))
        self._connection.send(new_signal(NOTIFICATIONS, "NotificationClosed", "uu", (number, 2)))

    def change_colours(self, dark: bool) -> None:
        """The person chooses dark or light for the whole desktop."""
        self.change(*COLOUR_SCHEME, ("u", int(dark)))

    def change(self, namespace: str, key: str, value: tuple[str, Any]) -> None:
        """The person changes a setting of the desktop."""
        self.settings[namespace, key] = value
        self._connection.send(new_signal(PORTAL, "SettingChanged", "ssv", (namespace, key, value)))

    def notice(self, count: int) -> dict[str, Any]:
        """The notice of this number (from 1), once it is there."""
        until(lambda: len(self.notices) >= count, f"notice {count}; so far: {self.notices}")
        return self.notices[count - 1]

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    if self._takes_and_keeps(message.header.fields):
                        continue
                    self._connection.send(self._answer(message))
            except (OSError, EOFError):
                return

    def _takes_and_keeps(self, fields: dict[HeaderFields, Any]) -> bool:
        about = self.silent or (self.silent_about and fields.get(HeaderFields.interface) == self.silent_about)
        return bool(about) and fields.get(HeaderFields.path) == PORTAL.object_path

    def _answer(self, call: Message) -> Message:
        fields = call.header.fields
        method = f"{fields.get(HeaderFields.interface)}.{fields.get(HeaderFields.member)}"
        match method:
            case "org.freedesktop.Notifications.GetCapabilities":
                return new_method_return(call, "as", (_CAPABILITIES,))
            case "org.freedesktop.Notifications.Notify":
                app, replaces, icon, title, body, actions, hints, _timeout = call.body
                self._number += 1
                number = replaces or self._number
                entry = {"number": number, "app": app, "icon": icon, "title": title, "body": body}
                self.notices.append(entry | {"actions": actions, "hints": hints, "replaces": replaces})
                return new_method_return(call, "u", (number,))
            case "org.freedesktop.ScreenSaver.Inhibit":
                self._number += 1
                self.inhibited[self._number] = call.body
                return new_method_return(call, "u", (self._number,))
            case "org.freedesktop.ScreenSaver.UnInhibit":
                self.released.append(call.body[0])
                return new_method_return(call)
            case "org.freedesktop.portal.Settings.Read" | "org.freedesktop.portal.Settings.ReadOne":
                if (value := self.settings.get(call.body)) is not None:
                    return new_method_return(call, "v", (value if method.endswith("ReadOne") else ("v", value),))
                return new_error(call, "org.freedesktop.portal.Error.NotFound", "s", ("no such setting",))
            case "org.freedesktop.portal.Settings.ReadAll":
                found: dict[str, dict[str, tuple[str, Any]]] = {}
                for (namespace, key), value in self.settings.items():
                    found.setdefault(namespace, {})[key] = value
                return new_method_return(call, "a{sa{sv}}", (found,))
            case "org.freedesktop.DBus.Properties.Get":
                if self.file_dialogs and call.body == (FILE_CHOOSER, "version"):
                    return new_method_return(call, "v", (("u", 4),))
            case "org.freedesktop.portal.FileChooser.SaveFile":
                self.saves.append(call.body[2])
                return new_method_return(call, "o", (f"{PORTAL.object_path}/request/1",))
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "s", (method,))


def missing() -> str | None:
    """Why there can be no session bus here; None if there can."""
    return None if shutil.which("dbus-daemon") else "not run: dbus-daemon is not installed"


@contextmanager
def session_bus() -> Iterator[Desktop]:
    with bare_bus() as address:
        yield Desktop(address)


@contextmanager
def bare_bus() -> Iterator[str]:
    """A bus with nobody on it; its address."""
    process = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        end(process)
        if process.stdout is not None:
            process.stdout.close()
