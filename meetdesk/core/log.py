"""The meeting's log and its fold, always in step; only the latest entries are kept."""

from meetdesk.core import limits
from meetdesk.core.entry import Change, Entry
from meetdesk.core.kept import Kept
from meetdesk.core.state import Fold


class Log:
    """Numbers the entries, folds them into ``fold`` and keeps the latest for those who come back."""

    def __init__(self, fold: Fold) -> None:
        self.fold = fold
        self._kept: Kept[Entry] = Kept(limits.ENTRIES_KEPT, fold.entry)

    @property
    def next_number(self) -> int:
        """The number of the next entry: also the id of the participant or track that it brings."""
        return self._kept.next_number

    def append(self, at: float, change: Change) -> Entry:
        entry = Entry(self.next_number, at, change)
        self.fold.apply(entry)
        self._kept.add(entry)
        return entry

    def after(self, number: int) -> tuple[Entry, ...] | None:
        """As ``Kept.after``."""
        return self._kept.after(number)
