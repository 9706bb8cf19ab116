"""What finding meetings costs at the start: apps with and without it, in turn, on a machine of their own (root).

    python -m tests.bench.discovery [--rounds 8]

Prints milliseconds, medians: from the process's start to the first answer that the page draws from, and from there to
the twentieth, while the package for multicast DNS is loaded and its sockets are opened; and the ratios.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from tests.app.windows import Page
from tests.support.app import AppProcess, entry_url
from tests.support.netns import Cable, Namespace

ANSWERS = 20


def start(machine: Namespace, discovery: str) -> tuple[float, float]:
    """Milliseconds to the first answer, and from there to the last."""
    os.environ["MEETDESK_DISCOVERY"] = discovery
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with AppProcess(Path(folder), prefix=machine.command()) as app:
            url, port = entry_url(app)
            page = Page(url, f"127.0.0.1:{machine.forward(port)}")
            page.ask("GET", "/api/state")
            first = time.perf_counter()
            for _ in range(ANSWERS - 1):
                page.ask("GET", "/api/state")
            last = time.perf_counter()
    return (first - begun) * 1000, (last - first) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=8)
    rounds = parser.parse_args().rounds
    seen: dict[str, list[tuple[float, float]]] = {"off": [], "on": []}
    with Cable() as (machine, _):
        for number in range(2 * rounds):
            discovery = ("off", "on")[number % 2]
            seen[discovery].append(start(machine, discovery))
    for place, what in enumerate(("start to first answer", f"first to answer {ANSWERS}")):
        off, on = (statistics.median(run[place] for run in seen[which]) for which in ("off", "on"))
        print(f"{what:24} without {off:7.1f} ms   with {on:7.1f} ms   ratio {on / off:.2f}")


if __name__ == "__main__":
    main()
