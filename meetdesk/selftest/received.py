"""What people get, counted."""

import struct
import time
from dataclasses import dataclass, field

from meetdesk.client.channel import Places

_SAMPLE = 16
_CLOCK = struct.Struct("!Q")
_CAPTURE_AT = 16
"""Where in a frame's header the time of its capture is."""


@dataclass
class Received:
    """Counts of all people together."""

    frames: int = 0
    ages: list[float] = field(default_factory=list)
    """Seconds from sending to receiving, of every 16th frame, whose senders' clock is ``monotonic_us``."""

    def take(self, _channel: str, chunk: bytes, places: Places) -> None:
        """A participant's ``on_frames``, as cheap as Python allows."""
        before = self.frames
        self.frames = after = before + len(places)
        if before // _SAMPLE != after // _SAMPLE:
            now = time.monotonic()
            for place in range(_SAMPLE - 1 - before % _SAMPLE, len(places), _SAMPLE):
                (sent_us,) = _CLOCK.unpack_from(chunk, places[place][0] + _CAPTURE_AT)
                self.ages.append(now - sent_us / 1e6)


def monotonic_us() -> int:
    """Microseconds of this computer's clock that never goes back, the same in all its processes."""
    return int(time.monotonic() * 1e6)
