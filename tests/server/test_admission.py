"""What is not seen from outside: the time the arithmetic takes, and the thread it is done in."""

import asyncio
import threading
import time

import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.people import EndReason
from meetdesk.joining.code import make_code
from meetdesk.joining.door import Door
from meetdesk.joining.proof import CodeHost
from meetdesk.server.lan import admission
from meetdesk.server.lan.admission import ANSWER_SECONDS, Admissions
from meetdesk.server.lan.guesses import Guesses
from meetdesk.server.meeting.session import MeetingSession

EARLY = 0.001
"""The loop's clock may be read a moment before a timer is due."""


class SlowDoor(Door):
    """Takes its time for the arithmetic."""

    def __init__(self, seconds: float) -> None:
        super().__init__(bytes(32), make_code())
        self.seconds = seconds
        self.threads: set[str] = set()

    def knock(self, element: bytes) -> CodeHost:
        self.threads.add(threading.current_thread().name)
        time.sleep(self.seconds)
        raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE)


@pytest.mark.parametrize(("takes", "step"), [(0.0, 1), (0.05, 1), (ANSWER_SECONDS + 0.05, 2)])
def test_the_answer_leaves_at_a_fixed_time(takes: float, step: int) -> None:
    async def scenario() -> None:
        session = MeetingSession("Test")
        door = SlowDoor(takes)
        admissions = Admissions(session, door, Guesses())
        loop = asyncio.get_running_loop()
        began = loop.time()
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0.01)
                turns += 1

        counting = asyncio.ensure_future(count())
        with pytest.raises(MeetDeskError):
            await admissions._knock(b"")
        assert loop.time() - began >= step * ANSWER_SECONDS - EARLY
        assert turns > 3, "the loop stood still"
        assert all(name.startswith("meetdesk-code") for name in door.threads)
        counting.cancel()
        admissions.stop()
        await session.end(EndReason.HOST_QUIT)

    asyncio.run(scenario())


def test_the_stated_time() -> None:
    assert admission.ANSWER_SECONDS == 0.25
