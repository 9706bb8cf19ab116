"""An answer that goes on for as long as the page listens (RFC 9112, 7.1: chunked)."""

from collections.abc import Callable

from tornado.iostream import IOStream

from meetdesk.net.outgoing import WOULD_BLOCK, Outgoing, ignore

CLOSE_SECONDS = 1.0
"""How long the page may take to read what was still to be said."""


class StreamedAnswer(Outgoing):
    """On a stream that HTTP has let go of. ``on_gone`` is called once, when the connection is over."""

    def __init__(self, stream: IOStream) -> None:
        super().__init__(stream)
        self.on_gone: Callable[[], None] = ignore
        if not self.gone:
            self._loop.add_reader(self._descriptor, self._readable)

    def begin(self, headers: dict[str, str], first: bytes) -> None:
        """Head and first piece leave together: some browsers hand over no answer before there is a byte of it."""
        lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in headers.items())]
        head = "\r\n".join([*lines, "Transfer-Encoding: chunked", "Connection: close", "", ""]).encode()
        super().write(head + _chunk(first))

    def write(self, data: bytes | bytearray) -> None:
        """As one piece of the answer. Never waits; see ``ready``."""
        super().write(_chunk(data))

    def end(self) -> None:
        """The last piece; the connection is over when all is out."""
        super().write(b"0\r\n\r\n")
        if self.ready:
            self.abort()
        elif not self.gone:
            self.on_drained = self.abort
            self._loop.call_later(CLOSE_SECONDS, self.abort)

    def _readable(self) -> None:
        """The page has no more to say on this connection: whatever comes is its end."""
        try:
            self._recv(1)
        except WOULD_BLOCK:
            return
        except OSError:
            pass
        self.abort()

    def abort(self) -> None:
        """Closes the connection at once: whatever of the answer was not sent is lost."""
        if self.gone:
            return
        self._loop.remove_reader(self._descriptor)
        self._let_go()
        self.gone = self.closing = True
        self.on_gone()


def _chunk(data: bytes | bytearray) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"
