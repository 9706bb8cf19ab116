"""Past meetings, as the rest of the app asks for them: without waiting in the thread that asks."""

import asyncio
import concurrent.futures
import logging
import queue
import sqlite3
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.store import erasing, meetings, searching, transcripts, wall_clock
from meetdesk.store.lifetime import aside_lifetime, lifetime
from meetdesk.store.meetings import Heading
from meetdesk.store.worker import Worker
from meetdesk.wire.local import KeepChats
from meetdesk.wire.past import FOUND_MEETINGS, PAGE, FoundPast, PastFound, PastMeetings, PastPage, PastPlace

log = logging.getLogger(__name__)

_PATIENCE = 10.0
"""Seconds that somebody who asks is kept waiting: meanwhile everything else goes on."""
T = TypeVar("T")


class Past:
    """To be used in one thread, beside the store's own. What fails raises MeetDeskError ``past_unreachable`` (its
    detail has ``reason``). Times are in seconds since the Unix epoch."""

    def __init__(self, worker: Worker, keep: Callable[[], KeepChats]) -> None:
        """``keep``: the setting, as it is when it is asked for."""
        self._worker = worker
        self._keep = keep
        self._deleted = False
        """Something was, and is not erased yet."""

    async def meetings(self, now: float, erased_before: float) -> PastMeetings:
        """All of which something is kept. ``unerased``: of what was deleted by that time."""
        seconds = lifetime(self._keep())

        def load(connection: sqlite3.Connection) -> PastMeetings:
            found = meetings.load(connection, seconds)
            return PastMeetings(found, now, meetings.overdue(connection, erased_before), self._worker.problem)

        return await self._read(load)

    async def page(self, meeting: str, after: PastPlace | None) -> PastPage:
        """The next messages of a meeting; empty if there is nothing of it."""
        return await self._read(lambda connection: transcripts.page(connection, meeting, after, PAGE))

    async def search(self, typed: str) -> PastFound:
        """Meetings and messages with all the words that were typed, the latest first. Others get their turn between
        two meetings."""
        words = searching.words_of(typed)
        found: list[FoundPast] = []
        for one in (await self.meetings(0, 0)).meetings if words else ():
            hit = await self._read(partial(searching.search_meeting, meeting=one.meeting, words=words))
            if hit is not None and len(found) == FOUND_MEETINGS:
                return PastFound(tuple(found), more=True)
            if hit is not None:
                found.append(hit)
        return PastFound(tuple(found))

    async def forget(self, headings: Collection[Heading], now: float, *, everything: bool = False) -> tuple[str, ...]:
        """They (or all) are not seen any more, until they are erased. Returns them."""

        def forget(connection: sqlite3.Connection) -> tuple[str, ...]:
            known = meetings.all_meetings(connection) if everything else ()
            both = {one: Heading(one) for one in known} | {one.meeting: one for one in headings}
            meetings.forget(connection, both.values(), now)
            return tuple(both)

        self._deleted = True
        return await self._write(forget)

    async def restore(self, ids: Collection[str]) -> tuple[str, ...]:
        """Has back what was deleted and is not erased yet. Returns the meetings that are there again."""
        return await self._write(lambda connection: meetings.restore(connection, ids))

    def sweep(self, now: float, erased_before: float, begun: float | None = None) -> "concurrent.futures.Future[None]":
        """Deletes what has outlived its lifetime at ``now``, which cannot be had back, and erases it with what was
        deleted before the other time. ``begun``: ``now`` as it was when the app began; a jump from there, or from the
        last sweep, is not believed at once. Does not wait; a failure is only logged, and made good by the next one."""
        keep = self._keep()

        def expire(connection: sqlite3.Connection) -> None:
            believed = wall_clock.believed(connection, now, now if begun is None else begun)
            meetings.expire(connection, lifetime(keep), now, believed)
            erasing.remove_damaged(self._worker.folder, (believed if lifetime(keep) else now) - aside_lifetime(keep))

        self._worker.submit(expire).add_done_callback(_log_failure)
        return self.erase(erased_before)

    def erase(self, before: float, *, everything: bool = False) -> "concurrent.futures.Future[None]":
        """Erases from the disk what was deleted before that time, and (``everything``) damaged databases even if
        nothing was. As ``sweep`` otherwise."""
        done: concurrent.futures.Future[None] = concurrent.futures.Future()
        folder = self._worker.folder

        def begin(connection: sqlite3.Connection) -> bool:
            if everything or meetings.deleted_by_hand(connection, before):
                # Nobody can tell what is in them.
                erasing.remove_damaged(folder, float("inf"))
            return True

        self._deleted = False
        self._erase(begin, before, done)
        return done

    def close(self, seconds: float) -> None:
        """What was deleted by hand is erased now: nobody can have it back any more."""
        if self._deleted:
            with suppress(TimeoutError):
                self.erase(float("inf")).result(seconds)

    def _erase(
        self, step: Callable[[sqlite3.Connection], bool], before: float, done: "concurrent.futures.Future[None]"
    ) -> None:
        """Step by step, each behind what waits meanwhile."""

        def ended(future: "concurrent.futures.Future[bool]") -> None:
            if (error := future.exception()) is not None:
                log.warning("What was deleted is not erased yet: %r", error)
                done.set_result(None)
            elif future.result():
                self._erase(lambda connection: erasing.erase_some(connection, before), before, done)
            else:
                last = self._worker.submit(erasing.settle, transaction=False)
                last.add_done_callback(_log_failure)
                last.add_done_callback(lambda _: done.set_result(None))

        self._worker.submit(step, transaction=False).add_done_callback(ended)

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Without keeping others from writing."""
        return await self._wait(self._worker.submit(work, transaction=False))

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._wait(self._worker.submit(work))

    async def _wait(self, future: "concurrent.futures.Future[T]") -> T:
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), _PATIENCE)
        except (sqlite3.Error, TimeoutError, queue.Full) as error:
            log.warning("Past meetings: the database failed: %r", error)
            raise MeetDeskError(ErrorCode.PAST_UNREACHABLE, reason=str(error)) from error


def _log_failure(future: "concurrent.futures.Future[Any]") -> None:
    if (error := future.exception()) is not None:
        log.warning("Past meetings were not cleared up: %r", error)
