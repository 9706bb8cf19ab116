"""An honest meeting: a host's app, a person in a window who looks and listens, and two who are there to be looked at,
listened to and written with."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from tests.app.processes import hosting
from tests.bench.latency.browsers import side
from tests.bench.latency.cpu import cpu_seconds
from tests.hostile.act import coming_from
from tests.hostile.figures import Stretch
from tests.support.app import AppProcess
from tests.support.bot import Bot
from tests.support.bot_channels import ask_to_join
from tests.support.bot_crowd import Crowd
from tests.support.person import Person, text
from tests.support.processes import descendants
from tests.support.samples import Samples

_LISTENING = Path(__file__).with_name("listening.js").read_text()
_PICTURES = """(label) => {
  const found = [...document.querySelectorAll('[aria-label]')].find((each) => each.ariaLabel === label)
  return found?.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0
}"""
_LOOK = """(label) => {
  for (const button of document.querySelectorAll('button')) if (button.textContent.trim() === label) button.click()
}"""
_BEGIN_SECONDS = 3.0
_CHAT_SECONDS = 0.25
_OTHERS = ("Dan", "Eli", "Flo")
_AFTER_SECONDS = 5.5
"""A join that begins last may take so long."""


class Meeting:
    """``port``, ``code``: of the host. ``page``: Ben's window, if there is one."""

    def __init__(
        self,
        ready: dict[str, Any],
        host_pid: int,
        window: tuple[int, Page] | None,
        crowd: Crowd,
        ada: Bot,
        cat: Bot,
    ):
        """``window``: Ben's browser's process and page."""
        self.port: int = ready["port"]
        self.code: str = ready["code"]
        self._host = host_pid
        self._browser = 0 if window is None else window[0]
        self.page = None if window is None else window[1]
        self._crowd, self._ada, self._cat = crowd, ada, cat
        self._joiners = 0
        self._looks = False

    def look_at_pictures(self) -> None:
        """From now on Ben, if he is there, has the chat open and asks for every picture in it."""
        if self.page is not None:
            self._looks = True
            Person(self.page, "Ben").open_chat()

    def stretch(self, seconds: float, joins: int) -> Stretch:
        """Measures for so long, while so many people join by the code, each at an address of its own."""
        if self.page is not None:
            self.page.evaluate("() => { meetdeskSilences = [] }")
        used, shown, began = cpu_seconds(self._host), self._shown(), time.monotonic()
        chat = self._crowd.begin(self._write(seconds))
        joining = self._crowd.begin(self._join(joins, seconds))
        most = 0.0
        while time.monotonic() - began < seconds:
            if self.page is not None:
                most = max(most, memory_mb(self._browser))
                if self._looks:
                    self.page.evaluate(_LOOK, text("file_show"))
            self.wait(0.5)
        shown, used, took = self._shown() - shown, cpu_seconds(self._host) - used, time.monotonic() - began
        silences = () if self.page is None else tuple(self.page.evaluate("() => meetdeskSilences"))
        return Stretch(took, silences, shown, chat.result(60), joining.result(60), used, most)

    def wait(self, seconds: float) -> None:
        if self.page is None:
            time.sleep(seconds)
        else:
            self.page.wait_for_timeout(seconds * 1_000)

    def _shown(self) -> int:
        return 0 if self.page is None else int(self.page.evaluate(_PICTURES, text("tile_picture", name="Ada")))

    async def _write(self, seconds: float) -> tuple[float, ...]:
        """Ada writes, Cat reads: how long each message was on the way, in milliseconds."""
        took, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            words, began = f"{time.monotonic_ns()}", time.monotonic()
            saying = asyncio.create_task(self._ada.say(words))
            with suppress(AssertionError):
                await self._cat.until(partial(self._is_read, words), "a message", 5)
            took.append((time.monotonic() - began) * 1_000)
            with suppress(Exception):
                await saying
            await asyncio.sleep(_CHAT_SECONDS)
        return tuple(took)

    def _is_read(self, words: str) -> bool:
        return words in self._cat.meeting.texts()

    async def _join(self, joins: int, seconds: float) -> tuple[float | None, ...]:
        async def one(number: int) -> float | None:
            await asyncio.sleep(number * seconds / max(1, joins))
            self._joiners += 1
            source = coming_from(f"127.77.{self._joiners // 200}.{self._joiners % 200 + 1}")
            began = time.monotonic()
            try:
                async with asyncio.timeout(_AFTER_SECONDS):
                    await ask_to_join("127.0.0.1", self.port, self.code, source)
            except Exception as error:
                print(f"  a join failed: {type(error).__name__}: {error}")
                return None
            return time.monotonic() - began

        return tuple(await asyncio.gather(*(one(number) for number in range(joins))))


@contextmanager
def meeting(
    playwright: Playwright | None, folder: Path, samples: list[Samples], *arguments: str, tree: Path | None = None
) -> Iterator[Meeting]:
    """Ada shows herself and talks without a pause, Cat reads, Ben has a window, and three show themselves.

    ``playwright`` None: Ben is not there. ``arguments``: of the host. ``tree``: the host's and Ben's app are
    of that source tree.
    """
    folder.mkdir()
    with hosting(folder / "host", *arguments, tree=tree) as (host, ready), Crowd() as crowd:
        join = ("127.0.0.1", int(ready["port"]), str(ready["code"]))
        # A smaller place wants the lower layer: it has as many frames, or the tile of one more person would count.
        rate = max(layer.rate for layer in samples[0].layers)
        steady = replace(samples[0], layers=tuple(replace(layer, rate=rate) for layer in samples[0].layers))
        ada = crowd.join(*join, "Ada", steady, camera=True, microphone=True, connector=coming_from("127.77.250.1"))
        cat = crowd.join(*join, "Cat", connector=coming_from("127.77.250.2"))
        for number, name in enumerate(_OTHERS):  # so that the host has something to do
            others = coming_from(f"127.77.251.{number + 1}")
            crowd.join(*join, name, samples[0], camera=True, watching=1, connector=others)
        if playwright is None:
            time.sleep(_BEGIN_SECONDS)
            yield Meeting(ready, host.pid, None, crowd, ada, cat)
            return
        invited = ["join", f"127.0.0.1:{ready['port']}", "--code", str(ready["code"]), "--name", "Ben"]
        with (
            AppProcess(folder / "ben", invited, prefix=_of(tree)) as app,
            side(playwright, folder, "Ben", (), sound_only=False) as ben,
        ):
            # The page's own policy would keep the listener's worklet out.
            page = ben.browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True).new_page()
            page.add_init_script(_LISTENING)
            page.goto(app.entry())
            shows = f"(label) => ({_PICTURES})(label) > 30"
            page.wait_for_function(shows, arg=text("tile_picture", name="Ada"), timeout=60_000)
            page.wait_for_timeout(_BEGIN_SECONDS * 1_000)
            yield Meeting(ready, host.pid, (ben.pid, page), crowd, ada, cat)


def _of(tree: Path | None) -> tuple[str, ...]:
    """What comes before a command so that it is of that source tree."""
    return () if tree is None else ("env", "-C", str(tree), f"PYTHONPATH={tree}")


def memory_mb(root: int) -> float:
    """Memory of a process and all that descend from it, what they share counted once, in MB. Without what is mapped of
    files: how much of the engine's own counts here depends on how many other browsers run."""
    total = 0
    for process in descendants(root):
        with suppress(OSError):
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:")))
    return total / 1_000
