"""The desktop's ScreenCast portal: it asks the person what to share, and opens PipeWire for that and nothing else.

https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.ScreenCast.html. All calls wait, so they
are made in a thread of their own, and all have limits: a portal whose PipeWire was started anew gave no answer for a
minute.
"""

import contextlib
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from functools import cached_property
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection

from meetdesk.desktop.portal import NAME, PATH
from meetdesk.wire.screens import ScreenSurface

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0
"""For each answer that no person has to think about."""
DIALOG_SECONDS = 600.0
"""How long the person may look at the desktop's question."""
_LOOK_SECONDS = 0.25
"""How often is looked whether nobody wants an answer any more."""
_RESTORES, _UNTIL_REVOKED = 4, 2
"""Version of the interface that hands out again, and ``persist_mode`` for as long as the person lets it."""
_CAST = DBusAddress(PATH, NAME, interface="org.freedesktop.portal.ScreenCast")
_REGISTRY = DBusAddress(PATH, NAME, interface="org.freedesktop.host.portal.Registry")
_BUS_NAME, _BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"


_SURFACES = {1: ScreenSurface.SCREEN, 2: ScreenSurface.WINDOW}
"""The portal's numbers (``AvailableSourceTypes``); it has virtual screens, too, which show nothing that is there."""


class _Cursor(IntFlag):
    HIDDEN = 1
    EMBEDDED = 2


class _Response(IntEnum):
    DONE = 0
    CANCELLED = 1


class NotShared(Exception):
    """Nothing is shared, and why."""


class Declined(NotShared):
    """The person chose nothing."""


class NoPortal(NotShared):
    """There is no portal that shares screens, or it gives no answer."""


@dataclass(frozen=True)
class Consent:
    """What the person chose. ``descriptor``: PipeWire's, to be closed as soon as the reader has its own, or every later
    share of this process stays without pictures."""

    descriptor: int
    node: int
    surface: ScreenSurface
    """Which of both it is; a screen where the portal does not say."""
    token: str
    """By which the desktop hands the same out again, once and without a dialog; empty: it does not."""


