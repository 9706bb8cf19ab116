"""What is kept of things that come without end: the latest of them, so many and no more."""

from collections import OrderedDict
from collections.abc import Collection
from itertools import islice
from typing import TypeVar

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


T = TypeVar("T")


def after(latest: Collection[T], last: int, number: int) -> tuple[T, ...] | None:
    """Of the ``latest`` entries of a log that are kept, up to that with the number ``last``, those after ``number``;
    None if some of them are no longer kept, or the number was never given."""
    missing = last - number
    if missing < 0 or missing > len(latest):
        return None
    return tuple(islice(latest, len(latest) - missing, None))
