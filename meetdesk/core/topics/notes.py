"""The shared notes: a bounded list of updates of a Yjs document. Merging them is the windows' work (Yjs),
which gives the same text in whatever order they come; the host keeps them for those who look at the notes later."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Annotated, ClassVar, TypeAlias, assert_never

import msgspec

from meetdesk.core import budget, limits, rights
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.rights import Permission
from meetdesk.core.topics.basics import Answered, Audience, Count, Everybody, Only, ParticipantId, UnloggedBase
from meetdesk.core.topics.notes_text import Known, NotesText, SavedText


class NotesUpdate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One change of the notes' text, or all of it up to here."""

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


class NotesWritten(UnloggedBase, frozen=True, tag="notes_written"):
    """The number of this entry is that of the ``NotesUpdate``."""

    writer: ParticipantId
    update: bytes

    @property
    def audience(self) -> Audience:
        """Whoever is in the meeting; those who do not look at the notes are told only that there is something new."""
        return Everybody()


class NotesDropped(UnloggedBase, frozen=True, tag="notes_dropped"):
    """Nobody is told the update with this number any more: a window could not take it in. What was written next to it,
    or after it by the same document, goes, too, since no window could show that without it."""

    number: Count


class NotesCompactionWanted(UnloggedBase, frozen=True, tag="notes_compaction_wanted"):
    """This one's window is to send the whole document up to the update with this number."""

    participant: ParticipantId
    until: Count

    @property
    def audience(self) -> Audience:
        """The one who is asked to do it."""
        return Only(self.participant)


class NotesCompacted(UnloggedBase, frozen=True, tag="notes_compacted"):
    """The whole document as it was wanted last."""

    update: bytes


class NotesShown(UnloggedBase, frozen=True, tag="notes_shown"):
    """This one's window begins or ends to show the notes, or is another one now, which says so if it does."""

    participant: ParticipantId
    shown: bool


class NotesAnnounced(UnloggedBase, frozen=True, tag="notes_announced"):
    """These were told that there is something new, which is not said again until they have looked."""

    participants: tuple[ParticipantId, ...]


class NotesMistaken(UnloggedBase, frozen=True, tag="notes_mistaken"):
    """This one sent an update that no window makes."""

    writer: ParticipantId


NotesChange: TypeAlias = (
    NotesWritten | NotesDropped | NotesCompactionWanted | NotesCompacted | NotesShown | NotesAnnounced | NotesMistaken
)


class KeptUpdate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An update that is kept for those who come later."""

    update: NotesUpdate
    writer: ParticipantId
    """0: it is a compaction, and everybody's."""


class CompactionWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A window was asked for all of the text in one update."""

    participant: ParticipantId
    until: Count
    known: Known
    """The text at that moment."""


class SavedNotes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The notes, and who looks at them."""

    readers: tuple[ParticipantId, ...]
    announced: tuple[ParticipantId, ...]
    kept: tuple[KeptUpdate, ...]
    last: Count
    text: SavedText
    """Not to be had from what is kept: a compaction does not say who writes with which document."""
    mistakes: dict[ParticipantId, float]
    """Seconds until as much as ever is forgiven again."""
    wanted: CompactionWanted | None
    wanted_seconds: float | None
    """How long ago; None: never yet."""
    turn: int


