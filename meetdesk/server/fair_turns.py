"""Who is served next where strangers ask for more than can be done: one of each network in turn. Pure.

What a stranger asks for first (TLS, a request without it) costs the host far more than it costs the stranger. So it is
begun at a bounded rate, and whoever asks for much waits behind those who ask for little: networks take turns, and the
one whose turn was longest ago, or that had none, is first (fair queueing: Nagle, RFC 970).
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Generic, TypeVar

from meetdesk.core.budget import Allowed, Bucket
from meetdesk.server.networks import network_of, plain_address

PER_SECOND, AT_ONCE = 150.0, 300
"""Of all strangers together: TLS for 150 a second is about 8 % of a core. A class of 30 that opens the page of browser
guests from one address at the same moment needs some 400."""
NETWORK_PER_SECOND, NETWORK_AT_ONCE = 50.0, 300
"""Of one network, or of one address from which somebody was admitted; the latter do not count among all."""
REMEMBERED = 4_096
"""Networks of which the latest turn is known."""

T = TypeVar("T")


@dataclass
class _Network:
    bucket: Bucket
    served_at: float = float("-inf")


_Key = tuple[str, bool]
"""A network of strangers, or (True) an address from which somebody was admitted."""


class FairTurns(Generic[T]):
    def __init__(
        self,
        per_second: float = PER_SECOND,
        at_once: int = AT_ONCE,
        network_per_second: float = NETWORK_PER_SECOND,
        network_at_once: int = NETWORK_AT_ONCE,
    ) -> None:
        self._all = Bucket(Allowed(at_once, per_second, "all strangers"))
        self._each = Allowed(network_at_once, network_per_second, "one network")
        self._networks: OrderedDict[_Key, _Network] = OrderedDict()
        self._waiting: dict[_Key, OrderedDict[str, deque[T]]] = {}
        """Of each network, by address: they take turns as well."""

    def ask(self, who: T, address: str, now: float, *, known: bool = False) -> None:
        """``known``: somebody was admitted from this very address."""
        key = _key(address, known)
        self._network(key)
        self._networks.move_to_end(key)
        self._waiting.setdefault(key, OrderedDict()).setdefault(address, deque()).append(who)
        while len(self._networks) > REMEMBERED:
            self._networks.popitem(last=False)

    def give_up(self, who: T, address: str, *, known: bool = False) -> None:
        """It does not wait any more. Harmless when repeated."""
        key = _key(address, known)
        queue = self._waiting[key].get(address) if key in self._waiting else None
        if queue is not None and who in queue:
            queue.remove(who)
            self._forget_empty(key, address)

    def next(self, now: float) -> T | None:
        """Who is served now; None: nobody waits, or nobody may be yet (``wait``)."""
        may = [key for key in self._waiting if self._wait(key, now) == 0.0]
        if not may:
            return None
        key = min(may, key=lambda one: self._networks[one].served_at)
        network = self._networks[key]
        network.served_at = now
        network.bucket.take(1, now)
        if not key[1]:
            self._all.take(1, now)
        address, queue = next(iter(self._waiting[key].items()))
        who = queue.popleft()
        self._waiting[key].move_to_end(address)
        self._forget_empty(key, address)
        return who

    def wait(self, now: float) -> float | None:
        """Seconds until ``next`` may give somebody; None: nobody waits."""
        return min((self._wait(key, now) for key in self._waiting), default=None)

    def _wait(self, key: _Key, now: float) -> float:
        """Seconds until somebody of it may be served."""
        wait = self._network(key).bucket.wait(1, now)
        return wait if key[1] else max(wait, self._all.wait(1, now))

    def _forget_empty(self, key: _Key, address: str) -> None:
        if not self._waiting[key][address]:
            del self._waiting[key][address]
        if not self._waiting[key]:
            del self._waiting[key]

    def _network(self, key: _Key) -> _Network:
        if key not in self._networks:
            self._networks[key] = _Network(Bucket(self._each))
        return self._networks[key]


def _key(address: str, known: bool) -> _Key:
    return (plain_address(address) if known else network_of(address), known)
