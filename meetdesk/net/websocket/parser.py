"""Sans-I/O parser of the frames a client sends (RFC 6455): bytes in, messages out.

How the bytes were cut into chunks makes no difference to the messages. A frame that is whole within a chunk is
parsed in place; nothing is awaited and no object is made but the message itself.
"""

from enum import Enum
from typing import NamedTuple, TypeAlias

from tornado.util import _websocket_mask as unmask

from meetdesk.net.websocket.frames import CONTROL_PAYLOAD_BYTES, Opcode

Message: TypeAlias = "str | bytes | Ping | Pong | Close"


FRAGMENTS = 256
"""Most frames of one message: a megabyte in pieces of 4 kB. Empty ones would never end, and are no messages."""


class Ping(NamedTuple):
    """To be answered by a pong with the same payload, of at most 125 bytes."""

    payload: bytes


class Pong(NamedTuple):
    """The answer to a ping; nobody waits for it."""

    payload: bytes


class Close(NamedTuple):
    """The peer's close frame; ``code`` is None when it gave none."""

    code: int | None
    reason: str


class Fault(Enum):
    """Why parsing stopped; the value is the close code of RFC 6455, 7.4.1."""

    PROTOCOL = 1002
    NOT_UTF8 = 1007
    TOO_LARGE = 1009
    FLOODING = 1008
    """More frames than any honest peer needs for what they say."""


class _Stop(Exception):
    """Leaves the parsing of a chunk; never leaves this module."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class FrameParser:
    """Parses one connection's incoming frames.

    ``limit`` is the longest message in bytes and may be changed at any time. After a fault or the peer's close frame
    whatever still comes in is ignored; you must look at ``fault`` after every ``receive``.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.fault: Fault | None = None
        self._ended = False
        self._rest = bytearray()
        self._needed = 2
        self._fragments: bytearray | None = None
        self._fragments_opcode = 0
        self._fragments_left = 0

    def receive(self, chunk: bytes) -> list[Message]:
        """The messages that ``chunk`` completes, in order."""
        messages: list[Message] = []
        if self._ended:
            return messages
        if self._rest:
            self._rest += chunk
            if len(self._rest) < self._needed:
                return messages
            chunk = bytes(self._rest)
            self._rest.clear()
        try:
            used = self._parse(chunk, messages)
        except _Stop as stop:
            self.fault = stop.fault
            self._end()
        else:
            if used < len(chunk) and not self._ended:
                self._rest += memoryview(chunk)[used:]
        return messages

    def _end(self) -> None:
        self._ended = True
        self._rest.clear()
        self._fragments = None

    def _parse(self, data: bytes, messages: list[Message]) -> int:  # noqa: PLR0912 (no call per frame)
        """Appends all whole messages in ``data``; returns how many bytes were used up."""
        position = 0
        available = len(data)
        while True:
            start = position + 2
            if start > available:
                self._needed = 2
                return position
            first = data[position]
            second = data[position + 1]
            size = second & 0x7F
            if first != 0x82 or second < 0x80 or self._fragments is not None:
                self._check_head(first, second, size)
            if size == 126:
                start += 2
                if start > available:
                    self._needed = 4
                    return position
                size = data[start - 2] << 8 | data[start - 1]
                if size < 126:
                    raise _Stop(Fault.PROTOCOL)
            elif size == 127:
                start += 8
                if start > available:
                    self._needed = 10
                    return position
                size = int.from_bytes(data[start - 8 : start], "big")
                if size < 65_536 or size >> 63:
                    raise _Stop(Fault.PROTOCOL)
            if size > self.limit and not first & 0x08:
                raise _Stop(Fault.TOO_LARGE)
            end = start + 4 + size
            if end > available:
                self._needed = end - position
                return position
            payload = unmask(data[start : start + 4], data[start + 4 : end])
            position = end
            if first == 0x82 and self._fragments is None:
                messages.append(payload)
            elif first & 0x08:
                messages.append(self._control(first & 0x0F, payload))
                if self._ended:
                    return position
            else:
                self._data(first, payload, messages)

    def _check_head(self, first: int, second: int, size: int) -> None:
        """What the first two bytes already show to be wrong (RFC 6455, 5.2 and 5.5)."""
        opcode = first & 0x0F
        if not second & 0x80 or first & 0x70:
            raise _Stop(Fault.PROTOCOL)
        if opcode >= 8:
            if opcode > 10 or size > CONTROL_PAYLOAD_BYTES or not first & 0x80:
                raise _Stop(Fault.PROTOCOL)
        elif opcode > 2 or (opcode == 0) == (self._fragments is None):
            raise _Stop(Fault.PROTOCOL)

    def _data(self, first: int, payload: bytes, messages: list[Message]) -> None:
        if self._fragments is None:
            self._fragments = bytearray()
            self._fragments_opcode = first & 0x0F
            self._fragments_left = FRAGMENTS
        self._fragments_left -= 1
        if self._fragments_left < 0:
            raise _Stop(Fault.FLOODING)
        if len(self._fragments) + len(payload) > self.limit:
            raise _Stop(Fault.TOO_LARGE)
        self._fragments += payload
        if not first & 0x80:
            return
        whole = bytes(self._fragments)
        self._fragments = None
        messages.append(whole if self._fragments_opcode == Opcode.BINARY else _text(whole))

    def _control(self, opcode: int, payload: bytes) -> Ping | Pong | Close:
        if opcode == Opcode.PING:
            return Ping(payload)
        if opcode == Opcode.PONG:
            return Pong(payload)
        close = _close(payload)
        self._end()
        return close


def _text(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise _Stop(Fault.NOT_UTF8) from None


def _close(payload: bytes) -> Close:
    """The code and reason of a close frame (RFC 6455, 7.1.5, 7.4.1)."""
    if not payload:
        return Close(None, "")
    code = int.from_bytes(payload[:2], "big")
    defined = 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999
    if len(payload) == 1 or not defined:
        raise _Stop(Fault.PROTOCOL)
    return Close(code, _text(payload[2:]))
