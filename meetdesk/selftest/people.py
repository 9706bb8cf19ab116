"""The people of the self-test, in a process of their own, so that their work is not counted as the host's."""

import asyncio
import signal
import time
from multiprocessing.connection import Connection
from typing import NamedTuple, TypeAlias

from meetdesk.client.opening import channels_of
from meetdesk.core.errors import MeetDeskError
from meetdesk.joining.dial import JoinedHost
from meetdesk.net.tasks import start_task
from meetdesk.selftest.person import Person
from meetdesk.selftest.received import Received
from meetdesk.selftest.settings import AUDIO_RATE, VIDEO_RATE, Setting, layer_wanted

_TICK_SECONDS = 0.002
_JOIN_SECONDS = 20.0
_SETTLE_SECONDS = 0.5
"""For key frames, and for what was on its way in the setting before."""
_AT_ONCE = 8
"""How many join side by side."""


class Join(NamedTuple):
    """One more person for each."""

    admitted: tuple[JoinedHost, ...]


class Measure(NamedTuple):
    setting: Setting
    seconds: float


class Measured(NamedTuple):
    seconds: float
    frames: int
    due: int
    cpu_seconds: float
    ages: tuple[float, ...]
    """Seconds, sorted: a sample."""


Order: TypeAlias = Join | Measure
Answer: TypeAlias = int | Measured | OSError
"""How many people are there; what was measured; or why it cannot be."""


class People:
    """All of them, in one event loop."""

    def __init__(self) -> None:
        self._received = Received()
        self._people: list[Person] = []
        self._setting = Setting.SMALL
        self._due = 0

    async def run(self) -> None:
        """Sends everybody's frames, spread evenly over time, until cancelled."""
        loop = asyncio.get_running_loop()
        sound = picture = loop.time()
        talker = shower = 0
        while True:
            now = loop.time()
            # One after the other within each period, so that the host is never hit by all at once.
            talking = [person for person in self._people if person.talks]
            while sound <= now:
                talker += 1
                sound += 1 / AUDIO_RATE / max(1, len(talking))
                if talking:
                    talking[talker % len(talking)].talk()
                    self._due += len(self._people) - 1
            while picture <= now:
                shower += 1
                picture += 1 / VIDEO_RATE[1] / max(1, len(self._people))
                if self._people:
                    self._show(*reversed(divmod(shower, len(self._people))))
            await asyncio.sleep(_TICK_SECONDS)

    def _show(self, index: int, period: int) -> None:
        """The turn of one person in one period of the large layer; the small one has only every other."""
        for layer, rate in enumerate(VIDEO_RATE):
            if period % (VIDEO_RATE[1] // rate) == 0 and self._people[index].show(layer):
                wanted = layer_wanted(self._setting, index) == layer
                self._due += wanted * (len(self._people) - 1)

    async def obey(self, order: Order) -> Answer:
        if isinstance(order, Join):
            return await self._join(order)
        for person in self._people:
            person.want(order.setting, self._people)
        self._setting = order.setting
        await asyncio.sleep(_SETTLE_SECONDS)
        self._received.ages.clear()
        frames, due, cpu, start = self._received.frames, self._due, time.process_time(), time.monotonic()
        await asyncio.sleep(order.seconds)
        took = time.monotonic() - start
        ages = tuple(sorted(self._received.ages))
        return Measured(took, self._received.frames - frames, self._due - due, time.process_time() - cpu, ages)

    async def _join(self, order: Join) -> Answer:
        waiting = list(order.admitted)
        while waiting:
            some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            first = len(self._people)
            new = [Person(first + place, channels_of(host), self._received) for place, host in enumerate(some)]
            try:
                async with asyncio.timeout(_JOIN_SECONDS):
                    await asyncio.gather(*(one.join() for one in new))
            except (MeetDeskError, OSError, TimeoutError) as error:
                return OSError(str(error) or "time-out")
            self._people += new
        return len(self._people)


def live(pipe: Connection) -> None:
    """The process: obeys what comes through the pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    asyncio.run(_live(pipe))


async def _live(pipe: Connection) -> None:
    people = People()
    sending = start_task("people", people.run())
    try:
        while True:
            try:
                order: Order = await asyncio.to_thread(pipe.recv)
            except EOFError:
                return
            pipe.send(await people.obey(order))
    finally:
        sending.cancel()
