"""The opening handshake of a WebSocket (RFC 6455, section 4.2), and the kernel's buffers for what follows."""

import base64
import binascii
import socket

from tornado.httputil import HTTPHeaders
from tornado.iostream import IOStream
from tornado.web import RequestHandler
from tornado.websocket import WebSocketProtocol13

from meetdesk.net.websocket.connection import Connection
from meetdesk.net.websocket.frames import CONTROL_PAYLOAD_BYTES

TCP_NOTSENT_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", 25)
"""Linux's number; Python 3.11 does not name it everywhere it works."""


def acceptable(method: str, headers: HTTPHeaders) -> bool:
    """Whether a request is a proper WebSocket upgrade of version 13."""
    tokens = [token.strip().lower() for token in headers.get("Connection", "").split(",")]
    return (
        method == "GET"
        and headers.get("Upgrade", "").lower() == "websocket"
        and "upgrade" in tokens
        and headers.get("Sec-WebSocket-Version") == "13"
        and _is_key(headers.get("Sec-WebSocket-Key", ""))
    )


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        return False


def response(key: str) -> bytes:
    """The whole ``101`` answer to an upgrade with this ``Sec-WebSocket-Key``."""
    accept = WebSocketProtocol13.compute_accept_value(key)
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode()


def upgrade(handler: RequestHandler, limit: int, kernel_bytes: tuple[int, int]) -> Connection:
    """Answers an ``acceptable`` upgrade and takes the stream out of HTTP. You must ``run`` the connection.

    ``limit``: longest message in bytes; ``kernel_bytes``: see ``keep_kernel_buffers_small``.
    """
    key = handler.request.headers["Sec-WebSocket-Key"]
    stream = handler.detach()
    connection = Connection(stream, limit)
    if not stream.closed():
        keep_kernel_buffers_small(stream.socket, *kernel_bytes)
        connection.write(response(key))
    return connection


async def refuse(stream: IOStream, key: str, code: int, reason: str) -> None:
    """Answers the upgrade request on a stream and closes the WebSocket at once with ``code`` and ``reason``.

    A page learns these; of a refused upgrade it would learn nothing. Returns when the stream is closed.
    """
    connection = Connection(stream, CONTROL_PAYLOAD_BYTES)
    connection.write(response(key))
    connection.close(code, reason)
    await connection.run()


def keep_kernel_buffers_small(sock: socket.socket, send_bytes: int, unsent_bytes: int) -> None:
    """What waits in the kernel can no longer be dropped, so little may wait there.

    ``send_bytes`` bounds the send buffer (sent and not yet acknowledged data included, so it must carry the link's
    bandwidth times its round trip); ``unsent_bytes`` bounds what was not sent at all, where the system can.
    """
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_bytes)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent_bytes)
    except OSError:
        return  # Windows has no such option; the send buffer alone bounds it there
