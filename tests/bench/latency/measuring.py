"""Measures one stretch of one way."""

import time
from typing import Any

import msgspec

from tests.bench.latency.browsers import Side
from tests.bench.latency.cpu import cpu_seconds
from tests.bench.latency.figures import Click, Slice, click_delays
from tests.bench.latency.paths import Way

SETTLE_SECONDS = 6.0
"""For rates and buffers to find their level."""
_LATE_SECONDS = 1.2
"""What is under way when the stretch ends is still received."""
_START = """() => {
    meetdeskClicks = []
    meetdeskReadings = { pictures: [], captured: [], clicks: [], gapMs: 0, unreadable: [], firstAt: null }
}"""
_PAUSE = "() => ({ ...meetdeskReadings, made: meetdeskClicks })"
_CLICKS = "() => meetdeskReadings.clicks"


def measure(way: Way, sides: tuple[Side, Side], seconds: float) -> Slice:
    """Opens the way, lets it settle and measures for so long. Raises AssertionError if nothing comes through."""
    with way.open() as (pages, pids):
        roots = [side.pid for side in sides] + list(pids)
        pages[0].wait_for_timeout(SETTLE_SECONDS * 1000)
        for page in pages:
            page.evaluate(_START)
        before, started = cpu_seconds(*roots), time.monotonic()
        pages[0].wait_for_timeout(seconds * 1000)
        read = [page.evaluate(_PAUSE) for page in pages]
        took, used = time.monotonic() - started, cpu_seconds(*roots) - before
        pages[0].wait_for_timeout(_LATE_SECONDS * 1000)
        heard = [_clicks(page.evaluate(_CLICKS)) for page in pages]
        made = [_clicks(each["made"]) for each in read]
        for page, each in zip(pages, read, strict=True):
            seen = each["pictures"] or sides[0].sound_only
            assert seen, f"{way.name}: no readable picture, {len(each['unreadable'])} others\n{page.inner_text('body')}"
    sound = click_delays(made[0], heard[1]) + click_delays(made[1], heard[0])
    return Slice(
        picture_ms=read[0]["pictures"] + read[1]["pictures"],
        sound_ms=sound,
        clicks_made=len(made[0]) + len(made[1]),
        gap_ms=read[0]["gapMs"] + read[1]["gapMs"],
        seconds=took,
        cpu_seconds=used,
    )


def _clicks(found: list[dict[str, Any]]) -> list[Click]:
    return msgspec.convert(found, list[Click])
