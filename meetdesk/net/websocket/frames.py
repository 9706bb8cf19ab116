"""Building WebSocket frames from the server's side: unmasked, never fragmented (RFC 6455, section 5)."""

import struct
from enum import IntEnum


class Opcode(IntEnum):
    """What a frame is (RFC 6455, section 5.2)."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


CONTROL_PAYLOAD_BYTES = 125
"""Longest payload of a close, ping or pong (RFC 6455, 5.5)."""

_MEDIUM = struct.Struct("!BBH")
_LONG = struct.Struct("!BBQ")
_SHORT_BINARY = tuple(bytes((0x80 | Opcode.BINARY, size)) for size in range(126))


def frame(opcode: int, payload: bytes) -> bytes:
    """One final, unmasked frame."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65_536:
        return _MEDIUM.pack(0x80 | opcode, 126, size) + payload
    return _LONG.pack(0x80 | opcode, 127, size) + payload


def binary_frame(payload: bytes) -> bytes:
    """One binary message: framed once, it serves all receivers, because a server's frames are unmasked."""
    size = len(payload)
    if size < 126:
        return _SHORT_BINARY[size] + payload
    if size < 65_536:
        return _MEDIUM.pack(0x82, 126, size) + payload
    return frame(Opcode.BINARY, payload)


def text_frame(payload: bytes) -> bytes:
    """One text message of UTF-8 ``payload``."""
    return frame(Opcode.TEXT, payload)


def close_frame(code: int | None, reason: str = "") -> bytes:
    """A close frame; a reason too long for a control frame is cut at a character."""
    if code is None:
        return frame(Opcode.CLOSE, b"")
    text = reason.encode()[: CONTROL_PAYLOAD_BYTES - 2].decode(errors="ignore").encode()
    return frame(Opcode.CLOSE, code.to_bytes(2, "big") + text)
