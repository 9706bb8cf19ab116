"""Takes connections from a listening socket, a few in each turn of the loop and no more a second than is good for a
meeting; the rest waits in the system, where it costs this process nothing."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from tornado.ioloop import IOLoop

from meetdesk.core.budget import Allowed, Bucket

ACCEPTED = Allowed(2_000, 1_000.0, "connections of everybody: about 12 % of a core, if they say nothing")
CONNECTION_SECONDS = 0.000_12
"""Of a processor, for taking one and closing it; measured."""
_EACH_TURN = 16
_PAUSE_SECONDS = 0.05
"""When there were too many, or the system has no room for one more."""


class Accepting:
    """From one socket, until ``stop``."""

    def __init__(self, listening: socket.socket, took: Callable[[socket.socket, Any], None], pace: Bucket) -> None:
        """``took``: gets each connection and its address. ``pace``: shared by the sockets of a server."""
        self._listening, self._took, self._pace = listening, took, pace
        self._pausing: asyncio.TimerHandle | None = None
        self._begin()

    def stop(self) -> None:
        """Accepts no connection any more; those that were accepted stay."""
        if self._pausing is not None:
            self._pausing.cancel()
        IOLoop.current().remove_handler(self._listening)

    def _begin(self) -> None:
        self._pausing = None
        IOLoop.current().add_handler(self._listening, lambda *_: self._accept(), IOLoop.READ)

    def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(_EACH_TURN):
            if not self._pace.take(1, loop.time()):
                self._pause()
                return
            try:
                connection, address = self._listening.accept()
            except BlockingIOError:
                self._pace.give_back(1)
                return
            except ConnectionAbortedError:
                continue
            except OSError:  # no descriptor is left
                self._pause()
                return
            self._took(connection, address)

    def _pause(self) -> None:
        IOLoop.current().remove_handler(self._listening)
        self._pausing = asyncio.get_running_loop().call_later(_PAUSE_SECONDS, self._begin)
