"""Erasing what was deleted: from the database, its log, and what is left of damaged databases.

SQLite overwrites what is deleted (``secure_delete``), but in WAL mode old pages stay in the log beside the database
until that is written back and cut. What the disk itself keeps of a file's former blocks is out of reach.
"""

import logging
import sqlite3
import time
from calendar import timegm
from pathlib import Path

from meetdesk.store import transcripts
from meetdesk.store.opening import ASIDE
from meetdesk.store.worker import in_transaction

log = logging.getLogger(__name__)

STEP_ROWS = 500
"""Messages erased at a time: the log stays small, and others get their turn."""
_FEW_ROWS = 10
"""The same on a disk that is nearly full: what is erased is first written to the log."""
_SPARSE_PAGES = 256
"""The file is made smaller when so many pages (1 MB) and a quarter of all are unused."""


def erase_some(connection: sqlite3.Connection, before: float) -> bool:
    """Erases some of what was deleted by that time (seconds since the Unix epoch); says whether there may be more.

    To be called outside of a transaction. Raises sqlite3.Error, and then it goes on where it was, even at the next
    start."""

    def step(connection: sqlite3.Connection, rows: int) -> bool:
        found = connection.execute("SELECT meeting FROM meeting WHERE forgotten <= ? LIMIT 1", (before,)).fetchone()
        if found is None:
            return False
        if transcripts.forget_some(connection, found[0], rows) == 0:
            connection.execute("DELETE FROM recent WHERE meeting = ?", found)
            connection.execute("DELETE FROM meeting WHERE meeting = ?", found)
        return True

    try:
        more = in_transaction(connection, lambda connection: step(connection, STEP_ROWS))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        more = in_transaction(connection, lambda connection: step(connection, _FEW_ROWS))
    if more:
        connection.execute("PRAGMA wal_checkpoint")
    return more


def settle(connection: sqlite3.Connection) -> bool:
    """Cuts the log, and makes a file smaller that is mostly unused. To be called outside of a transaction.

    Returns whether the log is cut: not while another app reads from it. Raises sqlite3.Error."""
    if _is_sparse(connection) or connection.execute("SELECT 1 FROM chore WHERE name = 'vacuum'").fetchone():
        try:
            connection.execute("VACUUM")
            connection.execute("DELETE FROM chore WHERE name = 'vacuum'")
        except sqlite3.OperationalError as error:  # no room for it, or another app is at work: the next time
            log.warning("The database is not made smaller now: %s", error)
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _is_sparse(connection: sqlite3.Connection) -> bool:
    (unused,) = connection.execute("PRAGMA freelist_count").fetchone()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    return bool(unused >= _SPARSE_PAGES and unused * 4 >= pages)


def remove_damaged(folder: Path, before: float) -> None:
    """Removes damaged databases that were put aside at this time (seconds since the Unix epoch) or earlier, with what
    belongs to them; one that cannot be removed stays until the next time."""
    for file in folder.glob(f"{ASIDE}*"):
        try:
            if _put_aside(file) <= before:
                file.unlink(missing_ok=True)
                log.info("The damaged database %s is removed", file.name)
        except OSError as error:
            log.warning("The damaged database %s cannot be removed: %s", file, error)


def _put_aside(file: Path) -> float:
    """By its name; a copy of a file has another time of change."""
    try:
        return timegm(time.strptime(file.name.removeprefix(ASIDE)[:15], "%Y%m%d-%H%M%S"))
    except ValueError:
        return file.stat().st_mtime
