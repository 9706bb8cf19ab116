"""What the app remembers: settings, recent meetings, known hosts, chat transcripts."""

import logging
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from meetdesk.store import known_hosts, shared_screens
from meetdesk.store.asked import Asked
from meetdesk.store.known_hosts import KnownHosts
from meetdesk.store.meetings import Heading
from meetdesk.store.past import Past
from meetdesk.store.shared_screens import SharedScreen
from meetdesk.store.transcripts import Transcripts
from meetdesk.store.worker import Worker
from meetdesk.wire.local import KeepChats, RecentMeeting, Settings

log = logging.getLogger(__name__)

RECENT_KEPT = 20
_CLOSING = 3.0
"""Seconds that the app's end waits for what was deleted; what is left is erased at the next start."""


class Store:
    """Settings and recent meetings are read from memory, where what is written holds at once. No method waits for the
    disk: whoever awaits what it returns is told how it went, as MeetDeskError ``storage_failed`` (its detail has
    ``reason``) if it is not kept beyond this run. Used from one thread, beside its own."""

    def __init__(self, folder: Path) -> None:
        """Opens the database in ``folder``; never raises: without a disk everything is kept in memory."""
        self._worker = Worker(folder)
        self.past = Past(self._worker, lambda: self._settings.keep_chats)
        self.transcripts = Transcripts(self._worker)
        self._settings = Settings()
        self._recent: tuple[RecentMeeting, ...] = ()
        self._forgotten: dict[str, RecentMeeting] = {}
        """Those that can still be had back."""
        self._hosts = KnownHosts()
        self._screens: dict[str, SharedScreen] = {}
        try:
            self._settings, self._recent = self._worker.submit(_load).result()
            self._follow_settings()
            self._hosts = self._worker.submit(known_hosts.load).result()
            self._screens = self._worker.submit(shared_screens.load).result()
        except sqlite3.Error as error:
            log.warning("Settings, recent meetings and known hosts cannot be read: %s", error)

    @property
    def problem(self) -> str:
        """Why nothing can be kept beyond this run; empty if all is well."""
        return self._worker.problem

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def recent(self) -> tuple[RecentMeeting, ...]:
        """Newest first, at most 20."""
        return self._recent

    @property
    def hosts(self) -> KnownHosts:
        return self._hosts

    def save_settings(self, settings: Settings) -> Asked[None]:
        self._settings = settings
        self._follow_settings()
        values = [
            (name, msgspec.json.encode(value).decode()) for name, value in msgspec.structs.asdict(settings).items()
        ]

        def replace(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", values)

        return self._worker.write(replace)

    def _follow_settings(self) -> None:
        self.transcripts.wanted = self._settings.keep_chats is not KeepChats.NOTHING

    def background(self) -> Asked[bytes]:
        """The picture chosen as a background; empty if there is none."""

        def load(connection: sqlite3.Connection) -> bytes:
            found = connection.execute("SELECT picture FROM background").fetchone()
            return bytes(found[0]) if found else b""

        return self._worker.ask(load)

    def save_background(self, picture: bytes) -> Asked[None]:
        """Keeps it instead of the one before; empty: none."""

        def replace(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM background")
            if picture:
                connection.execute("INSERT INTO background VALUES (?)", (picture,))

        return self._worker.write(replace)

    def add_recent(self, meeting: RecentMeeting) -> Asked[None]:
        """Puts the meeting in front; one with the same id or the same address to join is replaced."""
        others = tuple(
            other
            for other in self._recent
            if other.meeting != meeting.meeting and not (meeting.address and other.address == meeting.address)
        )
        return self._keep_recent((meeting, *others)[:RECENT_KEPT])

    def remember_host(self, fingerprint: bytes, name: str, address: str) -> Asked[None]:
        """A host was joined at this address."""
        self._hosts = hosts = self._hosts.joined(fingerprint, name, address)
        return self._worker.write(lambda connection: known_hosts.replace(connection, hosts))

    def shared_screen(self, desktop: str) -> SharedScreen | None:
        """What that desktop hands out again."""
        return self._screens.get(desktop)

    def keep_shared_screen(self, desktop: str, shared: SharedScreen | None) -> Asked[None]:
        """Instead of the one before; None: nothing is handed out again."""
        if shared is None:
            self._screens.pop(desktop, None)
        else:
            self._screens[desktop] = shared
        return self._worker.write(lambda connection: shared_screens.replace(connection, desktop, shared))

    async def forget(self, ids: Iterable[str], now: float, *, everything: bool = False) -> tuple[str, ...]:
        """Deletes these meetings or all, past and recent. Returns those that ``restore`` can give back until they are
        erased (``Past.erase``, or at the next start). Raises MeetDeskError ``past_unreachable``; nothing changes then.
        """
        wanted = set(ids) | ({one.meeting for one in self._recent} if everything else set())
        titles = {one.meeting: Heading(one.meeting, one.title, "", one.hosted) for one in self._recent}
        headings = [titles.get(one, Heading(one)) for one in wanted]
        forgotten = await self.past.forget(headings, now, everything=everything)
        for one in self._recent:
            if one.meeting in forgotten:
                self._forgotten[one.meeting] = one
        self._recent = tuple(one for one in self._recent if one.meeting not in forgotten)
        return forgotten

    async def restore(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Gives meetings back that were just deleted; returns those that it could. Raises as ``forget``."""
        restored = await self.past.restore(tuple(ids))
        back = [self._forgotten.pop(one) for one in restored if one in self._forgotten]
        if back:
            # Each where it was, as far as that can be told.
            known = sorted((*self._recent, *back), key=lambda one: one.last_used, reverse=True)
            await self._keep_recent(tuple(known)[:RECENT_KEPT])
        return restored

    def close(self) -> None:
        """Everything written is safe afterwards; harmless when repeated."""
        self.past.close(_CLOSING)
        self._worker.close()

    def _keep_recent(self, recent: tuple[RecentMeeting, ...]) -> Asked[None]:
        self._recent = recent

        def replace(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM recent")
            rows = [(*msgspec.structs.astuple(one), place) for place, one in enumerate(recent)]
            connection.executemany("INSERT INTO recent VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

        return self._worker.write(replace)


def _load(connection: sqlite3.Connection) -> tuple[Settings, tuple[RecentMeeting, ...]]:
    settings = Settings()
    for name, value in connection.execute("SELECT name, value FROM settings"):
        # One by one: a setting of another version must not cost the others.
        try:
            changed = msgspec.json.encode({name: msgspec.Raw(value.encode())})
            one = msgspec.json.decode(changed, type=Settings)
        except (msgspec.DecodeError, AttributeError) as error:
            log.warning("The setting %s is not understood: %s", name, error)
            continue
        settings = msgspec.structs.replace(settings, **{name: getattr(one, name)})
    rows = connection.execute(
        "SELECT meeting, title, address, hosted, last_used, invitation FROM recent"
        " WHERE meeting NOT IN (SELECT meeting FROM meeting WHERE forgotten IS NOT NULL)"
        " ORDER BY place, last_used DESC LIMIT ?",
        (RECENT_KEPT,),
    )
    recent = tuple(RecentMeeting(row[0], row[1], row[2], bool(row[3]), row[4], row[5]) for row in rows)
    return settings, recent
