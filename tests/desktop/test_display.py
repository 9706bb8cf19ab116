"""Which display is taken, and what happens where no window can be opened: an error, and a process that lives on."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import weston
from tests.support.processes import until
from tests.support.window import ROOT, AppWindow
from tests.support.xvfb import Xvfb, colours

OPEN = """
from meetdesk.desktop import display
from meetdesk.desktop.display import NoDisplay
display.ANSWER_SECONDS = 1.0
from meetdesk.desktop.window import run_window
try:
    run_window("http://127.0.0.1:9/", closing=lambda: True, closed=lambda: print("closed"))
except NoDisplay as error:
    print("no display:", error.code.value, error.reason)
"""
CHOSEN = """
import os, sys
from meetdesk.desktop.display import require_display
require_display()
print(os.environ["QT_QPA_PLATFORM"], os.environ.get("QT_QUICK_BACKEND", "usual"))
"""
FIRST_THREAD = """
import os, sys, threading
def start(thread):
    print("shiboken6" in sys.modules, flush=True)
    os._exit(0)
threading.Thread.start = start
from meetdesk.command_line.command import run
run([])
"""


def tried(**env: str) -> str:
    """What trying to open a window prints with exactly this display environment."""
    without = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")
    base = {key: value for key, value in os.environ.items() if key not in without}
    done = subprocess.run(
        [sys.executable, "-c", OPEN],
        env={**base, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.strip()


def test_no_display_at_all() -> None:
    assert tried() == "no display: no_display neither DISPLAY nor WAYLAND_DISPLAY is set"


def test_x_display_that_is_not_there() -> None:
    assert tried(DISPLAY=":4711") == "no display: no_display xcb: no connection to display :4711"


def test_wayland_display_that_is_not_there(tmp_path: Path) -> None:
    said = tried(WAYLAND_DISPLAY="wayland-0", XDG_RUNTIME_DIR=str(tmp_path))
    assert said == (f"no display: no_display wayland: no connection to {tmp_path}/wayland-0: No such file or directory")


def chosen(env: dict[str, str]) -> str:
    """Kind of the display and the way it is drawn on."""
    env = {**env, "PYTHONPATH": str(ROOT), "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    done = subprocess.run(
        [sys.executable, "-c", CHOSEN], env=env, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Silent:
    """Takes every connection and says nothing, as a server that stands still."""

    def __init__(self, listening: socket.socket) -> None:
        self._socket = listening
        self._socket.listen()
        self._socket.setblocking(False)

    @classmethod
    def x_server(cls) -> "Silent":
        for number in range(600, 700):
            listening = socket.socket()
            try:
                listening.bind(("127.0.0.1", 6000 + number))
            except OSError:
                listening.close()
                continue
            return cls(listening)
        raise AssertionError("no port for an X server")

    @classmethod
    def compositor(cls, place: Path) -> "Silent":
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(place))
        return cls(listening)

    @property
    def display(self) -> str:
        return f"127.0.0.1:{self._socket.getsockname()[1] - 6000}"

    def connections(self) -> int:
        count = 0
        while True:
            try:
                self._socket.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1


def test_displays_that_never_answer(tmp_path: Path) -> None:
    x_server, _compositor = Silent.x_server(), Silent.compositor(tmp_path / "wayland-9")
    said = tried(DISPLAY=x_server.display, WAYLAND_DISPLAY="wayland-9", XDG_RUNTIME_DIR=str(tmp_path))
    assert said == (
        f"no display: no_display wayland: {tmp_path}/wayland-9 does not answer within 1 s; "
        f"xcb: display {x_server.display} does not answer within 1 s"
    )


@pytest.mark.window
def test_x_is_used_where_wayland_does_not_answer(display: Xvfb, tmp_path: Path) -> None:
    assert chosen(display.env(WAYLAND_DISPLAY="nobody", XDG_RUNTIME_DIR=str(tmp_path))) == "xcb usual"


@pytest.mark.window
def test_nobody_speaks_to_the_x_server_beside_a_compositor(tmp_path: Path) -> None:
    """It may be one that is started by being spoken to, or one that stands still."""
    x_server = Silent.x_server()
    with weston.Weston() as compositor:
        env = {"DISPLAY": x_server.display, "WAYLAND_DISPLAY": "wayland-test"}
        with AppWindow(compositor, tmp_path, ("-m", "tests.desktop.pages", "--after", "4"), env=env) as app:
            assert app.wait(60) == 0
            assert "the window opens on wayland" in app.output()
    assert x_server.connections() == 0


@pytest.mark.window
@pytest.mark.parametrize(
    ("depth", "without", "env", "way"),
    [
        (24, ["GLX"], {}, "software"),
        (16, [], {}, "software"),
        (24, [], {"LIBGL_DRIVERS_PATH": "/nonexistent"}, "software"),
        (30, [], {}, "usual"),
    ],
    ids=["without GLX", "16 bits", "without a driver", "30 bits"],
)
def test_a_poor_display_is_drawn_on_in_another_way(
    depth: int, without: list[str], env: dict[str, str], way: str
) -> None:
    with Xvfb(window_manager=False, depth=depth, without=without) as poor:
        assert chosen(poor.env(**env)) == f"xcb {way}"


@pytest.mark.window
def test_a_window_on_a_poor_display(tmp_path: Path) -> None:
    """The whole way: it stays open, shows the page, keeps the terminal quiet, and is no slower the second time."""
    with Xvfb(window_manager=False, without=["GLX", "RANDR"]) as poor:
        for start, trials in (("first", 1), ("second", 0)):
            with AppWindow(poor, tmp_path, ("-m", "tests.desktop.pages")) as app:
                until(lambda: poor.windows("Tiny page own"), f"the {start} window", 60)
                until(lambda: colours(poor.screenshot(tmp_path / "page.png")) > 200, "the page in it")
                time.sleep(2)  # the engine would have ended it by now
                app.signal(signal.SIGTERM)
                assert app.wait() == 0
                expected = ("own ", "other ", "closed", "returned", "meetdesk.desktop.")
                output = app.output()
                assert [line for line in output.splitlines() if line and not line.startswith(expected)] == []
                assert output.count("INFO tried") == trials, output


@pytest.mark.window
def test_too_few_colours() -> None:
    with Xvfb(window_manager=False, depth=8) as poor:
        assert tried(DISPLAY=poor.display) == f"no display: no_display xcb: display {poor.display} has 8 bits of colour"


def test_qts_binding_is_loaded_before_any_thread_could_import_beside_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_THREAD],
        env={**os.environ, "PYTHONPATH": str(ROOT), "MEETDESK_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "True", done.stderr
