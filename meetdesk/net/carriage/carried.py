"""One channel that a line carries: the same to those who speak over it as a WebSocket (``net.message_connection``)."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from meetdesk.net.outgoing import ignore
from meetdesk.net.websocket.frames import Opcode, close_frame
from meetdesk.net.websocket.parser import Fault
from meetdesk.net.websocket.turns import Readers


class Carrier(Protocol):
    """What a channel needs of its line."""

    @property
    def ready(self) -> bool:
        """Whether the page has read what was written, but for the latest."""

    def write(self, slot: int, frames: bytes) -> None:
        """Whole frames for one slot."""

    def closed(self, channel: "Carried") -> None:
        """This channel is closing: ``finish`` it once its last word is out."""


class Carried:
    """See ``net.message_connection.MessageConnection``."""

    def __init__(self, line: Carrier, slot: int) -> None:
        self.on_message: Callable[[str | bytes], None] = ignore
        self.on_fault: Callable[[Fault], tuple[int, str]] = lambda fault: (fault.value, "")
        self.on_drained: Callable[[], None] = ignore
        self.received = 0
        self.sent = 0
        self.closing = False
        self.slot = slot
        self._line = line
        self._limit = 0
        self._early: list[str | bytes] = []
        """What came before somebody listened: in the batch that opened the channel."""
        self._running = False
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def ready(self) -> bool:
        """Of the whole line."""
        return self._line.ready

    def set_limit(self, limit: int) -> None:
        """The longest message from the page, in bytes."""
        self._limit = limit

    async def run(self, readers: Readers | None = None) -> None:
        """Delivers what came and what comes, until the channel is closed. Has no socket for ``readers``."""
        try:
            self._running = True
            early, self._early = self._early, []
            for message in early:
                if not self.closing:
                    self.on_message(message)
            await self._closed
        finally:
            self.abort()

    def hear(self, opcode: int, payload: bytes) -> None:
        """One frame that came."""
        if self.closing:
            return
        if opcode == Opcode.CLOSE:
            self._end()
            return
        self.received += len(payload)
        if len(payload) > self._limit:
            self.close(*self.on_fault(Fault.TOO_LARGE))
            return
        message: str | bytes = payload
        if opcode == Opcode.TEXT:
            try:
                message = payload.decode()
            except UnicodeDecodeError:
                self.close(*self.on_fault(Fault.NOT_UTF8))
                return
        if self._running:
            self.on_message(message)
        else:
            self._early.append(message)

    def write(self, data: bytes) -> None:
        """Whole frames, one or many joined."""
        if self.closing:
            return
        self.sent += len(data)
        self._line.write(self.slot, data)

    def close(self, code: int, reason: str = "") -> None:
        """Says why, behind all that was written."""
        if self.closing:
            return
        self.write(close_frame(code, reason))
        self._end()

    def abort(self) -> None:
        """Closes without a reason, and waits for nothing."""
        if not self.closing:
            self.write(close_frame(None))
            self._end()
        self.finish()

    def _end(self) -> None:
        self.closing = True
        self._line.closed(self)

    def finish(self) -> None:
        """Its last word is out, or never will be."""
        self.closing = True
        if not self._closed.done():
            self._closed.set_result(None)
