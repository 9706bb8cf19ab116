"""An HTTP server for a network of strangers: few connections without admission, and none of them for long."""

import asyncio
from typing import Any, cast

from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.iostream import IOStream

from meetdesk.server.newcomers import SILENT_SECONDS, Newcomer, Newcomers

CONNECTIONS = 1_100
"""All together: 150 newcomers, 100 participants with four channels, 100 who wait with one, and 400 that are being
replaced by those who come back."""


class BoundedServer(HTTPServer):
    def initialize(self, *args: Any, **kwargs: Any) -> None:  # Tornado's way to construct
        self._newcomers: Newcomers = kwargs.pop("newcomers")
        super().initialize(*args, **kwargs)
        self._streams: dict[IOStream, Newcomer] = {}

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
        newcomer = Newcomer(address[0], stream.close, local=(str(local[0]), int(local[1])))
        for other in self._newcomers.came(newcomer):
            other.close()
        self._streams[stream] = newcomer
        asyncio.get_running_loop().call_later(SILENT_SECONDS, self._too_silent, newcomer)
        super().handle_stream(stream, address)

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
        for stream in self._streams:
            stream.close()

    def _too_silent(self, newcomer: Newcomer) -> None:
        if not newcomer.greeted:
            newcomer.close()
        self._forget_closed()

    def _forget_closed(self) -> None:
        for stream in [stream for stream in self._streams if stream.closed()]:
            self._newcomers.gone(self._streams.pop(stream))
