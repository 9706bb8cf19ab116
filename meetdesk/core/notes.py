"""The shared notes: a bounded log of updates of their own. Merging them is the windows' work (Yjs), which gives the
same text in whatever order they come; the host keeps them for those who join later."""

from meetdesk.core import limits
from meetdesk.core.entries import NotesUpdate
from meetdesk.core.errors import ErrorCode, Refused


class Notes:
    def __init__(self) -> None:
        self._kept: list[NotesUpdate] = []
        self._bytes = 0
        self._last = 0

    @property
    def all(self) -> tuple[NotesUpdate, ...]:
        """What adds up to the document, oldest first."""
        return tuple(self._kept)

    def write(self, update: bytes) -> NotesUpdate:
        """Raises Refused ``notes_full`` where more than ``limits.NOTES_KEPT_BYTES`` would have to be kept."""
        if self._bytes + len(update) > limits.NOTES_KEPT_BYTES:
            raise Refused(ErrorCode.NOTES_FULL)
        self._last += 1
        written = NotesUpdate(self._last, update)
        self._kept.append(written)
        self._bytes += len(update)
        return written

    def compact(self, until: int, update: bytes) -> None:
        """One of several windows is the first to do it; those that come later, or are ahead of the host, do nothing."""
        if until > self._last or not any(one.number < until for one in self._kept):
            return
        self._kept = [NotesUpdate(until, update), *(one for one in self._kept if one.number > until)]
        self._bytes = sum(len(one.update) for one in self._kept)
