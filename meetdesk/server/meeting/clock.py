"""The clock of a meeting: steady, whatever happens to the clock that people set."""

import sys
import time
from collections.abc import Callable

SET_SECONDS = 0.5
"""So much may a time of day that people read differ from what the computer's clock shows."""


def _elapsed() -> float:
    """Seconds that have passed, also those in which the computer slept: a break of ten minutes is over after ten.

    ``CLOCK_MONOTONIC`` stands still during sleep on Linux and goes on on macOS, as ``QueryPerformanceCounter`` does on
    Windows, which is finer there than ``time.monotonic``.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.perf_counter()


def _time_of_day() -> float:
    return time.time()


class MeetingClock:
    """Begins at what the computer's clock shows, and goes on from there evenly, even if that one is set."""

    def __init__(
        self, time_of_day: Callable[[], float] = _time_of_day, elapsed: Callable[[], float] = _elapsed
    ) -> None:
        """``time_of_day``: seconds since the Unix epoch; ``elapsed``: seconds, steady."""
        self._time_of_day = time_of_day
        self._elapsed = elapsed
        self._start = time_of_day() - elapsed()
        self._told = 0.0

    def follow(self, at: float) -> None:
        """Another machine's meeting clock showed this when it said so, a moment ago at least: never behind it."""
        self._start = max(self._start, at - self._elapsed())

    def go_on_from(self, at: float) -> None:
        """From here on it shows this, and follows another machine's clock (``follow``)."""
        self._start = at - self._elapsed()

    def now(self) -> float:
        """Seconds since the Unix epoch, had the computer's clock not been set since the meeting began."""
        return self._start + self._elapsed()

    def now_us(self) -> int:
        """As ``now``, in microseconds."""
        return int(self.now() * 1e6)

    def was_set(self) -> float | None:
        """Seconds by which it is behind the computer's clock (negative: ahead of it), if that is news."""
        behind = self._time_of_day() - self.now()
        if abs(behind - self._told) < SET_SECONDS:
            return None
        self._told = behind
        return behind
