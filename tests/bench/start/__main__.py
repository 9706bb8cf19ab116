"""How soon the window can be used after the start: ``python -m tests.bench.start [--starts 7] [--json]``.

The frozen app (made first if it is not there) and the same from source, in turns, on a display without a screen. The
time is from the start of the process to the moment when the start screen has been painted (the largest paint, as the
browser engine itself has noted it), in ms. The first start of each warms the disk's cache and is not counted.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from tests.support.person import Person
from tests.support.window import ROOT, AppWindow
from tests.support.xvfb import Xvfb

APP = ROOT / ".cache" / "bundle" / "meetdesk" / "meetdesk"
AIM = 1.5
"""Frozen to unfrozen."""
_BUILD_SECONDS = 900
_PAINTED = """() => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('nothing was painted')), 10_000)
  new PerformanceObserver((list) => {
    const last = list.getEntries().at(-1)
    resolve(performance.timeOrigin + last.startTime)
  }).observe({ type: 'largest-contentful-paint', buffered: true })
})"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.start", description=__doc__)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    programs: dict[str, Path | None] = {"frozen": APP, "source": None}
    times: dict[str, list[float]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder, Xvfb() as display, sync_playwright() as playwright:
        _build(Path(folder, "packages"))
        for turn in range(options.starts + 1):
            for name, program in programs.items():
                took = _start(display, playwright, Path(folder, name), program)
                if turn:
                    times[name].append(took)
    found = {name: statistics.median(values) for name, values in times.items()}
    ratio = found["frozen"] / found["source"]
    spread = {name: [round(min(values)), round(max(values))] for name, values in times.items()}
    if options.json:
        print(json.dumps({**found, "ratio": ratio, "spread": spread}))
        return 0
    for name, value in found.items():
        print(f"{name:8s} {value:6.0f} ms  ({spread[name][0]} … {spread[name][1]})")
    print(f"ratio    {ratio:6.2f}     (aim: {AIM} at most)")
    return 0


def _build(folder: Path) -> None:
    command = [sys.executable, ROOT / "packaging" / "dev.py", "package", "--fast", "--to", folder, "list"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=_BUILD_SECONDS)


def _start(display: Xvfb, playwright: Playwright, data: Path, program: Path | None) -> float:
    """Milliseconds to the painted start screen."""
    begun = time.time()
    with AppWindow(display, data, () if program else ("-m", "meetdesk"), program=program) as app:
        page = app.page(playwright)
        Person(page, "Ada").is_home()
        painted = float(page.evaluate(_PAINTED))
        app.disconnect()
    return painted - begun * 1e3


if __name__ == "__main__":
    sys.exit(main())
