"""What is kept of things that come without end: the latest of them, so many and no more."""

from collections import OrderedDict, deque
from collections.abc import Iterable
from itertools import islice
from typing import Generic, Protocol, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Latest(OrderedDict[K, V]):
    """A dictionary of at most ``most`` entries, for what is known of people, networks and tracks. With one too many the
    first is forgotten: the one that came, or was moved to the end, longest ago."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > self._most:
            self.popitem(last=False)


class Numbered(Protocol):
    """What has a place in an order."""

    @property
    def number(self) -> int: ...


T = TypeVar("T", bound=Numbered)


class Kept(Generic[T]):
    """The latest entries of a log, for those who come back."""

    def __init__(self, most: int, last: int = 0, latest: Iterable[T] = ()) -> None:
        """``last``: number of the entry before the next one; ``latest``: those that are kept, up to that one."""
        self.last = last
        self._latest: deque[T] = deque(latest, maxlen=most)

    @property
    def all(self) -> tuple[T, ...]:
        return tuple(self._latest)

    def add(self, entry: T) -> None:
        self.last = entry.number
        self._latest.append(entry)

    def after(self, number: int) -> tuple[T, ...] | None:
        """All entries after this one; None if some of them are no longer kept, or the number was never given."""
        missing = self.last - number
        if missing < 0 or missing > len(self._latest):
            return None
        return tuple(islice(self._latest, len(self._latest) - missing, None))
