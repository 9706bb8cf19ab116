"""What is known of the text of the notes without the document itself: who wrote which characters, and which are there.

Where they stand is the windows' business. What is known is enough to say how long the text is, that nobody writes in
somebody else's place, that nothing waits for what will never come, and that a compaction holds all there is.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable

import msgspec

from meetdesk.core import limits
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.yjs import Id, NotAnUpdateError, Piece, Removed, Update, read

_REPLACEMENT = 0xFFFD
"""What Yjs makes of one half of a character when the other one is deleted."""
_SURROGATES = range(0xD800, 0xE000)


class Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text at some moment, as the attributes of ``NotesText``."""

    next: dict[int, int]
    live: dict[int, dict[int, int]]


class SavedText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of the text is there, and whose it is."""

    known: Known
    owner: dict[int, ParticipantId]
    pieces: int


class NotesText:
    """Whose characters are in the notes, counted by the updates that made and removed them. Does not know what they
    say."""

    def __init__(self) -> None:
        self._next: dict[int, int] = {}
        """Characters that each client wrote, deleted ones included."""
        self._live: dict[int, dict[int, int]] = {}
        """Those that are there, by client and clock."""
        self._owner: dict[int, ParticipantId] = {}
        self._pieces = 0

    @property
    def length(self) -> int:
        """In UTF-16 units."""
        return sum(map(len, self._live.values()))

    @property
    def pieces(self) -> int:
        """At most so many pieces a window has to keep."""
        return self._pieces

    def known(self) -> Known:
        """A copy, to check against what a window says it has."""
        return Known(dict(self._next), {client: dict(live) for client, live in self._live.items()})

    def save(self) -> SavedText:
        """Which characters there are and who wrote with which document. The text itself is in the updates."""
        return SavedText(self.known(), dict(self._owner), self._pieces)

    @classmethod
    def restore(cls, saved: SavedText) -> "NotesText":
        """Counts on as if nothing had happened; the updates themselves are kept by ``Notes``."""
        text = cls()
        text._next = dict(saved.known.next)
        text._live = {client: dict(live) for client, live in saved.known.live.items()}
        text._owner, text._pieces = dict(saved.owner), saved.pieces
        return text

    def emptied(self) -> "NotesText":
        """Without a text; who writes with which document is known still."""
        other = NotesText()
        other._owner = dict(self._owner)
        return other

    def begin(self, whole: bytes) -> None:
        """Takes a whole document that was checked before (``compact``)."""
        update = read(whole)
        for piece in update.pieces:
            self._next[piece.client] = piece.clock + piece.length
        self._live = _held(update)
        self._pieces = len(update.pieces) + len(update.removed)

    def write(self, writer: ParticipantId, data: bytes, present: Collection[ParticipantId]) -> None:
        """Takes an update of ``writer``; ``present``: who is in the meeting. A refused one changes nothing.

        Raises Refused: ``notes_invalid``, which no window of MeetDesk causes; ``notes_full``.
        """
        update, new = self.check(writer, data, present)
        for piece in new:
            self._owner[piece.client] = writer
            self._next[piece.client] = piece.clock + piece.length
            live = self._live.setdefault(piece.client, {})
            live.update(enumerate(piece.text or (), piece.clock))
        for client, clocks in _within(update.removed, self._live).items():
            for clock in clocks:
                del self._live[client][clock]
        self._pieces += len(new) + len(update.removed)

    def check(
        self, writer: ParticipantId, data: bytes, present: Collection[ParticipantId]
    ) -> tuple[Update, list[Piece]]:
        """The update, and what of it is not known yet. Raises Refused as ``write`` does."""
        try:
            update = read(data)
        except NotAnUpdateError as error:
            raise _invalid() from error
        new = self._new_pieces(writer, update, present)
        self._check(update.removed, new)
        length = self.length + sum(piece.length for piece in new) - self._taken(update.removed, new)
        pieces = self._pieces + len(new) + len(update.removed)
        if length > max(limits.NOTES_TEXT_CHARACTERS, self.length) or pieces > limits.NOTES_PIECES:
            raise Refused(ErrorCode.NOTES_FULL)
        return update, new

    def compact(self, data: bytes, asked: Known) -> None:
        """Takes the whole document in one update: the text stays as it is, in fewer pieces. Raises Refused as
        ``check_compaction`` does."""
        update = self.check_compaction(data, asked)
        self._pieces = len(update.pieces) + len(update.removed)

    def check_compaction(self, data: bytes, asked: Known) -> Update:
        """Checks that an update holds the whole text: all that was there when it was ``asked`` for, and nothing that
        was not written. Raises Refused ``notes_invalid``."""
        try:
            update = read(data)
        except NotAnUpdateError as error:
            raise _invalid() from error
        reached: dict[int, int] = {}
        held = _held(update)
        for piece in update.pieces:
            if piece.clock != reached.get(piece.client, 0) or not self._all_known(piece.neighbours):
                raise _invalid()
            reached[piece.client] = piece.clock + piece.length
        if any(self._next.get(client, 0) < clock for client, clock in reached.items()):
            raise _invalid()
        if any(reached.get(client, 0) < clock for client, clock in asked.next.items()):
            raise _invalid()
        for client, clock in reached.items():
            self._compare(client, held.get(client, {}), clock, asked)
        return update

    def _compare(self, client: int, held: dict[int, int], reached: int, asked: Known) -> None:
        now, then, known = self._live.get(client, {}), asked.live.get(client, {}), asked.next.get(client, 0)
        for clock, unit in now.items():
            if clock < reached and not _same(held.get(clock), unit):
                raise _invalid()
        if any(clock < known and clock not in then for clock in held):
            raise _invalid()  # deleted before

    def _new_pieces(self, writer: ParticipantId, update: Update, present: Collection[ParticipantId]) -> list[Piece]:
        """What is not known yet of what a writer sends, which may have been sent before."""
        new: list[Piece] = []
        clients = {piece.client for piece in update.pieces}
        if len(clients) > 1:
            raise _invalid()
        for client in clients:
            owner = self._owner.get(client)
            # Who comes back after a long time is somebody else to the meeting, with the document of before.
            if owner is not None and owner != writer and owner in present:
                raise _invalid()
            if owner is None and sum(one == writer for one in self._owner.values()) >= limits.NOTES_DOCUMENTS:
                raise _invalid()
        expected: int | None = None
        for piece in update.pieces:
            if piece.text is None:
                raise _invalid()
            known = self._next.get(piece.client, 0)
            if piece.clock > (known if expected is None else expected):
                raise _invalid()
            expected = piece.clock + piece.length
            if any(clock >= self._reached(client, piece) for client, clock in piece.neighbours):
                raise _invalid()
            if expected > known:
                skipped = max(0, known - piece.clock)
                text = piece.text[skipped:]
                new.append(piece._replace(clock=piece.clock + skipped, text=text, length=len(text)))
        return new

    def _reached(self, client: int, piece: Piece) -> int:
        """What is known of a client where this piece begins."""
        return piece.clock if client == piece.client else self._next.get(client, 0)

    def _check(self, removed: Iterable[Removed], new: Iterable[Piece]) -> None:
        """Only what is there, or was, can be deleted."""
        reached = {piece.client: piece.clock + piece.length for piece in new}
        for one in removed:
            if one.clock + one.length > max(self._next.get(one.client, 0), reached.get(one.client, 0)):
                raise _invalid()

    def _taken(self, removed: Iterable[Removed], new: Iterable[Piece]) -> int:
        """How many characters these deletions take away, of those that are there with the new ones."""
        there = dict(self._live)
        for client in {piece.client for piece in new}:
            there[client] = dict(there.get(client, {}))
        for piece in new:
            there[piece.client].update(dict.fromkeys(range(piece.clock, piece.clock + piece.length), 0))
        return sum(map(len, _within(removed, there).values()))

    def _all_known(self, ids: Iterable[Id]) -> bool:
        return all(clock < self._next.get(client, 0) for client, clock in ids)


def _held(update: Update) -> dict[int, dict[int, int]]:
    """The characters that are there in a whole document, by client and clock."""
    held: dict[int, dict[int, int]] = {}
    for piece in update.pieces:
        held.setdefault(piece.client, {}).update(enumerate(piece.text or (), piece.clock))
    for client, clocks in _within(update.removed, held).items():
        for clock in clocks:
            del held[client][clock]
    return held


def _within(removed: Iterable[Removed], there: dict[int, dict[int, int]]) -> dict[int, list[int]]:
    """The clocks of all these rows that are there, by client, each once. However many rows there are and however they
    overlap, this takes time for the rows and for the characters that are there, but not for one times the other."""
    found: dict[int, list[int]] = {}
    clocks: list[int] = []
    client, done = -1, 0
    for one in sorted(removed):
        if one.client != client:
            client, done = one.client, 0
            clocks = sorted(there.get(client, ()))
        start, end = max(one.clock, done), one.clock + one.length
        if start < end:
            found.setdefault(client, []).extend(clocks[bisect_left(clocks, start) : bisect_left(clocks, end)])
            done = end
    return found


def _same(held: int | None, unit: int) -> bool:
    return held == unit or (held == _REPLACEMENT and unit in _SURROGATES)


def _invalid() -> Refused:
    return Refused(ErrorCode.NOTES_INVALID)
