"""One WebSocket on a detached Tornado stream: the thin shell around ``FrameParser``."""

import asyncio
import logging
from collections.abc import Callable

from tornado.iostream import IOStream, StreamClosedError

from meetdesk.server.websocket.frames import Opcode, close_frame, frame
from meetdesk.server.websocket.parser import Close, Fault, FrameParser, Ping, Pong

CHUNK_BYTES = 65_536
CLOSE_SECONDS = 1.0
"""How long the peer may take to answer a close frame."""

_log = logging.getLogger(__name__)


def _ignore(*_: object) -> None:
    pass


class Connection:
    """Reads messages, writes frames that are ready-made.

    ``on_message`` gets every text (str) and binary (bytes) message, in order; ``on_closed`` is called once, when the
    stream is closed for whatever reason, with the peer's close code if it gave one. ``on_drained`` is called whenever
    ``ready`` has become true again. You must call ``run``; nothing is read before. All in the loop's own thread.
    """

    def __init__(self, stream: IOStream, limit: int) -> None:
        """``limit``: longest message from the peer in bytes (see ``set_limit``)."""
        self.on_message: Callable[[str | bytes], None] = _ignore
        self.on_fault: Callable[[Fault], tuple[int, str]] = lambda fault: (fault.value, "")
        """Chooses the close code and reason for a violation."""
        self.on_drained: Callable[[], None] = _ignore
        self.on_closed: Callable[[int | None], None] = _ignore
        self.peer_code: int | None = None
        self.ready = True
        """Whether everything written so far has been taken by the kernel. Nothing but control frames should be
        written while it is false: what was written cannot be dropped any more."""
        self.closing = False
        """A close frame was sent or the stream is closed: nothing more is taken."""
        self._stream = stream
        self._parser = FrameParser(limit)
        self._deadline: asyncio.TimerHandle | None = None

    def set_limit(self, limit: int) -> None:
        self._parser.limit = limit

    async def run(self) -> None:
        """Reads until the stream is closed."""
        read = self._stream.read_bytes
        receive = self._parser.receive
        try:
            while True:
                for message in receive(await read(CHUNK_BYTES, partial=True)):
                    if message.__class__ is bytes or message.__class__ is str:
                        if not self.closing:
                            self.on_message(message)
                    else:
                        self._control(message)  # type: ignore[arg-type]
                if self._parser.fault is not None and not self.closing:
                    self.close(*self.on_fault(self._parser.fault))
        except StreamClosedError:
            pass
        finally:
            self.abort()
            self.on_closed(self.peer_code)

    def write(self, data: bytes) -> None:
        """Writes whole frames, one or many joined. Never waits; see ``ready``."""
        if self.closing:
            return
        self._write(data)

    def _write(self, data: bytes) -> None:
        view: bytes | memoryview = data
        try:
            if self.ready:
                # Nothing is queued before it, so the kernel may have it at once and no future is made.
                try:
                    sent = self._stream.write_to_fd(memoryview(data))
                except BlockingIOError:
                    sent = 0
                if sent == len(data):
                    return
                view = memoryview(data)[sent:]
            self.ready = False
            self._stream.write(view).add_done_callback(self._written)
        except (OSError, StreamClosedError):
            self.abort()

    def _written(self, future: "asyncio.Future[None]") -> None:
        if future.cancelled() or future.exception() is not None or self._stream.writing():
            return
        self.ready = True
        if not self._stream.closed():
            self.on_drained()

    def _control(self, message: Ping | Pong | Close) -> None:
        match message:
            case Ping(payload):
                # A peer that pings without reading must not grow the queue: one pong for several pings is allowed.
                if self.ready and not self.closing:
                    self._write(frame(Opcode.PONG, payload))
            case Close(code, _):
                self.peer_code = code
                if self.closing:
                    self.abort()
                else:
                    self.closing = True
                    self._write(close_frame(code))
                    self._close_when_written()

    def close(self, code: int, reason: str = "") -> None:
        """Sends a close frame behind all that was written and closes the stream once the peer has answered it."""
        if self.closing:
            return
        self.closing = True
        self._write(close_frame(code, reason))
        self._abort_later()

    def _close_when_written(self) -> None:
        if self.ready:
            self.abort()
        else:
            self.on_drained = self.abort
            self._abort_later()

    def _abort_later(self) -> None:
        if self._deadline is None and not self._stream.closed():
            self._deadline = asyncio.get_running_loop().call_later(CLOSE_SECONDS, self.abort)

    def abort(self) -> None:
        """Closes the stream at once, without a close handshake."""
        self.closing = True
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._stream.close()
