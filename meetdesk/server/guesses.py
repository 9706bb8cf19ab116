"""How often the code may be guessed: a pure count, with the time handed in.

A guess counts from the moment it begins. One that turns out right is forgotten; one that does not counts on for the
whole of each limit's time. So in no period of that time are more guesses answered than the limit, however many
connections and addresses they come from. People with an invitation guess nothing and are not limited.
"""

import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limit:
    """At most ``guesses`` wrong ones in any ``seconds``."""

    guesses: int
    seconds: float


PER_ADDRESS = (Limit(5, 60.0),)
TOTAL = (Limit(10, 60.0), Limit(100, 3600.0))
"""A meeting of eight hours gives away at most 800 of the million codes of six digits: 1 chance in 1,250."""


@dataclass(eq=False)
class Guess:
    """One attempt. To be given back to ``right`` or ``wrong``."""

    address: str
    ended: float = field(default=math.inf)


@dataclass(frozen=True)
class Refusal:
    """Why nobody may guess now."""

    seconds: float
    """Until it may be allowed again; infinite while only guesses that have not ended are in the way."""

    @property
    def crowded(self) -> bool:
        return math.isinf(self.seconds)


class Guesses:
    """The guesses of one meeting."""

    def __init__(self, per_address: tuple[Limit, ...] = PER_ADDRESS, total: tuple[Limit, ...] = TOTAL) -> None:
        self._per_address = per_address
        self._total = total
        self._kept = max(limit.seconds for limit in (*per_address, *total))
        self._guesses: list[Guess] = []

    def begin(self, address: str, now: float) -> Guess | Refusal:
        """A guess from ``address`` at ``now`` (seconds, monotonic), or why there may be none."""
        self._guesses = [guess for guess in self._guesses if now - guess.ended < self._kept]
        same = [guess for guess in self._guesses if guess.address == address]
        waits = [
            *(_wait(same, limit, now) for limit in self._per_address),
            *(_wait(self._guesses, limit, now) for limit in self._total),
        ]
        refused = [wait for wait in waits if wait > 0]
        if refused:
            known = [wait for wait in refused if not math.isinf(wait)]
            return Refusal(max(known, default=math.inf))
        guess = Guess(address)
        self._guesses.append(guess)
        return guess

    def right(self, guess: Guess) -> None:
        self._guesses.remove(guess)

    def wrong(self, guess: Guess, now: float) -> None:
        """Also for a guess that was begun and left."""
        guess.ended = now


def _wait(guesses: list[Guess], limit: Limit, now: float) -> float:
    """Seconds until one more guess keeps to the limit; 0 for now, infinite if that depends on guesses under way."""
    counted = [guess for guess in guesses if now - guess.ended < limit.seconds]
    if len(counted) < limit.guesses:
        return 0.0
    ended = sorted((guess.ended for guess in counted if not math.isinf(guess.ended)), reverse=True)
    if len(ended) < limit.guesses:
        return math.inf
    return ended[limit.guesses - 1] + limit.seconds - now
