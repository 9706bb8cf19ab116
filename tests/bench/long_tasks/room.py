"""A real meeting whose host's page is watched: the app, its page in a browser, and bots that send media."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Playwright

from tests.bench.long_tasks.figures import Stretch
from tests.e2e.stage import VIEWPORT, camera_file, microphone_file
from tests.support.app import AppProcess
from tests.support.bot import Bot
from tests.support.bot_crowd import Crowd
from tests.support.chromium import launch
from tests.support.picture import HUES
from tests.support.samples import samples_for
from tests.support.tone import PITCHES

STEP_SECONDS = 0.5
"""Between two messages, and between opening and closing a panel."""
SETTLE_MS = 5_000
"""For everybody's picture and sound to come in."""
_TEXTS = (
    "Shall we begin?",
    "I have put the **plan** at https://wiki.example.org/plan and will say more about it in a moment, as it is long.",
    "Two points:\n1. the room on *Thursday*\n2. who brings the projector",
    "Yes",
)
_PANELS = ("c", "p", "i", "o", "n", "t")
"""Keys of chat, people, statistics, polls, notes and timer."""
_WATCH = """() => {
    globalThis.longTasks = []
    let key = ''
    addEventListener('keydown', event => { key = event.key }, true)
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) globalThis.longTasks.push([task.duration, key])
    }).observe({ type: 'longtask' })
}"""
_TAKE = "() => globalThis.longTasks.splice(0)"
_PICTURES = "people => document.querySelectorAll('[data-received]').length >= people"


class Room:
    def __init__(self, page: Page, crowd: Crowd, bots: list[Bot]) -> None:
        self._page = page
        self._crowd = crowd
        self._bots = bots
        self._steps = zip(cycle(_PANELS), cycle(_TEXTS), cycle(bots), strict=False)
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")
        page.evaluate(_WATCH)

    def watch(self, seconds: float, *, using: bool) -> Stretch:
        """What the main thread does for so long; ``using``: the others write, and panels are opened and closed."""
        self._page.evaluate(_TAKE)
        before, began = self._busy_seconds(), time.monotonic()
        while using and time.monotonic() - began < seconds:
            self._use()
        self._page.wait_for_timeout(max(0.0, seconds - (time.monotonic() - began)) * 1000)
        took, busy = time.monotonic() - began, self._busy_seconds() - before
        tasks: list[tuple[float, str]] = [(ms, key) for ms, key in self._page.evaluate(_TAKE)]
        return Stretch(took, tasks, busy)

    def received(self) -> list[str]:
        """What the statistics panel says of each picture that comes in: how many a second."""
        self._page.keyboard.press("i")
        panel = self._page.get_by_role("complementary")
        panel.get_by_text("Processor").wait_for()
        text = panel.inner_text()
        self._page.keyboard.press("i")
        return re.findall(r"\d+×\d+ at \d+/s", text.partition("Bot 1")[2])

    def _use(self) -> None:
        key, text, bot = next(self._steps)
        self._page.keyboard.press(key)
        self._crowd.run(bot.say(text))
        self._page.wait_for_timeout(STEP_SECONDS * 1000)
        self._page.keyboard.press("Escape")
        self._crowd.run(bot.say(text))
        self._page.wait_for_timeout(STEP_SECONDS * 1000)

    def _busy_seconds(self) -> float:
        metrics: list[dict[str, Any]] = self.session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


@contextmanager
def room(playwright: Playwright, folder: Path, samples_folder: Path, people: int) -> Iterator[Room]:
    """A host's page with the pictures and voices of all others coming in."""
    samples = samples_for(people - 1, samples_folder)
    camera, microphone = camera_file(folder, HUES[0]), microphone_file(folder, PITCHES[0])
    hosting = ["host", "--json", "--port", "0", "--name", "Host", "--language", "en"]
    with AppProcess(folder / "host", hosting) as host, Crowd() as crowd:
        browser = launch(playwright, camera=camera, microphone=microphone)
        page = browser.new_page(viewport=VIEWPORT)
        page.goto(host.entry())
        page.get_by_role("toolbar").wait_for()
        ready = host.ready()
        bots = [
            crowd.join("127.0.0.1", ready["port"], ready["code"], f"Bot {at + 1}", sample, camera=True, microphone=True)
            for at, sample in enumerate(samples)
        ]
        page.wait_for_function(_PICTURES, arg=people - 1)
        page.wait_for_timeout(SETTLE_MS)
        yield Room(page, crowd, bots)
        browser.close()
