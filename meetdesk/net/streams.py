"""Taking a socket out of a Tornado stream, and putting it into one again."""

import asyncio
import contextlib
import socket
from typing import Any, cast

from tornado.iostream import IOStream, SSLIOStream, StreamClosedError


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


class _Resumed(IOStream):
    """A stream on the socket of another one, which begins with what was read from that already."""

    def __init__(self, *args: Any, early: bytes, **kwargs: Any) -> None:
        self._before = memoryview(early)
        self.head = early[: early.find(b"\r\n\r\n") + 4]
        super().__init__(*args, **kwargs)

    def read_from_fd(self, buf: bytearray | memoryview) -> int | None:
        if not self._before:
            return super().read_from_fd(buf)
        size = min(len(buf), len(self._before))
        buf[:size] = self._before[:size]
        self._before = self._before[size:]
        return size


class _ResumedTls(_Resumed, SSLIOStream):
    """Likewise, over TLS; the handshake, which it does first, is done already and so takes no time."""


def resume(stream: IOStream, early: bytes, **options: Any) -> IOStream:
    """A Tornado stream again, of one that was taken over. ``early``: what was read since. ``options``: of a stream.

    The new stream owns the socket. Do not use or close the old one any more.
    """
    made = _ResumedTls if isinstance(stream, SSLIOStream) else _Resumed
    return made(stream.socket, early=early, **options)


def head_of(stream: IOStream) -> bytes:
    """What a resumed stream began with, up to the end of a request's head; nothing for any other."""
    return stream.head if isinstance(stream, _Resumed) else b""
