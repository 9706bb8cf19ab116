"""Reads an update of a Yjs document: what it adds and removes, but not where. Pure, and bounded by the update's length.

Source: the format of ``encodeStateAsUpdate`` (version 1) of Yjs 13.6, ``UpdateEncoderV1`` and ``DeleteSet``. Only what
a text without formatting consists of is known here; everything else is refused.
"""

from typing import NamedTuple, TypeAlias

NAME = "notes"
"""Of the text in the document."""
_GC, _DELETED, _STRING = 0, 1, 4
_KIND, _HAS_KEY, _HAS_RIGHT, _HAS_LEFT = 0x1F, 0x20, 0x40, 0x80
_LARGEST = 2**53

Id: TypeAlias = tuple[int, int]
"""A character: the client that wrote it, and its place among all that this client wrote (its clock)."""


class NotAnUpdateError(ValueError):
    """These bytes are no update of a text, or hold more than text."""


class Piece(NamedTuple):
    """What one client wrote in a row."""

    client: int
    clock: int
    """Of the first character."""
    text: tuple[int, ...] | None
    """UTF-16 units; None: it is deleted, and not there any more."""
    length: int
    """In UTF-16 units."""
    neighbours: tuple[Id, ...]
    """Next to what it was written."""


class Removed(NamedTuple):
    """A row of deleted characters."""

    client: int
    clock: int
    length: int


class Update(NamedTuple):
    """What one update of a Yjs document makes and what it removes; the text itself is not read."""

    pieces: tuple[Piece, ...]
    removed: tuple[Removed, ...]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at == len(self._data)

    def byte(self) -> int:
        if self._at >= len(self._data):
            raise NotAnUpdateError("it ends early")
        self._at += 1
        return self._data[self._at - 1]

    def number(self) -> int:
        """An unsigned one of variable length, seven bits a byte, lowest first."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if value >= _LARGEST or shift > 53:
                raise NotAnUpdateError("a number is too large")
            if byte < 0x80:
                return value
            shift += 7

    def string(self) -> str:
        length = self.number()
        end = self._at + length
        if end > len(self._data):
            raise NotAnUpdateError("it ends early")
        try:
            found = self._data[self._at : end].decode()
        except UnicodeDecodeError:
            raise NotAnUpdateError("a text is not UTF-8") from None
        self._at = end
        return found

    def id(self) -> Id:
        return self.number(), self.number()


def read(data: bytes) -> Update:
    """Raises NotAnUpdateError. What it says of lengths is believed only as far as there are bytes for it."""
    reader = _Reader(data)
    pieces: list[Piece] = []
    for _ in range(reader.number()):
        count, client, clock = reader.number(), reader.number(), reader.number()
        for _ in range(count):
            piece = _piece(reader, client, clock)
            pieces.append(piece)
            clock += piece.length
            if clock >= _LARGEST:
                raise NotAnUpdateError("a number is too large")
    removed = []
    for _ in range(reader.number()):
        client = reader.number()
        for _ in range(reader.number()):
            one = Removed(client, reader.number(), reader.number())
            removed.append(one)
    if not reader.at_end:
        raise NotAnUpdateError("something follows")
    return Update(tuple(pieces), tuple(removed))


def _piece(reader: _Reader, client: int, clock: int) -> Piece:
    info = reader.byte()
    kind = info & _KIND
    if kind == _GC:
        return _gone(client, clock, reader.number(), ())
    neighbours = []
    if info & _HAS_LEFT:
        neighbours.append(reader.id())
    if info & _HAS_RIGHT:
        neighbours.append(reader.id())
    if info & _HAS_KEY:
        raise NotAnUpdateError("it is no text")
    if not neighbours and (reader.number() != 1 or reader.string() != NAME):
        raise NotAnUpdateError("it is another text")
    if kind == _DELETED:
        return _gone(client, clock, reader.number(), tuple(neighbours))
    if kind != _STRING:
        raise NotAnUpdateError("it is more than text")
    units = _units(reader.string())
    if not units:
        raise NotAnUpdateError("a piece is empty")
    return Piece(client, clock, units, len(units), tuple(neighbours))


def _gone(client: int, clock: int, length: int, neighbours: tuple[Id, ...]) -> Piece:
    if length == 0:
        raise NotAnUpdateError("a piece is empty")
    return Piece(client, clock, None, length, neighbours)


def _units(text: str) -> tuple[int, ...]:
    data = text.encode("utf-16-le")
    return tuple(memoryview(data).cast("H"))
