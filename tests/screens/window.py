"""Takes pictures of the native window: first screen, hosting, meetings of 2, 9 and 25 people, a walk through one.

    python -m tests.screens.window [--out tests/output/window] [--only NAME]

The others are bots with test pictures and names in several scripts. Needs Xvfb, openbox, xdotool and Chromium.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.stage import camera_file, microphone_file
from tests.screens.looks import Look
from tests.screens.walk import walk
from tests.support.bot_crowd import Crowd
from tests.support.picture import HUES
from tests.support.processes import until
from tests.support.samples import Samples, samples_for
from tests.support.tone import PITCHES
from tests.support.window import ROOT, AppWindow
from tests.support.xvfb import Xvfb

NAMES = (
    "Bob Mwangi",
    "陈美玲",
    "Zoë 🌻",
    "محمد الأمين",
    "Ana-Sofía Fernández de la Reguera y Montalbán",
    "李雷",
    "Ravi",
    "Oksana Коваль",
)
PORTRAIT_SECONDS = 3.0
"""For pictures to come in and notices to go."""


LOOKS = (
    Look(1280, 800, "en", "light"),
    Look(800, 600, "zh-CN", "dark"),
    Look(1280, 800, "zh-CN", "dark"),
    Look(800, 600, "en", "light"),
)
WALKS = tuple(Look(*size, "zh-CN", theme) for size in ((800, 600), (1280, 800)) for theme in ("light", "dark"))


class Studio:
    """One app with its window at one look, hosting, and the bots that join it."""

    def __init__(self, display: Xvfb, page: Page, window: AppWindow, out: Path, look: Look) -> None:
        self.display = display
        self.page = page
        self.window = window
        self._out = out
        self._look = look
        (self._id,) = until(lambda: display.windows("MeetDesk"), "the window")
        display.xdotool("windowsize", "--sync", self._id, str(look.width), str(look.height))

    def shoot(self, name: str) -> None:
        self.page.wait_for_timeout(PORTRAIT_SECONDS * 1000)
        file = self._out / f"{name}-{self._look}.png"
        subprocess.run(["import", "-window", self._id, str(file)], env=self.display.env(), check=True, timeout=30)
        print(file, flush=True)


@contextmanager
def studio(display: Xvfb, folder: Path, out: Path, look: Look, *arguments: str) -> Iterator[Studio]:
    data = folder / f"{look}-{'-'.join(arguments) or 'home'}"
    flags = [
        f"--use-file-for-fake-video-capture={camera_file(folder, HUES[0])}",
        f"--use-file-for-fake-audio-capture={microphone_file(folder, PITCHES[0])}",
    ]
    command = ("-m", "meetdesk", "--language", look.language, *arguments)
    with sync_playwright() as playwright, AppWindow(display, data, command, flags=flags) as window:
        page = window.page(playwright)
        page.wait_for_selector("main")
        page.evaluate(
            """async (theme) => {
              const settings = (await (await fetch('/api/state')).json()).settings
              const body = JSON.stringify({ ...settings, name: settings.name || 'Ada Lovelace', theme })
              await fetch('/api/settings', { method: 'PUT', body })
            }""",
            look.theme,
        )
        page.reload()
        page.wait_for_selector("main")
        yield Studio(display, page, window, out, look)
        window.disconnect()


def home(display: Xvfb, folder: Path, out: Path, look: Look) -> None:
    with studio(display, folder, out, look) as place:
        place.shoot("home")


def rooms(display: Xvfb, folder: Path, out: Path, look: Look, samples: list[Samples], counts: list[int]) -> None:
    arguments = ("host", "--json", "--name", "Ada Lovelace", "--title", "Monday planning")
    with studio(display, folder, out, look, *arguments) as place, Crowd() as crowd:
        lines = (line for line in place.window.output().splitlines() if line.startswith("{"))
        ready = json.loads(next(lines))
        if 1 in counts:
            place.shoot("hosting")
        for index in range(max(counts) - 1):
            bot = crowd.join(
                "127.0.0.1",
                ready["port"],
                ready["code"],
                NAMES[index] if index < len(NAMES) else f"Person {index + 2}",
                samples[index % len(samples)],
                camera=index % 4 != 2,
                microphone=index % 5 != 3,
            )
            bot.talking = index == 1
            if index + 2 in counts:
                place.shoot(f"room-{index + 2}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=ROOT / "tests" / "output" / "window")
    arguments.add_argument("--only", default="", choices=("", "home", "hosting", "room-2", "room-9", "room-25", "walk"))
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    people = {"hosting": 1, "room-2": 2, "room-9": 9, "room-25": 25}
    counts = [people[options.only]] if options.only in people else list(people.values())
    with tempfile.TemporaryDirectory() as temporary, Xvfb() as display:
        folder = Path(temporary)
        samples = samples_for(8, folder)
        if options.only in ("", "walk"):
            for look in WALKS:
                walk(display, folder, options.out, look, samples)
        for look in LOOKS if options.only != "walk" else ():
            if options.only in ("", "home"):
                home(display, folder, options.out, look)
            if options.only != "home":
                rooms(display, folder, options.out, look, samples, counts)


if __name__ == "__main__":
    main()
