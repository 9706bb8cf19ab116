"""Networks from which nothing is taken for a while, since they asked for far more than they can get. Pure."""

from typing import NamedTuple

from meetdesk.core.latest import Latest

SECONDS = 5.0
"""The first time."""
MOST_SECONDS = 60.0
"""Each time after it is twice as long as the one before, up to this."""
LATELY_SECONDS = 60.0
"""A time that ended so long ago does not count any more."""
MOST = 400
"""Networks that are known to have been shut; the one shut longest ago is forgotten."""


class _Time(NamedTuple):
    until: float
    seconds: float


class Shut:
    """Those of one server."""

    def __init__(self) -> None:
        self._times: Latest[str, _Time] = Latest(MOST)

    def shut(self, network: str, now: float) -> None:
        """``now``: seconds, monotonic."""
        if (before := self._times.get(network)) is not None and now < before.until:
            return
        seconds = min(2 * before.seconds, MOST_SECONDS) if before is not None and self.lately(network, now) else SECONDS
        self._times[network] = _Time(now + seconds, seconds)
        self._times.move_to_end(network)

    def open(self, network: str) -> None:
        """It was no mistake to come from there."""
        self._times.pop(network, None)

    def lately(self, network: str, now: float) -> bool:
        """Whether it is shut, or was just before."""
        time = self._times.get(network)
        return time is not None and now < time.until + LATELY_SECONDS

    def has(self, network: str, now: float) -> bool:
        """Whether ``network`` is shut. ``now``: seconds, monotonic."""
        time = self._times.get(network)
        return time is not None and now < time.until

    def all(self, now: float) -> frozenset[str]:
        """All networks that are shut. ``now``: seconds, monotonic."""
        return frozenset(network for network, time in self._times.items() if now < time.until)
