"""The LAN server: the join handshake and the meeting's channels over TLS, and nothing else."""

import asyncio
import logging
import socket
import ssl
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import Application, RequestHandler

from meetdesk.core.errors import MeetDeskError
from meetdesk.server import channels
from meetdesk.server.admission import Admissions
from meetdesk.server.conversation import Conversation
from meetdesk.server.door import Door
from meetdesk.server.guesses import Guesses
from meetdesk.server.session import MeetingSession
from meetdesk.server.tasks import start_task
from meetdesk.server.websocket.connection import Connection
from meetdesk.server.websocket.frames import text_frame
from meetdesk.server.websocket.handshake import acceptable, upgrade
from meetdesk.wire.close_codes import close_code_for
from meetdesk.wire.codec import JOIN_BYTES, encode_join
from meetdesk.wire.join import JoinAnswer, JoinRefused
from meetdesk.wire.messages import PROTOCOL_VERSION

JOIN_SECONDS = 15.0
"""For the whole handshake; each message has a shorter time."""
HEADER_SECONDS = 10.0
"""For the TLS handshake and the request's header together."""
CONNECTIONS = 700
"""100 participants with four channels and their apps' own connection each, 100 who wait with one channel, and some who
are just joining."""
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

    @property
    def admissions(self) -> Admissions:
        admissions: Admissions = self.settings["admissions"]
        return admissions

    def get(self) -> None:
        if not acceptable("GET", self.request.headers):
            self.refuse(426)
            return
        connection = upgrade(self, JOIN_BYTES, channels.LIMITS["control"].kernel)
        start_task("join", self._serve(connection))

    async def _serve(self, connection: Connection) -> None:
        admitting = start_task("admission", self._admit(connection))
        try:
            await connection.run()
        finally:
            admitting.cancel()

    async def _admit(self, connection: Connection) -> None:
        answer: JoinAnswer
        try:
            async with asyncio.timeout(JOIN_SECONDS):
                answer = await self.admissions.admit(Conversation(connection), self.request.remote_ip or "")
        except TimeoutError:
            return
        except MeetDeskError as error:
            connection.write(text_frame(encode_join(JoinRefused(error.code, error.detail))))
            connection.close(close_code_for(error.code), error.code.value)
        else:
            connection.write(text_frame(encode_join(answer)))
            connection.close(1000)
        finally:
            if not connection.closing:
                connection.abort()


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


def make_application(session: MeetingSession, admissions: Admissions) -> Application:
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
        admissions=admissions,
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
        guesses: Guesses | None = None,
        connections_per_address: int = CONNECTIONS_PER_ADDRESS,
    ) -> None:
        """``sockets``: bound and listening (``listening.bind_lan``). ``tls`` None: plain, for tests and benchmarks.
        ``door``: knows the code. ``guesses``: other limits than the usual."""
        self._admissions = Admissions(session, door, guesses or Guesses())
        self._server = _BoundedServer(
            make_application(session, self._admissions),
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
        self._admissions.stop()
