"""The latest entries of a log, for those who come back."""

from collections import deque
from itertools import islice
from typing import Generic, Protocol, TypeVar


class Numbered(Protocol):
    @property
    def number(self) -> int: ...


T = TypeVar("T", bound=Numbered)


class Kept(Generic[T]):
    """The latest entries of a log, for those who come back."""

    def __init__(self, most: int, last: int = 0) -> None:
        """``last``: number of the entry before the first one to come."""
        self._last = last
        self._latest: deque[T] = deque(maxlen=most)

    @property
    def next_number(self) -> int:
        return self._last + 1

    def add(self, entry: T) -> None:
        self._last = entry.number
        self._latest.append(entry)

    def after(self, number: int) -> tuple[T, ...] | None:
        """All entries after this one; None if some of them are no longer kept, or the number was never given."""
        missing = self._last - number
        if missing < 0 or missing > len(self._latest):
            return None
        return tuple(islice(self._latest, len(self._latest) - missing, None))
