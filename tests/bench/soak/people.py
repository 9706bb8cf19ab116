"""Some of the people of the soak, in a process of their own."""

import asyncio
import signal
import time
from multiprocessing.connection import Connection
from typing import NamedTuple

from meetdesk.joining.reach import any_certificate
from meetdesk.selftest.received import Received
from tests.bench.relay import load

_JOIN_SECONDS = 60.0
_MINUTE = 60.0


class Minute(NamedTuple):
    """What this process's people received in one minute (or what was left of the time)."""

    seconds: float
    frames: int
    missing: int
    """Numbers left out in the streams."""
    longest_gap: float
    ages: tuple[float, ...]
    """Seconds, sorted: every 64th or so."""
    cpu_seconds: float


def live(pipe: Connection, port: int, tickets: tuple[str, ...]) -> None:
    """Joins; says which cameras it has; hears of all; hears for how long; then says a ``Minute`` for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    asyncio.run(_live(pipe, port, tickets))


async def _live(pipe: Connection, port: int, tickets: tuple[str, ...]) -> None:
    received, tls = Received(), any_certificate()
    async with asyncio.timeout(_JOIN_SECONDS):
        senders = [await load.enter(port, ticket, received, tls) for ticket in tickets]
    pipe.send([sender.video_track for sender in senders])
    cameras: list[int] = await asyncio.to_thread(pipe.recv)
    watches = []
    for sender in senders:
        sender.want(cameras)
        watches += [sender.watch("audio"), sender.watch("video")]
    pipe.send("ready")
    # People go on sending while they wait for the others.
    waiting = asyncio.ensure_future(asyncio.to_thread(pipe.recv))
    while not waiting.done():
        await load.run(senders, 0.5)
    left = float(waiting.result())
    while left > 0:
        for watch in watches:
            watch.begin()
        received.frames = 0
        received.ages.clear()
        start, cpu = time.monotonic(), time.process_time()
        await load.run(senders, min(left, _MINUTE))
        took = time.monotonic() - start
        left -= _MINUTE
        pipe.send(
            Minute(
                took,
                received.frames,
                sum(watch.missing for watch in watches),
                max(watch.longest_gap for watch in watches),
                tuple(sorted(received.ages[::4])),
                time.process_time() - cpu,
            )
        )
    await load.run(senders, 1.0)
    load.leave(senders)
