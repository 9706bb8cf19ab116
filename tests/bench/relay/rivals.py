"""The other ways to do it, each as somebody would write it: every message of one person goes to all the others."""

from typing import Any

import tornado.httpserver
import tornado.web
import tornado.websocket
from websockets.asyncio.server import ServerConnection, broadcast, serve

from meetdesk.net.listening import bind_loopback


async def tornado_write_message() -> int:
    """Tornado's own WebSocket, ``write_message`` to each; the port."""
    people: set[tornado.websocket.WebSocketHandler] = set()

    class Handler(tornado.websocket.WebSocketHandler):
        def open(self, *_: Any) -> None:
            people.add(self)

        def on_close(self) -> None:
            people.discard(self)

        async def on_message(self, message: str | bytes) -> None:
            for person in people:
                if person is not self:
                    person.write_message(message, binary=True)

    sockets, port = bind_loopback()
    tornado.httpserver.HTTPServer(tornado.web.Application([("/", Handler)])).add_sockets(sockets)
    return port


async def websockets_broadcast() -> int:
    """The ``websockets`` library's ``broadcast``; the port."""
    people: set[ServerConnection] = set()

    async def handler(connection: ServerConnection) -> None:
        people.add(connection)
        try:
            async for message in connection:
                broadcast(people - {connection}, message)
        finally:
            people.discard(connection)

    server = await serve(handler, "127.0.0.1", 0, compression=None, max_queue=None)
    return int(next(iter(server.sockets)).getsockname()[1])
