"""Bots for tests that are not asynchronous themselves: an event loop in a thread of its own."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, TypeVar

from tests.support.bot import Bot
from tests.support.bot_channels import Connector, connect_here
from tests.support.samples import Samples

T = TypeVar("T")


class Crowd:
    """A loop in which bots live. Leaving the ``with`` block closes all of them and fails if one of them broke::

    with Crowd() as crowd:
        ada = crowd.join("127.0.0.1", 47800, "482913", "Ada", samples[0], camera=True, microphone=True)
        crowd.run(ada.say("hello"))
    """

    def __init__(self) -> None:
        self.bots: list[Bot] = []
        self.failures: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(self._failed)
        self._thread = threading.Thread(target=self._loop.run_forever, name="bots", daemon=True)

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.run(self._close_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        if error is None:
            assert not self.failures, "\n".join(self.failures)

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 60) -> T:
        """Runs a coroutine among the bots and waits for it."""
        return self.begin(work).result(seconds)

    def begin(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Lets a coroutine run among the bots."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def join(
        self,
        address: str,
        port: int,
        by: str,
        name: str,
        samples: Samples | None = None,
        *,
        camera: bool = False,
        microphone: bool = False,
        watching: int | None = None,
        connector: Connector = connect_here,
        skew_us: int = 0,
    ) -> Bot:
        """A new participant, ``by`` a code or an invitation.

        ``watching`` is the layer it wants of everybody's picture; None: no pictures."""

        async def joining() -> Bot:
            bot = await Bot.join(address, port, by, name, samples, connector=connector, skew_us=skew_us)
            self.bots.append(bot)
            if microphone:
                await bot.start_microphone()
            if camera:
                await bot.start_camera()
            if watching is not None:
                await bot.watch_everybody(watching)
            return bot

        return self.run(joining())

    async def _close_all(self) -> None:
        await asyncio.gather(*(bot.close() for bot in self.bots), return_exceptions=True)

    def _failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.failures.append(f"{context['message']}: {type(error).__name__}: {error}")
