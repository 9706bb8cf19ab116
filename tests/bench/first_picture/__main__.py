"""How soon somebody who joins sees a picture: ``python -m tests.bench.first_picture [--joins 10] [--json]``.

Real apps on one machine: a host without a window, one who is there with a camera, and one who joins and leaves
again and again by the buttons of the page. Two times are reported, in ms: from pressing Join (which includes
reaching the host, TLS, and building the meeting's screen), and from the moment the other's tile is on the screen.
What is read is the picture itself: it must show the time at which it was captured.
"""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.latency.browsers import Side, side
from tests.bench.latency.figures import percentile
from tests.support.app import AppProcess
from tests.support.person import Person, text

_WATCH = """
addEventListener('click', () => {
  const now = performance.timeOrigin + performance.now()
  globalThis.meetdeskPressed = now
  globalThis.meetdeskShown = null
  globalThis.meetdeskReadings.firstAt = null
  globalThis.meetdeskReadings.captured = []
}, { capture: true })
new MutationObserver(() => {
  if (document.querySelector('[data-received]')) {
    globalThis.meetdeskShown ??= performance.timeOrigin + performance.now()
  }
}).observe(document, { childList: true, subtree: true })
"""
_PICTURE = "() => meetdeskReadings.firstAt"
_TIMES = "() => [meetdeskPressed, meetdeskShown, meetdeskReadings.firstAt]"
_SETTLE_MS = 1_500.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.first_picture", description=__doc__)
    parser.add_argument("--joins", type=int, default=10)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meetdesk-first-picture-")))
        playwright = stack.enter_context(sync_playwright())
        near, far = (stack.enter_context(side(playwright, folder, name, (), False)) for name in ("Near", "Far"))
        hosting = ["host", "--no-window", "--port", "0", "--json", "--name", "Host"]
        host = stack.enter_context(AppProcess(folder / "host", hosting))
        address = str(host.ready()["invitation"])
        _person(stack, folder, near).join(address)
        joining = _person(stack, folder, far)
        times = [_join(joining, address) for _ in range(options.joins)]
    found = {
        "joins": len(times),
        "from_pressing_join_ms": percentile((pressed for pressed, _ in times), 0.5),
        "from_tile_shown_ms": percentile((shown for _, shown in times), 0.5),
        "slowest_from_pressing_join_ms": max(pressed for pressed, _ in times),
        "slowest_from_tile_shown_ms": max(shown for _, shown in times),
    }
    if options.json:
        print(json.dumps(found))
        return 0
    print(f"first picture, {len(times)} joins, ms      median   slowest")
    for name, key in (
        ("from pressing Join", "from_pressing_join_ms"),
        ("from the tile's appearance", "from_tile_shown_ms"),
    ):
        print(f"{name:32s}{found[key]:12.0f}{found['slowest_' + key]:10.0f}")
    return 0


def _person(stack: ExitStack, folder: Path, where: Side) -> Person:
    app = stack.enter_context(AppProcess(folder / where.name))
    context = where.context()
    context.add_init_script(_WATCH)
    stack.callback(context.close)
    page: Page = context.new_page()
    page.goto(app.entry())
    return Person(page, where.name)


def _join(person: Person, address: str) -> tuple[float, float]:
    """Joins, sees a picture, leaves; ms from pressing Join, and from the tile's appearance, to the picture."""
    person.join(address)
    person.until(lambda: person.page.evaluate(_PICTURE), "the other's picture")
    pressed, shown, seen = person.page.evaluate(_TIMES)
    person.leave()
    person.page.get_by_role("button", name=text("ended_home"), exact=True).click()
    person.is_home()
    person.page.wait_for_timeout(_SETTLE_MS)
    return seen - pressed, seen - shown


if __name__ == "__main__":
    sys.exit(main())
