"""Switches again and again: ``python -m tests.bench.switches --help`` names the options.

Ada turns her camera on and off and changes its size and her background; Bob, who looks at her, wants now the large and
now the small layer; busy loops come and go. After every few switches her picture must move at Bob's, in her camera's
shape. What is chosen is the seed's; when, is the machine's.

Reported: every picture that did not come or had another shape, what was switched before, both people's statistics, and
for how long; and what the engine had to do so that the others came. Exit status 1 if there was any fault.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from tests.bench.switches.in_app import InApp
from tests.bench.switches.in_engine import InEngine
from tests.bench.switches.switching import Rig, Switching
from tests.e2e.stage import sit_down
from tests.engine.conftest import CHROMIUM, FLAGS
from tests.engine.meeting import EngineMeeting
from tests.engine.person import EnginePage
from tests.support.page_build import build_page
from tests.support.person import HEARING, Person
from tests.support.picture import HUES, write_y4m
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

_PAGE = Path(__file__).parents[2] / "engine" / "page"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.switches", description="does the picture always come?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--switches", type=int, default=500)
    parser.add_argument("--busy", type=int, default=2, help="busy loops at most")
    where = "two pages with the engine; two apps and Chromium; the same with the native window for Ada"
    parser.add_argument("--in", dest="where", choices=("engine", "app", "window"), default="engine", help=where)
    parser.add_argument("--size", default="640x360", help="of Ada's camera, in an app")
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        rigs = in_engine(playwright, folder) if options.where == "engine" else None
        with rigs or in_app(playwright, folder, width, height, window=options.where == "window") as rig:
            result = Switching(rig, options.seed, options.busy).run(
                options.switches, lambda text: print(text, flush=True)
            )
            remedies = rig.remedies()
    print(f"seed {options.seed}: {result.switches} switches, {result.looks} looks, {len(result.faults)} faults")
    print("\n".join([f"{len(remedies)} remedies", *remedies]))
    print(f"slowest picture {result.slowest:.1f} s, {time.monotonic() - began:.0f} s in all")
    return 1 if result.faults else 0


@contextmanager
def in_engine(playwright: Playwright, folder: Path) -> Iterator[Rig]:
    build_page(_PAGE, folder)
    meeting = EngineMeeting(folder)
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    ada, bob = (EnginePage(browser.new_page(), meeting.url(), name) for name in ("Ada", "Bob"))
    yield InEngine(ada, bob)
    browser.close()
    meeting.close()


@contextmanager
def in_app(playwright: Playwright, folder: Path, width: int, height: int, *, window: bool) -> Iterator[Rig]:
    with ExitStack() as stack:
        # Where everybody's camera is looked for.
        write_y4m(camera := folder / f"camera-{HUES[0]}.y4m", HUES[0], width, height, rate=15)
        if window:
            flags = [f"--use-file-for-fake-video-capture={camera}"]
            app = stack.enter_context(AppWindow(stack.enter_context(Xvfb()), folder / "ada", flags=flags))
            ada = Person(app.page(playwright), "Ada", HUES[0])
            ada.is_home()
            ada.page.evaluate(HEARING)
        else:
            ada = sit_down(playwright, stack, folder, 0).person
        bob = sit_down(playwright, stack, folder, 1).person
        yield InApp(ada, bob, width / height)


if __name__ == "__main__":
    sys.exit(main())
