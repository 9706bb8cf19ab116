"""What hiding the background costs: ``python -m tests.bench.background [--turns 3] [--seconds 5]``.

In Chromium, at 30 frames a second: the engine's work on a frame before it is encoded, with a blurred background and
with a picture, and the encoding of the same pictures as they are and with their background hidden, in turns.
"""

import argparse
import faulthandler
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.bench.engine_page import engine_page

_LIMIT_SECONDS = 250
"""Of the whole, against hanging."""
_SIZES = ((1280, 720), (640, 360))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.background", description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="of each way (default 3)")
    parser.add_argument("--seconds", type=int, default=5, help="of each turn (default 5)")
    options = parser.parse_args()
    faulthandler.dump_traceback_later(_LIMIT_SECONDS, exit=True)
    with engine_page(Path(__file__).parent / "page") as page:
        for width, height in _SIZES:
            for picture in (False, True):
                _measure(page, width, height, picture, options.turns, options.seconds)
    return 0


def _measure(page: Page, width: int, height: int, picture: bool, turns: int, seconds: int) -> None:
    page.evaluate("async (wish) => { window.bench = await prepare(...wish) }", [width, height, picture])
    page.evaluate("bench.turn(1, true)")  # compiled and warm
    pairs = [[page.evaluate(f"bench.turn({seconds}, {hide})") for hide in ("false", "true")] for _ in range(turns)]
    plain, hidden = (list(column) for column in zip(*pairs, strict=True))

    def median(of: list[dict[str, Any]], name: str) -> float:
        return statistics.median(turn[name] for turn in of)

    print(
        f"{width}×{height}, {'picture' if picture else 'blurred'}: hiding {median(hidden, 'hideMs'):.1f} ms a frame,"
        f" {median(hidden, 'hideShare'):.0%} of a core; encoding {median(plain, 'encodeMs'):.1f} ms as it is,"
        f" {median(hidden, 'encodeMs'):.1f} ms hidden",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
