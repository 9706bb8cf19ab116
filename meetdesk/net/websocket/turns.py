"""Reads many sockets in one turn, and does what is due when all of them have been read.

The loop's own way costs several Python calls for every readable socket, and one more pass through the loop, with a
system call, for what is to happen after all of them. In a ``new_loop`` the selector, which waits for all sockets
anyway, calls the readers of media itself. In other loops, and where there is no epoll, the loop does it in its own way.
"""

import asyncio
import sys
from collections.abc import Callable
from contextvars import Context
from typing import Protocol, TypeVarTuple

_Arguments = TypeVarTuple("_Arguments")


class Readers(Protocol):
    """Whatever calls somebody when a descriptor can be read: an event loop, or ``Turns``."""

    def add_reader(self, fd: int, callback: Callable[[], None], /) -> object:
        """Calls ``callback`` whenever the descriptor can be read."""

    def remove_reader(self, fd: int, /) -> object:
        """The descriptor is watched no more; harmless if it is not."""


class Turns(Readers, Protocol):
    """All methods are called in the loop's own thread. You must remove a reader before its descriptor is closed."""

    def at_end(self, callback: Callable[[], None], /) -> object:
        """Calls ``callback`` once, when everything that can be read now has been read."""


class LoopTurns:
    """By the event loop's own means."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.add_reader = loop.add_reader
        self.remove_reader = loop.remove_reader
        self.at_end = loop.call_soon


if sys.platform == "linux":
    from meetdesk.net.websocket.turn_selector import TurnSelector

    class _TurnLoop(asyncio.SelectorEventLoop):
        """Tells its selector whenever a reader gave it something to do."""

        def __init__(self) -> None:
            self.turns = TurnSelector()
            super().__init__(self.turns)
            self.turns.otherwise = self.call_soon
            self.turns.on_error = self.call_exception_handler

        def call_soon(
            self, callback: Callable[[*_Arguments], object], *args: *_Arguments, context: Context | None = None
        ) -> asyncio.Handle:
            self.turns.hurry = True
            return super().call_soon(callback, *args, context=context)

        def call_at(
            self,
            when: float,
            callback: Callable[[*_Arguments], object],
            *args: *_Arguments,
            context: Context | None = None,
        ) -> asyncio.TimerHandle:
            self.turns.hurry = True
            return super().call_at(when, callback, *args, context=context)

        def stop(self) -> None:
            self.turns.hurry = True
            super().stop()

    def new_loop() -> asyncio.AbstractEventLoop:
        """An event loop in which turns cost less."""
        return _TurnLoop()

    def turns_of(loop: asyncio.AbstractEventLoop) -> Turns:
        """How to read in turns in this loop."""
        return loop.turns if isinstance(loop, _TurnLoop) else LoopTurns(loop)

else:

    def new_loop() -> asyncio.AbstractEventLoop:
        """An event loop in which turns cost no more than anything else."""
        return asyncio.SelectorEventLoop()

    def turns_of(loop: asyncio.AbstractEventLoop) -> Turns:
        """How to read in turns in this loop."""
        return LoopTurns(loop)
