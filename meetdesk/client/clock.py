"""The host's clock as a participant estimates it (``docs/protocol.md``, 3.3). Pure."""

from collections import deque

_EXCHANGES = 16
_MOVED_US = 1_000


class HostClock:
    """Out of pings and their answers. All times are microseconds."""

    def __init__(self) -> None:
        self.offset_us: int | None = None
        """Host's clock minus own, by the fastest of the latest exchanges."""
        self._exchanges: deque[tuple[int, int]] = deque(maxlen=_EXCHANGES)
        self._said: int | None = None

    def forget(self) -> None:
        """The link is another one now: its round trips are not comparable with those before."""
        self._exchanges.clear()

    def on_pong(self, sent_us: int, host_us: int, now_us: int) -> int | None:
        """Takes one exchange in; the offset if the host is to be told, since it moved by more than 1 ms."""
        offset = round(host_us - (sent_us + now_us) / 2)
        # Of two exchanges that both were true, the offsets differ by no more than half their round trips together;
        # where they differ by more, a clock was set or one of the two slept, and the older one counts no more.
        trip = now_us - sent_us
        kept = [one for one in self._exchanges if abs(one[1] - offset) <= (one[0] + trip) / 2 + 1]
        self._exchanges = deque([*kept, (trip, offset)], _EXCHANGES)
        self.offset_us = min(self._exchanges)[1]
        if self._said is not None and abs(self.offset_us - self._said) <= _MOVED_US:
            return None
        self._said = self.offset_us
        return self.offset_us
