"""The database's tables, version by version. A version that was released is never edited: add the next one."""

import sqlite3

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE recent (
            meeting TEXT NOT NULL,
            title TEXT NOT NULL,
            address TEXT NOT NULL,
            hosted INTEGER NOT NULL,
            last_used REAL NOT NULL,
            PRIMARY KEY (meeting)
        ) WITHOUT ROWID""",
        """CREATE TABLE chat (
            meeting TEXT NOT NULL,
            entry INTEGER NOT NULL,
            participant INTEGER NOT NULL,
            name TEXT NOT NULL,
            ref TEXT NOT NULL,
            text TEXT NOT NULL,
            at REAL NOT NULL,
            PRIMARY KEY (meeting, entry)
        ) WITHOUT ROWID""",
    ),
    ("ALTER TABLE recent ADD COLUMN invitation TEXT NOT NULL DEFAULT ''",),
    (
        """CREATE TABLE host (
            place INTEGER PRIMARY KEY,
            fingerprint BLOB NOT NULL,
            name TEXT NOT NULL,
            addresses TEXT NOT NULL
        )""",
    ),
    (
        # 0 as ``participant``: the chat of all.
        """CREATE TABLE transcript (
            meeting TEXT NOT NULL,
            participant INTEGER NOT NULL,
            entry INTEGER NOT NULL,
            name TEXT NOT NULL,
            message TEXT NOT NULL,
            PRIMARY KEY (meeting, participant, entry)
        ) WITHOUT ROWID""",
        """INSERT INTO transcript SELECT meeting, 0, entry, '', json_object('entry', entry, 'participant', participant,
            'name', name, 'ref', ref, 'text', text, 'at', at) FROM chat""",
        "DROP TABLE chat",
    ),
    ("CREATE TABLE background (picture BLOB NOT NULL)",),
    # The order in which they were used does not hang on a clock that can be set.
    ("ALTER TABLE recent ADD COLUMN place INTEGER NOT NULL DEFAULT 0",),
    (
        # ``kept``: from when its lifetime counts; ``forgotten``: when it was deleted, until it is erased.
        """CREATE TABLE meeting (
            meeting TEXT NOT NULL,
            title TEXT NOT NULL,
            host TEXT NOT NULL,
            hosted INTEGER NOT NULL,
            kept REAL NOT NULL,
            forgotten REAL,
            PRIMARY KEY (meeting)
        ) WITHOUT ROWID""",
        "ALTER TABLE transcript ADD COLUMN at REAL NOT NULL DEFAULT 0",
        """UPDATE transcript SET at = coalesce(json_extract(message, '$.at'), 0) WHERE json_valid(message)""",
        "CREATE INDEX transcript_in_time ON transcript (meeting, at, participant, entry)",
        # Nobody was told of a lifetime so far: what there is has the whole of it before it.
        """INSERT INTO meeting SELECT kept.meeting, coalesce(recent.title, ''), '', coalesce(recent.hosted, 0),
            CAST(strftime('%s', 'now') AS REAL), NULL
            FROM (SELECT DISTINCT meeting FROM transcript) AS kept LEFT JOIN recent USING (meeting)""",
        # What is still to be done to the whole file, once: earlier versions left deleted texts in unused places of it.
        "CREATE TABLE chore (name TEXT PRIMARY KEY) WITHOUT ROWID",
        "INSERT INTO chore VALUES ('vacuum')",
    ),
    (
        """CREATE TABLE shared_screen (desktop TEXT PRIMARY KEY, token TEXT NOT NULL, surface TEXT NOT NULL)
            WITHOUT ROWID""",
    ),
    # One row: the last time that was believed, and from when on the clock is doubted.
    ("CREATE TABLE wall_clock (seen REAL NOT NULL, doubted REAL)",),
)
"""Statements that lead from version *i* to *i* + 1."""

VERSION = len(MIGRATIONS)


class NewerSchema(Exception):
    """The database was written by a newer version of the app, which this one must leave alone."""


def migrate(connection: sqlite3.Connection) -> None:
    """Brings an open database (autocommit mode) to the present version, each step wholly or not at all.

    Raises NewerSchema or sqlite3.Error.
    """
    while (version := _version(connection)) < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been quicker.
            if _version(connection) == version:
                for statement in MIGRATIONS[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    if version > VERSION:
        raise NewerSchema(f"schema version {version}, this app knows {VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
