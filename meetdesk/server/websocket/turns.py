"""Reads many sockets in one callback of the event loop, and does what is due when all of them have been read.

The loop's own way costs several Python calls for every readable socket, and one more pass through the loop, with a
system call, for what is to happen after all of them. Here the sockets are in an epoll of their own, which the loop
watches as if it were one socket. Where there is no epoll the loop does it in its own way.
"""

import asyncio
import contextlib
import select
import sys
from collections.abc import Callable
from typing import Protocol

_ROUNDS = 4
"""Sockets are looked at again before the turn ends, so that what came meanwhile leaves in the same writes; not more
often than this, so that whoever never stops sending does not hold the turn up."""


class Readers(Protocol):
    """Whatever calls somebody when a descriptor can be read: an event loop, or ``Turns``."""

    def add_reader(self, fd: int, callback: Callable[[], None], /) -> object: ...

    def remove_reader(self, fd: int, /) -> object: ...


class Turns:
    """All methods are called in the loop's own thread. Holds a descriptor as long as it has a reader."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._readers: dict[int, Callable[[], None]] = {}
        self._endings: list[Callable[[], None]] = []
        self._reading = False
        if sys.platform == "linux":
            self._epoll: select.epoll | None = None

    def at_end(self, callback: Callable[[], None]) -> None:
        """Calls ``callback`` once, when everything that can be read now has been read."""
        if self._reading:
            self._endings.append(callback)
        else:
            self._loop.call_soon(callback)

    if sys.platform == "linux":

        def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
            """Calls ``callback`` whenever ``fd`` can be read. It must not be there already."""
            if self._epoll is None:
                self._epoll = select.epoll()
                self._loop.add_reader(self._epoll.fileno(), self._turn)
            self._epoll.register(fd, select.EPOLLIN)
            self._readers[fd] = callback

        def remove_reader(self, fd: int) -> None:
            """You must call this before ``fd`` is closed. Harmless for one that is not there."""
            if self._readers.pop(fd, None) is None or self._epoll is None:
                return
            with contextlib.suppress(OSError):  # closed behind our back, and so gone from the epoll already
                self._epoll.unregister(fd)
            if not self._readers:
                self._loop.remove_reader(self._epoll.fileno())
                self._epoll.close()
                self._epoll = None

        def _turn(self) -> None:
            if self._epoll is None:
                return
            readers = self._readers
            self._reading = True
            for _ in range(_ROUNDS):
                readable = self._epoll.poll(0)
                for fd, _ in readable:
                    reader = readers.get(fd)  # one that was read before may have closed it
                    if reader is not None:
                        self._call(reader)
                if not readable or self._epoll is None:
                    break
            self._reading = False
            if self._endings:
                endings, self._endings = self._endings, []
                for ending in endings:
                    self._call(ending)

        def _call(self, callback: Callable[[], None]) -> None:
            try:
                callback()
            except Exception as error:  # as the loop does with its callbacks
                self._loop.call_exception_handler({"message": f"exception in {callback!r}", "exception": error})

    else:

        def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
            """Calls ``callback`` whenever ``fd`` can be read."""
            self._loop.add_reader(fd, callback)

        def remove_reader(self, fd: int) -> None:
            """You must call this before ``fd`` is closed. Harmless for one that is not there."""
            self._loop.remove_reader(fd)
