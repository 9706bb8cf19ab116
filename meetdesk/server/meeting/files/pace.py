"""How fast files may go, so that voice does not wait for them. Pure."""

FASTEST = 12_000_000.0
"""Bytes a second, of all files together, while nothing else suffers."""
SLOWEST = 1_000_000.0
LATE_SECONDS = 0.010
"""A turn of the event loop that comes this much too late says that media waits as well."""
_DOWN, _UP = 0.7, 1.02


class Pace:
    """Gives each piece its turn; steps down at once when the loop is late, and slowly up again."""

    def __init__(self) -> None:
        self.rate = FASTEST
        """Bytes a second now."""
        self._free_at = 0.0

    def turn(self, now: float, size: int) -> float:
        """When the next piece of ``size`` bytes may go, in seconds of the clock of ``now``."""
        begins = max(now, self._free_at)
        self._free_at = begins + size / self.rate
        return begins

    def came(self, late: float) -> None:
        """The turn came this many seconds after it was due."""
        step = _DOWN if late > LATE_SECONDS else _UP
        self.rate = min(FASTEST, max(SLOWEST, self.rate * step))
