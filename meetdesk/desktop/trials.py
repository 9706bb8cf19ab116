"""In which way the browser engine works on a display: tried once in a process that may die, and remembered (Linux).

The window's process must not be the one to find out: the engine ends it, and a meeting that is open goes with it.
"""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from meetdesk import programs

log = logging.getLogger(__name__)

ARGUMENT = "--try-the-display"
"""Makes the frozen app this trial (``meetdesk/__main__.py``); nothing for people to type."""
_PROGRAM = Path(__file__).parent / "qt" / "trial.py"
_SECONDS, _SECONDS_IN_ALL, _LEAST_SECONDS = 20.0, 35.0, 5.0
"""A trial takes half a second; many times that on a busy machine or over a slow link."""
_FILE_NAME = "displays.json"
_MOST_KNOWN = 16
_POOR_SECONDS = 24 * 3600.0
"""How long a display is thought to be a poor one. Drivers are mended, and then the faster way is the better one."""


class Way(NamedTuple):
    """``switches``: variables of the environment that Qt and its engine read when they start."""

    name: str
    switches: Mapping[str, str]


USUAL = Way("as it is", {})
WAYS = (
    USUAL,
    # The engine then draws without a graphics library, too.
    Way("drawn in software", {"QT_QUICK_BACKEND": "software"}),
    # Without loading what would speak to a graphics driver.
    Way(
        "drawn in software, without any graphics library",
        {"QT_QUICK_BACKEND": "software", "QT_XCB_GL_INTEGRATION": "none", "LIBGL_ALWAYS_SOFTWARE": "1"},
    ),
)
"""In the order in which they are tried: the one with the least switches first. What the person has set stays so."""
IN_SOFTWARE = WAYS[1:]
_BY_NAME = {way.name: way for way in WAYS}
_STANDS_STILL = "stands still"


class _Known(msgspec.Struct):
    way: str
    since: float
    """Seconds since the epoch."""


class _File(msgspec.Struct):
    known: dict[str, _Known] = {}
    starting: str = ""
    """The display on which a window was being opened; empty once it has lived for a while."""


class Trials:
    """``folder``: where is remembered what worked; None remembers nothing. ``way_for`` may be called once for each of
    several displays; ``survived`` when the window has."""

    def __init__(self, folder: Path | None) -> None:
        self._place = folder / _FILE_NAME if folder else None
        self._file = _File()
        if self._place is not None:
            with suppress(OSError, msgspec.DecodeError):
                self._file = msgspec.json.decode(self._place.read_bytes(), type=_File)
        if self._file.starting:
            log.info("the last window did not live long: its display is tried anew")
            self._file.known.pop(self._file.starting, None)
            self._file.starting = ""

    def way_for(self, display: str, platform: str, ways: Sequence[Way] = WAYS) -> Way | None:
        """The first of ``ways`` that works; None if none does. ``display``: all that is known of it, by which it is
        recognised. ``platform``: Qt's name for its kind. Takes as long as the trials do if the display is a new one."""
        known = self._file.known.get(display)
        if known and known.way in _BY_NAME and (known.way == USUAL.name or _is_fresh(known)):
            self._begin(display, known.way)
            return _BY_NAME[known.way]
        until = time.monotonic() + _SECONDS_IN_ALL
        in_time = True
        for way in ways:
            began = time.monotonic()
            problem = _problem(platform, way, max(min(_SECONDS, until - began), _LEAST_SECONDS))
            log.info("tried %s, %s: %s (%.1f s)", platform, way.name, problem or "works", time.monotonic() - began)
            in_time = in_time and problem is not _STANDS_STILL
            if problem is None:
                if in_time:  # else the machine was busy, perhaps, and it would have been the better way
                    self._file.known[display] = _Known(way.name, time.time())
                self._begin(display, way.name)
                return way
        return None

    def survived(self) -> None:
        """The window did not take the process with it."""
        self._file.starting = ""
        self._write()

    def _begin(self, display: str, way: str) -> None:
        log.info("the window is shown %s", way)
        self._file.starting = display
        while len(self._file.known) > _MOST_KNOWN:
            del self._file.known[min(self._file.known, key=lambda one: self._file.known[one].since)]
        self._write()

    def _write(self) -> None:
        if self._place is None:
            return
        try:
            self._place.write_bytes(msgspec.json.encode(self._file))
        except OSError as error:
            log.info("what works on the display is not remembered: %s", error)


def apply(way: Way) -> None:
    for name, value in way.switches.items():
        os.environ.setdefault(name, value)


def _is_fresh(known: _Known) -> bool:
    """Not if it was tried in what is the future now: the clock was wrong then, and nobody knows for how long."""
    return 0 <= time.time() - known.since < _POOR_SECONDS


def _problem(platform: str, way: Way, seconds: float) -> str | None:
    """Why the engine does not work in this way; None if it does."""
    command = [sys.executable, ARGUMENT] if getattr(sys, "frozen", False) else [sys.executable, "-P", str(_PROGRAM)]
    env = {**way.switches, **os.environ, "QT_QPA_PLATFORM": platform}
    env["QT_QPA_PLATFORMTHEME"] = "generic"  # asks no service of the desktop
    with tempfile.TemporaryFile() as said:
        try:
            trial = programs.start_own(command, env, said)
        except OSError as error:
            return str(error)
        try:
            status = trial.wait(seconds)
        except subprocess.TimeoutExpired:
            return _STANDS_STILL
        finally:
            with suppress(ProcessLookupError):
                os.killpg(trial.pid, signal.SIGKILL)
            trial.wait()
        if status == 0:
            return None
        said.seek(0)
        log.debug("%s", said.read().decode(errors="replace"))
        return f"ends by {signal.Signals(-status).name}" if status < 0 else f"ends with status {status}"
