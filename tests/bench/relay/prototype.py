"""The prototype by which the relay's aims were set, made again: Tornado's own WebSocket after two remedies.

All frames of a chunk are parsed at once, instead of four awaits for each, and all frames to one person are joined in
one ``stream.write`` a turn of the event loop. It does nothing else: no tracks, no checks, no bounds, no slow receivers.
What a relay costs differs from computer to computer; as a ratio to the prototype's cost in the same run it can be
compared.
"""

import asyncio
from typing import Any

import tornado.httpserver
import tornado.iostream
import tornado.web
import tornado.websocket
from tornado.util import _websocket_mask

from meetdesk.net.listening import bind_loopback
from meetdesk.net.websocket.frames import binary_frame

AIMS = {8: 10 / 19, 25: 2.5 / 3.3, 50: 1.0 / 1.3}
"""By the number of people: how much of the prototype's CPU time per delivered frame the relay may take, plain: the
microseconds aimed at by those that the prototype took on the same computer."""


async def tornado_prototype() -> int:
    """Starts it; the port."""
    people: set[_Handler] = set()
    sockets, port = bind_loopback()
    application = tornado.web.Application([("/", _Handler, {"people": people})])
    tornado.httpserver.HTTPServer(application).add_sockets(sockets)
    return port


class _Handler(tornado.websocket.WebSocketHandler):
    def initialize(self, people: "set[_Handler]") -> None:
        self.people = people
        self.waiting: list[bytes] = []

    def get_websocket_protocol(self) -> tornado.websocket.WebSocketProtocol:
        return _ChunkProtocol(self, False, tornado.websocket._WebSocketParams())

    def open(self, *_: Any) -> None:
        self.set_nodelay(True)
        self.people.add(self)

    def on_close(self) -> None:
        self.people.discard(self)

    def on_message(self, message: str | bytes) -> None:
        assert isinstance(message, bytes)
        framed = binary_frame(message)
        for person in self.people:
            if person is not self:
                if not person.waiting:
                    asyncio.get_running_loop().call_soon(person.send_waiting)
                person.waiting.append(framed)

    def send_waiting(self) -> None:
        data = b"".join(self.waiting)
        self.waiting.clear()
        if self.ws_connection is None:
            return
        try:
            self.ws_connection.stream.write(data).add_done_callback(lambda written: written.exception())
        except tornado.iostream.StreamClosedError:
            self.people.discard(self)


class _ChunkProtocol(tornado.websocket.WebSocketProtocol13):
    """Takes only what this benchmark sends: whole, masked, binary frames."""

    async def _receive_frame_loop(self) -> None:
        rest = b""
        try:
            while not self.client_terminated:
                rest = self._parse(rest + await self.stream.read_bytes(65_536, partial=True))
        except tornado.iostream.StreamClosedError:
            self._abort()
        self.handler.on_ws_connection_close(self.close_code, self.close_reason)

    def _parse(self, data: bytes) -> bytes:
        at = 0
        while at + 8 <= len(data):
            size, start = data[at + 1] & 0x7F, at + 2
            if size == 126:
                size, start = int.from_bytes(data[start : start + 2], "big"), at + 4
            end = start + 4 + size
            if end > len(data):
                break
            self.handler.on_message(_websocket_mask(data[start : start + 4], data[start + 4 : end]))
            at = end
        return data[at:]
