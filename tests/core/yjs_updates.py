"""Updates of a Yjs document, written by hand: what Yjs would make, and what it never would."""

ROOT = b"\x01\x05notes"
"""A piece that has no neighbours says which text it belongs to."""


def number(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def text(content: str, *, left: tuple[int, int] | None = None, right: tuple[int, int] | None = None) -> bytes:
    """One piece."""
    info = 4 | (0x80 if left else 0) | (0x40 if right else 0)
    around = b"".join(number(part) for one in (left, right) if one for part in one)
    data = content.encode()
    return bytes([info]) + (around or ROOT) + number(len(data)) + data


def update(
    client: int = 1, clock: int = 0, pieces: tuple[bytes, ...] = (), removed: tuple[tuple[int, int, int], ...] = ()
) -> bytes:
    """``removed``: client, clock, length each."""
    written = number(1) + number(len(pieces)) + number(client) + number(clock) + b"".join(pieces) if pieces else b"\0"
    gone = b"".join(number(who) + b"\1" + number(at) + number(length) for who, at, length in removed)
    return written + number(len(removed)) + gone


def typed(content: str, client: int = 1, clock: int = 0) -> bytes:
    """Typed at the end of what this client wrote before."""
    return update(client, clock, (text(content, left=(client, clock - 1) if clock else None),))
