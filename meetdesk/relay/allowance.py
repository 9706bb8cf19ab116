"""How much of what a receiver wants its link can carry. Pure: steps down under pressure, probes upwards."""

from typing import NamedTuple

_SETTLE_SECONDS = 1.0
"""After a step down its effect is awaited before the next one."""
_PROBE_SECONDS = 4.0
_LONGEST_PROBE_SECONDS = 32.0
"""The wait before a step up; doubled each time a step up fails at once."""


class Cap(NamedTuple):
    """Highest layer and temporal id that are sent."""

    layer: int
    temporal: int


STEPS = (Cap(1, 2), Cap(1, 1), Cap(1, 0), Cap(0, 2), Cap(0, 1), Cap(0, 0))
"""From all that is wanted down to the least, each with roughly two thirds of the bytes of the one before."""


class Allowance:
    """One receiver's cap on video."""

    def __init__(self) -> None:
        self._step = 0
        self._changed_at = float("-inf")
        self._pressed_at = float("-inf")
        self._probing = False
        self._wait = _PROBE_SECONDS

    @property
    def cap(self) -> Cap:
        """What the receiver is sent at most now."""
        return STEPS[self._step]

    @property
    def full(self) -> bool:
        """Whether it is sent all that it wants."""
        return self._step == 0

    def pressed(self, now: float) -> bool:
        """Frames had to be dropped. Returns whether the cap changed."""
        self._pressed_at = now
        if now - self._changed_at < _SETTLE_SECONDS or self._step == len(STEPS) - 1:
            return False
        if self._probing:
            self._wait = min(self._wait * 2, _LONGEST_PROBE_SECONDS)
        self._probing = False
        self._step += 1
        self._changed_at = now
        return True

    def passed(self, now: float) -> bool:
        """Time passed; to be called about once a second. Returns whether the cap changed."""
        if self.full or now - max(self._pressed_at, self._changed_at) < self._wait:
            return False
        self._step -= 1
        self._changed_at = now
        self._probing = not self.full
        if self.full:
            self._wait = _PROBE_SECONDS
        return True
