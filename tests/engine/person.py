"""One page with the engine, as a test sees it."""

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Page

Pixels = list[list[int]]


class EnginePage:
    """Joins at once. Page errors and worker faults fail the next ``until`` with their text."""

    def __init__(self, page: Page, url: str, name: str) -> None:
        self.page = page
        self.name = name
        self.log: list[str] = []
        page.on("console", lambda message: self.log.append(message.text))
        page.on("pageerror", lambda error: self.log.append(str(error)))
        page.goto(url)
        self.run("name => harness.connect(name)", name)
        self.until("the link is open", lambda: "open" in self.run("() => harness.link"))

    def run(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def publish(self, source: str, constraints: dict[str, Any] | None = None) -> int:
        """Publishes the fake camera or microphone; returns the track's id."""
        return int(self.run("([source, wanted]) => harness.publish(source, wanted)", [source, constraints or {}]))

    def watch(self, layer: int, width: int = 640, height: int = 360, source: str = "camera") -> None:
        """Shows the cameras (or screens) of others, once there is one."""
        self.until(f"a {source} of somebody else is known", lambda: self.run("(one) => harness.knows(one)", source))
        self.run("(wanted) => harness.watch(...wanted)", [layer, width, height, source])

    def pixels(self) -> Pixels | None:
        pixels: Pixels | None = self.run("() => harness.pixels()")
        return pixels

    def heard(self) -> list[float]:
        samples: list[float] = self.run("() => harness.heard()")
        return samples

    def stats(self, direction: str, kind: str) -> list[dict[str, Any]]:
        stats: list[dict[str, Any]] = self.run("() => harness.stats")
        return [each for each in stats if each["direction"] == direction and each["kind"] == kind]

    def events(self, kind: str) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = self.run("kind => harness.events.filter((each) => each.type === kind)", kind)
        return events

    def until(self, what: str, condition: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Waits until ``condition`` gives something true, and returns it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if result := condition():
                return result
            faults = self.events("fault")
            assert not faults, f"{self.name}: {faults}"
            self.page.wait_for_timeout(50)
        stats = self.run("() => harness.stats")
        link = self.run("() => harness.link")
        raise AssertionError(f"{self.name}: not within {seconds} s: {what}\nlink {link}\nstats {stats}\nlog {self.log}")


def loudness(samples: Sequence[float]) -> float:
    """Root mean square."""
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))


def is_fake_camera(pixels: Pixels | None) -> bool:
    """Whether this is Chromium's fake camera: a green picture (with a yellow figure and a clock on it)."""
    if not pixels:
        return False
    green = sum(1 for red, green, blue in pixels if green > 50 and green > red * 1.4 and green > blue * 1.4)
    return green > len(pixels) * 0.5


def difference(before: Pixels, after: Pixels) -> float:
    """Share of the pixels that changed clearly."""
    pairs = zip(before, after, strict=True)
    changed = sum(1 for old, new in pairs if max(abs(a - b) for a, b in zip(old, new, strict=True)) > 40)
    return changed / len(before)
