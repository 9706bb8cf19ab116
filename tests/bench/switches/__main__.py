"""Switches again and again: ``python -m tests.bench.switches --help`` names the options.

Ada turns her camera on and off and changes her background; Bob, who looks at her, changes the size of his window and
the layout, so that now the large and now the small layer is wanted; busy loops come and go. After every few switches
her picture must move in his window, in her camera's shape. What is chosen is the seed's; when, is the machine's.

Reported: every picture that did not come or had another shape, what was switched before, both people's statistics, and
for how long; and what the engine had to do so that the others came. Exit status 1 if there was any fault.
"""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.switches.switching import REMEDY, Switching, together
from tests.e2e.stage import sit_down
from tests.support.person import HEARING, Person
from tests.support.picture import HUES, write_y4m
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.switches", description="does the picture always come?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--switches", type=int, default=500)
    parser.add_argument("--busy", type=int, default=2, help="busy loops at most")
    parser.add_argument("--size", default="640x360", help="of Ada's camera")
    parser.add_argument("--window", action="store_true", help="Ada uses the native window instead of Chromium")
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright, ExitStack() as stack:
        folder = Path(name)
        # Where everybody's camera is looked for.
        write_y4m(camera := folder / f"camera-{HUES[0]}.y4m", HUES[0], width, height, rate=15)
        if options.window:
            flags = [f"--use-file-for-fake-video-capture={camera}"]
            app = stack.enter_context(AppWindow(stack.enter_context(Xvfb()), folder / "ada", flags=flags))
            ada = Person(app.page(playwright), "Ada", HUES[0])
            ada.is_home()
            ada.page.evaluate(HEARING)
        else:
            ada = sit_down(playwright, stack, folder, 0).person
        bob = sit_down(playwright, stack, folder, 1).person
        together(ada, bob)
        result = Switching(ada, bob, options.seed, (width, height), options.busy).run(options.switches)
        remedies = [line for line in ada.console if REMEDY in line]
    print(f"seed {options.seed}: {result.switches} switches, {result.looks} looks, {len(result.faults)} faults")
    print("\n".join([f"{len(remedies)} remedies", *remedies]))
    print(f"slowest picture {result.slowest:.1f} s, {time.monotonic() - began:.0f} s in all")
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
