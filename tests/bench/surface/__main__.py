"""How long a picture drawn in a worker takes until the page shows it, by the kind of element that shows it.

``python -m tests.bench.surface [--seconds 12]``. ``stream``: a ``MediaStreamTrackGenerator`` in a ``<video>``, which is
what the engine uses; ``canvas``: an ``OffscreenCanvas``, its fallback; ``posted``: frames posted to the page and drawn
there. The ways take turns in short stretches.
"""

import argparse
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.chromium import EXECUTABLE, flags

WAYS = ("stream", "canvas", "posted")
STRETCH_SECONDS = 4.0
_PLACE = "http://localhost/surface"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.surface", description=__doc__)
    parser.add_argument("--seconds", type=float, default=12.0, help="measured of each way (default 12)")
    options = parser.parse_args()
    delays: dict[str, list[float]] = {way: [] for way in WAYS}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags())
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        html = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
        page.route(_PLACE, lambda route: route.fulfill(content_type="text/html", body=html))
        page.goto(_PLACE)
        for _ in range(max(1, round(options.seconds / STRETCH_SECONDS))):
            for way in WAYS:
                delays[way] += page.evaluate("([way, seconds]) => measure(way, seconds)", [way, STRETCH_SECONDS])
        browser.close()
    print(f"{'way':8}{'pictures':>10}{'p50 ms':>10}{'p95 ms':>10}{'p50 to stream':>16}")
    base = statistics.median(delays["stream"])
    for way, found in delays.items():
        p50, p95 = statistics.median(found), statistics.quantiles(found, n=20)[18]
        print(f"{way:8}{len(found):10}{p50:10.1f}{p95:10.1f}{p50 / base:16.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
