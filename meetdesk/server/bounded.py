"""An HTTP server for a network of strangers: few connections without admission, and none of them for long.

What a connection begins with decides, before TLS costs anything: whoever speaks plain HTTP is shown the way by a server
that knows nothing else.
"""

import asyncio
import socket
import ssl
from functools import partial
from typing import Any, cast

from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.iostream import IOStream, SSLIOStream
from tornado.netutil import ssl_wrap_socket

from meetdesk.server.newcomers import SILENT_SECONDS, Newcomer, Newcomers

CONNECTIONS = 1_100
"""All together: 150 newcomers, 100 participants with four channels, 100 who wait with one, and 400 that are being
replaced by those who come back."""


class BoundedServer(HTTPServer):
    def initialize(self, *args: Any, **kwargs: Any) -> None:  # Tornado's way to construct
        self._newcomers: Newcomers = kwargs.pop("newcomers")
        self._tls: ssl.SSLContext | None = kwargs.pop("tls")
        self._plain: HTTPServer | None = kwargs.pop("plain")
        super().initialize(*args, **kwargs)
        self._streams: dict[IOStream, Newcomer] = {}
        self._unheard: set[IOStream] = set()
        """Those of ``_streams`` that have sent nothing; the loop watches their sockets."""

    def handle_stream(self, stream: IOStream, address: tuple[str, ...]) -> None:
        self._forget_closed()
        if len(self._streams) >= CONNECTIONS:
            stream.close()
            return
        try:
            local = stream.socket.getsockname()
        except OSError:  # gone already
            stream.close()
            return
        newcomer = Newcomer(address[0], partial(self._close, stream), local=(str(local[0]), int(local[1])))
        for other in self._newcomers.came(newcomer):
            other.close()
        self._streams[stream] = newcomer
        asyncio.get_running_loop().call_later(SILENT_SECONDS, self._too_silent, newcomer)
        if self._tls is None:
            super().handle_stream(stream, address)
        else:
            self._unheard.add(stream)
            IOLoop.current().add_handler(stream.socket, lambda *_: self._begins(stream, newcomer, address), IOLoop.READ)

    def _begins(self, stream: IOStream, newcomer: Newcomer, address: tuple[str, ...]) -> None:
        """The first byte is there, or the connection is over."""
        connection: socket.socket = stream.socket
        try:
            first = connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            first = b""
        self._no_longer_unheard(stream)
        if not first:
            stream.close()
        elif b"A" <= first <= b"Z" and self._plain is not None:  # a method; TLS begins with 0x16
            self._plain.handle_stream(stream, address)
        else:
            self._secure(stream, newcomer, address)

    def _secure(self, stream: IOStream, newcomer: Newcomer, address: tuple[str, ...]) -> None:
        assert self._tls is not None
        connection: socket.socket = stream.socket
        try:
            wrapped = ssl_wrap_socket(connection, self._tls, server_side=True, do_handshake_on_connect=False)
        except (OSError, ValueError):  # gone meanwhile
            connection.close()
            stream.close()
            return
        secured = SSLIOStream(wrapped, max_buffer_size=self.max_buffer_size, read_chunk_size=self.read_chunk_size)
        del self._streams[stream]
        self._streams[secured] = newcomer
        newcomer.close = secured.close
        super().handle_stream(secured, address)

    def newcomer(self, request: HTTPServerRequest) -> Newcomer:
        """Whose request it is; to be asked before its stream is taken out of HTTP."""
        stream = cast(HTTP1Connection, request.connection).stream
        return self._streams.get(stream) or Newcomer(request.remote_ip or "", stream.close)

    def admitted(self, newcomer: Newcomer) -> None:
        """It has shown a ticket: it does not count as a newcomer any more."""
        newcomer.greeted = True
        self._newcomers.gone(newcomer)

    def downloading(self, newcomer: Newcomer, seconds: float) -> None:
        """It is sent a file, which may take that long."""
        newcomer.greeted = True
        asyncio.get_running_loop().call_later(seconds, newcomer.close)

    def close_all(self) -> None:
        for stream in list(self._streams):
            self._close(stream)

    def _close(self, stream: IOStream) -> None:
        self._no_longer_unheard(stream)
        stream.close()

    def _no_longer_unheard(self, stream: IOStream) -> None:
        if stream in self._unheard:
            self._unheard.discard(stream)
            IOLoop.current().remove_handler(stream.socket)

    def _too_silent(self, newcomer: Newcomer) -> None:
        if not newcomer.greeted:
            newcomer.close()
        self._forget_closed()

    def _forget_closed(self) -> None:
        for stream in [stream for stream in self._streams if stream.closed()]:
            self._newcomers.gone(self._streams.pop(stream))
