"""One WebSocket from the participant's side (RFC 6455), straight on a socket, plain or TLS.

The peer of ``net.websocket.connection``, and as thin: what comes is cut at the boundaries of frames, and all media
frames of a chunk are handed on in one call, so that one process can be fifty people.
"""

import asyncio
import struct
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from tornado.iostream import IOStream

from meetdesk.net.outgoing import WOULD_BLOCK, Outgoing, ignore
from meetdesk.net.websocket.frames import Opcode

READ_BYTES = 64 * 1024
RECORD_BYTES = 16 * 1024
"""Longest TLS record (RFC 8446, 5.1): what is shorter is the last that has come."""
CLOSE_SECONDS = 1.0
"""How long the host may take to answer a close frame."""
_TEXT, _BINARY = 0x80 | Opcode.TEXT, 0x80 | Opcode.BINARY
_ABNORMAL, _PROTOCOL_ERROR = 1006, 1002
_MEDIUM = struct.Struct("!BBHI")
_LONG = struct.Struct("!BBQI")

Places: TypeAlias = "list[tuple[int, int]]"
"""Where in a chunk the payloads of frames begin and end."""


class Closed(NamedTuple):
    """How a channel ended; ``code`` is 1006 when there was no close frame."""

    code: int
    reason: str


def client_frame(opcode: int, payload: bytes) -> bytes:
    """One final frame. Masked with zeros: a mask protects caches between a browser and a server from what a page makes
    it send (RFC 6455, 10.3); here is TLS between, and no page. The host unmasks it like any other."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, 0x80 | size, 0, 0, 0, 0)) + payload
    if size < 65_536:
        return _MEDIUM.pack(0x80 | opcode, 0xFE, size, 0) + payload
    return _LONG.pack(0x80 | opcode, 0xFF, size, 0) + payload


class Channel(Outgoing):
    """Set the callbacks, then call ``start``; all in the loop in which it was made. An exception of a callback ends the
    channel and goes to the loop's exception handler."""

    def __init__(self, stream: IOStream) -> None:
        """Takes over a stream whose upgrade was answered."""
        super().__init__(stream)
        self.on_text: Callable[[bytes], None] = ignore
        self.on_frames: Callable[[bytes, Places], None] = ignore
        """Gets the chunk in which binary messages came whole, and where in it they are."""
        self.on_closed: Callable[[Closed], None] = ignore
        self.closed: Closed | None = None
        self.skipped = 0
        """Media frames left out because the host did not take those before."""
        self._told: Closed | None = None
        """The host's close frame."""
        self._closing = False
        self._rest = bytearray()
        self._needed = 0
        self._drained = asyncio.Event()
        self._drained.set()
        self.on_drained = self._drained.set
        self._ended = asyncio.Event()
        if self.gone:
            self.abort()

    @property
    def local_ip(self) -> str:
        """This machine's address on the way to the host, without scope; empty once it is gone."""
        if self.gone or self.closed is not None:
            return ""
        return str(self._stream.socket.getsockname()[0]).partition("%")[0]

    def start(self) -> None:
        """Begins to read."""
        if self.closed is None and self._early:
            early, self._early = self._early, b""
            self._take(early)
        self.resume_reading()

    def pause_reading(self) -> None:
        """Takes nothing from the socket any more, until ``resume_reading``."""
        if self.closed is None:
            self._loop.remove_reader(self._descriptor)

    def resume_reading(self) -> None:
        """Takes from the socket what waited there meanwhile, in the next turns of the event loop."""
        if self.closed is None:
            self._loop.add_reader(self._descriptor, self._readable)

    async def drain(self) -> None:
        """Waits until ``ready``, or until the channel is closed."""
        await self._drained.wait()

    def send_text(self, text: bytes) -> None:
        """One text message. Lost when the channel is closed; else it waits its turn."""
        self.send_raw(client_frame(Opcode.TEXT, text))

    def send_frame(self, frame: bytes, behind: int = 0) -> bool:
        """One media frame as a binary message, or nothing while more than so many others wait: what waits grows old.
        Whether it will leave."""
        if len(self._backlog) > behind:
            self.skipped += 1
            return False
        self.send_raw(client_frame(Opcode.BINARY, frame))
        return True

    def send_raw(self, data: bytes) -> None:
        """These very bytes, whether they are frames or not: also for whoever has to misbehave. Never waits, and is not
        bounded: see ``drain``."""
        if self.closed is not None:
            return
        self.write(data)
        if not self.ready:
            self._drained.clear()

    async def close(self, code: int = 1000, reason: str = "") -> Closed:
        """Says goodbye and waits for the answer, for ``CLOSE_SECONDS`` at most."""
        if self.closed is None and not self._closing:
            self._closing = True
            self.send_raw(client_frame(Opcode.CLOSE, code.to_bytes(2, "big") + reason.encode()))
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._ended.wait()
        except TimeoutError:
            self.abort()
        return await self.wait_closed()

    async def wait_closed(self) -> Closed:
        """Returns why it ended, once it has: at the other side's wish, by ``close`` or ``abort``, or with the link."""
        await self._ended.wait()
        assert self.closed is not None
        return self.closed

    def abort(self) -> None:
        """Ends it at once, without a close frame, as a link does that is lost."""
        if self.closed is not None:
            return
        self.closing = True
        self.closed = self._told or Closed(_ABNORMAL, "")
        if not self.gone:
            self._loop.remove_reader(self._descriptor)
        self._let_go()
        self._drained.set()
        self._ended.set()
        self.on_closed(self.closed)

    def _readable(self) -> None:
        while True:
            try:
                chunk = self._recv(READ_BYTES)
            except WOULD_BLOCK:
                return
            except OSError:
                chunk = b""
            if not chunk:
                self.abort()
                return
            try:
                self._take(chunk)
            except BaseException:
                self.abort()
                raise
            if len(chunk) < RECORD_BYTES or self.closed is not None:
                return

    def _take(self, data: bytes) -> None:
        if self._rest:
            self._rest += data
            if len(self._rest) < self._needed:
                return
            data = bytes(self._rest)
            self._rest.clear()
        at, available = 0, len(data)
        frames: Places = []
        while (start := at + 2) <= available:
            size = data[at + 1]
            if size > 125:
                start = at + (4 if size == 126 else 10)
                if start > available:
                    break
                size = int.from_bytes(data[at + 2 : start], "big")
            end = start + size
            if end > available:
                start = end
                break
            if data[at] == _BINARY:
                frames.append((start, end))
            else:
                if frames:
                    self.on_frames(data, frames)
                    frames = []
                self._take_other(data[at], data[start:end])
                if self.closed is not None:
                    return
            at = end
        if frames:
            self.on_frames(data, frames)
        if at < available:
            self._needed = start - at
            self._rest += memoryview(data)[at:]

    def _take_other(self, first: int, payload: bytes) -> None:
        if first == _TEXT:
            self.on_text(payload)
        elif first == 0x80 | Opcode.PING:
            self.send_raw(client_frame(Opcode.PONG, payload))
        elif first == 0x80 | Opcode.CLOSE:
            code = int.from_bytes(payload[:2], "big") if payload else 1005
            self._told = Closed(code, payload[2:].decode(errors="replace"))
            if not self._closing:
                self.send_raw(client_frame(Opcode.CLOSE, payload[:2]))
            self.abort()
        elif first != 0x80 | Opcode.PONG:
            # The host sends no fragments and uses no extension.
            self._told = Closed(_PROTOCOL_ERROR, f"a frame that begins with {first:#04x}")
            self.abort()
