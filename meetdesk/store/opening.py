"""Opening the database so that the app always gets one: the kept one, a new one, or one in memory."""

import logging
import sqlite3
import time
from pathlib import Path

from meetdesk.store.schema import NewerSchema, migrate

log = logging.getLogger(__name__)

FILE_NAME = "meetdesk.db"
ASIDE = f"{FILE_NAME}.damaged-"
"""Names of damaged databases begin so."""
_BUSY_SECONDS = 3.0
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def open_database(folder: Path) -> tuple[sqlite3.Connection, str]:
    """The database of ``folder``, made if it is not there, and what is wrong with it (empty: nothing).

    A damaged file is moved aside with a warning. If no file can be used, the database lives in memory, and the reason
    is returned. The connection is in autocommit mode and belongs to the calling thread.
    """
    path = folder / FILE_NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return _open(path), ""
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            log.warning(
                "The database %s is damaged (%s); a new one is made, the old one is kept beside it", path, error
            )
            _move_aside(path)
            return _open(path), ""
    except (sqlite3.Error, OSError, NewerSchema) as error:
        log.warning("Nothing can be kept in %s (%s); this lasts only until the app ends", path, error)
        return _open(None), str(error)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file, not the disk or the moment, is at fault."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGED


def _open(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        # Made here first: SQLite would make it readable for everybody.
        path.touch(mode=0o600, exist_ok=True)
    connection = sqlite3.connect(path or ":memory:", timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        # What is deleted is overwritten; some builds of SQLite do so by themselves, others do not.
        connection.execute("PRAGMA secure_delete = ON")
        (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if result != "ok":
            damage = sqlite3.DatabaseError(str(result))
            damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damage
        migrate(connection)
        # Also proves that the file can be written.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _move_aside(path: Path) -> None:
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.replace(path.with_name(f"{ASIDE}{stamp}{suffix}"))
