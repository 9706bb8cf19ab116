"""Somebody who switches camera and background again and again, and somebody who looks: does the picture always come?"""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

REMEDY = "pictures do not leave"
"""In the engine's own line in the console when it has to begin something anew."""
BACKGROUNDS = ("off", "blur", "wall")
PATIENCE = 15.0
"""Seconds within which a picture that is wanted must move; a busy machine is slow to start a camera."""
HELPLESS = 90.0
"""Seconds after which what stands still counts as never coming back."""
OLD_SHAPE = 2.0
"""Seconds for which a moving picture may have another shape than the camera."""
_SPIN = "import time\nend = time.monotonic() + 600\nwhile time.monotonic() < end: pass"


class Seen(NamedTuple):
    """How many pictures were shown so far, by which element, and of which size."""

    element: int
    frames: int
    width: int
    height: int

    def is_after(self, before: "Seen | None") -> bool:
        same = before is not None and before.element == self.element
        return self.frames > 3 + (before.frames if before is not None and same else 0)

    def has_shape(self, shape: float) -> bool:
        return abs(self.width / self.height / shape - 1) < 0.04


class Rig(Protocol):
    """Ada, whose camera is on at first, and Bob, who looks at her."""

    def turn(self, on: bool) -> None: ...
    def hide(self, background: str) -> None: ...
    def look_otherwise(self, chance: random.Random) -> str:
        """Bob wants her picture in another size or layer; says how."""
        ...

    def resize(self, chance: random.Random) -> str:
        """Her camera has another size; says which. Empty: it has but one."""
        ...

    @property
    def shape(self) -> float:
        """Width to height of her camera's picture."""
        ...

    def seen(self) -> Seen | None: ...
    def wait(self, seconds: float) -> None: ...
    def statistics(self) -> str:
        """What both could read of the call, for a report."""
        ...

    def remedies(self) -> list[str]:
        """What her engine had to begin anew."""
        ...


@dataclass
class Fault:
    switch: int
    what: str
    lasted: float
    """Seconds; ``HELPLESS`` at most."""
    history: list[str]
    statistics: str

    def __str__(self) -> str:
        return f"{self.switch}: {self.what}, {self.lasted:.0f} s, after {', '.join(self.history)}\n{self.statistics}"


@dataclass
class Result:
    switches: int = 0
    looks: int = 0
    faults: list[Fault] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds from a switch to the first picture that moved."""


class Switching:
    """``busy``: so many busy loops at most."""

    def __init__(self, rig: Rig, seed: int, busy: int) -> None:
        self._rig, self._busy = rig, busy
        self._chance = random.Random(seed)
        self._camera = True
        self._load: list[subprocess.Popen[bytes]] = []
        self._history: list[str] = []
        self._result = Result()

    def run(self, switches: int, say: Callable[[str], None] = print) -> Result:
        result = self._result
        try:
            while result.switches < switches:
                for _ in range(self._chance.choice((1, 1, 2, 3, 4))):
                    self._switch()
                    result.switches += 1
                    self._rig.wait(self._chance.choice((0.01, 0.05, 0.2, 0.5, 1.0)))
                if not self._camera:
                    self._turn(True)
                if fault := self._look():
                    result.faults.append(fault)
                    say(str(fault))
        finally:
            self._set_load(0)
        return result

    def _switch(self) -> None:
        kinds = ("camera", "background", "look", "size", "load")
        kind = self._chance.choices(kinds, (5, 4, 4, 2, 1))[0]
        if kind == "camera":
            self._turn(not self._camera)
        elif kind == "background":
            background = self._chance.choice(BACKGROUNDS)
            self._rig.hide(background)
            self._note(f"background {background}")
        elif kind == "look":
            self._note(self._rig.look_otherwise(self._chance))
        elif kind == "size":
            self._note(self._rig.resize(self._chance))
        else:
            self._set_load(self._chance.randrange(self._busy + 1))
            self._note(f"{len(self._load)} busy loops")

    def _turn(self, on: bool) -> None:
        self._rig.turn(on)
        self._camera = on
        self._note(f"camera {'on' if on else 'off'}")

    def _set_load(self, processes: int) -> None:
        while len(self._load) > processes:
            ended = self._load.pop()
            ended.terminate()
            ended.wait()
        while len(self._load) < processes:
            self._load.append(subprocess.Popen([sys.executable, "-c", _SPIN]))

    def _note(self, what: str) -> None:
        if what:
            self._history = [*self._history[-11:], what]

    def _look(self) -> Fault | None:
        self._result.looks += 1
        began = time.monotonic()
        before = self._rig.seen()
        wrong_since: float | None = None
        while True:
            now = self._rig.seen()
            since = time.monotonic() - began
            if now and now.is_after(before):
                if now.has_shape(self._rig.shape):
                    break
                wrong_since = wrong_since or time.monotonic()
                if time.monotonic() - wrong_since > OLD_SHAPE:
                    return self._fault(f"{now.width} × {now.height} instead of {self._rig.shape:.2f} : 1", began)
            if since > PATIENCE:
                return self._fault(f"no picture (last {now})", began)
            self._rig.wait(0.05)
        self._result.slowest = max(self._result.slowest, since)
        return None

    def _fault(self, what: str, began: float) -> Fault:
        """Waits for what is wrong to mend itself, and mends it as a person would if it does not."""
        history, statistics = list(self._history), self._rig.statistics()
        while (lasted := time.monotonic() - began) < HELPLESS:
            before = self._rig.seen()
            self._rig.wait(1)
            now = self._rig.seen()
            if now and now.is_after(before) and now.has_shape(self._rig.shape):
                break
        else:
            statistics += f"\nand later:\n{self._rig.statistics()}"
            for on in (False, True):
                self._turn(on)
                self._rig.wait(2)
        return Fault(self._result.switches, what, lasted, history, statistics)
