"""How long the chats of a meeting are kept."""

from meetdesk.wire.local import KeepChats

DAY_SECONDS = 86_400.0
_DAYS = {KeepChats.NOTHING: 0, KeepChats.DAYS_7: 7, KeepChats.DAYS_30: 30, KeepChats.DAYS_365: 365}
ASIDE_DAYS = 7
"""A damaged database is put aside for somebody who knows how to save something of it, and nobody sees what is in it."""


def lifetime(keep: KeepChats) -> float | None:
    """In seconds since the last message; None: for ever."""
    days = _DAYS.get(keep)
    return None if days is None else days * DAY_SECONDS


def aside_lifetime(keep: KeepChats) -> float:
    """Of a damaged database, in seconds since it was put aside: what is in it may be as old as it gets."""
    return min(ASIDE_DAYS * DAY_SECONDS, lifetime(keep) or (0.0 if keep is KeepChats.NOTHING else float("inf")))
