"""Servers side by side in one run; ``python -m tests.bench.relay --help`` names the options.

The same load for each: all to all, 50 audio frames of 120 B and 30 video frames of 2.5 kB a second from everybody.
``meetdesk-copies``: everybody has the copy of the audio channel as well. Reported for each server's process: CPU per
delivered frame, added latency, memory, the ratio of this relay's CPU to it, and the ratio aimed at (at most; beside TLS
at least). The servers take turns in short rounds, of which the median is reported, so that whatever else the machine
does is shared among them. One that fails is left out, and the benchmark then ends with status 1.
"""

import argparse
import asyncio
import json
import statistics
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from meetdesk.joining.reach import any_certificate
from meetdesk.selftest.received import Received
from tests.bench.relay import load, node
from tests.bench.relay.prototype import AIMS
from tests.bench.relay.running import ServerFailedError, server

VARIANTS = ("meetdesk", "meetdesk-tls", "meetdesk-copies", "prototype", "node-ws", "websockets", "tornado")
_AIMS = {"meetdesk-tls": 1 / 2, "node-ws": 1 / 3, "tornado": 1 / 10}
_WARM_UP_SECONDS = 10
"""Longest; it ends when nearly everything has arrived for a second. Whoever was sent less while many came at once gets
everything again after some seconds."""
_JOIN_SECONDS = 30.0


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


async def measure(variant: str, people: int, seconds: float, *, together: bool) -> Result:
    """One round. Raises ServerFailedError."""
    async with (
        server(*_command(variant)) as under_test,
        asyncio.timeout(_JOIN_SECONDS + _WARM_UP_SECONDS + seconds * 10),
    ):
        received = Received()
        senders = await _join(variant, under_test.ready, people, received)
        await _warm_up(senders, received, _due(variant, people))
        received.frames = 0
        received.ages.clear()
        loop = asyncio.get_running_loop()
        before, start = await under_test.used(), loop.time()
        await load.run(senders, seconds, together=together)
        after, took = await under_test.used(), loop.time() - start
        load.leave(senders)
    cpu = after["cpu"] - before["cpu"]
    due = _due(variant, people) * took
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


def _due(variant: str, people: int) -> float:
    """Frames that should arrive a second."""
    audio = (1 + variant.endswith("copies")) / load.AUDIO_SECONDS
    return people * (people - 1) * (audio + 1 / load.VIDEO_SECONDS)


async def _warm_up(senders: list[load.Sender], received: Received, due: float) -> None:
    for _ in range(_WARM_UP_SECONDS):
        received.frames = 0
        await load.run(senders, 1.0)
        if received.frames > due * 0.98:
            return


def _command(variant: str) -> tuple[list[str], Path]:
    """What starts a server, and the folder to start it in."""
    if variant == "node-ws":
        return [str(node.executable()), "-e", node.SERVER], node.UI
    return [sys.executable, "-m", f"{__package__}.serve", variant], Path.cwd()


async def _join(variant: str, ready: dict[str, Any], people: int, received: Received) -> list[load.Sender]:
    async with asyncio.timeout(_JOIN_SECONDS):
        if not variant.startswith("meetdesk"):
            return await load.join_rival(ready["port"], people, received)
        tls = any_certificate() if variant.endswith("tls") else None
        copies = variant.endswith("copies")
        return await load.join_meetdesk(ready["port"], people, ready["tickets"], received, tls, copies)


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.relay")
    parser.add_argument("--people", type=int, nargs="+", default=[8, 25, 50])
    parser.add_argument("--seconds", type=float, default=2.0, help="of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=VARIANTS, default=VARIANTS)
    parser.add_argument("--together", action="store_true", help="all send at the same moments, not one after the other")
    parser.add_argument("--json", action="store_true", help="one line a result")
    options = parser.parse_args()
    variants = list(options.only)
    if "node-ws" in variants and (missing := node.why_not_here()):
        print(f"node-ws left out: {missing}", file=sys.stderr)
        variants.remove("node-ws")
    if not options.json:
        print("   N  variant          us/frame  ours is   aim   CPU %  delivered   p50 ms   p99 ms     MB")
    failures = 0
    for people in options.people:
        rounds: dict[str, list[Result]] = {variant: [] for variant in variants}
        for _ in range(options.rounds):
            for variant in list(rounds):
                try:
                    rounds[variant].append(await measure(variant, people, options.seconds, together=options.together))
                except ServerFailedError as error:
                    print(f"{variant} with {people} people failed, and is left out: {error}", file=sys.stderr)
                    failures += 1
                    del rounds[variant]
        results = [median(of) for of in rounds.values()]
        for result in results:
            print(json.dumps(asdict(result)) if options.json else _line(result, results[0]), flush=True)
    return 1 if failures else 0


def median(results: list[Result]) -> Result:
    """Each figure's median over the rounds of one variant."""
    figures = {
        name: statistics.median(getattr(result, name) for result in results)
        for name in (field.name for field in fields(Result))
        if name not in {"variant", "people"}
    }
    return Result(results[0].variant, results[0].people, **figures)


def _line(result: Result, first: Result) -> str:
    aim = _aim(result) if first.variant == "meetdesk" else None
    return (
        f"{result.people:4d}  {result.variant:15s} {result.us_per_frame:9.2f} "
        f"{first.us_per_frame / result.us_per_frame:8.2f} {'' if aim is None else f'{aim:.2f}':>5s} "
        f"{result.cpu_percent:7.1f} {result.delivered_percent:8.0f} % {result.p50_ms:8.2f} {result.p99_ms:8.2f} "
        f"{result.megabytes:6.0f}"
    )


def _aim(result: Result) -> float | None:
    """Largest ratio of this relay's cost to that of ``result``; over TLS, the smallest."""
    if result.variant == "prototype":
        return AIMS.get(result.people)
    return _AIMS.get(result.variant) if result.people == 25 or result.variant == "meetdesk-tls" else None


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
