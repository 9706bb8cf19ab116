"""Tickets: what an admitted app shows to open its channels."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

TICKET_BITS = 256
UNUSED_SECONDS = 60.0
"""A ticket nobody has used for this long after it was given, or who it let in was turned away, is void."""
UNUSED_TICKETS = 200
"""Tickets that may wait for their first use; the oldest gives way to a new one."""


class Tickets(Generic[T]):
    """Tickets and their holders. Compared in constant time; found by hash, so that timing tells nothing of them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """``clock``: seconds, monotonic."""
        self._clock = clock
        self._holders: dict[bytes, tuple[str, T]] = {}
        self._unused: dict[bytes, float] = {}

    def give(self, holder: T) -> str:
        """A new ticket for ``holder``: 256 random bits, hexadecimal."""
        now = self._clock()
        oldest_first = list(self._unused.items())
        surplus = len(oldest_first) - UNUSED_TICKETS + 1
        for index, (key, given_at) in enumerate(oldest_first):
            if index < surplus or now - given_at > UNUSED_SECONDS:
                self._remove(key)
        ticket = secrets.token_hex(TICKET_BITS // 8)
        self._holders[_key(ticket)] = ticket, holder
        self._unused[_key(ticket)] = now
        return ticket

    def holder(self, ticket: str) -> T | None:
        """Whose ticket it is; None if nobody's."""
        key = _key(ticket)
        known, holder = self._holders.get(key, ("", None))
        if holder is None or not hmac.compare_digest(known.encode(), ticket.encode()):
            return None
        if key in self._unused and self._clock() - self._unused[key] > UNUSED_SECONDS:
            self._remove(key)
            return None
        return holder

    def keep(self, ticket: str) -> None:
        """The ticket is in use: it stays valid until revoked."""
        self._unused.pop(_key(ticket), None)

    def rest(self, ticket: str) -> None:
        """The ticket is not in use any more, for all its holder knows: it is void as one that was never used."""
        if self.holder(ticket) is not None:
            self._unused[_key(ticket)] = self._clock()

    def revoke(self, ticket: str) -> None:
        """Void from now on, in use or not; nothing, if it is already."""
        self._remove(_key(ticket))

    def _remove(self, key: bytes) -> None:
        self._holders.pop(key, None)
        self._unused.pop(key, None)


def _key(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode(errors="surrogatepass")).digest()
