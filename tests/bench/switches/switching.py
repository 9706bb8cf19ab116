"""Somebody who switches camera and background again and again, and somebody who looks: does the picture always come?"""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error

from tests.support.person import Person, text

REMEDY = "pictures do not leave"
"""In the engine's own line in the console when it has to begin something anew."""
SIZES = ((1280, 800), (900, 640), (560, 420), (420, 420))
"""Of the window of who looks: the picture in it is wanted large or small."""
BACKGROUNDS = ("background_off", "background_blur", "background_wall")
PATIENCE = 15.0
"""Seconds within which a picture that is wanted must move; a busy machine is slow to start a camera."""
HELPLESS = 90.0
"""Seconds after which what stands still counts as never coming back."""
OLD_SHAPE = 2.0
"""Seconds for which a moving picture may have another shape than the camera."""

_SPIN = "import time\nend = time.monotonic() + 600\nwhile time.monotonic() < end: pass"

# How many pictures of somebody were shown so far, by which element, and in which shape.
_SEEN = """(label) => {
  const found = [...document.querySelectorAll('[aria-label]')].find((each) => each.ariaLabel === label)
  const video = found?.querySelector('video')
  if (!video) return null
  video.meetdeskNumber ??= globalThis.meetdeskVideos = (globalThis.meetdeskVideos ?? 0) + 1
  const { totalVideoFrames } = video.getVideoPlaybackQuality()
  return { element: video.meetdeskNumber, frames: totalVideoFrames, width: video.videoWidth, height: video.videoHeight }
}"""


@dataclass
class Fault:
    switch: int
    what: str
    lasted: float
    """Seconds; `HELPLESS` at most."""
    history: list[str]
    statistics: str


@dataclass
class Result:
    switches: int = 0
    looks: int = 0
    faults: list[Fault] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds from a switch to the first picture that moved."""


class Switching:
    """``ada``: her camera is on, and of the shape ``width`` × ``height``. ``bob`` sees her."""

    def __init__(self, ada: Person, bob: Person, seed: int, shape: tuple[int, int], busy: int = 2) -> None:
        self._ada, self._bob, self._busy = ada, bob, busy
        self._ratio = shape[0] / shape[1]
        self._chance = random.Random(seed)
        self._camera = True
        self._background = BACKGROUNDS[0]
        self._load: list[subprocess.Popen[bytes]] = []
        self._history: list[str] = []
        self.result = Result()

    def run(self, switches: int, say: Callable[[str], None] = print) -> Result:
        try:
            while self.result.switches < switches:
                for _ in range(self._chance.choice((1, 1, 2, 3, 4))):
                    self._switch()
                    self.result.switches += 1
                    time.sleep(self._chance.choice((0, 0.05, 0.2, 0.5, 1.0)))
                if not self._camera:
                    self._toggle_camera()
                if fault := self._look():
                    self.result.faults.append(fault)
                    say(f"{fault.switch}: {fault.what}, {fault.lasted:.0f} s, after {', '.join(fault.history)}")
                    say(fault.statistics)
        finally:
            self._set_load(0)
        return self.result

    def _switch(self) -> None:
        kind = self._chance.choices(("camera", "background", "size", "layout", "load"), (5, 4, 4, 1, 1))[0]
        if kind == "camera":
            self._toggle_camera()
        elif kind == "background":
            self._choose_background(self._chance.choice(BACKGROUNDS))
        elif kind == "size":
            width, height = self._chance.choice(SIZES)
            self._bob.page.set_viewport_size({"width": width, "height": height})
            self._note(f"{width} × {height}")
        elif kind == "layout":
            self._bob.page.keyboard.press("g")
            self._note("layout")
        else:
            self._set_load(self._chance.randrange(self._busy + 1))

    def _toggle_camera(self) -> None:
        self._ada.page.keyboard.press("v")
        self._camera = not self._camera
        self._note(f"camera {'on' if self._camera else 'off'}")

    def _choose_background(self, background: str) -> None:
        self._ada.page.get_by_role("button", name=text("device_video_menu")).click()
        self._ada.page.get_by_role("menuitemradio", name=text(background)).click()
        self._background = background
        self._note(background)

    def _set_load(self, processes: int) -> None:
        while len(self._load) > processes:
            ended = self._load.pop()
            ended.terminate()
            ended.wait()
        while len(self._load) < processes:
            self._load.append(subprocess.Popen([sys.executable, "-c", _SPIN]))
        self._note(f"load {processes}")

    def _note(self, what: str) -> None:
        self._history = [*self._history[-11:], what]

    def _look(self) -> Fault | None:
        self.result.looks += 1
        began = time.monotonic()
        before = self._seen()
        wrong_since: float | None = None
        while True:
            now = self._seen()
            since = time.monotonic() - began
            if now and _moved(before, now):
                if abs(now["width"] / now["height"] / self._ratio - 1) < 0.04:
                    break
                wrong_since = wrong_since or time.monotonic()
                if time.monotonic() - wrong_since > OLD_SHAPE:
                    return self._fault(f"shape {now['width']} × {now['height']}", began)
            if since > PATIENCE:
                return self._fault(f"no picture (last {now})", began)
            self._bob.page.wait_for_timeout(50)
        self.result.slowest = max(self.result.slowest, since)
        return None

    def _fault(self, what: str, began: float) -> Fault:
        """Waits for what is wrong to mend itself, and mends it as a person would if it does not."""
        history, statistics = list(self._history), self._statistics()
        while time.monotonic() - began < HELPLESS:
            before = self._seen()
            self._bob.page.wait_for_timeout(1_000)
            now = self._seen()
            if now and _moved(before, now) and abs(now["width"] / now["height"] / self._ratio - 1) < 0.04:
                break
        fault = Fault(self.result.switches, what, time.monotonic() - began, history, statistics)
        if fault.lasted >= HELPLESS:
            fault.statistics += "\n" + self._statistics()
            for _ in range(2):
                self._toggle_camera()
                self._bob.page.wait_for_timeout(2_000)
        return fault

    def _seen(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] | None = self._bob.page.evaluate(_SEEN, text("tile_picture", name=self._ada.name))
        except Error:
            return None
        return found if found and found["width"] else None

    def _statistics(self) -> str:
        """What both read in their statistics."""
        told = []
        for person in (self._ada, self._bob):
            person.page.keyboard.press("i")
            person.page.wait_for_timeout(1_500)
            told.append(_part(person.describe(), text("statistics_title")))
            person.page.keyboard.press("i")
        return "\n".join(told)


def _moved(before: dict[str, Any] | None, now: dict[str, Any]) -> bool:
    same = before is not None and before["element"] == now["element"]
    return bool(now["frames"] > 3 + (before["frames"] if before and same else 0))


def _part(page: str, heading: str) -> str:
    """A page's words from the heading on; all of them if it is not there."""
    before, found, after = page.partition(heading)
    return f"{before.splitlines()[0]}\n{after}" if found else page


def together(ada: Person, bob: Person) -> None:
    """Ada joins Bob's meeting."""
    port = bob.host()
    ada.join(f"127.0.0.1:{port}", bob.code())
