"""This tree's relay beside another's, in turns in one run."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.relay.measuring import Result, measure

_FIGURES = ("us_per_frame", "delivered_percent", "p50_ms", "p99_ms", "megabytes")


@dataclass
class Compared:
    """Ratios of one figure, one a round."""

    people: int
    figure: str
    this: float
    other: float
    """Medians over the rounds."""
    ratios: list[float]
    """This tree's to the other's."""
    noise: list[float]
    """This tree's second turn to its first."""


async def compare(people: int, seconds: float, rounds: int, tree: Path, *, together: bool) -> list[Compared]:
    """Every round measures the other once between two turns of this one, so that what the machine does meanwhile is
    shared, and the round says by itself how far apart the same may be. Raises ServerFailedError."""
    turns = []
    for _ in range(rounds):
        first = await measure("meetdesk", people, seconds, together=together)
        other = await measure("meetdesk", people, seconds, together=together, tree=tree)
        again = await measure("meetdesk", people, seconds, together=together)
        turns.append((first, other, again))
    return [compared(people, figure, turns) for figure in _FIGURES]


def compared(people: int, figure: str, turns: Sequence[tuple[Result, Result, Result]]) -> Compared:
    """Of rounds of this, the other and this again."""
    values = [tuple(float(getattr(result, figure)) for result in turn) for turn in turns]
    this = [(first + again) / 2 for first, _, again in values]
    other = [value for _, value, _ in values]
    return Compared(
        people,
        figure,
        statistics.median(this),
        statistics.median(other),
        [mine / theirs for mine, theirs in zip(this, other, strict=True)],
        [again / first for first, _, again in values],
    )


def line(of: Compared) -> str:
    """Figure, both, their ratio and, in brackets, from which to which; the same of this tree to itself."""
    return (
        f"{of.people:4d}  {of.figure:17s} {of.this:8.2f} {of.other:8.2f}   {_spread(of.ratios)}   {_spread(of.noise)}"
    )


HEAD = f"   N  figure                this    other   {'this to other':22s}   {'this to itself':22s}"


def _spread(ratios: list[float]) -> str:
    return f"{statistics.median(ratios):6.3f} ({min(ratios):.3f} … {max(ratios):.3f})"
