"""How fast connections are taken from one network: the cheapest thing that can be done with them. Pure.

Each costs the host a tenth of a millisecond even if it says nothing. A network that opens them by the thousand has them
closed as they come, before anything is made for them.
"""

from collections import OrderedDict

from meetdesk.server.fair_turns import REMEMBERED, Bucket
from meetdesk.server.networks import network_of

PER_SECOND, AT_ONCE = 100.0, 600.0
"""Of one network. A class of 30 that opens the page of browser guests at the same moment makes some 400."""


class Arrivals:
    def __init__(self, per_second: float = PER_SECOND, at_once: float = AT_ONCE) -> None:
        self._per_second = per_second
        self._at_once = at_once
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, now: float) -> bool:
        """Whether one more connection from there may be looked at."""
        network = network_of(address)
        bucket = self._buckets.get(network)
        if bucket is None:
            bucket = self._buckets[network] = Bucket(self._at_once, self._per_second, self._at_once, now)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        if bucket.refill(now) < 1.0:
            return False
        bucket.room -= 1.0
        return True
