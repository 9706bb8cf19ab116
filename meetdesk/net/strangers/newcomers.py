"""Connections of people who are not admitted yet: how many there may be. Pure but for closing those that give way.

Nobody is turned away because others are already there: then whoever holds connections open would keep people out.
Instead somebody gives way. Each stage of coming in has places of its own, so that who gives way has come no further
than whoever it gives way to; and so have those who come from where somebody was admitted before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

from meetdesk.net.strangers.networks import network_of


class Stage(IntEnum):
    """How far somebody has come."""

    SILENT = 0
    """Connected, and has sent nothing."""
    SPEAKING = 1
    """Its first bytes are there: it waits for its turn, or TLS and the request's header are under way."""
    GREETED = 2
    """Its first message (``join_hello``, a guest's request) was there as a whole: it is joining."""


PLACES: Mapping[Stage, int] = {Stage.SILENT: 300, Stage.SPEAKING: 300, Stage.GREETED: 300}
"""A join takes about a second after its greeting, and those who greet come no faster than ``fair_turns`` lets them."""
KNOWN_PLACES = 300
"""For those who come from an address from which somebody was admitted."""
PER_NETWORK = 200
"""Of the places of each stage, for one IPv4 address or one IPv6 network: a class of 30 behind one router that opens
the page of browser guests makes up to six connections each."""
SILENT_SECONDS = 4.0
"""From the connection until its first message (TLS, the request's header, ``join_hello``) is there as a whole."""


@dataclass(eq=False)
class Newcomer:
    """A connection that is not admitted yet: where it comes from, how far it is, and how it is closed."""

    address: str
    close: Callable[[], None]
    """Ends the connection; whoever takes the connection over puts its own way here."""
    local: tuple[str, int] = ("", 0)
    """Address and port of this machine that it came to."""
    known: bool = False
    """Somebody was admitted from its address before."""
    came_at: float = 0.0
    """Seconds, monotonic."""
    stage: Stage = Stage.SILENT
    asked: bool = False
    """A request of it was there, and was one."""
    in_vain: bool = True
    """Nothing has come of its turn yet."""
    gave_way: bool = False
    """This host ended its connection for the sake of others."""
    advanced: Callable[[Stage], None] = lambda _: None
    """Set by those who count it."""

    @property
    def network(self) -> str:
        """What it counts for, with all addresses of the same origin."""
        return network_of(self.address)

    @property
    def greeted(self) -> bool:
        """Whether its first message was there as a whole."""
        return self.stage is Stage.GREETED

    def advance(self, stage: Stage) -> None:
        """It has come further; harmless when repeated."""
        if stage > self.stage:
            self.advanced(stage)
            self.stage = stage

    def greet(self) -> None:
        """Its first message is there as a whole; harmless when repeated."""
        self.advance(Stage.GREETED)


@dataclass
class _Places:
    most: int
    per_network: int
    taken: dict[Newcomer, str] = field(default_factory=dict)
    """The oldest first, and the network of each."""
    networks: Counter[str] = field(default_factory=Counter)
    """How many of each."""
    sizes: Counter[int] = field(default_factory=Counter)
    """How many networks have so many."""

    def take(self, newcomer: Newcomer) -> Newcomer | None:
        """Returns who has to give way for it."""
        network, out = newcomer.network, None
        if self.networks[network] >= self.per_network:
            out = self._oldest(network)
        elif len(self.taken) >= self.most:
            out = self._oldest()
        if out is not None:
            self.leave(out)
        self.taken[newcomer] = network
        self._count(network, 1)
        return out

    def leave(self, newcomer: Newcomer) -> bool:
        if (network := self.taken.pop(newcomer, None)) is None:
            return False
        self._count(network, -1)
        return True

    def _count(self, network: str, change: int) -> None:
        before, now = self.networks[network], self.networks[network] + change
        for size, step in ((before, -1), (now, 1)):
            self.sizes[size] += step
            if not self.sizes[size]:
                del self.sizes[size]
        del self.sizes[0]
        self.networks[network] = now
        if not now:
            del self.networks[network]

    def _oldest(self, network: str | None = None) -> Newcomer:
        """Of the busiest address of ``network``; None: of the busiest network."""
        if network is None:
            most = max(self.sizes)
            if most == 1:
                return next(iter(self.taken))
            network = next(one for one, count in self.networks.items() if count == most)
        same = [one for one, whose in self.taken.items() if whose == network]
        addresses = Counter(one.address for one in same)
        most = max(addresses.values())
        return next(one for one in same if addresses[one.address] == most)


class Newcomers:
    """All of them."""

    def __init__(
        self,
        places: Mapping[Stage, int] = PLACES,
        per_network: int = PER_NETWORK,
        known_places: int = KNOWN_PLACES,
        silent_seconds: float = SILENT_SECONDS,
    ) -> None:
        self._silent_seconds = silent_seconds
        self._strangers = {stage: _Places(most, per_network) for stage, most in places.items()}
        self._known = _Places(known_places, max(per_network, known_places))

    @classmethod
    def up_to(cls, most: int) -> Self:
        """So many of each stage, from wherever they come."""
        return cls(dict.fromkeys(Stage, most), most, most)

    def __len__(self) -> int:
        return sum(len(places.taken) for places in self._all)

    @property
    def most(self) -> int:
        """How many there may be."""
        return sum(places.most for places in self._all)

    @property
    def _all(self) -> Iterable[_Places]:
        return (*self._strangers.values(), self._known)

    def came(self, newcomer: Newcomer) -> None:
        """Counts one more. Closes who has to give way for it."""
        newcomer.advanced = lambda stage: self._advance(newcomer, stage)
        self._take(self._places(newcomer), newcomer)

    def gone(self, newcomer: Newcomer) -> None:
        """It was admitted, or its connection is closed. Harmless when repeated."""
        newcomer.advanced = lambda _: None
        self._places(newcomer).leave(newcomer)

    def close_silent(self, now: float) -> None:
        """Closes those whose first message is not there in time."""
        for places in self._all:
            late = [one for one in places.taken if not one.greeted and now - one.came_at >= self._silent_seconds]
            for one in late:
                places.leave(one)
                one.close()

    def _advance(self, newcomer: Newcomer, stage: Stage) -> None:
        if newcomer.known or not self._places(newcomer).leave(newcomer):
            return
        self._take(self._strangers[stage], newcomer)

    def _take(self, places: _Places, newcomer: Newcomer) -> None:
        if (out := places.take(newcomer)) is not None:
            out.gave_way = True
            out.close()

    def _places(self, newcomer: Newcomer) -> _Places:
        return self._known if newcomer.known else self._strangers[newcomer.stage]
