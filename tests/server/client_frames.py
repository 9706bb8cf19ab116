"""Frames as a client sends them: masked."""

import os

from tornado.util import _websocket_mask_python


def client_frame(opcode: int, payload: bytes = b"", *, final: bool = True, masked: bool = True, reserved: int = 0,
                 length: int | None = None, width: int | None = None) -> bytes:  # fmt: skip
    """``length``: a false length; ``width``: bytes of the length field (0, 2, 8), if not the shortest."""
    size = len(payload) if length is None else length
    if width is None:
        width = 0 if size < 126 else 2 if size < 65_536 else 8
    first = (0x80 if final else 0) | reserved << 4 | opcode
    mark = 0x80 if masked else 0
    if width == 0:
        head = bytes((first, mark | size))
    else:
        head = bytes((first, mark | (126 if width == 2 else 127))) + size.to_bytes(width, "big")
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + _websocket_mask_python(mask, payload)
