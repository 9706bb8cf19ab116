"""The LAN server, over TLS: the join handshake, the meeting's channels, the door for browser guests; nothing else."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application

from meetdesk.core import limits
from meetdesk.core.errors import MeetDeskError
from meetdesk.net.conversation import Conversation
from meetdesk.net.descriptors import make_room
from meetdesk.net.strangers.arrivals import Arrivals
from meetdesk.net.strangers.bounded import BoundedServer
from meetdesk.net.strangers.fair_turns import FairTurns
from meetdesk.net.strangers.newcomers import SILENT_SECONDS, Newcomer, Newcomers
from meetdesk.net.tasks import start_task
from meetdesk.net.websocket.connection import Connection
from meetdesk.net.websocket.frames import text_frame
from meetdesk.net.websocket.handshake import acceptable, upgrade
from meetdesk.server.lan import lines
from meetdesk.server.lan.admission import Admissions
from meetdesk.server.lan.door import Door
from meetdesk.server.lan.guesses import LONG, SHORT, Guesses, Guessing
from meetdesk.server.lan.guest_access import Guests, guest_ticket, is_own_page
from meetdesk.server.lan.guest_door import GuestAsset, GuestDoor, GuestPage, GuestReport, ToReport
from meetdesk.server.lan.knocking import KNOCK_PATH, Knock
from meetdesk.server.lan.lan_handler import LanHandler, NothingHere
from meetdesk.server.lan.signpost import PlainHttp
from meetdesk.server.lan.succession import LanApplication, SuccessionHandler
from meetdesk.server.meeting.channels import KERNEL_BYTES, open_channel
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.channels import PATTERN, Channel, Refusal
from meetdesk.wire.close_codes import close_code_for
from meetdesk.wire.codec import JOIN_BYTES, encode_join
from meetdesk.wire.guest import GUEST_PATH
from meetdesk.wire.join import JOIN_PATH, MEETING_HEADER, JoinAnswer, JoinRefused
from meetdesk.wire.lines import DOWN, PROBE, UP
from meetdesk.wire.lines import PATTERN as LINE
from meetdesk.wire.succession import SUCCESSION_PATH

JOIN_SECONDS = 15.0
"""For the whole handshake; each message has a shorter time."""
HEADER_BYTES = 8_192
WRONG_CODE = 25.0
"""Turns that the arithmetic for a code counts as: it takes five times as long as a turn."""
NO_CODE = 5.0
"""Turns that what can be no code counts as. It costs no more than another answer, but no person types many."""
REFUSED_GUESS = 5.0
"""Turns that a code counts as for which no guess was left: whoever is told so is told for how long, too."""
_LIMITS: dict[str, Any] = {
    "no_keep_alive": True,
    "idle_connection_timeout": SILENT_SECONDS,
    "body_timeout": SILENT_SECONDS,
    "max_header_size": HEADER_BYTES,
    "max_body_size": JOIN_BYTES,
    "max_buffer_size": 256 * 1024,
}


class Join(LanHandler):
    """``/meetdesk/join``: an app asks to be admitted."""

    @property
    def admissions(self) -> Admissions:
        """All attempts with the code of this meeting, by app or browser."""
        admissions: Admissions = self.settings["admissions"]
        return admissions

    def get(self) -> None:
        """426 for what is no WebSocket. Else the handshake goes on in a task, for ``JOIN_SECONDS`` at most."""
        if not acceptable("GET", self.request.headers):
            self.refuse(426)
            return
        newcomer = self.server.newcomer(self.request)
        connection = upgrade(self, JOIN_BYTES, KERNEL_BYTES[Channel.CONTROL])
        newcomer.close = connection.abort
        start_task("join", self._serve(connection, newcomer))

    async def _serve(self, connection: Connection, newcomer: Newcomer) -> None:
        admitting = start_task("admission", self._admit(connection, newcomer))
        try:
            await connection.run()
        finally:
            admitting.cancel()

    async def _admit(self, connection: Connection, newcomer: Newcomer) -> None:
        answer: JoinAnswer
        talk = Conversation(connection, on_any=newcomer.greet)
        try:
            async with asyncio.timeout(JOIN_SECONDS):
                answer = await self.admissions.admit(talk, newcomer)
        except TimeoutError:
            return
        except MeetDeskError as error:
            connection.write(text_frame(encode_join(JoinRefused(error.code, error.detail))))
            connection.close(close_code_for(error.code), error.code.value)
        else:
            self.server.joined(newcomer)
            connection.write(text_frame(encode_join(answer)))
            connection.close(1000)
        finally:
            if not connection.closing:
                connection.abort()


class ChannelHandler(LanHandler):
    """``/meetdesk/<version>/<channel>``: one channel of an admitted participant. Tickets are given to those of this
    version only. Who comes back from another one is told that its ticket is unknown, and when it joins that it does
    not fit; not that there is no MeetDesk here."""

    def get(self, name: str) -> None:
        """Opens the channel, or answers with the ``Refusal``: ``docs/protocol.md``, 1."""
        newcomer = self.server.newcomer(self.request)
        meant = self.request.headers.get(MEETING_HEADER, self.session.meeting_id)
        if meant != self.session.meeting_id:
            self.refuse(Refusal.MEETING_REPLACED)
            return
        refusal = open_channel(self, self.session, self._ticket(), Channel(name))
        if refusal is None:
            self.server.admitted(newcomer)
            self.server.came_back(newcomer)
        else:
            self.refuse(refusal)

    def delete(self, name: str) -> None:
        """An app says goodbye for a participant whose window is gone."""
        if name == Channel.CONTROL:
            self.refuse(self.session.members.leave(self._ticket()) or HTTPStatus.NO_CONTENT)
        else:
            self.refuse(Refusal.NO_SUCH_METHOD)

    def _ticket(self) -> str:
        """An app says it; a browser has it in a cookie, which counts only for a page of this server."""
        scheme, _, ticket = self.request.headers.get("Authorization", "").partition(" ")
        if scheme:
            return ticket if scheme.lower() == "bearer" else ""
        return guest_ticket(self) if is_own_page(self) else ""


def make_application(session: MeetingSession, admissions: Admissions, guests: Guests) -> Application:
    """The LAN server's routes."""
    parts = {"session": session}
    return LanApplication(
        session,
        [
            (JOIN_PATH, Join, parts),
            (SUCCESSION_PATH, SuccessionHandler, parts),
            (f"/meetdesk/[0-9]+/{PATTERN}", ChannelHandler, parts),
            (f"/meetdesk/[0-9]+/{DOWN}/{LINE}", lines.Down, parts),
            (f"/meetdesk/[0-9]+/{UP}/{LINE}", lines.Up, parts),
            (f"/meetdesk/[0-9]+/{PROBE}", lines.Probe, parts),
            (KNOCK_PATH, Knock, parts),
            (GUEST_PATH, GuestDoor, parts),
            (r"/()", GuestPage, parts | {"path": str(guests.pages)}),
            (r"/(meetdesk\.webmanifest|icon-[0-9]{2,3}\.png)", GuestPage, parts | {"path": str(guests.pages)}),
            (r"/meetdesk/report", ToReport, parts),
            (r"/report()", GuestReport, parts | {"path": str(guests.pages)}),
            (r"/assets/(.+)", GuestAsset, parts | {"path": str(guests.pages / "assets")}),
        ],
        default_handler_class=NothingHere,
        default_handler_args=parts,
        log_function=lambda _: None,
        admissions=admissions,
        guests=guests,
        lines=lines.Lines(),
        knocking=set(),
    )


