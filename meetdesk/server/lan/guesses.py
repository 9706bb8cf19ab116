"""How often the code may be guessed: a pure count, with the time handed in.

A guess counts from the moment it begins. One that turns out right, or that the host itself broke off, is forgotten; one
that does not counts on for the whole of each limit's time. So in no period of that time are more guesses answered than
the limit, however many connections and addresses they come from. People with an invitation guess nothing and are not
limited.

The limit of all is what keeps the code from being found; that of each address and network, well below it, is what keeps
one of them from using it up. Those who were in the meeting before have a limit of their own, which no stranger uses up;
and where they have used it up together, each app that came in by the code has a few tries that nobody else uses up.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from meetdesk.net.strangers.networks import network_of, plain_address
from meetdesk.server.lan.own_tries import OwnTries


@dataclass(frozen=True)
class Limit:
    """At most ``guesses`` wrong ones in any ``seconds``."""

    guesses: int
    seconds: float


@dataclass(frozen=True)
class Limits:
    """How often codes may be wrong."""

    address: tuple[Limit, ...] = (Limit(15, 60.0), Limit(20, 3600.0))
    """Of one address. Behind one router a whole class may mistype."""
    network: tuple[Limit, ...] = (Limit(20, 60.0), Limit(30, 3600.0))
    """Of one IPv6 network: all its addresses may be one computer's."""
    again: tuple[Limit, ...] = (Limit(30, 3600.0),)
    """Of all strangers together, from networks that have had ``FIRST`` already: the rest of ``all`` is for others."""
    all: tuple[Limit, ...] = (Limit(70, 3600.0),)
    """Of all strangers together."""
    known: tuple[Limit, ...] = (Limit(30, 3600.0),)
    """Of all together who were in the meeting before. Who finds it used up has ``own_tries`` left, if it came in by the
    code, and then counts as a stranger."""
    known_each: tuple[Limit, ...] = (Limit(10, 3600.0),)
    """Of one of them: an app or browser, or an address."""


FIRST = 2
"""Wrong guesses within ``FIRST_SECONDS`` of a network that has mistyped and not guessed."""
FIRST_SECONDS = 3600.0

SHORT = Limits()
"""For a code of six digits, or one that somebody thought up: 100 an hour. A meeting of eight hours gives away at most
800 of the million codes of six digits: 1 chance in 1,250."""
LONG = Limits(again=(Limit(60, 60.0), Limit(4_000, 3600.0)), all=(Limit(300, 60.0), Limit(4_970, 3600.0)))
"""For a code of which there are a thousand million or more (nine digits, three words): 5,000 an hour, 40,000 in eight
hours. It takes 485 addresses to use them up; the arithmetic takes 5 % of a core then."""


@dataclass(eq=False)
class Guess:
    """One attempt. To be given back to ``right``, ``broken_off`` or ``wrong``."""

    address: str
    counts: "list[_Count]"
    """Where it counts."""
    app: str = ""
    """Of whoever guesses, if that is told."""
    own: bool = False
    """Whether it is one of the app's own tries."""


class _Count:
    """Guesses of one kind: those under way, and when the others of the last ``seconds`` ended."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.under_way = 0
        self.ended: deque[float] = deque()

    def look(self, now: float) -> int:
        """How many count at ``now``."""
        while self.ended and now - self.ended[0] >= self.seconds:
            self.ended.popleft()
        return self.under_way + len(self.ended)

    def wait(self, most: int, now: float) -> float:
        """Seconds until there are fewer than ``most``; 0: now; infinite: that depends on guesses under way."""
        if self.look(now) < most:
            return 0.0
        return self.ended[-most] + self.seconds - now if len(self.ended) >= most else math.inf


@dataclass(frozen=True)
class Refusal:
    """Why nobody may guess now."""

    seconds: float
    """Until it may be allowed again; infinite while only guesses that have not ended are in the way."""

    @property
    def crowded(self) -> bool:
        """Whether it may be allowed as soon as somebody else's guess has ended, right or wrong."""
        return math.isinf(self.seconds)


@dataclass(frozen=True)
class Guessing:
    """Somebody seems to guess the code: what the host is told. All within the last hour."""

    address: str
    """From which most wrong codes came."""
    times: int
    """How many, from there."""
    total: int
    """How many came from all together."""
    addresses: int
    """From so many addresses."""


