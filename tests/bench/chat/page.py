"""A long chat in a page without a call: how it opens, and the long tasks of scrolling through it."""

from statistics import median
from typing import Any, NamedTuple

from playwright.sync_api import Browser, sync_playwright

from tests.screens.shoot import GALLERY, build
from tests.support.chromium import EXECUTABLE
from tests.support.served import served

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
    while (list.scrollTop > 0) {
        list.scrollTop -= list.clientHeight
        await new Promise(requestAnimationFrame)
    }
    await new Promise(resolve => setTimeout(resolve, 200))
}"""


class Run(NamedTuple):
    open_ms: float
    long_ms: list[float]


def compare(messages: int, rounds: int) -> None:
    """Opens and scrolls a short and a long chat of the gallery's meeting in turn, and prints what that took."""
    build()
    runs: dict[int, list[Run]] = {SHORT: [], messages: []}
    with served(GALLERY) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=["--no-sandbox"])
        for _ in range(rounds):
            for count, known in runs.items():
                known.append(run(browser, address, count))
        browser.close()
    for count, known in runs.items():
        tasks = [task for one in known for task in one.long_ms]
        print(
            f"{count} messages: opened in {median(one.open_ms for one in known):.0f} ms, "
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
    page.evaluate(_SCROLL)
    tasks: Any = page.evaluate("() => globalThis.longTasks")
    page.close()
    return Run(float(opened), [float(task) for task in tasks])
