"""A real call beside a long chat: what is heard of the other's voice while somebody scrolls through the messages."""

import asyncio
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.bench.latency.browsers import side
from tests.bench.latency.paths import Meeting
from tests.support.app import AppProcess
from tests.support.bot import Bot

SETTLE_MS = 6_000
"""For the buffers of the sound to find their level."""
FILL_SECONDS = 90.0
AT_ONCE = 140
"""Messages of one writer: a host takes 150 requests at once of each (`meetdesk/core/budget.py`)."""

_TEXTS = (
    "Shall we begin?",
    "I have put the **plan** at https://wiki.example.org/plan and will say more about it in a moment, as it is long.",
    "Two points:\n1. the room on *Thursday*\n2. who brings the projector",
    "`make run` starts it",
    "Yes",
)
_WATCH = """() => {
    globalThis.longTasks = []
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) globalThis.longTasks.push(task.duration)
    }).observe({ type: 'longtask' })
}"""
_BEGIN = """() => {
    longTasks.length = 0
    meetdeskClicks = []
    meetdeskReadings.clicks = []
    meetdeskReadings.gapMs = 0
}"""
# A screen with every frame, from the newest message to the oldest and back.
_SCROLL = """async ms => {
    const list = document.querySelector('[role=region]:has([role=feed])')
    const until = performance.now() + ms
    let way = 0, direction = -1
    while (performance.now() < until) {
        const before = list.scrollTop
        list.scrollTop += direction * list.clientHeight
        way += Math.abs(list.scrollTop - before)
        if (list.scrollTop === before) direction = -direction
        await new Promise(requestAnimationFrame)
    }
    return way / (list.scrollHeight - list.clientHeight)
}"""


class Stretch(NamedTuple):
    """What the one who looks at the chat heard in one stretch."""

    seconds: float
    gap_ms: float
    heard: int
    said: int
    """Clicks of the other."""
    long_ms: list[float]
    times_through: float
    """How often the whole chat was scrolled through."""


def compare(messages: int, rounds: int, seconds: float) -> None:
    """Prints what was heard while the chat was left alone, and while it was scrolled."""
    found: dict[str, list[Stretch]] = {"left alone": [], "scrolled": []}
    with tempfile.TemporaryDirectory(prefix="meetdesk-chat-") as place, sync_playwright() as playwright:
        folder = Path(place)
        hosting = ["host", "--no-window", "--port", "0", "--json", "--name", "Host"]
        with (
            side(playwright, folder, "Near", (), True) as near,
            side(playwright, folder, "Far", (), True) as far,
            AppProcess(folder / "host", hosting) as host,
        ):
            ready = host.ready()
            code = str(ready["code"])
            call = Meeting(host, f"127.0.0.1:{ready['port']}", code, folder, (near, far))
            with call.open() as (pages, _):
                reader, speaker = pages
                began = time.monotonic()
                fill(int(ready["port"]), code, messages)
                print(f"{messages} messages written in {time.monotonic() - began:.0f} s")
                look_at_chat(reader, messages)
                reader.wait_for_timeout(SETTLE_MS)
                for _ in range(rounds):
                    for name, known in found.items():
                        known.append(stretch(reader, speaker, seconds, scrolling=name == "scrolled"))
    for name, known in found.items():
        report(name, known)


def fill(port: int, code: str, messages: int) -> None:
    """Others join one after the other, write and leave."""

    async def write() -> None:
        for first in range(0, messages, AT_ONCE):
            writer = await Bot.join("127.0.0.1", port, code, f"Writer {first // AT_ONCE}")
            some = range(first, min(first + AT_ONCE, messages))
            await asyncio.gather(*(writer.say(f"{_TEXTS[one % len(_TEXTS)]} {one}", f"{one}") for one in some))
            await writer.leave()

    async def in_time() -> None:
        async with asyncio.timeout(FILL_SECONDS):
            await write()

    # Playwright has an event loop of its own in this thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, in_time()).result()


def look_at_chat(page: Page, messages: int) -> None:
    page.evaluate(_WATCH)
    page.keyboard.press("c")
    newest = page.get_by_role("feed").get_by_role("article").last
    newest.get_by_text(f"{messages - 1}").wait_for()


def stretch(reader: Page, speaker: Page, seconds: float, *, scrolling: bool) -> Stretch:
    for page in (reader, speaker):
        page.evaluate(_BEGIN if page is reader else "() => { meetdeskClicks = [] }")
    began = time.monotonic()
    times_through = 0.0
    if scrolling:
        times_through = float(reader.evaluate(_SCROLL, seconds * 1000))
    else:
        reader.wait_for_timeout(seconds * 1000)
    read: dict[str, Any] = reader.evaluate("() => ({ ...meetdeskReadings, long: [...longTasks] })")
    said = int(speaker.evaluate("() => meetdeskClicks.length"))
    took = time.monotonic() - began
    return Stretch(took, float(read["gapMs"]), len(read["clicks"]), said, read["long"], times_through)


def report(name: str, known: list[Stretch]) -> None:
    seconds = sum(one.seconds for one in known)
    tasks = [task for one in known for task in one.long_ms]
    print(
        f"{name}: {seconds:.0f} s, the voice missing for {sum(one.gap_ms for one in known) / seconds:.2f} ms a second, "
        f"{sum(one.heard for one in known)} of {sum(one.said for one in known)} clicks heard; "
        f"{len(tasks) / seconds:.2f} long tasks a second, the longest {max(tasks, default=0):.0f} ms; "
        f"scrolled through {sum(one.times_through for one in known):.1f} times"
    )
