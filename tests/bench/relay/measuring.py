"""One round of a server under load, in a process of its own."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meetdesk.joining.reach import any_certificate
from meetdesk.selftest.received import Received
from tests.bench.relay import load, node
from tests.bench.relay.running import server

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


async def measure(variant: str, people: int, seconds: float, *, together: bool, tree: Path | None = None) -> Result:
    """One round; ``tree``: whose server is measured, if not this one's. Raises ServerFailedError."""
    async with (
        server(*_command(variant, tree)) as under_test,
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


def _command(variant: str, tree: Path | None) -> tuple[list[str], Path]:
    """What starts a server, and the folder to start it in."""
    if variant == "node-ws":
        return [str(node.executable()), "-e", node.SERVER], node.UI
    python = sys.executable if tree is None else str(python_of(tree))
    return [python, "-m", f"{__package__}.serve", variant], tree or Path.cwd()


def python_of(tree: Path) -> Path:
    """Of a source tree that is set up."""
    return tree / ".venv" / "bin" / "python"


async def _join(variant: str, ready: dict[str, Any], people: int, received: Received) -> list[load.Sender]:
    async with asyncio.timeout(_JOIN_SECONDS):
        if not variant.startswith("meetdesk"):
            return await load.join_rival(ready["port"], people, received)
        tls = any_certificate() if variant.endswith("tls") else None
        copies = variant.endswith("copies")
        return await load.join_meetdesk(ready["port"], people, ready["tickets"], received, tls, copies)
