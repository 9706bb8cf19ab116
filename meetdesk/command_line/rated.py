"""How much may be written into the log of one kind, so that nobody outside can fill it and push the rest out: pure.

A kind is a place in the code. Most lines come from there because of what somebody did, who may be a stranger and do it
again a thousand times a second.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

MINUTE, HOUR = 60.0, 3_600.0
PER_MINUTE = 50
"""Lines of one kind; half a class that joins at once."""
PER_HOUR = 200
LINE_CHARACTERS = 500
"""Of one line; the rest of a longer one is a stranger's doing, such as the path of a request."""
TRACE_CHARACTERS = 8_000
"""Of one with the trace of an error."""

Kind: TypeAlias = tuple[str, int]
"""File and line of the code."""


@dataclass
class _Count:
    name: str
    minute: float
    hour: float
    in_minute: int = 0
    in_hour: int = 0
    left_out: int = field(default=0)


class Rated:
    """There are as many kinds as places in the code that log."""

    def __init__(self) -> None:
        self._counts: dict[Kind, _Count] = {}

    def may(self, kind: Kind, name: str, now: float) -> bool:
        """Whether a line of this kind is written now (seconds); else it is counted. ``name``: of its logger."""
        count = self._counts.setdefault(kind, _Count(name, now, now))
        if now - count.hour >= HOUR:
            count.hour, count.in_hour = now, 0
        if now - count.minute >= MINUTE:
            count.minute, count.in_minute = now, 0
        if count.in_minute >= PER_MINUTE or count.in_hour >= PER_HOUR:
            count.left_out += 1
            return False
        count.in_minute += 1
        count.in_hour += 1
        return True

    def left_out(self, now: float | None = None) -> list[tuple[Kind, str, int]]:
        """Kinds, their loggers' names and how many lines were left out, each told once: of those whose minute is over
        by ``now``, with the hour for those that had all of it; None: all."""
        told = []
        for kind, count in self._counts.items():
            until = count.hour + HOUR if count.in_hour >= PER_HOUR else count.minute + MINUTE
            if count.left_out and (now is None or now >= until):
                told.append((kind, count.name, count.left_out))
                count.left_out = 0
        return told


def shortened(text: str, most: int) -> str:
    """One line without control characters, with "…" and the number of characters that are left out."""
    text = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text[: most + 1])
    return text if len(text) <= most else f"{text[:most]}…"
