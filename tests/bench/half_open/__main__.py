"""Does a flood of half-open connections slow down people who join?

    python -m tests.bench.half_open [--count 200] [--rounds 8]

Joins a real host in turn with and without such connections held open, and reports the ratio of the medians, the
host's growth, and how long the connections lasted.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

from meetdesk import __version__
from meetdesk.joining.address import Address
from meetdesk.joining.dial import join
from meetdesk.joining.invitation import Destination
from tests.app.processes import hosting
from tests.support.half_open import flooding, resident_bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=8)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, hosting(Path(folder)) as (process, ready):
        destination = Destination((Address("127.0.0.1", ready["port"]),))

        async def seconds() -> float:
            began = time.perf_counter()
            await join(destination, ready["code"], app_version=__version__)
            return time.perf_counter() - began

        async def measure() -> None:
            await seconds()
            before = most = resident_bytes(process.pid)
            alone: list[float] = []
            flooded: list[float] = []
            lasted: list[float] = []
            for _ in range(given.rounds):
                alone.append(await seconds())
                async with flooding(ready["port"], given.count, 40) as flood:
                    await asyncio.sleep(1.0)  # all of them are there
                    flooded.append(await seconds())
                    most = max(most, resident_bytes(process.pid))
                    await flood.over()
                lasted += flood.seconds
            print(
                f"join alone {median(alone):.3f} s, beside {given.count} half-open connections {median(flooded):.3f} s"
            )
            print(f"ratio {median(flooded) / median(alone):.2f}; the host grew by {(most - before) / 1e6:.1f} MB")
            print(f"half-open connections lasted {median(lasted):.1f} s, at most {max(lasted):.1f} s")

        asyncio.run(measure())


if __name__ == "__main__":
    main()
