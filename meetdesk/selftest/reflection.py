"""What takes part in the meeting of ``meetdesk --self-test`` besides the window: a mirror, and where there is no window
somebody who looks into it."""

import asyncio
import contextlib
import os
import time

from meetdesk.joining.dial import JoinedHost
from meetdesk.relay.header import Header, Kind
from meetdesk.selftest.participant import Participant

ENOUGH = 10
"""Pictures, and packets of sound, that must come back."""
_BYTES = {Kind.AUDIO: 100, Kind.VIDEO: 4_000}
_PERIOD = 0.02
_LOUD = 20
"""-dBov"""


async def mirror(host: JoinedHost) -> None:
    """Sends everything that it hears and sees back, as its own microphone and camera, until the meeting ends."""
    await Participant(host, "Mirror", Participant.post).run()


async def look_into_mirror(host: JoinedHost, seconds: float) -> dict[Kind, int]:
    """Sends random frames into a meeting where there is a mirror, until ``ENOUGH`` of each kind came back or the time
    is over; returns how many did so unchanged. Raises as ``Participant.run``."""
    sent: set[tuple[Kind, bytes]] = set()
    back: list[tuple[Kind, bytes]] = []
    caller = Participant(host, "Caller", lambda _, header, payload: back.append((header.kind, payload)), looks=True)

    def count() -> dict[Kind, int]:
        return {kind: len({one for one in back if one[0] is kind} & sent) for kind in Kind}

    async def look() -> None:
        await caller.wanted.wait()
        number = 0
        while min(count().values()) < ENOUGH:
            for kind, size in _BYTES.items():
                payload = os.urandom(size)
                sent.add((kind, payload))
                # Every picture is a key frame, so that none depends on one before it.
                level, t0 = (_LOUD, 0) if kind is Kind.AUDIO else (0, number)
                caller.post(Header(kind, True, 0, 0, level, 0, number, t0, 200, int(time.monotonic() * 1e6)), payload)
            number += 1
            await asyncio.sleep(_PERIOD)

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            taking_part = group.create_task(caller.run())
            await look()
            taking_part.cancel()
    return count()