def make_signpost(session: MeetingSession, guests: Guests) -> Application:
    """What is answered without TLS."""
    return LanApplication(
        session,
        [],
        default_handler_class=PlainHttp,
        default_handler_args={"session": session},
        log_function=lambda _: None,
        guests=guests,
    )


class LanServer:
    """Serves one meeting to the LAN. To be made and used in the server thread."""

    def __init__(
        self,
        session: MeetingSession,
        sockets: list[socket.socket],
        tls: ssl.SSLContext | None,
        door: Door,
        *,
        browser_tls: Callable[[str], ssl.SSLContext] | None = None,
        guests: Guests | None = None,
        guesses: Guesses | None = None,
        newcomers: Newcomers | None = None,
        rated: bool = True,
        filtered: bool = True,
        on_guessing: Callable[[Guessing], None] = lambda _: None,
    ) -> None:
        """``sockets``: bound and listening (``listening.bind_lan``). ``tls`` None: plain, for tests and benchmarks.
        ``door``: knows the code. ``browser_tls``: for browsers, by the address of this machine that they came to; None:
        as for apps. ``guests``: whether browsers may come; None: never. ``guesses``, ``newcomers``: other
        limits than the usual. ``rated`` False: connections are taken as fast as they come, for benchmarks.
        ``filtered`` False: as on a system that filters no packets for a socket. ``on_guessing``: somebody seems to
        guess the code."""
        guesses = guesses or Guesses(lambda: LONG if door.long else SHORT)
        self._admissions = Admissions(
            session,
            door,
            guesses,
            on_guessing,
            self._costing(WRONG_CODE),
            on_impossible=self._costing(NO_CODE),
            on_refused=self._costing(REFUSED_GUESS),
        )
        guests = guests or Guests(Path())
        application = make_application(session, self._admissions, guests)
        signpost = make_signpost(session, guests)
        self._server = BoundedServer(
            application,
            newcomers=Newcomers() if newcomers is None else newcomers,
            tls=tls,
            browser_tls=browser_tls,
            plain=HTTPServer(signpost, **_LIMITS),
            arrivals=Arrivals() if rated else None,
            filtered=filtered,
            turns=FairTurns() if rated else None,
            **_LIMITS,
        )
        self._lines: lines.Lines = application.settings["lines"]
        application.settings["server"] = signpost.settings["server"] = self._server
        make_room(self._server.most + limits.FILES)
        self._server.add_sockets(sockets)

    def _costing(self, turns: float) -> Callable[[Newcomer], None]:
        """For what counts as so many turns more."""
        return lambda newcomer: self._server.cost(newcomer, turns)

    def stop(self) -> None:
        """Takes no more connections and closes those that are open; end the session first, which tells people."""
        self._server.stop()
        self._lines.close()
        self._server.close_all()
        self._admissions.stop()
