"""The LAN server: the join handshake and the meeting's channels over TLS, and nothing else."""

import asyncio
import logging
import socket
import ssl
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import Application, RequestHandler

from meetdesk import __version__
from meetdesk.core.entries import Role
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.server import channels
from meetdesk.server.session import MeetingSession
from meetdesk.server.tasks import start_task
from meetdesk.server.websocket.connection import Connection
from meetdesk.server.websocket.frames import text_frame
from meetdesk.server.websocket.handshake import acceptable, upgrade
from meetdesk.wire.close_codes import close_code_for
from meetdesk.wire.codec import JOIN_BYTES, decode_join_hello, encode_join
from meetdesk.wire.join import Admitted, JoinAnswer, JoinRefused
from meetdesk.wire.messages import PROTOCOL_VERSION

JOIN_SECONDS = 5.0
HEADER_SECONDS = 10.0
"""For the TLS handshake and the request's header together."""
CONNECTIONS = 600
"""100 participants with four channels and their apps' own connection each, and some who are just joining."""
CONNECTIONS_PER_ADDRESS = 100

_log = logging.getLogger(__name__)


class LanHandler(RequestHandler):
    """Base of every handler: says nothing about the server, and nothing at all to foreign web pages."""

    def initialize(self, session: MeetingSession) -> None:
        self.session = session

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.clear_header("Content-Type")

    def prepare(self) -> None:
        origin = self.request.headers.get("Origin")
        if origin is not None and origin != f"https://{self.request.host}":
            self.refuse(403)

    def refuse(self, status: int) -> None:
        """Answers with a bare status."""
        self.set_status(status)
        self.finish()

    def write_error(self, status_code: int, **_: object) -> None:
        self.finish()


class NothingHere(LanHandler):
    def prepare(self) -> None:
        self.refuse(404)


class Join(LanHandler):
    """``/meetdesk/join``: an app asks to be admitted."""

    def get(self) -> None:
        if not acceptable("GET", self.request.headers):
            self.refuse(426)
            return
        connection = upgrade(self, JOIN_BYTES, channels.LIMITS["control"].kernel)
        start_task("join", self._serve(connection))

    async def _serve(self, connection: Connection) -> None:
        def on_message(message: str | bytes) -> None:
            timer.cancel()
            answer, code = self._answer(message)
            connection.write(text_frame(encode_join(answer)))
            connection.close(1000 if code is None else close_code_for(code), "" if code is None else code.value)

        timer = asyncio.get_running_loop().call_later(JOIN_SECONDS, connection.abort)
        connection.on_message = on_message
        try:
            await connection.run()
        finally:
            timer.cancel()

    def _answer(self, message: str | bytes) -> tuple[JoinAnswer, ErrorCode | None]:
        try:
            hello = decode_join_hello(message)
            if hello.protocol != PROTOCOL_VERSION:
                raise MeetDeskError(ErrorCode.PROTOCOL_VERSION, host=__version__, app=hello.app[:32])
            ticket = self.session.admit(Role.PARTICIPANT)
        except MeetDeskError as error:
            return JoinRefused(error.code, error.detail), error.code
        return Admitted(ticket, self.session.meeting_id, self.session.title, self.session.host_name), None


class Channel(LanHandler):
    """``/meetdesk/1/<channel>``: one channel of an admitted participant."""

    def get(self, channel: str) -> None:
        status = channels.open_channel(self, self.session, self._ticket(), channel)
        if status != 101:
            self.refuse(status)

    def delete(self, channel: str) -> None:
        """An app says goodbye for a participant whose window is gone."""
        self.refuse(self.session.leave(self._ticket()) if channel == "control" else 405)

    def _ticket(self) -> str:
        scheme, _, ticket = self.request.headers.get("Authorization", "").partition(" ")
        return ticket if scheme.lower() == "bearer" else ""


class _BoundedServer(HTTPServer):
    """Takes only so many connections, all together and from one address."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:  # Tornado's way to construct
        self._per_address: int = kwargs.pop("per_address")
        super().initialize(*args, **kwargs)
        self._streams: dict[IOStream, str] = {}

    def handle_stream(self, stream: IOStream, address: tuple[str, ...]) -> None:
        self._streams = {known: ip for known, ip in self._streams.items() if not known.closed()}
        same = sum(1 for ip in self._streams.values() if ip == address[0])
        if len(self._streams) >= CONNECTIONS or same >= self._per_address:
            _log.warning("connection refused: %d open, %d from the same address", len(self._streams), same)
            stream.close()
            return
        self._streams[stream] = address[0]
        super().handle_stream(stream, address)

    def close_all(self) -> None:
        for stream in self._streams:
            stream.close()


def make_application(session: MeetingSession) -> Application:
    """The LAN server's routes."""
    parts = {"session": session}
    return Application(
        [
            (r"/meetdesk/join", Join, parts),
            (rf"/meetdesk/{PROTOCOL_VERSION}/{channels.PATTERN}", Channel, parts),
        ],
        default_handler_class=NothingHere,
        default_handler_args=parts,
        log_function=lambda _: None,
    )


class LanServer:
    """Serves one meeting to the LAN. To be made and used in the server thread."""

    def __init__(
        self,
        session: MeetingSession,
        sockets: list[socket.socket],
        tls: ssl.SSLContext | None,
        connections_per_address: int = CONNECTIONS_PER_ADDRESS,
    ) -> None:
        """``sockets``: bound and listening (``listening.bind_lan``). ``tls`` None: plain, for tests and benchmarks."""
        self._server = _BoundedServer(
            make_application(session),
            per_address=connections_per_address,
            ssl_options=tls,
            no_keep_alive=True,
            idle_connection_timeout=HEADER_SECONDS,
            body_timeout=HEADER_SECONDS,
            max_header_size=8_192,
            max_body_size=JOIN_BYTES,
            max_buffer_size=256 * 1024,
        )
        self._server.add_sockets(sockets)

    def stop(self) -> None:
        """Takes no more connections and closes those that are open; end the session first, which tells people."""
        self._server.stop()
        self._server.close_all()
