"""A page whose process ends again and again is given up, and tried once more when the person says so. Where no process
can be started any more, the meeting goes on in the browser."""

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


def zygotes(process: int) -> set[int]:
    """From which the engine forks its processes; they have its command line, and it is their parent."""
    members = (one.partition(" ") for one in session_members(process))
    return {int(number) for number, _, command in members if "--type=zygote" in command and "QtWebEngine" in command}


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


def test_an_engine_that_can_start_nothing_any_more(display: Xvfb, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    browser.chmod(0o755)
    env = {"BROWSER": str(browser)}
    with AppWindow(display, tmp_path / "data", ("-m", "meetdesk", "host", "--port", "0", "--json"), env=env) as app:
        log = app.data / "log" / "meetdesk.log"
        until(lambda: log.exists() and " connected" in log.read_text(), "the window in its meeting", 40)
        for process in renderers(app.running.pid) | zygotes(app.running.pid):
            os.kill(process, signal.SIGKILL)
        window = until(lambda: display.windows(sentence("engine_gone_title", "en")), "the window's last word")[-1]

        def goes_on() -> bool:
            display.xdotool("windowactivate", window, "sleep", "0.5", "key", "Return")
            return (tmp_path / "opened").exists()

        until(goes_on, "the browser", 40)
        assert "open.html" in (tmp_path / "opened").read_text()
        assert "MeetDesk's window could not go on" in app.output()
        assert app.running.poll() is None, "the meeting goes on"
        app.signal(signal.SIGTERM)
        assert app.wait() == 0
