"""An event loop's selector that calls some readers itself, and ends such a turn before the loop goes on. Linux only."""

import contextlib
import select
import selectors
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

if sys.platform == "linux":
    _READ, _WRITE = select.EPOLLIN, select.EPOLLOUT
    _ROUNDS = 4
    """Sockets are looked at again before the turn ends, so that what came meanwhile leaves in the same writes; not
    more often than this, so that whoever never stops sending does not hold the turn up."""

    def _events(event: int) -> int:
        """Errors and hang-ups count as both, so that whoever waits learns of them."""
        return (selectors.EVENT_WRITE if event & ~_READ else 0) | (selectors.EVENT_READ if event & ~_WRITE else 0)

    class TurnSelector(selectors.BaseSelector):
        """What asyncio registers is told to it, as by any selector; ``add_reader`` is for those who are called here.

        A descriptor may be in both: written by the loop, read here. Its reader must be removed before it is closed.
        """

        def __init__(self) -> None:
            self.hurry = False
            """To be set whenever the loop is given something to do: it does not wait for media then."""
            self.otherwise: Callable[[Callable[[], None]], object] = lambda _: None
            """What ``at_end`` does outside a turn."""
            self.on_error: Callable[[dict[str, Any]], object] = lambda _: None
            """Gets what asyncio's exception handler takes when a callback raises."""
            self._epoll = select.epoll()
            self._keys: dict[int, selectors.SelectorKey] = {}
            self._readers: dict[int, Callable[[], None]] = {}
            self._endings: list[Callable[[], None]] = []
            self._reading = False

        # For media

        def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
            """Calls ``callback`` whenever ``fd`` can be read. It must have no reader yet."""
            self._readers[fd] = callback
            if fd in self._keys:
                self._epoll.modify(fd, self._mask(fd))
            else:
                self._epoll.register(fd, _READ)

        def remove_reader(self, fd: int) -> None:
            """Harmless for a descriptor that has none."""
            if self._readers.pop(fd, None) is not None:
                self._forget(fd)

        def at_end(self, callback: Callable[[], None]) -> None:
            """Calls ``callback`` once, when everything that can be read now has been read."""
            if self._reading:
                self._endings.append(callback)
            else:
                self.otherwise(callback)

        # For asyncio

        def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
            """As ``selectors.BaseSelector.register``. Raises KeyError for one that is registered."""
            fd = fileobj if isinstance(fileobj, int) else fileobj.fileno()
            if fd in self._keys:
                raise KeyError(f"{fileobj!r} is registered already")
            key = self._keys[fd] = selectors.SelectorKey(fileobj, fd, events, data)
            try:
                if fd in self._readers:
                    self._epoll.modify(fd, self._mask(fd))
                else:
                    self._epoll.register(fd, self._mask(fd))
            except BaseException:
                del self._keys[fd]
                raise
            return key

        def unregister(self, fileobj: Any) -> selectors.SelectorKey:
            """As ``selectors.BaseSelector.unregister``. Raises KeyError for one that is not registered."""
            key = self.get_key(fileobj)
            del self._keys[key.fd]
            self._forget(key.fd)
            return key

        def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
            """As ``selectors.BaseSelector.modify``. Raises KeyError for one that is not registered."""
            fd = self.get_key(fileobj).fd
            key = self._keys[fd] = selectors.SelectorKey(fileobj, fd, events, data)
            self._epoll.modify(fd, self._mask(fd))
            return key

        def get_key(self, fileobj: Any) -> selectors.SelectorKey:
            """As in ``selectors.BaseSelector``, also for a socket that was closed. Raises KeyError for any other."""
            fd = fileobj if isinstance(fileobj, int) else fileobj.fileno()
            if fd in self._keys:
                return self._keys[fd]
            # One that was closed has no descriptor any more.
            for key in self._keys.values():
                if key.fileobj is fileobj:
                    return key
            raise KeyError(f"{fileobj!r} is not registered")

        def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
            """Keys by file descriptor."""
            return self._keys

        def close(self) -> None:
            """Frees the epoll descriptor; nothing is registered any more."""
            self._epoll.close()
            self._keys.clear()
            self._readers.clear()

        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            """Waits for at most ``timeout`` seconds for what asyncio registered, and takes turns while media come.

            Returns sooner, with nothing, when such a turn gave the loop something to do.
            """
            self.hurry = False
            wait = -1.0 if timeout is None else max(0.0, timeout)
            end = time.monotonic() + wait
            while True:
                ready = self._turn(wait)
                if ready or self.hurry or wait == 0:
                    return ready
                if wait > 0:
                    wait = end - time.monotonic()
                    if wait <= 0:
                        return ready

        def _turn(self, wait: float) -> list[tuple[selectors.SelectorKey, int]]:
            """Waits once, reads media, does what is due then; what else is ready. ``wait``: seconds, -1 for ever."""
            readers, keys = self._readers, self._keys
            others: dict[int, tuple[selectors.SelectorKey, int]] = {}
            self._reading = True
            try:
                for _ in range(_ROUNDS):
                    read = False
                    for fd, event in self._epoll.poll(wait):
                        reader = readers.get(fd)  # one that was read before may have closed it
                        if reader is not None and event & ~_WRITE:
                            read = True
                            self._call(reader)
                        if (key := keys.get(fd)) is not None and (events := _events(event) & key.events):
                            others[fd] = key, events
                    if not read:
                        break
                    wait = 0
            finally:
                self._reading = False
            if self._endings:
                endings, self._endings = self._endings, []
                for ending in endings:
                    self._call(ending)
            # What was ready at first may be gone by now.
            return [(key, events) for fd, (key, events) in others.items() if keys.get(fd) is key] if others else []

        def _call(self, callback: Callable[[], None]) -> None:
            try:
                callback()
            except Exception as error:  # as the loop does with its callbacks
                self.on_error({"message": f"exception in {callback!r}", "exception": error})

        def _mask(self, fd: int) -> int:
            events = self._keys[fd].events if fd in self._keys else 0
            read = fd in self._readers or events & selectors.EVENT_READ
            return (_READ if read else 0) | (_WRITE if events & selectors.EVENT_WRITE else 0)

        def _forget(self, fd: int) -> None:
            with contextlib.suppress(OSError):  # closed behind our back, and so gone from the epoll already
                if mask := self._mask(fd):
                    self._epoll.modify(fd, mask)
                else:
                    self._epoll.unregister(fd)