class Cast:
    """One share at the portal, from the question to its end. For one thread; ``unwanted`` is asked while it waits."""

    def __init__(self, unwanted: Callable[[], bool] = lambda: False) -> None:
        """Raises NoPortal."""
        self._unwanted = unwanted
        self._session = ""
        try:
            self._bus = open_dbus_connection(bus="SESSION", auth_timeout=ANSWER_SECONDS, enable_fds=True)
        except (OSError, EOFError, KeyError, ValueError, RuntimeError) as error:
            raise NoPortal(f"no session bus: {error!r}") from error

    def surfaces(self) -> tuple[ScreenSurface, ...]:
        """What this desktop shares. Raises NoPortal; it is nothing where the compositor was not reached."""
        answer = self._call(Properties(_CAST).get("AvailableSourceTypes"))
        return tuple(surface for bit, surface in _SURFACES.items() if int(answer[0][1]) & bit)

    def register(self, application: str) -> None:
        """Lets the dialog say who asks, where the portal can (1.20). ``application``: name of its desktop file."""
        with contextlib.suppress(NoPortal):
            self._call(new_method_call(_REGISTRY, "Register", "sa{sv}", (application, {})))

    def ask(self, token: str = "") -> Consent:
        """Shows the desktop's question, or gets what ``token`` stands for; if that is gone, it asks all the same.

        Raises Declined, NoPortal or NotShared.
        """
        surfaces = self.surfaces()
        if not surfaces:
            raise NoPortal("the desktop shares nothing")
        with self._signals():
            created = self._request("CreateSession", "", (), {"session_handle_token": ("s", _token())})
            self._session = str(created["session_handle"])
            options: dict[str, tuple[str, Any]] = {
                "types": ("u", sum(bit for bit, surface in _SURFACES.items() if surface in surfaces)),
                "multiple": ("b", False),
                "cursor_mode": ("u", int(self._cursor())),
            }
            if self._property("version") >= _RESTORES:
                options["persist_mode"] = ("u", _UNTIL_REVOKED)
                if token:
                    options["restore_token"] = ("s", token)
            self._request("SelectSources", "o", (self._session,), options)
            chosen = self._request("Start", "os", (self._session, ""), {}, DIALOG_SECONDS)
            streams = chosen.get("streams") or []
            if not streams:
                raise NotShared("the portal started without a stream")
            node, properties = streams[0]
            surface = _SURFACES.get(_plain(properties).get("source_type", 0), ScreenSurface.SCREEN)
            answer = self._call(new_method_call(_CAST, "OpenPipeWireRemote", "oa{sv}", (self._session, {})))
        return Consent(answer[0].to_raw_fd(), int(node), surface, str(chosen.get("restore_token", "")))

    def ended(self, seconds: float) -> str:
        """Waits so long for the end of the share from outside; says what ended it, or nothing."""
        until = time.monotonic() + seconds
        closed, gone = self._ends
        while (left := until - time.monotonic()) > 0:
            try:
                message = self._bus.receive(timeout=left)
            except TimeoutError:
                return ""
            except (OSError, EOFError) as error:
                return f"the session bus is gone: {error!r}"
            if closed.matches(message):
                return "ended from outside"
            if gone.matches(message) and not message.body[2]:
                return "the portal is gone"
        return ""

    def follow(self) -> None:
        """Has the bus tell of the end, for ``ended``. Raises NoPortal."""
        for rule in self._ends:
            self._call(message_bus.AddMatch(rule))

    @cached_property
    def _ends(self) -> tuple[MatchRule, MatchRule]:
        """What tells of the end: of this session, and of the portal."""
        return _closed(self._session), _name_changed()

    def close(self) -> None:
        """Ends the share, or takes the question away."""
        with contextlib.suppress(NoPortal, OSError):
            if self._session:
                session = DBusAddress(self._session, NAME, interface="org.freedesktop.portal.Session")
                self._call(new_method_call(session, "Close"))
        self._bus.close()

    def _cursor(self) -> _Cursor:
        modes = self._property("AvailableCursorModes")
        return _Cursor.EMBEDDED if modes & _Cursor.EMBEDDED else _Cursor.HIDDEN

    def _property(self, name: str) -> int:
        """0 where the portal has none of this name."""
        try:
            return int(self._call(Properties(_CAST).get(name))[0][1])
        except NoPortal:
            return 0

    def _call(self, message: Message) -> tuple[Any, ...]:
        try:
            reply = self._bus.send_and_get_reply(message, timeout=ANSWER_SECONDS)
        except (OSError, EOFError) as error:
            raise NoPortal(f"no answer: {error!r}") from error
        if reply.header.message_type is MessageType.error:
            raise NoPortal(f"{reply.header.fields.get(HeaderFields.error_name)}: {reply.body}")
        return tuple(reply.body)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """The portal answers requests by signals to whoever asked. The match is for the whole conversation, so that no
        answer can come before it."""
        rule = MatchRule(type="signal", interface="org.freedesktop.portal.Request", member="Response")
        self._call(message_bus.AddMatch(rule))
        try:
            yield
        finally:
            with contextlib.suppress(NoPortal):
                self._call(message_bus.RemoveMatch(rule))

    def _request(
        self,
        method: str,
        signature: str,
        arguments: tuple[str, ...],
        options: dict[str, tuple[str, Any]],
        seconds: float = ANSWER_SECONDS,
    ) -> dict[str, Any]:
        token = _token()
        sender = self._bus.unique_name[1:].replace(".", "_")
        path = f"{PATH}/request/{sender}/{token}"
        rule = MatchRule(type="signal", interface="org.freedesktop.portal.Request", member="Response", path=path)
        options = {**options, "handle_token": ("s", token)}
        with self._bus.filter(rule) as answers:
            self._call(new_method_call(_CAST, method, f"{signature}a{{sv}}", (*arguments, options)))
            response, result = self._answer(answers, path, seconds).body
        if response == _Response.CANCELLED:
            raise Declined(method)
        if response != _Response.DONE:
            raise NotShared(f"{method}: response {response}")
        return _plain(result)

    def _answer(self, answers: Any, path: str, seconds: float) -> Message:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._unwanted():
            try:
                return self._bus.recv_until_filtered(answers, timeout=_LOOK_SECONDS)
            except TimeoutError:
                continue
            except (OSError, EOFError) as error:
                raise NoPortal(f"the session bus is gone: {error!r}") from error
        request = DBusAddress(path, NAME, interface="org.freedesktop.portal.Request")
        with contextlib.suppress(NoPortal):
            self._call(new_method_call(request, "Close"))
        raise Declined("not wanted any more") if self._unwanted() else NoPortal(f"no answer within {seconds} s")


def close_descriptor(descriptor: int) -> None:
    with contextlib.suppress(OSError):
        os.close(descriptor)


def _token() -> str:
    return f"meetdesk_{secrets.token_hex(8)}"


def _plain(values: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    """Variants without their signatures."""
    return {name: value for name, (_, value) in values.items()}


def _closed(session: str) -> MatchRule:
    return MatchRule(type="signal", interface="org.freedesktop.portal.Session", member="Closed", path=session)


def _name_changed() -> MatchRule:
    rule = MatchRule(type="signal", sender=_BUS_NAME, interface=_BUS_NAME, member="NameOwnerChanged", path=_BUS_PATH)
    rule.add_arg_condition(0, NAME)
    return rule
