"""What is said of the main thread's long tasks."""

from collections.abc import Sequence
from typing import NamedTuple


class Stretch(NamedTuple):
    """A part of the run."""

    seconds: float
    tasks: list[tuple[float, str]]
    """How long each long task took, in ms, and the key that was pressed before it."""
    busy_seconds: float
    """Of the main thread with tasks of any length."""


class Figures(NamedTuple):
    seconds: float
    a_minute: float
    share: float
    """Of the time that was spent in long tasks."""
    longest_ms: float
    busy: float
    """Share of the time in which the main thread did anything."""
    tasks: list[tuple[float, str]]


def figures(stretches: Sequence[Stretch]) -> Figures:
    """All stretches of one kind together."""
    seconds = sum(one.seconds for one in stretches)
    tasks = [task for one in stretches for task in one.tasks]
    took = [milliseconds for milliseconds, _ in tasks]
    return Figures(
        seconds=seconds,
        a_minute=len(tasks) / seconds * 60,
        share=sum(took) / 1000 / seconds,
        longest_ms=max(took, default=0.0),
        busy=sum(one.busy_seconds for one in stretches) / seconds,
        tasks=tasks,
    )
