"""How soon the window can be used: ``python -m tests.bench.start [--starts 7] [--against TREE] [--json]``.

The frozen app (made first if it is not there) and the same from source, in turns, on a display without a screen. Or,
with another source tree that is set up, this one and that one from source, and this one where the display is not known
yet and is tried first. The time is from the start of the process to the moment when the start screen has been painted
(the largest paint, as the browser engine itself has noted it), in ms. The first start of each warms the disk's cache
and is not counted.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Playwright, sync_playwright

from tests.support.person import Person
from tests.support.window import KNOWN_DISPLAYS, ROOT, AppWindow
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


class Started(NamedTuple):
    program: Path
    arguments: tuple[str, ...] = ()
    tree: Path = ROOT
    known: bool = True
    """Whether what works on the display is remembered from the start before."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.start", description=__doc__)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--against", type=Path, metavar="TREE", help="another source tree, after its `make setup`")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    # Not from the folder that this runs in, which is another tree's.
    from_source = Started(Path(sys.executable), ("-P", "-m", "meetdesk"))
    if options.against:
        other = options.against.absolute()
        programs = {
            "this": from_source,
            "new display": from_source._replace(known=False),
            "other": from_source._replace(program=other / ".venv" / "bin" / "python", tree=other),
        }
    else:
        programs = {"frozen": Started(APP), "source": from_source}
    times: dict[str, list[float]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder, Xvfb() as display, sync_playwright() as playwright:
        if not options.against:
            _build(Path(folder, "packages"))
        for turn in range(options.starts + 1):
            for name, program in programs.items():
                took = _start(display, playwright, Path(folder, name), program)
                if turn:
                    times[name].append(took)
    found = {name: statistics.median(values) for name, values in times.items()}
    *compared, base = found
    ratios = {name: found[name] / found[base] for name in compared}
    spread = {name: [round(min(values)), round(max(values))] for name, values in times.items()}
    if options.json:
        print(json.dumps({**found, "ratio": ratios, "spread": spread}))
        return 0
    for name, value in found.items():
        print(f"{name:12s} {value:6.0f} ms  ({spread[name][0]} … {spread[name][1]})")
    aim = "" if options.against else f"     (aim: {AIM} at most)"
    for name, ratio in ratios.items():
        print(f"{name} to {base}: {ratio:.2f}{aim}")
    return 0


def _build(folder: Path) -> None:
    command = [sys.executable, ROOT / "packaging" / "dev.py", "package", "--fast", "--to", folder, "list"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=_BUILD_SECONDS)


def _start(display: Xvfb, playwright: Playwright, data: Path, started: Started) -> float:
    """Milliseconds to the painted start screen."""
    if not started.known:
        (data / "window").mkdir(parents=True, exist_ok=True)
        (data / "window" / KNOWN_DISPLAYS.name).write_text("{}")
    begun = time.time()
    env = {"PYTHONPATH": str(started.tree)}
    with AppWindow(display, data, started.arguments, program=started.program, env=env) as app:
        page = app.page(playwright)
        Person(page, "Ada").is_home()
        painted = float(page.evaluate(_PAINTED))
        app.disconnect()
    return painted - begun * 1e3


if __name__ == "__main__":
    sys.exit(main())
