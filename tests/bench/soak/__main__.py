"""A long meeting: ``python -m tests.bench.soak --help`` names the options.

25 people for ten minutes, each sending 50 frames of sound and 30 of picture a second to all others, over TLS to the
product's own server in a process of its own. The people are real WebSocket clients in a few processes. Reported for
every minute: the host's memory, what it dropped, what its people missed, delays, and the host's CPU. The host's memory
is compared with that at the end of the first minute.

The people must be fast enough themselves, or they are no healthy receivers: see their share of a core.
"""

import argparse
import asyncio
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.bench.latency.figures import percentile
from tests.bench.relay import load
from tests.bench.relay.running import Server, ServerFailedError, server
from tests.bench.soak.people import Minute, live

_JOIN_SECONDS = 90.0
_LATE_SECONDS = 60.0
_GROWTH_BYTES = 2e6
"""Growth of the host's memory after the first minute that is none: what the allocator and the log of chat-less meetings
move by."""


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description="a long meeting")
    parser.add_argument("--people", type=int, default=25)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--processes", type=int, default=3, help="of the people")
    options = parser.parse_args()
    seconds = options.minutes * 60
    command = [sys.executable, "-m", "tests.bench.relay.serve", "meetdesk-tls"]
    longest = _JOIN_SECONDS + seconds + _LATE_SECONDS
    async with server(command, Path.cwd()) as host, asyncio.timeout(longest):
        with ExitStack() as stack:
            shares = [
                host.ready["tickets"][first : options.people : options.processes] for first in range(options.processes)
            ]
            pipes = [stack.enter_context(people(int(host.ready["port"]), tuple(share))) for share in shares if share]
            return await soak(host, pipes, options.people, seconds)


@contextmanager
def people(port: int, tickets: tuple[str, ...]) -> Iterator[Connection]:
    """A process with one person for each ticket, and the pipe to it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=live, args=(theirs, port, tickets), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join(3)
        process.terminate()
        process.join(2)


async def soak(host: Server, pipes: list[Connection], people: int, seconds: float) -> int:
    """Prints a line for each minute and what came out; 0 if nothing grew and nobody missed anything."""
    cameras = [camera for pipe in pipes for camera in await _hear(pipe, _JOIN_SECONDS)]
    _say(pipes, cameras)
    for pipe in pipes:
        await _hear(pipe, _JOIN_SECONDS)
    _say(pipes, seconds)
    print("minute     MB  dropped  missing  delivered   p50 ms   p99 ms  gap ms  host CPU %  people CPU %")
    before, memory, missed = await host.used(), [], 0
    due = people * (people - 1) * (1 / load.AUDIO_SECONDS + 1 / load.VIDEO_SECONDS)
    while len(memory) * 60 < seconds:
        minutes: list[Minute] = [await _hear(pipe, 60 + _LATE_SECONDS) for pipe in pipes]
        used = await host.used()
        took = max(minute.seconds for minute in minutes)
        ages = [age for minute in minutes for age in minute.ages]
        dropped, missing = (used["frames_dropped"] - before["frames_dropped"], sum(each.missing for each in minutes))
        memory.append(used["rss"])
        missed += dropped + missing
        print(
            f"{len(memory):6d} {used['rss'] / 1e6:6.1f} {dropped:8.0f} {missing:8d} "
            f"{sum(each.frames for each in minutes) / (due * took) * 100:8.1f} % {percentile(ages, 0.5) * 1e3:8.2f} "
            f"{percentile(ages, 0.99) * 1e3:8.2f} {max(each.longest_gap for each in minutes) * 1e3:7.0f} "
            f"{(used['cpu'] - before['cpu']) / took * 100:11.1f} "
            f"{sum(each.cpu_seconds for each in minutes) / took * 100:13.1f}",
            flush=True,
        )
        before = used
    grown = max(memory) - memory[0]
    print(f"after the first minute the host's memory grew by {grown / 1e6:.1f} MB; {missed:.0f} frames were missed")
    return 0 if grown <= _GROWTH_BYTES and not missed else 1


def _say(pipes: list[Connection], what: object) -> None:
    for pipe in pipes:
        pipe.send(what)


async def _hear(pipe: Connection, seconds: float) -> Any:
    """Raises ServerFailedError if a process of the people ended or says nothing for so long."""
    try:
        if not await asyncio.to_thread(pipe.poll, seconds):
            raise ServerFailedError(f"the people said nothing for {seconds:.0f} s")
        return pipe.recv()
    except EOFError as error:
        raise ServerFailedError("the people's process ended") from error


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
