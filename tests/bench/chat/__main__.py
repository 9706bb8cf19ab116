"""Does a long chat hold up the page?

    python -m tests.bench.chat [--messages 5000] [--rounds 3]

Opens the chat of the gallery's meeting with a short and with a long history, in turn, and scrolls from the newest
message to the oldest that is there, a screen at a time. Reports for each the long tasks of the main thread (over
50 ms), and the ratio of the times to open. Voice is played by workers and an audio thread, which this does not measure.
"""

import argparse
from statistics import median
from typing import Any, NamedTuple

from playwright.sync_api import Browser, sync_playwright

from tests.screens.shoot import GALLERY, build, served
from tests.support.chromium import EXECUTABLE

SHORT = 50
PAGE_MS = 120_000
_WATCH = """() => {
    globalThis.longTasks = []
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) globalThis.longTasks.push(task.duration)
    }).observe({ type: 'longtask' })
}"""
_OPEN = """async () => {
    globalThis.longTasks.length = 0
    const began = performance.now()
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', bubbles: true }))
    while (!document.querySelector('[role=feed] article')) await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    return performance.now() - began
}"""
_SCROLL = """async () => {
    const list = document.querySelector('[role=region]:has([role=feed])')
    let count = -1
    while (list.scrollTop > 0 || count !== list.querySelectorAll('article').length) {
        count = list.querySelectorAll('article').length
        list.scrollTop -= list.clientHeight
        await new Promise(requestAnimationFrame)
    }
    await new Promise(resolve => setTimeout(resolve, 200))
    return count
}"""


class Run(NamedTuple):
    open_ms: float
    reached: int
    """Messages that were scrolled through."""
    long_ms: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    build()
    runs: dict[int, list[Run]] = {SHORT: [], given.messages: []}
    with served(GALLERY) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=["--no-sandbox"])
        for _ in range(given.rounds):
            for messages, known in runs.items():
                known.append(run(browser, address, messages))
        browser.close()
    for messages, known in runs.items():
        tasks = [task for one in known for task in one.long_ms]
        print(
            f"{messages} messages: opened in {median(one.open_ms for one in known):.0f} ms, "
            f"scrolled through {known[-1].reached}, "
            f"{len(tasks) / len(known):.1f} long tasks a run, the longest {max(tasks, default=0):.0f} ms"
        )
    short, long = (median(one.open_ms for one in known) for known in runs.values())
    print(f"ratio of opening {long / short:.2f}")


def run(browser: Browser, address: str, messages: int) -> Run:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PAGE_MS)
    page.goto(f"{address}/gallery.html?screen=room&people=9&messages={messages}&still")
    page.get_by_role("button", name="Chat", exact=True).wait_for()
    page.evaluate(_WATCH)
    opened: Any = page.evaluate(_OPEN)
    reached: Any = page.evaluate(_SCROLL)
    tasks: Any = page.evaluate("() => globalThis.longTasks")
    page.close()
    return Run(float(opened), int(reached), [float(task) for task in tasks])


if __name__ == "__main__":
    main()
