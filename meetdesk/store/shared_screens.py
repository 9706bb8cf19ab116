"""What was shared last on each desktop, and by what that desktop knows it again.

The token is the desktop portal's (``restore_token``): with it the same screen or window is handed out without the
desktop's dialog, once. It is of use to nobody but programs of this person on this desktop, which the desktop lists and
takes it back from.
"""

import sqlite3

import msgspec

from meetdesk.wire.screens import ScreenSurface


class SharedScreen(msgspec.Struct, frozen=True):
    """What a desktop hands out again."""

    token: str
    surface: ScreenSurface


def load(connection: sqlite3.Connection) -> dict[str, SharedScreen]:
    """By the desktop's name (``XDG_CURRENT_DESKTOP``)."""
    known = {surface.value: surface for surface in ScreenSurface}
    rows = connection.execute("SELECT desktop, token, surface FROM shared_screen")
    return {row[0]: SharedScreen(row[1], known[row[2]]) for row in rows if row[2] in known}


def replace(connection: sqlite3.Connection, desktop: str, shared: SharedScreen | None) -> None:
    """None: it is handed out no more."""
    connection.execute("DELETE FROM shared_screen WHERE desktop = ?", (desktop,))
    if shared is not None:
        row = (desktop, shared.token, shared.surface.value)
        connection.execute("INSERT INTO shared_screen VALUES (?, ?, ?)", row)
