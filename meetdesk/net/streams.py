"""Taking a socket out of a Tornado stream."""

import asyncio
import contextlib
import socket
from typing import cast

from tornado.iostream import IOStream, StreamClosedError


def take_over(stream: IOStream) -> tuple[socket.socket | None, bytes]:
    """Ends a stream's own reading; returns its socket and what it had read already.

    The stream remains the socket's owner and must be closed by the caller. The socket is None if the peer is gone.
    """
    if stream.closed():
        return None, b""
    raw: socket.socket = stream.socket
    try:
        reading = cast("asyncio.Future[bytes]", stream.read_bytes(2**40, partial=True))
    except StreamClosedError:
        return None, b""
    reading.add_done_callback(_look_at)
    read = b""
    if reading.done():
        with contextlib.suppress(StreamClosedError):
            read = reading.result()
    if stream.closed():
        return None, read
    stream.io_loop.remove_handler(raw)
    return raw, read


def _look_at(reading: "asyncio.Future[bytes]") -> None:
    """The unfinished read fails when the stream is closed, which is no news."""
    if not reading.cancelled():
        reading.exception()
