"""Nine people draw at once: how late the others' windows are told, and what it costs the host. And what 2,000 strokes
cost a page, as SVG paths and on a canvas.

    python -m tests.bench.drawing [--people 9] [--seconds 10] [--paint]

All people are in the host's own process, over real sockets, so the processor's share is an upper bound.
"""

import argparse
import asyncio
import base64
import statistics
import struct
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from meetdesk.core.topics.people import Role
from tests.server.people import Person, meeting
from tests.support.chromium import launch

PACE = 0.05
POINTS = base64.b64encode(struct.pack("!3H", 1, 2, 3) * 6).decode()
"""What a pen of 120 Hz makes in that time."""
LIBRARY = Path(__file__).parents[2] / "ui" / "node_modules" / "perfect-freehand" / "dist" / "esm" / "index.mjs"
PAINT = """async (library) => {
  const { getStroke } = await import(URL.createObjectURL(new Blob([library], { type: 'text/javascript' })))
  const line = (n) => Array.from({ length: 60 }, (_, at) =>
    [(n * 37) % 1500 + at * 4, (n * 91) % 900 + 30 * Math.sin(at / 5 + n), 0.5])
  const said = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`
  const path = (n) => `M${getStroke(line(n), { size: 10, last: true }).map(said).join('L')}Z`
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  const timed = async (act) => {
    await frame()
    const begun = performance.now()
    act()
    await frame()
    return performance.now() - begun
  }
  const outlines = performance.now()
  const paths = Array.from({ length: 2000 }, (_, n) => path(n))
  const results = { outlines: performance.now() - outlines }
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 1778 1000')
  svg.style.cssText = 'position:absolute;inset:0;width:1280px;height:720px'
  const add = (d) => {
    const one = document.createElementNS(svg.namespaceURI, 'path')
    one.setAttribute('d', d)
    one.setAttribute('fill', 'red')
    svg.append(one)
    return one
  }
  results['svg: open'] = await timed(() => { paths.forEach(add); document.body.append(svg) })
  results['svg: one more'] = await timed(() => add(path(2001)))
  const live = add(path(2002))
  results['svg: one grows'] = await timed(() => live.setAttribute('d', path(2003)))
  results['svg: twice as large'] = await timed(() => { svg.style.transform = 'scale(2)' })
  svg.remove()
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  const draw = (width) => {
    canvas.width = width
    canvas.height = width * 9 / 16
    context.setTransform(width / 1778, 0, 0, width / 1778, 0, 0)
    context.fillStyle = 'red'
    for (const d of paths) context.fill(new Path2D(d))
  }
  results['canvas: open'] = await timed(() => { document.body.append(canvas); draw(1280) })
  results['canvas: one more'] = await timed(() => context.fill(new Path2D(path(2001))))
  results['canvas: one grows'] = await timed(() => draw(1280))
  results['canvas: twice as large'] = await timed(() => draw(2560))
  return results
}"""


class _Timed(list[dict[str, Any]]):
    """What a person was told, with the delay of every part in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.delays: list[float] = []

    def append(self, message: dict[str, Any]) -> None:
        if message["type"] == "drawing":
            self.delays.append(time.perf_counter() * 1_000 - message["first"] / 1_000)
        super().append(message)


async def tell(people: int, seconds: float, drawing: bool) -> tuple[list[float], float, int]:
    """Delays in milliseconds, the share of one core, and how many parts there were to come."""
    async with meeting() as held:
        all_of_them = [await held.join("Ann", role=Role.HOST, media=False)]
        all_of_them += [await held.join(f"Person {number}", media=False) for number in range(1, people)]
        layers = [{"layer": 0, "width": 1280, "height": 720}]
        track = (await all_of_them[0].ask("publish_track", source="screen", codec="vp8", layers=layers))["track"]
        for person in all_of_them:
            person.told = _Timed()
        parts = int(seconds / PACE)

        async def draw(person: Person, late: float) -> None:
            await asyncio.sleep(late)
            for _ in range(parts):
                part = {"type": "draw_part", "track": track, "ref": 1, "tool": "pen", "points": POINTS}
                if drawing:
                    await person.say({**part, "first": int(time.perf_counter() * 1e6)})
                await asyncio.sleep(PACE)

        begun, busy = time.perf_counter(), time.process_time()
        await asyncio.gather(*(draw(one, place * PACE / people) for place, one in enumerate(all_of_them)))
        share = (time.process_time() - busy) / (time.perf_counter() - begun)
        await asyncio.sleep(1)
        delays = [delay for person in all_of_them for delay in person.told.delays]  # type: ignore[attr-defined]
        return delays, share, parts * people * (people - 1) if drawing else 0


def paint() -> dict[str, float]:
    """Milliseconds until the page has drawn it; the median of five."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        runs = []
        for _ in range(5):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            runs.append(page.evaluate(PAINT, LIBRARY.read_text("utf-8")))
            page.close()
        browser.close()
    return {what: statistics.median(run[what] for run in runs) for what in runs[0]}


def main() -> None:
    """Prints what was measured."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=int, default=9)
    arguments.add_argument("--seconds", type=float, default=10)
    arguments.add_argument("--paint", action="store_true", help="what strokes cost a page, instead")
    options = arguments.parse_args()
    if options.paint:
        for what, milliseconds in paint().items():
            print(f"{what}: {milliseconds:.0f} ms")
        return
    _, idle, _ = asyncio.run(tell(options.people, options.seconds, drawing=False))
    delays, share, due = asyncio.run(tell(options.people, options.seconds, drawing=True))
    delays.sort()
    print(f"{len(delays)} of {due} came")
    for part in (0.5, 0.95, 0.99):
        print(f"p{part * 100:.0f}: {delays[int(part * (len(delays) - 1))]:.1f} ms")
    print(f"of one core: {share:.1%}, with the people's own part; without drawing {idle:.1%}")


if __name__ == "__main__":
    main()
