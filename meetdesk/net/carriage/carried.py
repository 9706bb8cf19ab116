"""One channel that a line carries: the same to those who speak over it as a WebSocket (``net.message_connection``)."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from meetdesk.net.outgoing import ignore
from meetdesk.net.websocket.frames import Opcode, close_frame
from meetdesk.net.websocket.parser import Fault
from meetdesk.net.websocket.turns import Readers


class Carrier(Protocol):
    @property
    def ready(self) -> bool: ...

    def write(self, slot: int, frames: bytes) -> None: ...

    def closed(self, channel: "Carried") -> None: ...


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
        return self._line.ready

    def set_limit(self, limit: int) -> None:
        self._limit = limit

    async def run(self, readers: Readers | None = None) -> None:
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
        if self.closing:
            return
        self.sent += len(data)
        self._line.write(self.slot, data)

    def close(self, code: int, reason: str = "") -> None:
        if self.closing:
            return
        self.write(close_frame(code, reason))
        self._end()

    def abort(self) -> None:
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
