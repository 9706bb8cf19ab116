"""What strong noise removal costs and does: ``python -m tests.bench.noise [--turns 7] [--seconds 8]``.

In Chromium, the engine's own work on a microphone before encoding, without and with it, in turns: the share of a core
each takes, and their ratio. Then on seeded noisy speech: by how many decibels pauses and syllables change, the delay.
"""

import argparse
import faulthandler
import statistics
import sys
from pathlib import Path

from tests.bench.engine_page import engine_page

_LIMIT_SECONDS = 200
"""Of the whole, against hanging."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.noise", description=__doc__)
    parser.add_argument("--turns", type=int, default=7, help="of each way (default 7)")
    parser.add_argument("--seconds", type=int, default=8, help="of sound in each turn (default 8)")
    options = parser.parse_args()
    faulthandler.dump_traceback_later(_LIMIT_SECONDS, exit=True)
    with engine_page(Path(__file__).parent / "page") as page:
        page.evaluate("async (seconds) => { window.bench = await prepare(seconds) }", options.seconds)
        page.evaluate("bench.turn()")  # compiled and warm
        turns = [page.evaluate("bench.turn()") for _ in range(options.turns)]
        result = page.evaluate("bench.result()")
    without, removed = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(one / other for other, one in turns)
    print(f"share of a core: without {without:.2%}, with {removed:.2%}, ratio {ratio:.0f}")
    print(f"pauses {result['pauses']:+.1f} dB, syllables {result['speech']:+.1f} dB, delay {result['delay']:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
