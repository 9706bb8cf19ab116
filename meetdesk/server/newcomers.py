"""Connections of people who are not admitted yet: how many there may be. Nothing but counts.

Nobody is turned away because others are already there: then whoever holds connections open would keep people out.
Instead somebody gives way, from the address that has most of them.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

PER_ADDRESS = 100
TOTAL = 150
SILENT_SECONDS = 4.0
"""From the connection until its first message (TLS, the request's header, ``join_hello``) is there as a whole."""


@dataclass(eq=False)
class Newcomer:
    address: str
    close: Callable[[], None]
    """Ends the connection; whoever takes the connection over puts its own way here."""
    greeted: bool = False
    """It has said its first message."""
    local: tuple[str, int] = ("", 0)
    """Address and port of this machine that it came to."""

    def greet(self) -> None:
        self.greeted = True


class Newcomers:
    """All of them, the oldest first."""

    def __init__(self, per_address: int = PER_ADDRESS, total: int = TOTAL) -> None:
        self._per_address = per_address
        self._total = total
        self._all: list[Newcomer] = []

    def __len__(self) -> int:
        return len(self._all)

    def came(self, newcomer: Newcomer) -> list[Newcomer]:
        """Counts one more. Returns those who have to give way for it, who are not counted any more."""
        out = []
        counts = Counter(one.address for one in self._all)
        if counts[newcomer.address] >= self._per_address:
            out.append(self._first_to_go(newcomer.address))
        elif len(self._all) >= self._total:
            out.append(self._first_to_go(max(counts, key=lambda address: counts[address])))
        for one in out:
            self._all.remove(one)
        self._all.append(newcomer)
        return out

    def gone(self, newcomer: Newcomer) -> None:
        """It was admitted, or its connection is closed. Harmless when repeated."""
        if newcomer in self._all:
            self._all.remove(newcomer)

    def _first_to_go(self, address: str) -> Newcomer:
        """Those who have said nothing before those who are in the middle of joining; else those who came first."""
        return min((one for one in self._all if one.address == address), key=lambda one: one.greeted)
