"""How much one participant may send. Pure.

Whoever keeps to it is never noticed by the others; who does not is refused first, and removed when it goes on.
"""

from typing import NamedTuple

MESSAGES_AT_ONCE, MESSAGES_PER_SECOND = 300, 60
"""Control messages of any kind."""
REQUESTS_AT_ONCE, REQUESTS_PER_SECOND = 150, 10
"""Those with an ``id``, which others may hear of. A window that comes back repeats up to 100 chat messages at once."""


class Bucket:
    """So many at once, and then so many a second (a token bucket)."""

    def __init__(self, at_once: int, per_second: float) -> None:
        self._room = float(at_once)
        self._at_once = at_once
        self._per_second = per_second
        self._looked_at: float | None = None

    def take(self, now: float) -> bool:
        """Whether there is room for one more; then it is taken. ``now``: seconds, monotonic."""
        passed = 0.0 if self._looked_at is None else now - self._looked_at
        self._looked_at = now
        self._room = min(self._at_once, self._room + passed * self._per_second)
        if self._room < 1.0:
            return False
        self._room -= 1.0
        return True


class Pace:
    """Of one person's control channels."""

    def __init__(self) -> None:
        self.messages = Bucket(MESSAGES_AT_ONCE, MESSAGES_PER_SECOND)
        self.requests = Bucket(REQUESTS_AT_ONCE, REQUESTS_PER_SECOND)


class _Most(NamedTuple):
    frames: int
    bytes: int


MOST_IN_A_SECOND = {
    "audio": _Most(500, 1_000_000),
    "audio-copy": _Most(500, 1_000_000),
    "video": _Most(2_000, 20_000_000),
}
"""What a media channel may bring. A microphone sends 50 frames a second; eight screens in two layers send 480. After a
lost second or two all that waited on the way comes at once."""


class Meter:
    """Counts what one media channel brings."""

    __slots__ = ("bytes", "frames")

    def __init__(self) -> None:
        self.frames = 0
        self.bytes = 0

    def second_passed(self, channel: str) -> bool:
        """Begins to count anew; returns whether it was too much."""
        most = MOST_IN_A_SECOND[channel]
        too_much = self.frames > most.frames or self.bytes > most.bytes
        self.frames = self.bytes = 0
        return too_much
