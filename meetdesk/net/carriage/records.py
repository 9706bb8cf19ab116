"""What lines are made of: records of several channels, one after the other. Pure; ``docs/protocol.md``, 1.1.

A record is the length of its frames (u32), the number of its channel (u8, its *slot*; 0: the line itself) and frames as
the server's side of a WebSocket sends them. So what was framed once serves everybody, whatever carries it to them.
"""

import struct
from typing import NamedTuple

from meetdesk.core.limits import LINE_RECORD_BYTES
from meetdesk.net.websocket.frames import CONTROL_PAYLOAD_BYTES, Opcode

SLOTS = 12
"""The line itself, and eleven channels."""
_HEAD = struct.Struct("!IB")
_BATCH = struct.Struct("!IQ")
BATCH_HEAD_BYTES = _BATCH.size
_KNOWN = frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE, Opcode.PING, Opcode.PONG})


class Malformed(ValueError):
    """No client of ours says this."""


class Half(Malformed):
    """The last record is not whole."""


class Said(NamedTuple):
    """One frame of one slot."""

    slot: int
    opcode: int
    payload: bytes


class Batch(NamedTuple):
    """What one upload brings."""

    number: int
    """From 0 upwards, without gaps."""
    read: int
    """Bytes of records that the page has read from its stream so far."""
    said: list[Said]


def record(slot: int, frames: bytes) -> bytes:
    """A record of whole frames, which may be many."""
    return _HEAD.pack(len(frames), slot) + frames


def parse_batch(body: bytes) -> Batch:
    """Raises Malformed."""
    if len(body) < _BATCH.size:
        raise Malformed("a batch without its head")
    number, read = _BATCH.unpack_from(body)
    return Batch(number, read, parse_records(body, _BATCH.size))


def pack_batch(number: int, read: int, records: bytes = b"") -> bytes:
    """The body of an upload; see ``Batch``."""
    return _BATCH.pack(number, read) + records


def parse_records(data: bytes, start: int = 0) -> list[Said]:
    """All that is said from ``start`` to the end of ``data``, which must be whole records. Raises Malformed."""
    said: list[Said] = []
    while start < len(data):
        if start + _HEAD.size > len(data):
            raise Half("half a head")
        size, slot = _HEAD.unpack_from(data, start)
        start += _HEAD.size
        if slot >= SLOTS or size > LINE_RECORD_BYTES:
            raise Malformed("no record")
        if size > len(data) - start:
            raise Half("half a record")
        end = start + size
        while start < end:
            start = _frame(data, start, end, slot, said)
    return said


def _frame(data: bytes, start: int, end: int, slot: int, said: list[Said]) -> int:
    """Adds the frame that begins at ``start``; returns where the next one does."""
    if end - start < 2:
        raise Malformed("half a frame")
    opcode, size = data[start] & 0x7F, data[start + 1]
    if data[start] < 0x80 or opcode not in _KNOWN or size > 127:
        raise Malformed("a frame that is no whole one, or masked")
    start += 2
    if size > CONTROL_PAYLOAD_BYTES:
        width, least = (2, 126) if size == 126 else (8, 65_536)
        size = int.from_bytes(data[start : min(start + width, end)], "big")
        start += width
        if size < least:
            raise Malformed("a length longer than need be, or half of one")
        if opcode >= Opcode.CLOSE:
            raise Malformed("a long control frame")
    if start + size > end:
        raise Malformed("a frame longer than its record")
    said.append(Said(slot, opcode, data[start : start + size]))
    return start + size
