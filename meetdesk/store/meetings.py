"""Past meetings: what they were, until when their chats are kept, and which ones were deleted."""

import sqlite3
from collections.abc import Collection

import msgspec

from meetdesk.wire.past import PastMeeting

_EXPIRED = 0.0
"""As ``forgotten``: not by hand, and not to be had back."""


class Heading(msgspec.Struct, frozen=True):
    """What a meeting is called in the list of past ones."""

    meeting: str
    title: str = ""
    host: str = ""
    """Who hosted; empty: this app, or nobody knows."""
    hosted: bool = False


def load(connection: sqlite3.Connection, lifetime: float | None) -> tuple[PastMeeting, ...]:
    """Those of which something is kept, the latest first. ``lifetime``: in seconds."""
    rows = connection.execute(
        "SELECT meeting, title, host, hosted, kept, min(at), max(at), count(*), count(nullif(participant, 0))"
        " FROM meeting JOIN transcript USING (meeting) WHERE forgotten IS NULL GROUP BY meeting"
        " ORDER BY max(at) DESC, meeting"
    )
    return tuple(
        PastMeeting(
            meeting,
            title,
            host,
            bool(hosted),
            first,
            last,
            messages,
            private,
            kept,
            None if lifetime is None else kept + lifetime,
        )
        for meeting, title, host, hosted, kept, first, last, messages, private in rows
    )


def forget(connection: sqlite3.Connection, headings: Collection[Heading], now: float) -> None:
    """Nobody sees them any more; they are erased later. ``headings``: also of meetings without chats."""
    rows = [(one.meeting, one.title, one.host, one.hosted, now, now) for one in headings]
    connection.executemany(
        "INSERT INTO meeting VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (meeting) DO UPDATE SET forgotten = excluded.forgotten WHERE forgotten IS NULL",
        rows,
    )


def all_meetings(connection: sqlite3.Connection) -> tuple[str, ...]:
    """That were not deleted."""
    return tuple(row[0] for row in connection.execute("SELECT meeting FROM meeting WHERE forgotten IS NULL"))


def restore(connection: sqlite3.Connection, meetings: Collection[str]) -> tuple[str, ...]:
    """Takes back that they were deleted. Returns those that are there again."""
    restored = []
    for meeting in meetings:
        done = connection.execute(
            "UPDATE meeting SET forgotten = NULL WHERE meeting = ? AND forgotten > ?", (meeting, _EXPIRED)
        )
        if done.rowcount:
            restored.append(meeting)
    return tuple(restored)


def expire(connection: sqlite3.Connection, lifetime: float | None, now: float, believed: float) -> None:
    """Deletes those whose time is over at ``believed`` (as ``wall_clock`` says), or at once if nothing is to be kept.
    What the clock once said to be later than both is of now."""
    latest = max(now, believed)
    connection.execute("UPDATE meeting SET kept = ? WHERE kept > ?", (latest, latest))
    if lifetime is not None:
        over = believed - lifetime if lifetime > 0 else latest
        connection.execute("UPDATE meeting SET forgotten = ? WHERE forgotten IS NULL AND kept <= ?", (_EXPIRED, over))


def deleted_by_hand(connection: sqlite3.Connection, before: float) -> bool:
    """Whether the person deleted any that are still to be erased, by that time."""
    found = connection.execute("SELECT 1 FROM meeting WHERE forgotten > ? AND forgotten <= ?", (_EXPIRED, before))
    return found.fetchone() is not None


def overdue(connection: sqlite3.Connection, before: float) -> int:
    """How many are still not erased that were deleted by that time."""
    found = connection.execute("SELECT count(*) FROM meeting WHERE forgotten <= ?", (before,))
    return int(found.fetchone()[0])
