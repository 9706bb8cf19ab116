"""How far the computer's clock is believed when chats are deleted for their age: it can be set, and they are gone."""

import sqlite3

JUMP_DAYS = 2
"""Between two looks the clock may go on by this much unasked: a night and a day on which MeetDesk was not used."""
GONE_ON_DAYS = 1
"""A clock that jumped is believed once it was seen to have gone on by this much: a wrong one is put right before."""
_DAY = 86_400.0


def believed(connection: sqlite3.Connection, now: float, begun: float) -> float:
    """The time by which lifetimes are over: ``now``, or the last that was believed while it is not known whether the
    clock was set or MeetDesk was not used. ``begun``: when the app was started, for the first look of all.
    All in seconds since the Unix epoch."""
    row = connection.execute("SELECT seen, doubted FROM wall_clock").fetchone()
    seen, doubted = row or (begun, None)
    if doubted is not None and now >= doubted + GONE_ON_DAYS * _DAY:
        seen, doubted = doubted, None
    if abs(now - seen) <= JUMP_DAYS * _DAY:
        seen, doubted = now, None
    elif doubted is None or now < doubted:
        doubted = now
    connection.execute("DELETE FROM wall_clock")
    connection.execute("INSERT INTO wall_clock VALUES (?, ?)", (seen, doubted))
    return float(seen)
