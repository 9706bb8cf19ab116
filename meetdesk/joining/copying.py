"""Copies bytes both ways between two sockets, TLS or plain, which differ only in what they raise when they would block.

Tornado's streams cost a future, a wake-up of a coroutine and a vain ``recv`` for every chunk. Here the event loop calls
straight into the copy, one buffer serves all reads, and a chunk goes straight into the other socket.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable

CHUNK_BYTES = 64 * 1024
"""Most bytes on their way in one direction, beside the kernel's."""
RECORD_BYTES = 16 * 1024
"""Longest TLS record (RFC 8446, 5.1). Nothing is read into less space: what was decrypted and not taken would wait
inside the TLS library, where the event loop cannot see it."""
LINGER_SECONDS = 1.0
"""How long one side may still take to end after the other has."""
STALL_SECONDS = 10.0
"""A host that takes nothing for so long is gone: while its bytes wait, the end of the window would not be seen."""

_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class _Way:
    """One direction. What the sink cannot take is not read from the source."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        source: socket.socket,
        sink: socket.socket,
        on_end: Callable[[], None],
        on_stall: Callable[[], None] | None = None,
    ) -> None:
        self.ended = False
        """The source has said all, and the sink knows."""
        self._loop = loop
        self._source = source
        self._sink = sink
        self._on_end = on_end
        self._on_stall = on_stall
        self._stall: asyncio.TimerHandle | None = None
        self._buffer = memoryview(bytearray(CHUNK_BYTES))
        self._waiting = memoryview(b"")
        # A TLS socket gives one record at a time, a plain one all there is.
        self._reads_until = CHUNK_BYTES - RECORD_BYTES if isinstance(source, ssl.SSLSocket) else 0
        self._sink_gone = False
        self._at_end = False

    def start(self, first: bytes) -> None:
        """``first`` goes before all that is read."""
        self._waiting = memoryview(first)
        self._loop.add_reader(self._source, self._readable)
        if first:
            self._send()

    def stop(self) -> None:
        self._loop.remove_reader(self._source)
        self._loop.remove_writer(self._sink)
        self._moves()

    def _readable(self) -> None:
        count = self._read()
        if count is None:
            return
        if not count or (self._at_end and self._sink_gone):
            self._end()
        elif not self._sink_gone:
            self._waiting = self._buffer[:count]
            self._send()
        # Else it is swallowed: to close on unread bytes would destroy the last ones written the other way.

    def _read(self) -> int | None:
        """Fills the buffer with what is there; how many bytes, 0 at the end, None if there is nothing yet."""
        count = more = self._read_into(self._buffer)
        # Only a full record is followed by more that was written with it; to look behind a shorter one costs a vain
        # call for every frame, and if there is something the event loop says so.
        while count and more == RECORD_BYTES and count < self._reads_until:
            more = self._read_into(self._buffer[count:])
            count += more or 0
        return count

    def _read_into(self, space: memoryview) -> int | None:
        try:
            count = self._source.recv_into(space)
        except _WOULD_BLOCK:
            return None
        except OSError:
            count = 0
        # The end may be told once only: TLS has an end of its own, after which the connection may stay open.
        self._at_end = not count
        return count

    def _send(self) -> None:
        """Writes what waits; reading goes on when all of it was taken."""
        try:
            sent = self._sink.send(self._waiting)
        except _WOULD_BLOCK:
            sent = 0
        except OSError:
            self._sink_gone = True
            sent = len(self._waiting)
        if sent == len(self._waiting):
            if self._at_end:
                self._end()
            return
        self._waiting = self._waiting[sent:]
        self._loop.remove_reader(self._source)
        self._loop.add_writer(self._sink, self._writable)
        if self._on_stall is not None:
            self._stall = self._loop.call_later(STALL_SECONDS, self._on_stall)

    def _moves(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def _writable(self) -> None:
        self._moves()
        self._loop.remove_writer(self._sink)
        self._loop.add_reader(self._source, self._readable)
        self._send()

    def _end(self) -> None:
        self.ended = True
        self._loop.remove_reader(self._source)
        with contextlib.suppress(OSError):
            # Not SSLSocket's own shutdown: after it, what still comes in would be handed on without decryption.
            socket.socket.shutdown(self._sink, socket.SHUT_WR)
        self._on_end()


class Copying:
    """Copies between two sockets that nobody else reads or writes any more. In one event loop."""

    def __init__(self, window: socket.socket, host: socket.socket) -> None:
        """Both non-blocking. The caller must close them after ``run``."""
        self._loop = asyncio.get_running_loop()
        self._over: asyncio.Future[None] = self._loop.create_future()
        self._linger: asyncio.TimerHandle | None = None
        self._ways = (
            _Way(self._loop, window, host, self._one_ended, on_stall=self.stop),
            _Way(self._loop, host, window, self._one_ended),
        )

    async def run(self, from_window: bytes, from_host: bytes) -> None:
        """Copies, beginning with what was read already, until both have ended, or one a while after the other, or the
        host takes nothing any more."""
        try:
            for way, first in zip(self._ways, (from_window, from_host), strict=True):
                way.start(first)
            await self._over
        finally:
            for way in self._ways:
                way.stop()
            if self._linger is not None:
                self._linger.cancel()

    def stop(self) -> None:
        """Ends ``run`` now."""
        if not self._over.done():
            self._over.set_result(None)

    def _one_ended(self) -> None:
        if all(way.ended for way in self._ways):
            self.stop()
        elif self._linger is None:
            self._linger = self._loop.call_later(LINGER_SECONDS, self.stop)
