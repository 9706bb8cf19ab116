"""Chat transcripts: each message as it is now, by meeting, conversation and entry."""

import logging
import sqlite3
from collections.abc import Callable, Iterable

import msgspec

from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import ChatMessage
from meetdesk.store.asked import Asked
from meetdesk.store.meetings import Heading
from meetdesk.store.worker import Worker
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


class Transcripts:
    """Keeps what is written in meetings, if it is to be kept. To be used in one thread, beside the store's own."""

    def __init__(self, worker: Worker) -> None:
        self.wanted = True
        """Whether chats are to be kept at all: a setting."""
        self._worker = worker
        self._headings: dict[str, Heading] = {}

    def entered(self, heading: Heading) -> None:
        """What the meeting is called of which chats may now be kept."""
        self._headings[heading.meeting] = heading

    def keep(
        self,
        meeting: str,
        messages: Iterable[ChatMessage],
        now: float,
        participant: ParticipantId | None = None,
        name: str = "",
    ) -> Asked[None] | None:
        """Keeps messages as they are now, in the place of what was kept of them. None: no chats are to be kept.

        ``now``: in seconds since the Unix epoch; the meeting's lifetime counts from there. ``participant`` and
        ``name``: the other one of a private conversation; None: they are of the chat of all.
        """
        if not self.wanted:
            return None
        return self._worker.write(self._keeping(meeting, tuple(messages), now, participant, name))

    def keep_later(self, meeting: str, message: ChatMessage, now: float) -> None:
        """As ``keep`` for a message of the chat of all, of which nobody asks whether it was kept."""
        self.keep(meeting, (message,), now)

    def of(self, meeting: str) -> Asked[tuple[Kept, ...]]:
        """What is kept of a meeting's chats, that of all first."""
        return self._worker.ask(lambda connection: load(connection, meeting))

    def _keeping(
        self, meeting: str, messages: Iterable[ChatMessage], now: float, participant: ParticipantId | None, name: str
    ) -> Callable[[sqlite3.Connection], None]:
        heading = self._headings.get(meeting, Heading(meeting))

        def keep(connection: sqlite3.Connection) -> None:
            if _begin(connection, heading, now):
                _keep(connection, meeting, messages, participant, name)

        return keep


def _begin(connection: sqlite3.Connection, heading: Heading, now: float) -> bool:
    """Something of the meeting is to be kept at ``now`` (seconds since the Unix epoch), from which its lifetime counts.

    Returns whether it may be: not of one that was just deleted."""
    connection.execute(
        "INSERT INTO meeting VALUES (?, ?, ?, ?, ?, NULL)"
        " ON CONFLICT (meeting) DO UPDATE SET kept = excluded.kept WHERE forgotten IS NULL",
        (heading.meeting, heading.title, heading.host, heading.hosted, now),
    )
    found = connection.execute("SELECT forgotten IS NULL FROM meeting WHERE meeting = ?", (heading.meeting,))
    return bool(found.fetchone()[0])


def _keep(
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
