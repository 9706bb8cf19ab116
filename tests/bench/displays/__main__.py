"""How the window fares on displays poorer than usual: ``python -m tests.bench.displays [NAME …] [--pictures FOLDER]``.

On each display the real app hosts a meeting, with a fake camera, until its window shows it; then `meetdesk --self-test`
encodes, sends, decodes and shows pictures and sound there. The table says in which way the window was drawn, how soon
after the start (s; the first start on that display, with its trials, and the second), whether the self-test was good,
and how many lines the terminal got. Below a row that is not as it should be stands what was said. Status 1 then.
"""

import argparse
import ctypes
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.displays.delay import FarDisplay
from tests.support.weston import Weston
from tests.support.window import ROOT, AppWindow, Display
from tests.support.xvfb import Xvfb, colours

_WINDOW_SECONDS = 60.0
_TEST_SECONDS = 160.0
_PAINTED = 200
"""Colours that an empty window has not."""
_DELAY_SECONDS = 0.03
_EXTENSIONS = ("GLX", "MIT-SHM", "RENDER", "RANDR", "Composite", "DAMAGE", "XINERAMA")
"""Not XFIXES: without it Xvfb 21.1.7 ends by itself, whoever its client is."""
_NOWHERE = "/nonexistent"


class Far:
    """A display with a slow link to it."""

    def __init__(self, near: Xvfb, address: str) -> None:
        self._near, self._address = near, address

    def env(self, **more: str) -> dict[str, str]:
        return {**self._near.env(**more), "DISPLAY": self._address}

    def screenshot(self, file: Path) -> Path:
        return self._near.screenshot(file)


@contextmanager
def _far() -> Iterator[Far]:
    with Xvfb(without=["MIT-SHM"]) as near, FarDisplay(near.display, _DELAY_SECONDS) as far:
        yield Far(near, far.display)


@dataclass(frozen=True)
class Poor:
    make: Callable[[], AbstractContextManager[Display]]
    env: Mapping[str, str] = field(default_factory=dict)
    window: bool = True
    """Whether there can be one."""
    library: str = ""
    """Without it the display is no other than the usual one."""


DISPLAYS: dict[str, Poor] = {
    "usual": Poor(Xvfb),
    "no GLX": Poor(lambda: Xvfb(without=["GLX"])),
    "8 bits of colour": Poor(lambda: Xvfb(depth=8), window=False),
    "15 bits of colour": Poor(lambda: Xvfb(depth=15)),
    "16 bits of colour": Poor(lambda: Xvfb(depth=16)),
    "30 bits of colour": Poor(lambda: Xvfb(depth=30)),
    "few extensions": Poor(lambda: Xvfb(without=_EXTENSIONS)),
    "no graphics driver": Poor(Xvfb, {"LIBGL_DRIVERS_PATH": _NOWHERE}),
    "no Vulkan driver": Poor(
        Xvfb, {"VK_DRIVER_FILES": _NOWHERE, "VK_ICD_FILENAMES": _NOWHERE}, library="libvulkan.so.1"
    ),
    "indirect GLX": Poor(Xvfb, {"LIBGL_ALWAYS_INDIRECT": "1"}),
    "no D-Bus": Poor(Xvfb, {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={_NOWHERE}"}),
    "slow link": Poor(_far),
    "Wayland in software": Poor(Weston),
}


@dataclass
class Result:
    way: str = "–"
    first: str = "–"
    second: str = "–"
    self_test: str = "–"
    lines: list[str] = field(default_factory=list)
    """On the terminal, but the app's own line of JSON."""
    said: str = ""
    """By the self-test."""
    good: bool = False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.displays", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(DISPLAYS)}")
    parser.add_argument("--pictures", type=Path, help="keep a picture of each display in this folder")
    options = parser.parse_args()
    print(f"{'display':20s} {'drawn':52s} {'1st':>5s} {'2nd':>5s} {'self-test':12s} lines")
    good = True
    for name in options.names or DISPLAYS:
        if not _has(DISPLAYS[name].library):
            print(f"{name:20s} not run: {DISPLAYS[name].library} is not installed", flush=True)
            continue
        with tempfile.TemporaryDirectory() as folder:
            result = _tried(DISPLAYS[name], Path(folder), options.pictures and options.pictures / f"{name}.png")
        good = good and result.good
        times = f"{result.first:>5s} {result.second:>5s}"
        print(f"{name:20s} {result.way:52s} {times} {result.self_test:12s} {len(result.lines)}", flush=True)
        if not result.good:
            print(textwrap.indent("\n".join([*result.lines, result.said]), "    "), flush=True)
    return 0 if good else 1


def _has(library: str) -> bool:
    try:
        ctypes.CDLL(library or None)
    except OSError:
        return False
    return True


def _tried(poor: Poor, folder: Path, picture: Path | None) -> Result:
    result = Result()
    with poor.make() as display:
        result.first, result.way, result.lines = _start(display, poor, folder, picture)
        result.second, _, more = _start(display, poor, folder, None)
        result.self_test, result.said = _self_test(display, poor, folder)
    worked = result.first != "–" and result.second != "–" and result.self_test == "good"
    quiet = not result.lines and not more
    result.good = worked and quiet if poor.window else len(result.lines) == 1 and result.self_test == "no window"
    result.lines += [line for line in more if line not in result.lines]
    return result


def _start(display: Display, poor: Poor, data: Path, picture: Path | None) -> tuple[str, str, list[str]]:
    """Seconds to the window, the way in which it is drawn, and the lines on the terminal but the app's own."""
    arguments: Sequence[str] = ("-m", "meetdesk", "host", "--name", "Mira", "--title", "Plans", "--port", "0", "--json")
    log = data / "log" / "meetdesk.log"
    seen = log.stat().st_size if log.exists() else 0
    begun = time.monotonic()
    with AppWindow(display, data, arguments, env={**poor.env, "MEETDESK_DISCOVERY": "off", "BROWSER": "true"}) as app:
        shown = None
        while time.monotonic() - begun < _WINDOW_SECONDS and app.running.poll() is None:
            told = log.read_text()[seen:] if log.exists() else ""
            if "no window:" in told:
                break
            if " connected" in told and _painted(display, data):
                shown = time.monotonic() - begun
                break
            time.sleep(0.1)
        if picture and shown and not isinstance(display, Weston):
            display.screenshot(picture)  # type: ignore[attr-defined]
        app.running.terminate()
        app.running.wait(20)
        told = log.read_text()[seen:] if log.exists() else ""
    opened = [line for line in told.splitlines() if "the window opens on " in line]
    way = opened[-1].partition(", ")[2] if opened else "in the browser"
    lines = [line for line in app.output().splitlines() if not line.startswith("{")]
    return f"{shown:.1f}" if shown else "–", way, lines


def _painted(display: Display, folder: Path) -> bool:
    """Of a compositor without a screen there is no picture: there the page's own word counts."""
    if isinstance(display, Weston):
        return True
    return colours(display.screenshot(folder / "seen.png")) > _PAINTED  # type: ignore[attr-defined]


def _self_test(display: Display, poor: Poor, data: Path) -> tuple[str, str]:
    """What became of it, and what it said."""
    command = [sys.executable, "-m", "meetdesk", "--self-test"]
    env = display.env(**poor.env, PYTHONPATH=str(ROOT), MEETDESK_DATA=str(data))
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=_TEST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "stands still", ""
    known = {0: "good", 3: "no window"}
    return known.get(done.returncode, f"status {done.returncode}"), done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
