"""Servers side by side in one run; ``python -m tests.bench.relay --help`` names the options.

The same load for each: all to all, 50 audio frames of 120 B and 30 video frames of 2.5 kB a second from everybody.
``meetdesk-copies``: everybody has the copy of the audio channel as well. Reported for each server's process: CPU per
delivered frame, added latency, memory, the ratio of this relay's CPU to it, and the ratio aimed at (at most; beside TLS
at least). The servers take turns in short rounds, of which the median is reported, so that whatever else the machine
does is shared among them. One that fails is left out, and the benchmark then ends with status 1.

``--against TREE``: only this tree's relay and that of another tree which is set up, in turns, with the ratio of each
round and, as the noise of the run, that of this tree's two turns in it. The load is this tree's for both.
"""

import argparse
import asyncio
import json
import statistics
import sys
from dataclasses import asdict, fields
from pathlib import Path

from tests.bench.relay import against, node
from tests.bench.relay.measuring import Result, measure, python_of
from tests.bench.relay.prototype import AIMS
from tests.bench.relay.running import ServerFailedError

VARIANTS = ("meetdesk", "meetdesk-tls", "meetdesk-copies", "prototype", "node-ws", "websockets", "tornado")
_AIMS = {"meetdesk-tls": 1 / 2, "node-ws": 1 / 3, "tornado": 1 / 10}


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.relay")
    parser.add_argument("--people", type=int, nargs="+", default=[8, 25, 50])
    parser.add_argument("--seconds", type=float, default=2.0, help="of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=VARIANTS, default=VARIANTS)
    parser.add_argument("--together", action="store_true", help="all send at the same moments, not one after the other")
    parser.add_argument("--against", type=Path, metavar="TREE", help="another source tree, after its `make setup`")
    parser.add_argument("--json", action="store_true", help="one line a result")
    options = parser.parse_args()
    if options.against:
        return await _against(options)
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


async def _against(options: argparse.Namespace) -> int:
    tree = options.against.absolute()
    if not python_of(tree).exists():
        print(f"{tree} is not set up: there is no {python_of(tree)}", file=sys.stderr)
        return 2
    if not options.json:
        print(against.HEAD)
    for people in options.people:
        try:
            of = await against.compare(people, options.seconds, options.rounds, tree, together=options.together)
        except ServerFailedError as error:
            print(f"{people} people: {error}", file=sys.stderr)
            return 1
        for one in of:
            print(json.dumps(asdict(one)) if options.json else against.line(one), flush=True)
    return 0


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
