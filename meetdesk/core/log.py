"""The meeting's log and its fold, always in step; only the latest entries are kept."""

from collections import deque
from itertools import islice

from meetdesk.core import limits
from meetdesk.core.entries import Change, Entry
from meetdesk.core.state import Fold


class Log:
    """Numbers the entries, folds them into ``fold`` and keeps the latest for those who come back."""

    def __init__(self, fold: Fold) -> None:
        self.fold = fold
        self._latest: deque[Entry] = deque(maxlen=limits.ENTRIES_KEPT)

    @property
    def next_number(self) -> int:
        """The number of the next entry: also the id of the participant or track that it brings."""
        return self.fold.entry + 1

    def append(self, at: float, change: Change) -> Entry:
        entry = Entry(self.next_number, at, change)
        self.fold.apply(entry)
        self._latest.append(entry)
        return entry

    def after(self, number: int) -> tuple[Entry, ...] | None:
        """All entries after this one; None if some of them are no longer kept, or the number was never given."""
        missing = self.fold.entry - number
        if missing < 0 or missing > len(self._latest):
            return None
        return tuple(islice(self._latest, len(self._latest) - missing, None))
