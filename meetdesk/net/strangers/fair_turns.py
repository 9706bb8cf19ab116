"""Who is served next where strangers ask for more than can be done: one of each network in turn. Pure.

What a stranger asks for first (TLS, a request without it) costs the host far more than it costs the stranger. So it is
begun at a bounded rate. A turn that led to something (an admission, or a page as long as there are not too many) is
given back; of those that led to nothing there are few, and whoever had most of them waits behind those who had fewer
(fair queueing: Nagle, RFC 970; over networks and what they are part of, as in hierarchical link sharing: Floyd and
Jacobson, 1995).
"""

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from meetdesk.core.budget import Allowed, Bucket
from meetdesk.core.latest import Latest
from meetdesk.net.strangers.networks import network_of, networks_of, plain_address

PER_SECOND, AT_ONCE = 150.0, 300
"""Of all strangers together, whatever comes of it: TLS for 150 a second is about 8 % of a core. A class of 30 that
opens the page of browser guests from one address at the same moment needs some 400."""
VAIN = Allowed(200, 4.0, "turns of all strangers together that lead to nothing: about 1 % of a core")
TURN_SECONDS = 0.003
"""Of a processor, for TLS and the answer to a request; measured on a busy machine (``tests.bench.strangers``)."""
VAIN_NETWORK = Allowed(100, 2.0, "of one network; a browser opens two or three connections that it does not use")
VAIN_KNOWN = Allowed(300, 5.0, "of an address from which somebody was admitted; these do not count among all")
DEBT_SECONDS = 0.5
"""What cost more than a turn may cost everybody's next one so much time, where none is left. Those who have nothing in
vain come first then, so they wait no longer than this."""
PAGES = Allowed(2_000, 5.0, "pages and their parts for all strangers together; a guest's browser asks for about 13")
PAGES_NETWORK = Allowed(600, 3.0, "of one network or known address: a class of 30 opens the page, and half of it again")
FIRST_PAGES = Allowed(60, 3.0, "the page itself, without its parts, for all strangers together: two classes at once")
FIRST_PAGES_NETWORK = Allowed(40, 1.0, "of one network or known address: a class of 30, and a third of it again")
FIRST_PAGE = 3.0
"""Turns that one more counts as. Browsers ask for it once, so what goes on asking is no browser."""
JOINS = Allowed(150, 1.0, "of one network or known address: a class of 30 loses its network and comes in anew, thrice")
JOIN = 25.0
"""Turns that one more counts as: the arithmetic for a code takes five times as long as a turn."""
UNUSED = 4
"""Turns that somebody who is admitted is taken to have had for it, besides: connections that a browser did not use."""
_VAIN_WIDER = Allowed(1_000_000, 2.0, "of what a network is part of: only compared")
WAITING = 30
"""More of one network that wait, when it has had what it may: they are too many."""
WAITING_ALL, WAITING_FEW = 100, 3
"""While more of all strangers wait, or the network was too many just before, fewer of it are too many."""
WAITING_NETWORKS = 100
"""So many networks of what they are part of."""
REMEMBERED = 4_096
"""Networks of which the latest turns are known."""

T = TypeVar("T")


@dataclass
class _Network:
    vain: Bucket
    pages: Bucket = field(default_factory=lambda: Bucket(PAGES_NETWORK))
    first_pages: Bucket = field(default_factory=lambda: Bucket(FIRST_PAGES_NETWORK))
    joins: Bucket = field(default_factory=lambda: Bucket(JOINS))
    served_at: float = float("-inf")


@dataclass
class _Queue(Generic[T]):
    """Those of one network, by address: they take turns as well."""

    wider: tuple[str, ...]
    by_address: OrderedDict[str, deque[T]] = field(default_factory=OrderedDict)
    size: int = 0


_Key = tuple[str, bool]
"""A network of strangers, or (True) an address from which somebody was admitted."""


