"""Servers side by side in one run; ``python -m tests.bench.relay --help`` names the options.

The same load for each: all to all, 50 audio frames of 120 B and 30 video frames of 2.5 kB a second from everybody.
``meetdesk-copies``: everybody has the copy of the audio channel as well. Reported for each server's process: CPU per
delivered frame, added latency, memory, the ratio of this relay's CPU to it, and beside the prototype the ratio aimed
at. The servers take turns in short rounds, of which the median is reported, so that whatever else the machine does is
shared among them. Node's ``ws`` takes part where Node finds it (``NODE_PATH``).
"""

import argparse
import asyncio
import json
import shutil
import ssl
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields
from typing import Any

from tests.bench.relay import load
from tests.bench.relay.prototype import AIMS
from tests.bench.relay.rivals import NODE_WS

VARIANTS = ("meetdesk", "meetdesk-tls", "meetdesk-copies", "prototype", "node-ws", "websockets", "tornado")
_WARM_UP_SECONDS = 1.0


@dataclass
class Result:
    variant: str
    people: int
    us_per_frame: float
    """CPU microseconds of the server per delivered frame."""
    cpu_percent: float
    delivered_percent: float
    """Of what was due; below 95 the server (or this load generator) was overloaded."""
    p50_ms: float
    p99_ms: float
    megabytes: float


@asynccontextmanager
async def server(variant: str) -> AsyncIterator[tuple[dict[str, Any], Any]]:
    """A started server: what it said about itself, and a function that asks for its CPU seconds and memory."""
    command = (
        ["node", "-e", NODE_WS] if variant == "node-ws" else [sys.executable, "-m", f"{__package__}.serve", variant]
    )
    process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=2**20)
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout

    async def used() -> dict[str, float]:
        stdin.write(b"\n")
        answer: dict[str, float] = json.loads(await stdout.readline())
        return answer

    try:
        yield json.loads(await stdout.readline()), used
    finally:
        process.kill()
        await process.wait()


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def measure(variant: str, people: int, seconds: float) -> Result:
    async with server(variant) as (ready, used):
        received = load.Received()
        if variant.startswith("meetdesk"):
            tls = _trusting() if variant.endswith("tls") else None
            copies = variant.endswith("copies")
            senders = await load.join_meetdesk(ready["port"], people, ready["tickets"], received, tls, copies)
        else:
            senders = await load.join_rival(ready["port"], people, received)
        await load.run(senders, _WARM_UP_SECONDS)
        for sender in senders:
            sender.key_frame()
        received.frames = 0
        received.ages.clear()
        loop = asyncio.get_running_loop()
        before, start = await used(), loop.time()
        await load.run(senders, seconds)
        after, took = await used(), loop.time() - start
        for sender in senders:
            for connection in (sender.audio, sender.copy, sender.video, sender.control):
                if connection is not None:
                    connection.transport.abort()
    cpu = after["cpu"] - before["cpu"]
    audio = (1 + variant.endswith("copies")) / load.AUDIO_SECONDS
    due = people * (people - 1) * took * (audio + 1 / load.VIDEO_SECONDS)
    ages = sorted(received.ages) or [float("nan")]
    return Result(
        variant,
        people,
        us_per_frame=cpu / max(received.frames, 1) * 1e6,
        cpu_percent=cpu / took * 100,
        delivered_percent=received.frames / due * 100,
        p50_ms=ages[len(ages) // 2] * 1e3,
        p99_ms=ages[int(len(ages) * 0.99)] * 1e3,
        megabytes=after["rss"] / 1e6,
    )


def _node_has_ws() -> bool:
    node = shutil.which("node")
    found = node and subprocess.run([node, "-e", "require('ws')"], capture_output=True, check=False)
    return bool(found) and found.returncode == 0


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.relay")
    parser.add_argument("--people", type=int, nargs="+", default=[8, 25])
    parser.add_argument("--seconds", type=float, default=2.0, help="of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=VARIANTS, default=VARIANTS)
    parser.add_argument("--json", action="store_true", help="one line a result")
    options = parser.parse_args()
    variants = [v for v in options.only if v != "node-ws" or _node_has_ws()]
    if not options.json:
        print("   N  variant          us/frame  ours is   aim   CPU %  delivered   p50 ms   p99 ms     MB")
    for people in options.people:
        rounds: dict[str, list[Result]] = {variant: [] for variant in variants}
        for _ in range(options.rounds):
            for variant in variants:
                rounds[variant].append(await measure(variant, people, options.seconds))
        results = [median(of) for of in rounds.values()]
        for result in results:
            print(json.dumps(asdict(result)) if options.json else _line(result, results[0]))


def median(results: list[Result]) -> Result:
    """Each figure's median over the rounds of one variant."""
    figures = {
        name: statistics.median(getattr(result, name) for result in results)
        for name in (field.name for field in fields(Result))
        if name not in {"variant", "people"}
    }
    return Result(results[0].variant, results[0].people, **figures)


def _line(result: Result, first: Result) -> str:
    aim = AIMS.get(result.people) if result.variant == "prototype" and first.variant == "meetdesk" else None
    return (
        f"{result.people:4d}  {result.variant:15s} {result.us_per_frame:9.2f} "
        f"{first.us_per_frame / result.us_per_frame:8.2f} {'' if aim is None else f'{aim:.2f}':>5s} "
        f"{result.cpu_percent:7.1f} {result.delivered_percent:8.0f} % {result.p50_ms:8.2f} {result.p99_ms:8.2f} "
        f"{result.megabytes:6.0f}"
    )


if __name__ == "__main__":
    asyncio.run(main())
