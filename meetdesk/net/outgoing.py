"""Writes to the socket of a Tornado stream without Tornado: what the kernel takes at once, the rest later."""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable

from tornado.iostream import IOStream

from meetdesk.net.streams import take_over

WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


def ignore(*_: object) -> None:
    """Where nobody listens yet."""


class Outgoing:
    """The sending half of a connection. Whoever extends it says how it ends (``abort``)."""

    def __init__(self, stream: IOStream) -> None:
        """Takes over a stream that HTTP has let go of. ``gone`` afterwards: the peer is."""
        self.on_drained: Callable[[], None] = ignore
        self.ready = True
        """Whether everything written so far has been taken by the kernel. Nothing but control frames should be
        written while it is false: what was written cannot be dropped any more."""
        self.sent = 0
        """Bytes that were written, for statistics."""
        self._loop = asyncio.get_running_loop()
        self._stream = stream
        self._backlog: deque[memoryview] = deque()
        _, self._early = take_over(stream)
        self.gone = stream.closed()
        self.closing = self.gone
        """Its last bytes were written, or it is closed: nothing more is taken."""
        if self.gone:
            return
        self._descriptor = stream.socket.fileno()
        self._recv: Callable[[int], bytes] = stream.socket.recv
        self._send: Callable[[bytes | bytearray | memoryview], int] = stream.socket.send

    def abort(self) -> None:
        """Closes the connection at once."""
        raise NotImplementedError

    def write(self, data: bytes | bytearray) -> None:
        """Never waits; see ``ready``. Does nothing while ``closing``."""
        if self.closing:
            return
        sent = 0
        self.sent += len(data)
        if self.ready:
            try:
                sent = self._send(data)
            except WOULD_BLOCK:
                pass
            except OSError:
                self.abort()
                return
            if sent == len(data):
                return
            self.ready = False
            self._loop.add_writer(self._descriptor, self._writable)
        self._backlog.append(memoryview(data)[sent:])

    def _writable(self) -> None:
        backlog = self._backlog
        try:
            while backlog:
                sent = self._send(backlog[0])
                if sent < len(backlog[0]):
                    backlog[0] = backlog[0][sent:]
                    return
                backlog.popleft()
        except WOULD_BLOCK:
            return
        except OSError:
            self.abort()
            return
        self._loop.remove_writer(self._descriptor)
        self.ready = True
        self.on_drained()

    def _let_go(self) -> None:
        """Closes the socket; what was not sent is lost."""
        if not self.gone:
            self._loop.remove_writer(self._descriptor)
        self._backlog.clear()
        self._stream.close()