class FairTurns(Generic[T]):
    """Those who wait, network by network, and what each network has cost; see above."""

    def __init__(
        self,
        per_second: float = PER_SECOND,
        at_once: int = AT_ONCE,
        vain: Allowed = VAIN,
        vain_network: Allowed = VAIN_NETWORK,
        vain_known: Allowed = VAIN_KNOWN,
    ) -> None:
        self._all = Bucket(Allowed(at_once, per_second, "all strangers"))
        self._vain = Bucket(vain)
        self._pages = Bucket(PAGES)
        self._first_pages = Bucket(FIRST_PAGES)
        self._allowed = {False: vain_network, True: vain_known}
        self._networks: Latest[_Key, _Network] = Latest(REMEMBERED)
        self._waiting: dict[_Key, _Queue[T]] = {}
        self._strangers = 0
        """How many wait."""
        self._wider: Counter[str] = Counter()
        """How many networks of strangers wait in what they are part of."""

    def ask(self, who: T, address: str, now: float, *, known: bool = False) -> None:
        """``known``: somebody was admitted from this very address."""
        key = _key(address, known)
        self._network(key)
        self._networks.move_to_end(key)
        queue = self._waiting.get(key)
        if queue is None:
            queue = self._waiting[key] = _Queue(() if known else networks_of(address)[1:])
            self._wider.update(queue.wider)
        queue.by_address.setdefault(address, deque()).append(who)
        queue.size += 1
        self._strangers += not known

    def give_up(self, who: T, address: str) -> None:
        """It does not wait any more. Harmless when repeated."""
        for key in (_key(address, known=False), _key(address, known=True)):
            queue = self._waiting[key].by_address.get(address) if key in self._waiting else None
            if queue is not None and who in queue:
                queue.remove(who)
                self._left(key, address)

    def recognise(self, address: str) -> None:
        """Somebody was admitted from there just now, the first one: others who wait there do so as known ones."""
        self._give_back(UNUSED, address, known=False)
        waiting = self._waiting.get(_key(address, known=False))
        for who in list(waiting.by_address.get(address, ())) if waiting is not None else ():
            self.give_up(who, address)
            self.ask(who, address, float("-inf"), known=True)

    def next(self, now: float) -> T | None:
        """Who is served now; None: nobody waits, or nobody may be yet (``wait``)."""
        strangers_wait = self._strangers_wait(now)
        may = [
            key
            for key in self._waiting
            if (key[1] or strangers_wait == 0.0) and self._network(key).vain.wait(1, now) == 0.0
        ]
        if not may:
            return None
        key = min(may, key=lambda one: self._rank(one, now))
        network, waiting = self._network(key), self._waiting[key]
        network.served_at = now
        network.vain.take(1, now)
        if not key[1]:
            self._all.take(1, now)
            self._vain.take(1, now)
            for wider in waiting.wider:
                self._wide(wider).vain.take(1, now)
        address, queue = next(iter(waiting.by_address.items()))
        who = queue.popleft()
        waiting.by_address.move_to_end(address)
        self._left(key, address)
        return who

    def wait(self, now: float) -> float | None:
        """Seconds until ``next`` may give somebody; None: nobody waits."""
        strangers_wait = self._strangers_wait(now)
        waits = ((self._network(key).vain.wait(1, now), 0.0 if key[1] else strangers_wait) for key in self._waiting)
        return min(map(max, waits), default=None)

    def led_to_something(self, address: str, *, known: bool = False) -> None:
        """Somebody has shown a ticket: the turn was none in vain."""
        self._give_back(1, address, known=known)

    def joined(self, address: str, now: float, *, known: bool = False) -> None:
        """Somebody was admitted. The turn was none in vain, but where people come in without end."""
        if self._network(_key(address, known)).joins.take(1, now):
            self._give_back(1, address, known=known)
        else:
            self.charge(JOIN, address, now, known=known)

    def showed(self, address: str, now: float, *, known: bool = False, first: bool = False) -> None:
        """A page was shown, or the like. The turn was none in vain, but for those who ask for very many. ``first``: it
        was the page that a browser begins with, which costs more turns when it is asked for again and again."""
        network = self._network(_key(address, known))
        if first and not (network.first_pages.take(1, now) and (known or self._first_pages.take(1, now))):
            self.charge(FIRST_PAGE - 1, address, now, known=known)
        elif network.pages.take(1, now) and (known or self._pages.take(1, now)):
            self._give_back(1, address, known=known)

    def _give_back(self, turns: float, address: str, *, known: bool) -> None:
        self._network(_key(address, known)).vain.give_back(turns)
        if not known:
            self._vain.give_back(turns)
            for wider in networks_of(address)[1:]:
                self._wide(wider).vain.give_back(turns)

    def charge(self, amount: float, address: str, now: float, *, known: bool = False) -> None:
        """It cost as much as so many turns in vain, or was what nobody honest asks for often."""
        self._network(_key(address, known)).vain.charge(amount, now, DEBT_SECONDS)
        if not known:
            self._vain.charge(amount, now, DEBT_SECONDS)
            for wider in networks_of(address)[1:]:
                self._wide(wider).vain.charge(amount, now, DEBT_SECONDS)

    def too_many(self, address: str, now: float, *, again: bool = False) -> str | None:
        """The network that waits for more than it will get; None: there is none. ``again``: it did so just before."""
        key = _key(address, known=False)
        waiting = self._waiting.get(key)
        if waiting is None:
            return None
        if max(self._vain.wait(1, now), self._network(key).vain.wait(1, now)) == 0.0:
            return None
        if waiting.size > (WAITING_FEW if again or self._strangers > WAITING_ALL else WAITING):
            return key[0]
        return next((wider for wider in waiting.wider if self._wider[wider] > WAITING_NETWORKS), None)

    def _strangers_wait(self, now: float) -> float:
        return max(self._all.wait(1, now), self._vain.wait(1, now))

    def _rank(self, key: _Key, now: float) -> tuple[bool, tuple[float, ...], float]:
        """The least is next."""
        if key[1]:
            return (False, (), self._network(key).served_at)
        wider = self._waiting[key].wider
        debts = (self._debt((one, False), now) for one in (*reversed(wider), key[0]))
        return (True, tuple(debts), self._network(key).served_at)

    def _debt(self, key: _Key, now: float) -> float:
        network = self._networks.get(key)
        return 0.0 if network is None else network.vain.taken(now)

    def _left(self, key: _Key, address: str) -> None:
        """One of this address does not wait any more."""
        waiting = self._waiting[key]
        waiting.size -= 1
        self._strangers -= not key[1]
        if not waiting.by_address[address]:
            del waiting.by_address[address]
        if not waiting.by_address:
            del self._waiting[key]
            self._wider.subtract(waiting.wider)
            for wider in waiting.wider:
                if not self._wider[wider]:
                    del self._wider[wider]

    def _network(self, key: _Key) -> _Network:
        return self._kept(key, self._allowed[key[1]])

    def _wide(self, wider: str) -> _Network:
        return self._kept((wider, False), _VAIN_WIDER)

    def _kept(self, key: _Key, allowed: Allowed) -> _Network:
        network = self._networks.get(key)
        if network is None:
            network = self._networks[key] = _Network(Bucket(allowed))
        return network


def _key(address: str, known: bool) -> _Key:
    return (plain_address(address) if known else network_of(address), known)
