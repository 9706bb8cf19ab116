"""What the database was asked, and has not answered yet: the server thread, and with it the meeting, never waits for a
disk."""

import asyncio
import concurrent.futures
import logging
import queue
import sqlite3
from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

from meetdesk.core.errors import ErrorCode, MeetDeskError

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that somebody who asks is kept waiting: meanwhile everything else goes on, and so does a slow disk."""
T = TypeVar("T")


class Asked(Generic[T]):
    """To be awaited by whoever wants to know how it went. Nobody has to: it is done all the same, a failure is logged.

    Raises MeetDeskError ``storage_failed`` (its detail has ``reason``).
    """

    def __init__(self, future: "concurrent.futures.Future[T]", problem: Callable[[], str] = str) -> None:
        """``problem``: why what was done holds no longer than this run; empty if it does."""
        self._future = future
        self._problem = problem
        future.add_done_callback(_log_failure)

    def __await__(self) -> Generator[Any, None, T]:
        return self._wait().__await__()

    def result(self) -> T:
        """The same for a thread that may wait."""
        try:
            return self._checked(self._future.result(PATIENCE))
        except (sqlite3.Error, TimeoutError, queue.Full) as error:
            raise _failed(error) from error

    async def _wait(self) -> T:
        try:
            # Shielded: who gives up waiting does not take back what is to be kept.
            done = asyncio.shield(asyncio.wrap_future(self._future))
            return self._checked(await asyncio.wait_for(done, PATIENCE))
        except (sqlite3.Error, TimeoutError, queue.Full) as error:
            raise _failed(error) from error

    def _checked(self, result: T) -> T:
        if problem := self._problem():
            raise MeetDeskError(ErrorCode.STORAGE_FAILED, reason=problem)
        return result


def _failed(error: Exception) -> MeetDeskError:
    return MeetDeskError(ErrorCode.STORAGE_FAILED, reason=str(error) or "too slow")


def _log_failure(future: "concurrent.futures.Future[Any]") -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.warning("The database failed: %r", error)
