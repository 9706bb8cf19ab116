"""Chat transcripts: each message as it is now, by meeting, conversation and entry."""

import logging
import sqlite3
from collections.abc import Iterable

import msgspec

from meetdesk.core.entries import ChatMessage, ParticipantId

log = logging.getLogger(__name__)

_OF_ALL = 0
"""In the column ``participant``: no participant has this id."""


class Kept(msgspec.Struct, frozen=True):
    """The transcript of the chat of all, or (with a ``participant``) of a private conversation."""

    participant: ParticipantId | None
    """The other one."""
    name: str
    messages: tuple[ChatMessage, ...]
    """Oldest first."""


def keep(
    connection: sqlite3.Connection,
    meeting: str,
    messages: Iterable[ChatMessage],
    participant: ParticipantId | None,
    name: str,
) -> None:
    """A message that is kept already is kept as it is now."""
    rows = [
        (meeting, participant or _OF_ALL, message.entry, name, msgspec.json.encode(message).decode())
        for message in messages
    ]
    connection.executemany("INSERT OR REPLACE INTO transcript VALUES (?, ?, ?, ?, ?)", rows)


def load(connection: sqlite3.Connection, meeting: str) -> tuple[Kept, ...]:
    """The chat of all first."""
    found: dict[int, tuple[str, list[ChatMessage]]] = {}
    rows = connection.execute(
        "SELECT participant, name, message FROM transcript WHERE meeting = ? ORDER BY participant, entry", (meeting,)
    )
    for participant, name, message in rows:
        messages = found.setdefault(participant, (name, []))[1]
        try:
            messages.append(msgspec.json.decode(message, type=ChatMessage))
        except msgspec.MsgspecError as error:  # of another version: it must not cost the others
            log.warning("A message of a transcript is not understood: %s", error)
            continue
        found[participant] = name, messages
    return tuple(
        Kept(participant if participant != _OF_ALL else None, name, tuple(messages))
        for participant, (name, messages) in found.items()
    )


def forget(connection: sqlite3.Connection, meeting: str) -> None:
    connection.execute("DELETE FROM transcript WHERE meeting = ?", (meeting,))
