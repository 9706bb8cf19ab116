"""How fast connections are taken from one network: the cheapest thing that can be done with them. Pure.

Each costs the host a tenth of a millisecond even if it says nothing. A network that opens them by the thousand has them
closed as they come, before anything is made for them.
"""

from meetdesk.core.budget import Allowed, Bucket
from meetdesk.core.latest import Latest
from meetdesk.net.strangers.fair_turns import REMEMBERED
from meetdesk.net.strangers.networks import network_of

PER_SECOND, AT_ONCE = 100.0, 600
"""Of one network. A class of 30 that opens the page of browser guests at the same moment makes some 400."""


class Arrivals:
    """A bucket for each network; of too many, those that came longest ago are forgotten."""

    def __init__(self, per_second: float = PER_SECOND, at_once: int = AT_ONCE) -> None:
        self._each = Allowed(at_once, per_second, "one network")
        self._buckets: Latest[str, Bucket] = Latest(REMEMBERED)

    def take(self, address: str, now: float) -> bool:
        """Whether one more connection from there may be looked at."""
        network = network_of(address)
        bucket = self._buckets.get(network)
        if bucket is None:
            bucket = self._buckets[network] = Bucket(self._each)
        return bucket.take(1, now)
