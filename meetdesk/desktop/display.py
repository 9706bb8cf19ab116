"""Finds the display that the window opens on, and the way in which it works there, without ever letting Qt or its
engine end the process.

Qt ends the whole process when its platform plugin does not load or finds no display, and the engine does when the
display is poorer than it thinks. So all of it is tried first: the plugin's libraries are loaded, the display is asked,
and a page is drawn by a process of its own (``trials.py``). The first display that works is taken; the others are not
spoken to, since that alone may start a server (Xwayland), or wait for one for ever.
"""

import ctypes
import hashlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.desktop import trials
from meetdesk.desktop.libraries import debian_package, missing_library
from meetdesk.desktop.wayland import Compositor, CompositorError, wayland_socket
from meetdesk.desktop.x11 import NoAnswer, ask_x_server

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0
"""How long a display may take to say what it is. One far away needs several answers for that."""
LEAST_DEPTH = 15
"""Bits of colour of an X screen: Qt has no format for less, and leaves the window black."""
_OF_GRAPHICS = ("QT_", "QSG_", "QTWEBENGINE_", "LIBGL_", "MESA_", "GALLIUM_", "__GL", "__EGL", "VK_")
_OWN = ("QT_QPA_PLATFORM", "QT_QPA_PLATFORMTHEME", "QT_API", "QT_STYLE_OVERRIDE")


class NoDisplay(MeetDeskError):
    """No window can be opened here. ``reason`` says why, for the log; ``key`` and ``detail`` are the sentence for the
    person (``cli_<key>``)."""

    def __init__(self, reason: str, key: str = "no_display", **detail: str | int) -> None:
        super().__init__(ErrorCode.NO_DISPLAY)
        self.reason = reason
        self.key = key
        self.sentence_detail = detail

    @property
    def broken(self) -> bool:
        """Whether it is this installation that lacks something, rather than the display."""
        return self.key in {"no_display_library", "no_display_engine"}

    def __str__(self) -> str:
        return f"{self.code.value}: {self.reason}"


class _Candidate(NamedTuple):
    platform: str
    """Qt's name for the kind of display."""
    address: str
    ask: Callable[[str], tuple[str, Sequence[trials.Way]]]
    """What the display tells of itself, and the ways that are worth a trial there. Raises NoDisplay."""


def require_display(folder: Path | None = None) -> Callable[[], None]:
    """Chooses the display and the way to use it, and sets what Qt reads of the environment when it starts.

    Returns what is to be called when the window has lived for a while. ``folder``: where is remembered what works.
    Does nothing on Windows and macOS, which always have a display that works. Raises NoDisplay.
    """
    if not sys.platform.startswith("linux"):
        return _nothing
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    candidates = [one for one in _candidates() if not wanted or wanted.startswith(one.platform)]
    if not candidates and not wanted:
        raise NoDisplay("neither DISPLAY nor WAYLAND_DISPLAY is set")
    _require_engine()
    if not candidates:
        return _nothing  # one of Qt's other platforms: whoever asks for it knows why
    found = trials.Trials(folder)
    problems: list[NoDisplay] = []
    for candidate in candidates:
        try:
            way = _try(candidate, found)
        except NoDisplay as problem:
            log.info("%s", problem.reason)
            problems.append(problem)
            continue
        if not wanted:
            os.environ["QT_QPA_PLATFORM"] = candidate.platform
        log.info("the window opens on %s %s, %s", candidate.platform, candidate.address, way.name)
        trials.apply(way)
        return found.survived
    first = next((one for one in problems if one.key != "no_display_answer"), problems[0])
    raise NoDisplay("; ".join(one.reason for one in problems), first.key, **first.sentence_detail)


def _nothing() -> None:
    return


def _candidates() -> list[_Candidate]:
    """The best first: where there is a compositor, the X server beside it is only for those who know no better."""
    found = []
    if address := wayland_socket():
        found.append(_Candidate("wayland", address, _ask_wayland))
    if address := os.environ.get("DISPLAY"):
        found.append(_Candidate("xcb", address, _ask_x11))
    return found


def _require_engine() -> None:
    try:
        import PySide6.QtWebEngineWidgets  # noqa: F401, PLC0415  (its import tells which system library is missing)
    except ImportError as error:
        raise _does_not_load(f"Qt does not load: {error}", str(error)) from error


def _does_not_load(reason: str, error: str) -> NoDisplay:
    library = missing_library(error)
    if library is None:
        return NoDisplay(reason, "no_display_engine")
    return NoDisplay(reason, "no_display_library", library=library, package=debian_package(library))


def _try(candidate: _Candidate, found: trials.Trials) -> trials.Way:
    platform = candidate.platform
    try:
        ctypes.CDLL(str(_plugin(platform)))
    except OSError as error:
        raise _does_not_load(f"{platform}: {error}", str(error)) from error
    told, ways = candidate.ask(candidate.address)
    way = found.way_for(_recognised(platform, told), platform, ways)
    if way is None:
        raise NoDisplay(f"{platform}: the engine works in no way on {candidate.address}", "no_display_engine")
    return way


def _plugin(platform: str) -> Path:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"


def _ask_x11(display: str) -> tuple[str, Sequence[trials.Way]]:
    try:
        server = ask_x_server(display, ANSWER_SECONDS)
    except NoAnswer as error:
        raise NoDisplay(f"xcb: {error}", "no_display_answer", display=display) from error
    if server.depth < LEAST_DEPTH:
        reason = f"xcb: display {display} has {server.depth} bits of colour"
        raise NoDisplay(reason, "no_display_colours", bits=server.depth, least=LEAST_DEPTH)
    # Without GLX the engine's graphics library finds nothing to draw with, and the engine ends the process.
    return server.told, trials.WAYS if "GLX" in server.extensions else trials.IN_SOFTWARE


def _ask_wayland(address: str) -> tuple[str, Sequence[trials.Way]]:
    try:
        with Compositor(address, ANSWER_SECONDS) as compositor:
            told = sorted(f"{name} {offer.version}" for name, offer in compositor.offers.items())
            return " ".join(told), trials.WAYS
    except CompositorError as error:
        raise NoDisplay(f"wayland: {error}", "no_display_answer", display=address) from error


def _recognised(platform: str, told: str) -> str:
    """A display is another one when it, the engine, the kernel, its graphics devices or the person's own settings of
    graphics are."""
    settings = sorted(
        f"{name}={value}" for name, value in os.environ.items() if name.startswith(_OF_GRAPHICS) and name not in _OWN
    )
    import PySide6  # noqa: PLC0415  (of Linux)

    devices = Path("/dev/dri")
    cards = sorted(one.name for one in devices.iterdir()) if devices.is_dir() else []
    everything = [platform, told, PySide6.__version__, os.uname().release, *cards, *settings]
    return hashlib.sha256("\n".join(everything).encode()).hexdigest()[:32]
