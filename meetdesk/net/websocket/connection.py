"""One WebSocket on a socket that a Tornado server accepted: the thin shell around ``FrameParser``.

Tornado's own stream costs a future, a wake-up of a coroutine and a vain ``recv`` for every chunk read, and a future for
every write. Here whoever polls calls straight into the parser, and writes go straight to the socket; with a plain
socket or a TLS one, which differ only in what they raise when they would block.
"""

import asyncio
from collections.abc import Callable

from tornado.iostream import IOStream

from meetdesk.core.budget import Allowed, Bucket
from meetdesk.net.both_ways import BothWays
from meetdesk.net.outgoing import ignore
from meetdesk.net.websocket.frames import Opcode, close_frame, frame
from meetdesk.net.websocket.parser import Close, Fault, FrameParser, Ping, Pong
from meetdesk.net.websocket.turns import Readers

PINGS = Allowed(60, 2, "of one connection, pongs included: libraries send one in 20 s, nobody any in a meeting")
CLOSE_SECONDS = 1.0
"""How long the peer may take to answer a close frame."""


class Connection(BothWays):
    """Reads messages, writes frames that are ready-made.

    What is written are whole frames, one or many joined; the close frame is the last. ``on_message`` gets every text
    (str) and binary (bytes) message, in order; ``on_drained`` is called when ``ready`` has become true again. You must
    call ``run``; no message is delivered before. All in the loop's own thread.
    """

    def __init__(self, stream: IOStream, limit: int) -> None:
        """Takes over a stream that HTTP has let go of. ``limit``: longest message from the peer in bytes."""
        # A client need not wait for the answer to its upgrade: what came already is in ``_early``.
        super().__init__(stream)
        self.on_message: Callable[[str | bytes], None] = ignore
        self.on_fault: Callable[[Fault], tuple[int, str]] = lambda fault: (fault.value, "")
        """Chooses the close code and reason for a violation."""
        self._parser = FrameParser(limit)
        self._pings = Bucket(PINGS)
        self._deadline: asyncio.TimerHandle | None = None
        self._closed = self._loop.create_future()
        self._readers: Readers = self._loop
        if self.gone:
            self._closed.set_result(None)

    def set_limit(self, limit: int) -> None:
        """Changes the longest message that the peer may send, in bytes."""
        self._parser.limit = limit

    async def run(self, readers: Readers | None = None) -> None:
        """Delivers messages until the connection is closed. ``readers``: polls the socket instead of the event loop."""
        try:
            if not self._closed.done():
                self._received(self._early)
            if not self._closed.done():
                self._readers = readers or self._loop
                self._readers.add_reader(self._descriptor, self._readable)
                await self._closed
        finally:
            self.abort()

    def _received(self, chunk: bytes) -> None:
        for message in self._parser.receive(chunk):
            if message.__class__ is bytes or message.__class__ is str:
                if self.closing:
                    return
                self.on_message(message)
            else:
                self._control(message)  # type: ignore[arg-type]
        if self._parser.fault is not None and not self.closing:
            self.close(*self.on_fault(self._parser.fault))

    def _control(self, message: Ping | Pong | Close) -> None:
        if not self._pings.take(1, self._loop.time()):
            # They are no messages, so nothing else counts them, and each costs a look and an answer.
            if not self.closing:
                self.close(*self.on_fault(Fault.FLOODING))
            return
        match message:
            case Ping(payload):
                # A peer that pings without reading must not grow the queue: one pong for several pings is allowed.
                if self.ready:
                    self.write(frame(Opcode.PONG, payload))
            case Close(code, _):
                if self.closing:
                    self.abort()
                else:
                    self.write(close_frame(code))
                    self.closing = True
                    self._abort_when_written()

    def close(self, code: int, reason: str = "") -> None:
        """Sends a close frame behind all that was written, and closes once the peer has answered it."""
        if self.closing:
            return
        self.write(close_frame(code, reason))
        self.closing = True
        self._abort_later()

    def _abort_when_written(self) -> None:
        if self.ready:
            self.abort()
        else:
            self.on_drained = self.abort
            self._abort_later()

    def _abort_later(self) -> None:
        if self._deadline is None and not self._closed.done():
            self._deadline = self._loop.call_later(CLOSE_SECONDS, self.abort)

    def abort(self) -> None:
        """Closes the connection at once, without a close handshake."""
        self.closing = True
        if self._closed.done():
            return
        self._closed.set_result(None)
        if self._deadline is not None:
            self._deadline.cancel()
        self._readers.remove_reader(self._descriptor)
        self._let_go()