class Notes:
    """The shared notes: updates as they came, and what they add up to, which says what each person's text takes."""

    def __init__(self) -> None:
        self.readers: set[ParticipantId] = set()
        """Who looks at the notes, and so is told every update."""
        self._announced: set[ParticipantId] = set()
        self._text = NotesText()
        self._kept: list[KeptUpdate] = []
        self._bytes: Counter[ParticipantId] = Counter()
        """Of what is kept, by writer."""
        self._last = 0
        self._mistakes: dict[ParticipantId, budget.Bucket] = {}
        self._wanted: CompactionWanted | None = None
        self._wanted_at = float("-inf")
        self._turn = 0

    @property
    def all(self) -> tuple[NotesUpdate, ...]:
        """What adds up to the document, oldest first."""
        return tuple(one.update for one in self._kept)

    def apply(self, change: NotesChange, number: int, at: float, present: Collection[ParticipantId]) -> None:
        """``number``, ``at``: of the entry; ``present``: who is in the meeting."""
        match change:
            case NotesWritten(writer=writer, update=update):
                self._text.write(writer, update, present)
                self._last = number
                self._kept.append(KeptUpdate(NotesUpdate(number, update), writer))
                self._bytes[writer] += len(update)
            case NotesDropped(number=dropped):
                self._drop(dropped)
            case NotesCompactionWanted(participant=who, until=until):
                self._turn = self._next_turn
                self._wanted, self._wanted_at = CompactionWanted(who, until, self._text.known()), at
            case NotesCompacted(update=update):
                self._compact(update)
            case NotesShown(participant=who, shown=shown):
                self._announced.discard(who)
                (self.readers.add if shown else self.readers.discard)(who)
            case NotesAnnounced(participants=people):
                self._announced.update(people)
            case NotesMistaken(writer=writer):
                self._mistakes.setdefault(writer, _patience()).take(1, at)
            case _:
                assert_never(change)

    def on_left(self, participant: ParticipantId) -> None:
        """Looks at them no more. What it wrote stays."""
        self.readers.discard(participant)
        self._announced.discard(participant)
        self.forgive(participant)

    def forgive(self, writer: ParticipantId) -> None:
        """It may not write any more; once that is taken back, its mistakes are forgotten."""
        self._mistakes.pop(writer, None)

    def knows_of(self, participant: ParticipantId) -> bool:
        """Whether this one's window looks at the notes, or was told that there is something new."""
        return participant in self.readers or participant in self._announced

    def untold(self, people: Collection[ParticipantId]) -> tuple[ParticipantId, ...]:
        """Which of those who do not look are to be told that there is something new: each once, until it has looked."""
        return tuple(one for one in people if not self.knows_of(one))

    def check(self, writer: ParticipantId, update: bytes, present: Collection[ParticipantId]) -> None:
        """Whether it can be written; ``present``: who is in the meeting.

        Raises Refused: ``notes_invalid``; ``notes_full``, where the text would be too long, or more
        would have to be kept than ``limits.NOTES_KEPT_BYTES`` of all or ``limits.NOTES_WRITER_BYTES`` of this one.
        """
        own, all_of_it = self._bytes[writer] + len(update), self._bytes.total() + len(update)
        if own > limits.NOTES_WRITER_BYTES or all_of_it > limits.NOTES_KEPT_BYTES:
            raise Refused(ErrorCode.NOTES_FULL)
        self._text.check(writer, update, present)

    def bears_with(self, writer: ParticipantId, at: float) -> bool:
        """Whether one more update that no window makes is borne with."""
        return self._mistakes.get(writer, _patience()).wait(1, at) == 0

    def writer_of(self, number: int) -> ParticipantId | None:
        """Who wrote the update with this number, if it is kept as it came."""
        return next((one.writer for one in self._kept if one.update.number == number), None)

    def _drop(self, number: int) -> None:
        before, self._text = self._kept, self._text.emptied()
        kept: list[KeptUpdate] = []
        for one in before:
            if one.update.number == number:
                continue
            try:
                if one.writer == _NOBODY:
                    self._text.begin(one.update.update)
                else:
                    self._text.write(one.writer, one.update.update, ())
            except Refused:
                continue
            kept.append(one)
        self._keep(kept)
        self._wanted = None

    def compactor(self, candidates: Sequence[ParticipantId], at: float) -> NotesCompactionWanted | None:
        """Who is to compact now, and up to which update; None: nobody. ``candidates``: best first. The host's clock
        decides: once ``limits.NOTES_COMPACT_UPDATES`` or ``limits.NOTES_COMPACT_BYTES`` are kept, no more often than
        every ``limits.NOTES_COMPACT_SECONDS``, and another one each time that nothing came of it."""
        much = len(self._kept) >= limits.NOTES_COMPACT_UPDATES or self._bytes.total() >= limits.NOTES_COMPACT_BYTES
        if not much or not candidates or at - self._wanted_at < limits.NOTES_COMPACT_SECONDS:
            return None
        return NotesCompactionWanted(candidates[self._next_turn % len(candidates)], self._last)

    @property
    def _next_turn(self) -> int:
        return self._turn if self._wanted is None else self._turn + 1

    def is_whole(self, participant: ParticipantId, until: int, update: bytes) -> bool:
        """Whether it is taken as a compaction: what was not asked for, or does not hold the whole text, is not."""
        wanted = self._wanted
        if wanted is None or (wanted.participant, wanted.until) != (participant, until):
            return False
        try:
            self._text.check_compaction(update, wanted.known)
        except Refused:
            return False
        return True

    def _compact(self, update: bytes) -> None:
        if (wanted := self._wanted) is None:
            raise ValueError("a compaction that nobody asked for")
        self._text.compact(update, wanted.known)
        self._wanted, self._turn = None, 0
        later = [one for one in self._kept if one.update.number > wanted.until]
        self._keep([KeptUpdate(NotesUpdate(wanted.until, update), _NOBODY), *later])

    def _keep(self, kept: list[KeptUpdate]) -> None:
        self._kept = kept
        self._bytes = Counter()
        for one in kept:
            self._bytes[one.writer] += len(one.update.update)

    def save(self, at: float) -> SavedNotes:
        """``at``: now, by the meeting's clock. Of each writer, in how many seconds its mistakes are forgiven."""
        return SavedNotes(
            readers=tuple(sorted(self.readers)),
            announced=tuple(sorted(self._announced)),
            kept=tuple(self._kept),
            last=self._last,
            text=self._text.save(),
            mistakes={who: bucket.whole_in(at) for who, bucket in self._mistakes.items()},
            wanted=self._wanted,
            wanted_seconds=None if self._wanted_at == float("-inf") else at - self._wanted_at,
            turn=self._turn,
        )

    @classmethod
    def restore(cls, saved: SavedNotes, at: float) -> "Notes":
        """``at``: now, by the meeting's clock, from which the saved ages are counted back."""
        notes = cls()
        notes.readers, notes._announced = set(saved.readers), set(saved.announced)
        notes._keep(list(saved.kept))
        notes._last, notes._text = saved.last, NotesText.restore(saved.text)
        for who, seconds in saved.mistakes.items():
            notes._mistakes[who] = _patience()
            notes._mistakes[who].set_whole(at + seconds)
        notes._wanted, notes._turn = saved.wanted, saved.turn
        if saved.wanted_seconds is not None:
            notes._wanted_at = at - saved.wanted_seconds
        return notes


def _patience() -> budget.Bucket:
    return budget.Bucket(budget.TABLE[budget.Kind.NOTES_MISTAKES])


_NOBODY: ParticipantId = 0
"""What was compacted is everybody's; participants are numbered from 1."""
