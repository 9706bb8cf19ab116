"""A connection that both reads and writes at the socket of a Tornado stream, in chunks, without Tornado."""

from tornado.iostream import IOStream

from meetdesk.net.outgoing import WOULD_BLOCK, Outgoing

CHUNK_BYTES = 65_536


class BothWays(Outgoing):
    """Whoever extends it has ``_readable`` called when the socket can be read, and takes what came (``_received``)."""

    def __init__(self, stream: IOStream) -> None:
        """Takes over a stream that HTTP has let go of."""
        super().__init__(stream)
        self.received = 0
        """Bytes that came since, for statistics."""

    def _received(self, chunk: bytes) -> None:
        raise NotImplementedError

    def _readable(self) -> None:
        try:
            chunk = self._recv(CHUNK_BYTES)
        except WOULD_BLOCK:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self.abort()
            return
        self.received += len(chunk)
        try:
            self._received(chunk)
        except BaseException:
            self.abort()
            raise
