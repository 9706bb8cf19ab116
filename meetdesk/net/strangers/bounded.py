"""An HTTP server for a network of strangers: few connections without admission, none of them for long, and what costs
something begun no faster than is good for a meeting.

What a connection begins with decides, before TLS costs anything: whoever speaks plain HTTP is shown the way by a server
that knows nothing else.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, cast

from tornado.concurrent import Future
from tornado.http1connection import HTTP1Connection, HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.iostream import IOStream, SSLIOStream
from tornado.netutil import ssl_wrap_socket

from meetdesk.core.budget import Bucket
from meetdesk.core.errors import MeetDeskError
from meetdesk.core.latest import Latest
from meetdesk.net.strangers.accepting import ACCEPTED, Accepting
from meetdesk.net.strangers.arrivals import Arrivals
from meetdesk.net.strangers.client_hello import MOST_BYTES, offers_protocols
from meetdesk.net.strangers.fair_turns import FairTurns
from meetdesk.net.strangers.gate import Gate
from meetdesk.net.strangers.networks import plain_address
from meetdesk.net.strangers.newcomers import Newcomer, Newcomers, Stage
from meetdesk.net.streams import resume

ADMITTED_CONNECTIONS = 1_000
"""Besides newcomers: 100 participants with five channels, 100 who wait with one, and 400 that are being replaced by
those who come back."""
KNOWN_ADDRESSES = 500
"""From which somebody was admitted; the one not seen for longest is forgotten."""
NO_REQUEST = 10.0
"""Turns that something counts as which is no HTTP: no browser and no app sends any."""
_SWEEP_SECONDS = 0.25
_HELLO_SECONDS = 0.002
"""Before it is looked again whether a client's first message is whole, and each time twice as long. It comes in two
packets, which arrive together as a rule."""

log = logging.getLogger(__name__)


class _Secured(SSLIOStream):
    """Knows whether anything was said over it, by this side."""

    answered = False

    def write(self, data: bytes | memoryview) -> "Future[None]":
        self.answered = True
        return super().write(data)


class BoundedServer(HTTPServer):
    """Tornado's HTTP server, bounded for a network of strangers: places, time for each step, turns."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:  # Tornado's way to construct
        """Takes its own options out (``newcomers``, ``tls``, ``plain`` and others); the rest are Tornado's."""
        self._newcomers: Newcomers = kwargs.pop("newcomers")
        self._tls: ssl.SSLContext | None = kwargs.pop("tls")
        self._browser_tls: Callable[[str], ssl.SSLContext] | None = kwargs.pop("browser_tls", None)
        self._plain: HTTPServer | None = kwargs.pop("plain", None)
        self._most_admitted: int = kwargs.pop("admitted", ADMITTED_CONNECTIONS)
        arrivals: Arrivals | None = kwargs.pop("arrivals", None)
        filtered: bool = kwargs.pop("filtered", True)
        self._turns: FairTurns[IOStream] | None = kwargs.pop("turns", None)
        super().initialize(*args, **kwargs)
        self._streams: dict[IOStream, Newcomer] = {}
        self._unheard: dict[IOStream, tuple[str, ...]] = {}
        """Those of ``_streams`` that have sent nothing or wait for their turn, and their addresses as the socket says
        them; no HTTP server has them yet."""
        self._known: Latest[str, None] = Latest(KNOWN_ADDRESSES)
        self._gate = None if arrivals is None else Gate(arrivals, self._known, filtered=filtered)
        self._sweeping: asyncio.TimerHandle | None = None
        self._next_turn: asyncio.TimerHandle | None = None

    @property
    def most(self) -> int:
        """How many connections there may be."""
        return self._newcomers.most + self._most_admitted

    @property
    def connections(self) -> int:
        """How many are open."""
        self._forget_closed()
        return len(self._streams)

    def add_sockets(self, sockets: Iterable[socket.socket]) -> None:
        """Accepts connections on these listening sockets: through the gate, if there is one."""
        if self._gate is None:
            super().add_sockets(sockets)
            return
        sockets = list(sockets)
        self._gate.guard(sockets)
        pace = Bucket(ACCEPTED)
        for one in sockets:  # in Tornado's place, which knows no pace
            self._sockets[one.fileno()] = one
            self._handlers[one.fileno()] = Accepting(one, self._handle_connection, pace).stop

    def _handle_connection(self, connection: socket.socket, address: Any) -> None:
        if self._gate is not None:
            known = plain_address(address[0]) in self._known
            if not self._gate.lets_in(connection, address[0], asyncio.get_running_loop().time(), known=known):
                return
        super()._handle_connection(connection, address)

    def handle_stream(self, stream: IOStream, address: tuple[str, ...]) -> None:
        """A connection was accepted. It is closed at once where there is no place for it."""
        self._sweep_soon()
        if len(self._streams) >= self.most and self.connections >= self.most:
            stream.close()
            return
        try:
            local = stream.socket.getsockname()
        except OSError:  # gone already
            stream.close()
            return
        newcomer = Newcomer(
            address[0],
            partial(self._close, stream),
            local=(str(local[0]), int(local[1])),
            known=plain_address(address[0]) in self._known,
            came_at=asyncio.get_running_loop().time(),
        )
        self._streams[stream] = newcomer
        self._newcomers.came(newcomer)
        if stream in self._streams:
            self._unheard[stream] = address
            IOLoop.current().add_handler(stream.socket, lambda *_: self._begins(stream, newcomer), IOLoop.READ)

    def _begins(self, stream: IOStream, newcomer: Newcomer) -> None:
        """The first byte is there, or the connection is over."""
        try:
            first = stream.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            first = b""
        if not first:
            self._close(stream)
            return
        IOLoop.current().remove_handler(stream.socket)
        newcomer.close = partial(self._give_up_turn, stream, newcomer)
        newcomer.advance(Stage.SPEAKING)
        if self._turns is None:
            self._serve(stream)
            return
        now = asyncio.get_running_loop().time()
        self._turns.ask(stream, newcomer.address, now, known=newcomer.known)
        if newcomer.known or self._next_turn is None:
            self._take_turns()
        if self._gate is not None and not newcomer.known:
            again = self._gate.shut_lately(newcomer.address, now)
            if (network := self._turns.too_many(newcomer.address, now, again=again)) is not None:
                self._gate.shut(network, now)

    def _take_turns(self) -> None:
        assert self._turns is not None
        loop = asyncio.get_running_loop()
        while (stream := self._turns.next(loop.time())) is not None:
            self._serve(stream)
        wait = self._turns.wait(loop.time())
        if wait is not None and self._next_turn is None:
            self._next_turn = loop.call_later(max(wait, 0.001), self._turn_came)

    def _turn_came(self) -> None:
        self._next_turn = None
        self._take_turns()

    def _give_up_turn(self, stream: IOStream, newcomer: Newcomer) -> None:
        if self._turns is not None:
            self._turns.give_up(stream, newcomer.address)
        self._close(stream)

    def _serve(self, stream: IOStream) -> None:
        """Its turn has come."""
        address, newcomer = self._unheard.pop(stream), self._streams[stream]
        try:
            first = stream.socket.recv(1, socket.MSG_PEEK)
        except OSError:
            first = b""
        if not first:  # gone while it waited
            self._close(stream)
        elif self._tls is None:
            newcomer.close = stream.close
            super().handle_stream(stream, address)
        elif b"A" <= first <= b"Z" and self._plain is not None:  # a method; TLS begins with 0x16
            newcomer.close = stream.close
            self._plain.handle_stream(stream, address)
        else:
            newcomer.close = partial(self._close, stream)
            self._secure(stream, newcomer, address)

    def _secure(
        self, stream: IOStream, newcomer: Newcomer, address: tuple[str, ...], wait: float = _HELLO_SECONDS
    ) -> None:
        """``wait``: seconds until it is looked again if too little has come."""
        if stream not in self._streams:  # it took too long
            return
        connection: socket.socket = stream.socket
        try:
            if (tls := self._context(connection, newcomer)) is None:
                again = partial(self._secure, stream, newcomer, address, 2 * wait)
                asyncio.get_running_loop().call_later(wait, again)
                return
            wrapped = ssl_wrap_socket(connection, tls, server_side=True, do_handshake_on_connect=False)
        except (OSError, ValueError):  # gone meanwhile
            connection.close()
            self._close(stream)
            return
        secured = _Secured(wrapped, max_buffer_size=self.max_buffer_size, read_chunk_size=self.read_chunk_size)
        del self._streams[stream]
        self._streams[secured] = newcomer
        newcomer.close = secured.close
        super().handle_stream(secured, address)

    def _context(self, connection: socket.socket, newcomer: Newcomer) -> ssl.SSLContext | None:
        """With the certificate for this client; None if it has not said yet what it is. Raises OSError."""
        assert self._tls is not None
        if self._browser_tls is None:
            return self._tls
        is_browser = offers_protocols(connection.recv(MOST_BYTES, socket.MSG_PEEK))
        if is_browser is None:
            return None
        try:
            return self._browser_tls(plain_address(newcomer.local[0])) if is_browser else self._tls
        except MeetDeskError as error:
            log.warning("browsers are shown the app's own certificate: %s", error)
            return self._tls

    def newcomer(self, request: HTTPServerRequest) -> Newcomer:
        """Whose request it is; to be asked before its stream is taken out of HTTP."""
        stream = cast(HTTP1Connection, request.connection).stream
        newcomer = self._streams.get(stream) or Newcomer(request.remote_ip or "", stream.close)
        newcomer.asked = True
        return newcomer

    def on_close(self, server_conn: object) -> None:
        """Nothing more is read of a connection as HTTP."""
        stream = cast(HTTP1ServerConnection, server_conn).stream
        newcomer = self._streams.get(stream)
        if newcomer is not None and not newcomer.asked and isinstance(stream, _Secured) and stream.answered:
            self.cost(newcomer, NO_REQUEST)  # Tornado said 400, and no handler was asked
        super().on_close(server_conn)

    @staticmethod
    def set_body_bytes(request: HTTPServerRequest, most: int) -> None:
        """The body of this request, which nobody has begun to read, may be so long."""
        cast(HTTP1Connection, request.connection).set_max_body_size(most)

    @staticmethod
    def keep(request: HTTPServerRequest) -> None:
        """Its connection may bring another request, against the rule for strangers. To be called before the answer."""
        # Tornado has a setting for all connections of a server, and none for one.
        cast(Any, request.connection)._disconnect_on_finish = False

    def give_back(self, stream: IOStream, early: bytes) -> None:
        """Goes on with HTTP on a stream that was taken out of it. ``early``: what was read from it since."""
        if (newcomer := self._streams.pop(stream, None)) is None:
            stream.close()
            return
        options = {"max_buffer_size": self.max_buffer_size, "read_chunk_size": self.read_chunk_size}
        again = resume(stream, early, **options)
        self._streams[again] = newcomer
        newcomer.close = again.close
        super().handle_stream(again, (newcomer.address, 0))

    def admitted(self, newcomer: Newcomer) -> None:
        """It has shown who it is: it does not count as a newcomer any more."""
        self._newcomers.gone(newcomer)
        newcomer.greet()

    def recognise(self, newcomer: Newcomer) -> None:
        """Somebody was admitted, or has shown a ticket: who comes from its address has places and turns of its own from
        now on."""
        address = plain_address(newcomer.address)
        was_known = address in self._known
        self._known[address] = None
        self._known.move_to_end(address)
        if not was_known:
            if self._gate is not None:
                self._gate.open(address)
            if self._turns is not None:
                self._turns.recognise(newcomer.address)
                self._take_turns()

    def joined(self, newcomer: Newcomer) -> None:
        """It was admitted."""
        if self._turns is not None and newcomer.in_vain:
            newcomer.in_vain = False
            now = asyncio.get_running_loop().time()
            self._turns.joined(newcomer.address, now, known=newcomer.known)
        self.recognise(newcomer)

    def came_back(self, newcomer: Newcomer) -> None:
        """It has shown a ticket."""
        self._led_to_something(newcomer)
        self.recognise(newcomer)

    def _led_to_something(self, newcomer: Newcomer) -> None:
        """Its turn was none in vain."""
        if self._turns is not None and newcomer.in_vain:
            newcomer.in_vain = False
            self._turns.led_to_something(newcomer.address, known=newcomer.known)

    def showed(self, newcomer: Newcomer, *, first: bool = False) -> None:
        """It was shown what everybody may see; ``first``: the page that a browser begins with."""
        if self._turns is not None and newcomer.in_vain:
            newcomer.in_vain = False
            now = asyncio.get_running_loop().time()
            self._turns.showed(newcomer.address, now, known=newcomer.known, first=first)

    def cost(self, newcomer: Newcomer, turns: float) -> None:
        """What it asked for was as much work as so many turns, and in vain."""
        if self._turns is not None:
            now = asyncio.get_running_loop().time()
            self._turns.charge(turns, newcomer.address, now, known=newcomer.known)

    def downloading(self, newcomer: Newcomer, seconds: float) -> None:
        """It is sent a file, which may take that long."""
        newcomer.greet()
        asyncio.get_running_loop().call_later(seconds, newcomer.close)

    def close_all(self) -> None:
        """Closes every connection and stops all timers."""
        if self._gate is not None:
            self._gate.stop()
        for timer in (self._sweeping, self._next_turn):
            if timer is not None:
                timer.cancel()
        for stream in list(self._streams):
            self._close(stream)

    def _close(self, stream: IOStream) -> None:
        if stream in self._unheard:
            del self._unheard[stream]
            IOLoop.current().remove_handler(stream.socket)  # harmless if it is not there
        if (newcomer := self._streams.pop(stream, None)) is not None:
            self._newcomers.gone(newcomer)
        stream.close()

    def _sweep_soon(self) -> None:
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(_SWEEP_SECONDS, self._sweep)

    def _sweep(self) -> None:
        self._sweeping = None
        self._newcomers.close_silent(asyncio.get_running_loop().time())
        self._forget_closed()
        if self._streams:
            self._sweep_soon()

    def _forget_closed(self) -> None:
        for stream in [stream for stream in self._streams if stream.closed()]:
            self._newcomers.gone(self._streams.pop(stream))
