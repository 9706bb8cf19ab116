"""Files of pictures: small ones that unfold to much."""

import struct
import zlib


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def empty_png(width: int, height: int) -> bytes:
    """A black PNG."""
    packer = zlib.compressobj(9)
    row = bytes(1 + 3 * width)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def moving_gif(width: int, height: int, frames: int) -> bytes:
    """A GIF whose frames are as large as it is, and have two colours in turn."""
    file = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    file += b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    for frame in range(frames):
        file += b"\x21\xf9\x04\x04\x04\0\0\0\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0)
        data = _lzw(frame % 2, width * height)
        blocks = (data[at : at + 255] for at in range(0, len(data), 255))
        file += b"\x02" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"
    return file + b"\x3b"


def _lzw(colour: int, pixels: int) -> bytes:
    """So many pixels of one colour, as GIF packs them with codes of at least two bits: each run is one pixel longer
    than the one before it, until the table is full and is cleared."""
    clear, end = 4, 5
    packed = bits = 0
    out = bytearray()

    def put(code: int, width: int) -> None:
        nonlocal packed, bits
        packed |= code << bits
        bits += width
        while bits >= 8:
            out.append(packed & 0xFF)
            packed >>= 8
            bits -= 8

    left, width = pixels, 3
    while left > 0:
        put(clear, width)
        width = 3
        for longest in range(1, 4_096 - end):
            run = min(longest, left)
            put(colour if run == 1 else end + run - 1, width)
            left -= run
            if left == 0:
                break
            # The entry that was added now is the first one that needs another bit.
            if end + longest == 1 << width and width < 12:
                width += 1
    put(end, width)
    return bytes([*out, packed & 0xFF])