TOLD_FROM = 5
"""Wrong codes from one address within an hour that the host is told of; then at every doubling. Of all together three
times as many: people mistype."""
TOLD_SECONDS = 3600.0
_TOLD_TOTAL = 3


class Guesses:
    """The guesses of one meeting."""

    def __init__(self, limits: Callable[[], Limits] = lambda: SHORT) -> None:
        """``limits``: those for the code as it is now."""
        self._limits = limits
        self._counts: dict[_Key, _Count] = {}
        self._own = OwnTries()
        self._swept_at = 0.0
        self._tell_from = TOLD_FROM

    def begin(self, address: str, now: float, known: Sequence[str] = (), app: str = "") -> Guess | Refusal:
        """A guess from ``address`` at ``now`` (seconds, monotonic), or why there may be none. ``known``: by what one
        who was in before is known, the surest first. ``app``: what it says it is, known or not; empty: nothing."""
        self._sweep(now)
        limits, address = self._limits(), plain_address(address)
        for one in known:
            counted = self._counted(("known", "", limits.known), ("known", one, limits.known_each))
            if _refusal(counted, now) is None:
                return self._begun(address, counted, app)
        if self._own.take(app):
            return Guess(address, [], app, own=True)
        network = network_of(address)
        counted = self._counted(
            ("address", address, limits.address), ("network", network, limits.network), ("all", "", limits.all)
        )
        first = self._count("first", network, FIRST_SECONDS)
        if first.look(now) >= FIRST:
            counted += self._counted(("again", "", limits.again))
        if (refusal := _refusal(counted, now)) is not None:
            return refusal
        return self._begun(address, [*counted, (first, 0)], app)

    def right(self, guess: Guess) -> None:
        """The code was right: it counts no longer."""
        self.broken_off(guess)
        if guess.app:
            self._own.came_in(guess.app, network_of(guess.address))

    def broken_off(self, guess: Guess) -> None:
        """The host ended it, before it said anything that depends on the code."""
        for count in guess.counts:
            count.under_way -= 1
        if guess.own:
            self._own.give_back(guess.app)

    def wrong(self, guess: Guess, now: float) -> Guessing | None:
        """Also for a guess that was begun and left. Returns what the host is to be told now."""
        for count in guess.counts:
            count.under_way -= 1
            count.ended.append(now)
        told = self._count("told", guess.address, TOLD_SECONDS)
        told.ended.append(now)
        found = self._summary(now)
        weight = max(found.times, found.total // _TOLD_TOTAL)
        if weight < TOLD_FROM:
            self._tell_from = TOLD_FROM
        if weight < self._tell_from:
            return None
        self._tell_from = 2 * weight
        return found

    def _summary(self, now: float) -> Guessing:
        times = {key[1]: count.look(now) for key, count in self._counts.items() if key[0] == "told"}
        times = {address: number for address, number in times.items() if number}
        address = max(times, key=lambda one: times[one])
        return Guessing(address, times[address], sum(times.values()), len(times))

    def _begun(self, address: str, counted: "list[_Counted]", app: str) -> Guess:
        counts = [count for count, _ in counted]
        for count in counts:
            count.under_way += 1
        return Guess(address, counts, app)

    def _counted(self, *kinds: tuple[str, str, tuple[Limit, ...]]) -> "list[_Counted]":
        return [
            (self._count(kind, whose, limit.seconds), limit.guesses)
            for kind, whose, limits in kinds
            for limit in limits
        ]

    def _count(self, kind: str, whose: str, seconds: float) -> _Count:
        key = kind, whose, seconds
        if key not in self._counts:
            self._counts[key] = _Count(seconds)
        return self._counts[key]

    def _sweep(self, now: float) -> None:
        """Forgets those that count nothing any more; so what is kept is bounded by the guesses there may be."""
        if now - self._swept_at >= _SWEEP_SECONDS or len(self._counts) > _SWEEP_FROM:
            self._swept_at = now
            self._counts = {key: count for key, count in self._counts.items() if count.look(now)}


_Key = tuple[str, str, float]
_Counted = tuple[_Count, int]
"""And how many there may be."""
_SWEEP_SECONDS, _SWEEP_FROM = 60.0, 50_000


def _refusal(counted: list[_Counted], now: float) -> Refusal | None:
    waits = [count.wait(most, now) for count, most in counted]
    refused = [wait for wait in waits if wait > 0]
    if not refused:
        return None
    return Refusal(max((wait for wait in refused if not math.isinf(wait)), default=math.inf))
