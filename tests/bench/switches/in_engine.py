"""Two pages of one Chromium that hold the engine and the state of one's own camera, and nothing else: it is light."""

import json
import random
from typing import Any

from tests.bench.switches.switching import REMEDY, Seen
from tests.engine.person import EnginePage

SIZES = ((640, 360), (640, 480), (1280, 720), (320, 240))
"""Of Ada's camera."""

# The last of what the host said, but for what it says all the time.
_LAST = """() => harness.events.filter((each) => each.type !== 'message' || each.message.type !== 'pong').slice(-6)"""


class InEngine:
    """``ada`` and ``bob`` are in one meeting."""

    def __init__(self, ada: EnginePage, bob: EnginePage) -> None:
        self._ada, self._bob = ada, bob
        ada.run("() => { harness.beginCamera(); harness.own.turn(true) }")
        bob.until("her camera is known", lambda: bob.run("() => harness.tracks.size") == 1)
        bob.watch(1)

    @property
    def shape(self) -> float:
        shape: float | None = self._ada.run("() => harness.own.shape")
        return shape or SIZES[0][0] / SIZES[0][1]

    def turn(self, on: bool) -> None:
        self._ada.run("(on) => harness.own.turn(on)", on)

    def hide(self, background: str) -> None:
        self._ada.run("(kind) => harness.own.hide(kind)", background)

    def look_otherwise(self, chance: random.Random) -> str:
        layer = chance.choice((0, 1))
        if hides := chance.random() < 0.3:
            self._bob.run("() => harness.hide()")
        self._bob.watch(layer)
        return f"layer {layer}{' anew' if hides else ''}"

    def resize(self, chance: random.Random) -> str:
        width, height = chance.choice(SIZES)
        self._ada.run("(size) => harness.own.resize(...size)", [width, height])
        return f"camera {width} × {height}"

    def seen(self) -> Seen | None:
        found: dict[str, Any] | None = self._bob.run("() => harness.progress()")
        return Seen(**found) if found else None

    def wait(self, seconds: float) -> None:
        self._bob.page.wait_for_timeout(seconds * 1000)

    def statistics(self) -> str:
        lines = [
            f"{person.name}: {each['width']}×{each['height']} at {each['framesPerSecond']}/s, {each['dropped']} dropped"
            for person, direction in ((self._ada, "send"), (self._bob, "receive"))
            for each in person.stats(direction, "video")
        ]
        told = [
            json.dumps(found)
            for found in (
                self._ada.run("() => harness.own.describe()"),
                self._ada.run("() => [...harness.tracks.values()]"),
                *(person.run(_LAST) for person in (self._ada, self._bob)),
            )
        ]
        return "\n".join([*lines, *told, *self._ada.log[-8:]])

    def remedies(self) -> list[str]:
        return [line for line in self._ada.log if REMEDY in line]
