"""What happens where no window can be opened: an error, and a process that lives on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.window import ROOT
from tests.support.xvfb import Xvfb

OPEN = """
from meetdesk.desktop.display import NoDisplay
from meetdesk.desktop.window import run_window
try:
    run_window("http://127.0.0.1:9/", closing=lambda: True, closed=lambda: print("closed"))
except NoDisplay as error:
    print("no display:", error.code.value, error.reason)
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


@pytest.mark.window
def test_x_is_used_where_wayland_does_not_answer(display: Xvfb, tmp_path: Path) -> None:
    ask = "import os; from meetdesk.desktop.display import *; require_display(); print(os.environ['QT_QPA_PLATFORM'])"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={**display.env(PYTHONPATH=str(ROOT)), "WAYLAND_DISPLAY": "nobody", "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "xcb"


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
