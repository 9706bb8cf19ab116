"""The size that an encoded frame states of itself, out of its first bytes: VP8 (RFC 6386, section 9.1) and VP9 of
profile 0 (bitstream specification 0.7, section 6.2 and annex B). Pure.

Windows read the same before they decode anything (``ui/src/engine/video/frame_size``); this tells the host who sends
something else than was announced, without believing anybody's word.
"""

_VP8_START = b"\x9d\x01\x2a"
_VP9_SYNC = 0x49_83_42
_VP9_BYTES = 16
"""More than any header has before the size."""


def vp8_area(frame: bytes, start: int) -> int:
    """Pixels of the picture in the frame that begins at ``start``; 0 if it states none, or is no VP8."""
    if len(frame) < start + 10 or frame[start] & 1 or frame[start + 3 : start + 6] != _VP8_START:
        return 0
    width, height = (int.from_bytes(frame[start + at : start + at + 2], "little") & 0x3FFF for at in (6, 8))
    return width * height


def vp9_area(chunk: bytes, start: int) -> int:
    """The same of the largest picture in a VP9 chunk, which may hold several frames."""
    marker = chunk[-1]
    if marker >> 5 != 0b110:
        return _vp9_frame_area(chunk, start)
    count, size = (marker & 7) + 1, (marker >> 3 & 3) + 1
    index = len(chunk) - 2 - count * size
    if index < start or chunk[index] != marker:
        return 0
    largest = 0
    for at in range(index + 1, index + 1 + count * size, size):
        if start >= index:
            break
        largest = max(largest, _vp9_frame_area(chunk, start))
        start += int.from_bytes(chunk[at : at + size], "little")
    return largest


def _vp9_frame_area(chunk: bytes, start: int) -> int:
    bits = int.from_bytes(chunk[start : start + _VP9_BYTES].ljust(_VP9_BYTES, b"\0"), "big")
    left = 8 * _VP9_BYTES

    def read(count: int) -> int:
        nonlocal left
        left -= count
        return bits >> left & (1 << count) - 1

    # Frame marker, profile 0, and no picture that is shown once more.
    if read(5) != 0b10_00_0:
        return 0
    key, shown, resilient = not read(1), read(1), read(1)
    if key:
        if read(24) != _VP9_SYNC:
            return 0
        read(4)  # colour space and range
    else:
        intra_only = not shown and read(1)
        if not resilient:
            read(2)
        if intra_only:
            if read(24) != _VP9_SYNC:
                return 0
            read(8)
        else:
            read(8 + 3 * 4)
            if any(read(1) for _ in range(3)):
                return 0  # that of another picture
    return (read(16) + 1) * (read(16) + 1)
