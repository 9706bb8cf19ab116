"""Past meetings over the life of the app: kept as long as was chosen, deleted with time to think again, then erased."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future

from meetdesk.net.tasks import start_task
from meetdesk.store.store import Store
from meetdesk.wire.local import Transcript
from meetdesk.wire.past import (
    UNDO_SECONDS,
    ForgetPast,
    OpenPast,
    PastForgotten,
    PastFound,
    PastMeetings,
    PastPage,
    RestorePast,
    SearchPast,
)

SWEEP_SECONDS = 3_600.0
"""How often it is looked what has outlived its lifetime, besides at the start."""
_EVER = float("inf")


class Keeping:
    """As ``server.application.PastChats`` says. Used in the server thread."""

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.time, undo: float = UNDO_SECONDS) -> None:
        """``clock``: seconds since the Unix epoch. ``undo``: seconds in which what was deleted can be had back."""
        self._store = store
        self._clock = clock
        self._undo = undo
        self._begun = clock()
        self._began = self._begun - time.monotonic()
        self._everything = False
        """All was deleted, and that was not taken back."""
        self._sweeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Carries out what was deleted before the app ended or was killed, and looks at lifetimes from now on."""
        self._store.past.sweep(self._clock(), _EVER, self._begun)
        self._sweeping = start_task("past meetings", self._sweep_on())

    def stop(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()

    def sweep(self) -> "Future[None]":
        """Deletes what has outlived its lifetime, for example as that was made shorter. Done once it is erased."""
        return self._store.past.sweep(self._clock(), self._steady() - self._undo, self._begun)

    async def keep(self, transcript: Transcript) -> None:
        """Returns once that is on the disk, or is not to be kept."""
        keeping = self._store.transcripts.keep(
            transcript.meeting, transcript.messages, self._clock(), transcript.participant, transcript.name
        )
        if keeping is not None:
            await keeping

    async def meetings(self) -> PastMeetings:
        # Twice the time: erasing takes a moment.
        return await self._store.past.meetings(self._clock(), self._steady() - 2 * self._undo)

    async def page(self, request: OpenPast) -> PastPage:
        return await self._store.past.page(request.meeting, request.after)

    async def search(self, request: SearchPast) -> PastFound:
        return await self._store.past.search(request.words)

    async def forget(self, request: ForgetPast) -> PastForgotten:
        now = self._steady()
        forgotten = await self._store.forget(request.meetings, now, everything=request.everything)
        self._everything |= request.everything
        asyncio.get_running_loop().call_later(self._undo, self._erase, now)
        return PastForgotten(forgotten, self._undo)

    async def restore(self, request: RestorePast) -> PastForgotten:
        self._everything = False
        return PastForgotten(await self._store.restore(request.meetings), 0)

    def _steady(self) -> float:
        """When something is deleted, and how long ago: as ``clock`` as the app began, and even from there. Who sets
        the computer's clock has as long to think again as everybody; no other start of the app sees it (``start``)."""
        return self._began + time.monotonic()

    def _erase(self, before: float) -> None:
        everything, self._everything = self._everything, False
        self._store.past.erase(before, everything=everything)

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self.sweep()
