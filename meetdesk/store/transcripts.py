"""Chat transcripts: each message as it is now, by meeting, conversation and entry."""

import logging
import sqlite3
from collections.abc import Iterable

import msgspec

from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import ChatMessage
from meetdesk.wire.past import PastMessage, PastPage, PastPlace

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
        (meeting, participant or _OF_ALL, message.entry, name, msgspec.json.encode(message).decode(), message.at)
        for message in messages
    ]
    connection.executemany("INSERT OR REPLACE INTO transcript VALUES (?, ?, ?, ?, ?, ?)", rows)


def load(connection: sqlite3.Connection, meeting: str) -> tuple[Kept, ...]:
    """The chat of all first."""
    found: dict[int, tuple[str, list[ChatMessage]]] = {}
    rows = connection.execute(
        "SELECT participant, name, message FROM transcript WHERE meeting = ? ORDER BY participant, entry", (meeting,)
    )
    for participant, name, message in rows:
        messages = found.setdefault(participant, (name, []))[1]
        if (read := _read(message)) is not None:
            messages.append(read)
            found[participant] = name, messages
    return tuple(
        Kept(participant if participant != _OF_ALL else None, name, tuple(messages))
        for participant, (name, messages) in found.items()
    )


def page(connection: sqlite3.Connection, meeting: str, after: PastPlace | None, count: int) -> PastPage:
    """The first ``count`` messages after that place, of all chats together in the order they were written."""
    place = (after.at, after.participant, after.entry) if after else (float("-inf"), 0, 0)
    rows = connection.execute(
        "SELECT at, participant, entry, name, message FROM transcript"
        " WHERE meeting = ? AND (at, participant, entry) > (?, ?, ?) ORDER BY at, participant, entry LIMIT ?",
        (meeting, *place, count + 1),
    ).fetchall()
    messages = [
        PastMessage(message, participant or None, name)
        for _, participant, _, name, text in rows[:count]
        if (message := _read(text)) is not None
    ]
    more = len(rows) > count
    return PastPage(tuple(messages), PastPlace(*rows[count - 1][:3]) if more else None)


def forget_some(connection: sqlite3.Connection, meeting: str, count: int) -> int:
    """Deletes at most ``count`` messages of a meeting; returns how many."""
    done = connection.execute(
        "DELETE FROM transcript WHERE meeting = ?1 AND (participant, entry) IN"
        " (SELECT participant, entry FROM transcript WHERE meeting = ?1 LIMIT ?2)",
        (meeting, count),
    )
    return done.rowcount


def _read(text: str) -> ChatMessage | None:
    try:
        return msgspec.json.decode(text, type=ChatMessage)
    except msgspec.MsgspecError as error:  # of another version: it must not cost the others
        log.warning("A message of a transcript is not understood: %s", error)
        return None
