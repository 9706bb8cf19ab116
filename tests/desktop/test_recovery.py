"""A page whose process ends again and again is given up, and tried once more when the person says so."""

import os
import signal
from pathlib import Path

import pytest

from meetdesk.desktop.qt.recovery import MOST
from meetdesk.messages import sentence
from tests.support.processes import session_members, until
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window


def renderers(process: int) -> set[int]:
    """The processes of the page and of the foreign frame in it: what the engine's zygotes have forked. Their command
    lines may still be a zygote's."""
    engine = {int(one.partition(" ")[0]) for one in session_members(process) if "QtWebEngineProcess" in one}
    return {one for one in engine if parent(one) in engine}


def parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_a_page_that_goes_on_crashing_is_given_up(display: Xvfb, tmp_path: Path) -> None:
    with AppWindow(display, tmp_path, ("-m", "tests.desktop.pages")) as app:
        until(lambda: display.windows("Tiny page own"), "the page")
        for number in range(1, MOST + 2):
            there = until(lambda: renderers(app.running.pid), f"the process number {number}")
            for renderer in there:
                os.kill(renderer, signal.SIGKILL)
            until(lambda: app.output().count("the page's process ended") >= number, f"the end {number}")  # noqa: B023
            until(lambda: renderers(app.running.pid) - there, f"the process after {number}")  # noqa: B023
        assert "not loaded again" in app.output()
        # What it shows is read off the window's title: a debugger finds no way into a page that was never loaded.
        window = until(lambda: display.windows(sentence("crashed_title", "en")), "the window's last word")[-1]
        display.xdotool("windowactivate", "--sync", window)
        display.xdotool("key", "Tab")
        display.xdotool("key", "Return")
        until(lambda: display.windows("Tiny page own"), "the page, once more")
