"""The one thread that owns the database connection."""

import concurrent.futures
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from meetdesk.store.asked import Asked
from meetdesk.store.opening import open_database
from meetdesk.store.schema import NewerSchema

log = logging.getLogger(__name__)

T = TypeVar("T")
_Work = tuple[Callable[[sqlite3.Connection], Any], bool, "concurrent.futures.Future[Any]"]
QUEUE = 256
"""Most pieces of work waiting; further ones are refused."""


class Worker:
    """Runs functions on the database, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.problem = ""
        """Why nothing can be kept; empty if all is well. Known once the first piece of work is done."""
        self._folder = folder
        self._queue: queue.Queue[_Work | None] = queue.Queue(QUEUE)
        self._thread = threading.Thread(target=self._run, name="meetdesk-store", daemon=True)
        self._thread.start()

    @property
    def folder(self) -> Path:
        return self._folder

    def submit(
        self, work: Callable[[sqlite3.Connection], T], *, transaction: bool = True
    ) -> "concurrent.futures.Future[T]":
        """In a transaction of its own, or (for what cannot be done in one) in none.

        The future fails with sqlite3.Error if the work does, or with queue.Full if too much is waiting.
        """
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        try:
            self._queue.put_nowait((work, transaction, future))
        except queue.Full as error:
            future.set_exception(error)
        return future

    def ask(self, work: Callable[[sqlite3.Connection], T]) -> Asked[T]:
        """What ``work`` gives, in a transaction of its own, without waiting for it."""
        return Asked(self.submit(work))

    def write(self, work: Callable[[sqlite3.Connection], T]) -> Asked[T]:
        """As ``ask``; an error also if it is kept in memory only."""
        return Asked(self.submit(work), problem=lambda: self.problem)

    def close(self, seconds: float = 5.0) -> None:
        """Finishes what is waiting and closes the database; harmless when repeated."""
        if not self._thread.is_alive():
            return
        try:
            self._queue.put(None, timeout=seconds)
        except queue.Full:
            log.warning("the database does not come to an end")
            return
        self._thread.join(seconds)

    def _run(self) -> None:
        connection: sqlite3.Connection | None = None
        try:
            connection, self.problem = open_database(self._folder)
        except (sqlite3.Error, NewerSchema) as error:
            log.exception("No database can be opened, not even in memory")
            self.problem = str(error)
        while (item := self._queue.get()) is not None:
            work, transaction, future = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                if connection is None:
                    raise sqlite3.OperationalError(self.problem)
                future.set_result(in_transaction(connection, work) if transaction else work(connection))
            except Exception as error:  # it goes to whoever waits for the result
                future.set_exception(error)
        if connection is not None:
            connection.close()


def in_transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """What ``work`` gives; it is done wholly or not at all. The connection is in autocommit mode."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result
