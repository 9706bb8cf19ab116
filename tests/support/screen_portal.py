"""A desktop's ScreenCast portal on a bus of its own: a script answers its dialog. A stand-in, since a real one needs a
whole desktop (``docs/desktops.md`` says how that is tried)."""

import secrets
import socket
import threading
from enum import Enum
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_CAST = "org.freedesktop.portal.ScreenCast"


class Person(Enum):
    """What the person does in the dialog."""

    CHOOSES = "chooses"
    DECLINES = "declines"
    THINKS = "thinks"


class ScreenPortal:
    """``types``: 1 screens, 2 windows, 3 both, 0 neither. ``pipewire``: socket of the PipeWire that is handed out."""

    def __init__(self, bus: str, pipewire: Path, node: int, *, types: int = 3) -> None:
        self.person = Person.CHOOSES
        self.types = types
        self.node = node
        self.source_type = 2
        self.version = 5
        self.tokens: set[str] = set()
        """Those that were handed out and not used."""
        self.asked_people = 0
        """Dialogs that came up."""
        self._restores: dict[str, str] = {}
        """The token that a session was given."""
        self.fails = ""
        """A method that is answered with response 2."""
        self.silent = False
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self.open: list[str] = []
        """Sessions that are not closed."""
        self.dialogs = 0
        """Dialogs that are shown."""
        self._pipewire = pipewire
        self._waiting: tuple[str, str] | None = None
        self._connection: DBusConnection = open_dbus_connection(bus=bus, enable_fds=True)
        unwrap_msg(self._connection.send_and_get_reply(message_bus.RequestName(NAME), timeout=5))
        threading.Thread(target=self._serve, daemon=True).start()

    def end_share(self) -> None:
        """The person presses the desktop's own button."""
        for session in self.open:
            where = DBusAddress(session, interface="org.freedesktop.portal.Session")
            self._connection.send(new_signal(where, "Closed", "a{sv}", ({},)))
        self.open.clear()

    def die(self) -> None:
        """As after a crash."""
        self._connection.close()

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call and not self.silent:
                    self._answer(message)
            except (OSError, EOFError, ValueError):
                return

    def _answer(self, call: Message) -> None:
        fields = call.header.fields
        member, interface = fields.get(HeaderFields.member), fields.get(HeaderFields.interface)
        sender, path = str(fields.get(HeaderFields.sender)), str(fields.get(HeaderFields.path))
        self.asked.append((f"{interface}.{member}", tuple(call.body)))
        send = self._connection.send
        match member:
            case "Get":
                value = {"AvailableSourceTypes": self.types, "AvailableCursorModes": 7, "version": self.version}[
                    call.body[1]
                ]
                send(new_method_return(call, "v", (("u", value),)))
            case "CreateSession" | "SelectSources" | "Start":
                self._request(call, str(member), sender)
            case "OpenPipeWireRemote":
                with socket.socket(socket.AF_UNIX) as remote:
                    remote.connect(str(self._pipewire))
                    send(new_method_return(call, "h", (remote.fileno(),)))
            case "Close":
                if path in self.open:
                    self.open.remove(path)
                if self._waiting and path == self._waiting[0]:
                    self._waiting = None
                    self.dialogs -= 1
                send(new_method_return(call))
            case _:
                send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "s", (str(member),)))

    def _request(self, call: Message, member: str, sender: str) -> None:
        options = call.body[-1]
        token = options["handle_token"][1]
        request = f"{PATH}/request/{sender[1:].replace('.', '_')}/{token}"
        self._connection.send(new_method_return(call, "o", (request,)))
        results: dict[str, tuple[str, Any]] = {}
        if member == "CreateSession":
            session = f"{PATH}/session/{sender[1:].replace('.', '_')}/{options['session_handle_token'][1]}"
            self.open.append(session)
            results["session_handle"] = ("s", session)
        if member == "SelectSources" and "restore_token" in options:
            self._restores[call.body[0]] = options["restore_token"][1]
        if member == "Start":
            token = self._restores.pop(call.body[0], "")
            if token in self.tokens:
                self.tokens.remove(token)
            else:
                self.asked_people += 1
            if self.version >= 4:
                new = secrets.token_hex(4)
                self.tokens.add(new)
                results["restore_token"] = ("s", new)
            if self.person is Person.THINKS:
                self._waiting = (request, sender)
                self.dialogs += 1
                return
            results["streams"] = ("a(ua{sv})", [(self.node, {"source_type": ("u", self.source_type)})])
        declined = member == "Start" and self.person is Person.DECLINES
        response = 2 if self.fails == member else 1 if declined else 0
        where = DBusAddress(request, interface="org.freedesktop.portal.Request")
        signal = new_signal(where, "Response", "ua{sv}", (response, results if response == 0 else {}))
        signal.header.fields[HeaderFields.destination] = sender
        self._connection.send(signal)
