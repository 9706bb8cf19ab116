"""What one receiver notices: how long each of its streams paused, how old the frames were, which never came."""

import struct
import time
from dataclasses import dataclass, field

_HEADER = struct.Struct("!4xII4xQ")


@dataclass
class Watch:
    """Of one channel: ``load.Sender.watch``."""

    longest_gap: float = 0.0
    """Seconds between a frame and the one before it of its stream."""
    missing: int = 0
    """Frames left out of the numbering of their streams."""
    ages: list[tuple[float, float]] | None = None
    """If it is a list: when a frame came, and its age then, in seconds of the monotonic clock."""
    _last: dict[int, tuple[float, int]] = field(default_factory=dict)

    def frame(self, data: bytes, at: int) -> None:
        now = time.monotonic()
        track, sequence, sent_us = _HEADER.unpack_from(data, at)
        if self.ages is not None:
            self.ages.append((now, now - sent_us / 1e6))
        before = self._last.get(track)
        self._last[track] = now, sequence
        if before is None:
            return
        self.longest_gap = max(self.longest_gap, now - before[0])
        self.missing += max(0, sequence - before[1] - 1)

    def begin(self) -> None:
        """Forgets what was noticed so far."""
        self.longest_gap = 0.0
        self.missing = 0
