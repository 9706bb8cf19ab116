"""How do people who join fare beside strangers who hold the door?

    python -m tests.bench.half_open [--joins 20] [--times 1,10] [--acts silent_connections,handshakes,…]

Joins a real host by its code, from a new address each time, alone and beside each of the strangers of
``tests.hostile.listed``, at the stated strength and at ten times that. Reports how many got in within 5 s, the median
time and its ratio to that alone, what the host used of a core, and by how much it grew.
"""

import argparse
import asyncio
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.app.processes import hosting
from tests.bench.latency.cpu import cpu_seconds
from tests.hostile.listed import ACTS
from tests.support.attacker import attacking
from tests.support.bot_channels import ask_to_join
from tests.support.half_open import resident_bytes

STRANGERS = tuple(name for name, act in ACTS.items() if act.who == "stranger")
WITHIN_SECONDS = 5.0


@dataclass
class Fared:
    seconds: list[float]
    """Of those who got in."""
    tried: int
    core: float
    """What the host used of one."""
    grew: int
    """Bytes."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--joins", type=int, default=20)
    parser.add_argument("--times", default="1,10")
    parser.add_argument("--acts", default=",".join(STRANGERS))
    given = parser.parse_args()
    print(f"{'beside':34} {'got in':>8} {'median':>8} {'ratio':>6} {'longest':>8} {'core':>6} {'grew':>8}")
    with tempfile.TemporaryDirectory() as folder:
        alone = _alone(Path(folder) / "alone", given.joins)
        _row("nobody", alone, alone)
        for act in given.acts.split(","):
            for times in map(int, given.times.split(",")):
                # A host of its own for each, as guesses are remembered.
                with hosting(Path(folder) / f"{act}{times}", "--guests") as (process, ready):
                    before = resident_bytes(process.pid)
                    with attacking(act, ready["port"], times):
                        found = _joins(process.pid, ready, given.joins, before)
                _row(f"{act} {ACTS[act].strength * times:,}", found, alone)


def _alone(folder: Path, joins: int) -> Fared:
    with hosting(folder, "--guests") as (process, ready):
        return _joins(process.pid, ready, joins, resident_bytes(process.pid))


def _joins(process: int, ready: dict[str, str], joins: int, before: int) -> Fared:
    """One after the other, half a second apart."""
    found, began, used = [], time.perf_counter(), cpu_seconds(process)
    for number in range(joins):

        def dial(address: str, port: int, number: int = number) -> socket.socket:
            source = f"127.9.{number // 250}.{1 + number % 250}"
            return socket.create_connection((address, port), timeout=WITHIN_SECONDS, source_address=(source, 0))

        at = time.perf_counter()
        try:
            asyncio.run(ask_to_join("127.0.0.1", int(ready["port"]), ready["code"], dial))
        except Exception as error:
            print(f"  join {number}: {type(error).__name__} {error}")
        else:
            found.append(time.perf_counter() - at)
        time.sleep(0.5)
    core = (cpu_seconds(process) - used) / (time.perf_counter() - began)
    return Fared(found, joins, core, resident_bytes(process) - before)


def _row(name: str, found: Fared, alone: Fared) -> None:
    got_in = sum(1 for one in found.seconds if one <= WITHIN_SECONDS)
    middle, longest = (median(found.seconds), max(found.seconds)) if found.seconds else (float("nan"), float("nan"))
    ratio = middle / median(alone.seconds)
    print(
        f"{name:34} {got_in:>3} of {found.tried:<3} {middle:>6.2f} s {ratio:>6.2f} {longest:>6.2f} s {found.core:>6.2f}"
        f" {found.grew / 1e6:>5.1f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
