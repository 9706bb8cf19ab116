"""Tickets: what an admitted app shows to open its channels."""

import secrets
from collections.abc import Callable
from typing import Generic, TypeVar

from meetdesk.wire.tickets import TICKET_BITS, ticket_key

T = TypeVar("T")

UNUSED_SECONDS = 60.0
"""A ticket nobody has used for this long after it was given, or who it let in was turned away, is void."""
UNUSED_TICKETS = 200
"""Tickets that may wait for their first use; the oldest gives way to a new one."""


class Tickets(Generic[T]):
    """Tickets and their holders. Known and found by their hash alone, so that timing tells nothing of them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """``clock``: seconds, monotonic."""
        self._clock = clock
        self._holders: dict[bytes, T] = {}
        self._unused: dict[bytes, float] = {}

    def give(self, holder: T) -> str:
        """A new ticket for ``holder``: 256 random bits, hexadecimal."""
        now = self._clock()
        oldest_first = list(self._unused.items())
        surplus = len(oldest_first) - UNUSED_TICKETS + 1
        for index, (key, given_at) in enumerate(oldest_first):
            if index < surplus or now - given_at > UNUSED_SECONDS:
                self.revoke(key)
        ticket = secrets.token_hex(TICKET_BITS // 8)
        self._holders[ticket_key(ticket)] = holder
        self._unused[ticket_key(ticket)] = now
        return ticket

    def expect(self, key: bytes, holder: T) -> None:
        """Somebody has a ticket with this key, which was given elsewhere."""
        self._holders[key] = holder

    def holder(self, ticket: str) -> T | None:
        """Whose ticket it is; None if nobody's."""
        key = ticket_key(ticket)
        holder = self._holders.get(key)
        if holder is not None and key in self._unused and self._clock() - self._unused[key] > UNUSED_SECONDS:
            self.revoke(key)
            return None
        return holder

    def keep(self, key: bytes) -> None:
        """The ticket with this key is in use: it stays valid until revoked."""
        self._unused.pop(key, None)

    def rest(self, key: bytes) -> None:
        """The ticket is not in use any more, for all its holder knows: it is void as one that was never used."""
        if key in self._holders:
            self._unused[key] = self._clock()

    def revoke(self, key: bytes) -> None:
        """Void from now on, in use or not; nothing, if it is already."""
        self._holders.pop(key, None)
        self._unused.pop(key, None)
