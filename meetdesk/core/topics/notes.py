"""The shared notes: a bounded log of updates of their own, of a Yjs document. Merging them is the windows' work (Yjs),
which gives the same text in whatever order they come; the host keeps them for those who look at the notes later."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Annotated, ClassVar, TypeAlias

import msgspec

from meetdesk.core import budget, limits, rights
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.rights import Permission
from meetdesk.core.topics.basics import Answered, Count, ParticipantId
from meetdesk.core.topics.notes_text import Known, NotesText


class NotesUpdate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Count
    """From 1 upwards, without gaps, but after a compaction, which has the number of the last update that it holds."""
    update: bytes
    """As ``Y.encodeStateAsUpdate`` makes it; base64 in JSON."""


class WriteNotes(Answered, frozen=True, tag="write_notes"):
    """An update of the document. Writing the same one again changes nothing."""

    row: ClassVar = rights.PERMITTED
    permission: ClassVar = Permission.NOTES
    update: Annotated[bytes, msgspec.Meta(min_length=1, max_length=limits.NOTES_UPDATE_BYTES)]


class CompactNotes(Answered, frozen=True, tag="compact_notes"):
    """The whole document in one update, to be kept instead of all updates up to ``until``. Only who was asked for it
    (``notes_wanted``) is listened to, and only if nothing of the text is missing."""

    row: ClassVar = rights.EVERYBODY
    until: Count
    update: Annotated[bytes, msgspec.Meta(min_length=1, max_length=limits.NOTES_DOCUMENT_BYTES)]


class ReadNotes(Answered, frozen=True, tag="read_notes"):
    """The window begins or ends to show the notes. Who begins is told all of them, and from then on every update."""

    row: ClassVar = rights.EVERYBODY
    reading: bool


class NotesStuck(Answered, frozen=True, tag="notes_stuck"):
    """This window could not take in the update with this number. From the host or a co-host: its writer is to write no
    more, and nobody is told it any more."""

    row: ClassVar = rights.MODERATORS
    number: Count


NotesRequest: TypeAlias = WriteNotes | CompactNotes | ReadNotes | NotesStuck


class Notes:
    def __init__(self) -> None:
        self.readers: set[ParticipantId] = set()
        """Who looks at the notes, and so is told every update."""
        self._text = NotesText()
        self._kept: list[tuple[NotesUpdate, ParticipantId]] = []
        self._bytes: Counter[ParticipantId] = Counter()
        """Of what is kept, by writer."""
        self._last = 0
        self._told: set[ParticipantId] = set()
        self._mistakes: dict[ParticipantId, budget.Bucket] = {}
        self._asked: tuple[ParticipantId, int, Known] | None = None
        self._asked_at = float("-inf")
        self._turn = 0

    @property
    def all(self) -> tuple[NotesUpdate, ...]:
        """What adds up to the document, oldest first."""
        return tuple(update for update, _ in self._kept)

    def on_left(self, participant: ParticipantId) -> None:
        self.forget_reader(participant)
        self._mistakes.pop(participant, None)

    def forget_reader(self, participant: ParticipantId) -> None:
        """Its window is gone, or begins anew: it says again whether it looks at the notes."""
        self.readers.discard(participant)
        self._told.discard(participant)

    def untold(self, people: Collection[ParticipantId]) -> tuple[ParticipantId, ...]:
        """Which of those who do not look are to be told that there is something new: each once, until it has looked."""
        new = tuple(one for one in people if one not in self.readers and one not in self._told)
        self._told.update(new)
        return new

    def read(self, participant: ParticipantId, reading: bool) -> None:
        self._told.discard(participant)
        if reading:
            self.readers.add(participant)
        else:
            self.readers.discard(participant)

    def write(self, writer: ParticipantId, update: bytes, present: Collection[ParticipantId]) -> NotesUpdate:
        """``present``: who is in the meeting.

        Raises Refused: ``notes_invalid``; ``notes_full``, where the text would be too long, or more
        would have to be kept than ``limits.NOTES_KEPT_BYTES`` of all or ``limits.NOTES_WRITER_BYTES`` of this one.
        """
        own, all_of_it = self._bytes[writer] + len(update), self._bytes.total() + len(update)
        if own > limits.NOTES_WRITER_BYTES or all_of_it > limits.NOTES_KEPT_BYTES:
            raise Refused(ErrorCode.NOTES_FULL)
        self._text.write(writer, update, present)
        self._last += 1
        written = NotesUpdate(self._last, update)
        self._kept.append((written, writer))
        self._bytes[writer] += len(update)
        return written

    def one_too_many(self, writer: ParticipantId, at: float) -> bool:
        """Counts an update that no window makes; whether enough is enough."""
        allowed = budget.TABLE[budget.Kind.NOTES_MISTAKES]
        return not self._mistakes.setdefault(writer, budget.Bucket(allowed)).take(1, at)

    def forgive(self, writer: ParticipantId) -> None:
        self._mistakes.pop(writer, None)

    def writer_of(self, number: int) -> ParticipantId | None:
        """Who wrote the update with this number, if it is kept as it came."""
        return next((by for one, by in self._kept if one.number == number), None)

    def drop(self, number: int) -> None:
        """Nobody is told this update any more: a window could not take it in. What was written next to it, or after it
        by the same document, goes, too, since no window could show that without it."""
        before, self._text = self._kept, self._text.emptied()
        kept: list[tuple[NotesUpdate, ParticipantId]] = []
        for one, by in before:
            if one.number == number:
                continue
            try:
                if by == _NOBODY:
                    self._text.begin(one.update)
                else:
                    self._text.write(by, one.update, ())
            except Refused:
                continue
            kept.append((one, by))
        self._keep(kept)
        self._asked = None

    def compactor(self, candidates: Sequence[ParticipantId], at: float) -> tuple[ParticipantId, int] | None:
        """Who is to compact now, and up to which update; None: nobody. ``candidates``: best first. The host's clock
        decides: once ``limits.NOTES_COMPACT_UPDATES`` or ``limits.NOTES_COMPACT_BYTES`` are kept, no more often than
        every ``limits.NOTES_COMPACT_SECONDS``, and another one each time that nothing came of it."""
        much = len(self._kept) >= limits.NOTES_COMPACT_UPDATES or self._bytes.total() >= limits.NOTES_COMPACT_BYTES
        if not much or not candidates or at - self._asked_at < limits.NOTES_COMPACT_SECONDS:
            return None
        if self._asked is not None:
            self._turn += 1
        who = candidates[self._turn % len(candidates)]
        self._asked, self._asked_at = (who, self._last, self._text.known()), at
        return who, self._last

    def compact(self, participant: ParticipantId, until: int, update: bytes) -> bool:
        """Whether it is taken: what was not asked for, or does not hold the whole text, is not."""
        if self._asked is None or self._asked[:2] != (participant, until):
            return False
        try:
            self._text.compact(update, self._asked[2])
        except Refused:
            return False
        self._asked, self._turn = None, 0
        later = [(one, by) for one, by in self._kept if one.number > until]
        self._keep([(NotesUpdate(until, update), _NOBODY), *later])
        return True

    def _keep(self, kept: list[tuple[NotesUpdate, ParticipantId]]) -> None:
        self._kept = kept
        self._bytes = Counter()
        for one, by in kept:
            self._bytes[by] += len(one.update)


_NOBODY: ParticipantId = 0
"""What was compacted is everybody's; participants are numbered from 1."""
