"""The real app on a desktop with a session bus of its own (fake services, see ``tests.support.session_bus``)."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.support import weston
from tests.support.person import Person, text
from tests.support.processes import end, session_members, until
from tests.support.session_bus import Desktop, missing, session_bus
from tests.support.window import ROOT, AppWindow, Display
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window

TITLE = "MeetDesk$"
"""Of the window, with a meeting or without."""


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    if reason := missing():
        pytest.skip(reason)
    with session_bus() as running:
        yield running


def app(display: Display, data: Path, desktop: Desktop, *arguments: str) -> AppWindow:
    env = {"DBUS_SESSION_BUS_ADDRESS": desktop.address}
    return AppWindow(display, data, ("-m", "meetdesk", *arguments), env=env)


def start_again(display: Xvfb, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "meetdesk", *arguments],
        env=display.env(MEETDESK_DATA=str(data), PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def in_front(display: Xvfb) -> str:
    return display.xdotool("getactivewindow", "getwindowname").strip()


def look_elsewhere(display: Xvfb, other: AppWindow) -> None:
    window = until(lambda: display.windows("Tiny page own"), "the other window")[-1]
    display.xdotool("windowactivate", "--sync", window)
    assert other.running.poll() is None


def renderer(process: int) -> int:
    """The process of the page."""
    for member in session_members(process):
        number, _, command = member.partition(" ")
        if "QtWebEngineProcess" in command and "--type=renderer" in command:
            return int(number)
    raise AssertionError(f"no page among {session_members(process)}")


def leaves_a_window_somewhere(display: Xvfb, desktop: Desktop, playwright: Playwright, data: Path) -> str:
    """Opens and closes the app: its colours follow the desktop's, and it is moved about. Where the window was."""
    with app(display, data, desktop) as first:
        page = first.page(playwright)
        Person(page, "Mira").is_home()
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
        desktop.change_colours(dark=True)
        until(lambda: page.evaluate("document.documentElement.dataset.theme") == "dark", "the dark colours")
        desktop.change_colours(dark=False)
        until(lambda: page.evaluate("document.documentElement.dataset.theme") == "light", "the light colours")
        window = display.windows(TITLE)[-1]
        display.xdotool("windowsize", "--sync", window, "900", "640")
        display.xdotool("windowmove", "--sync", window, "120", "90")
        # By now the window manager has told the window, too.
        until(lambda: page.evaluate("screenX >= 120 && innerWidth === 900"), "the page at its new place")
        before = geometry(display)
        first.disconnect()
        first.signal(signal.SIGTERM)
        assert first.wait() == 0
    return before


def geometry(display: Xvfb) -> str:
    window = until(lambda: display.windows(TITLE), "the window")[-1]
    return re.sub(r"Window \d+", "", display.xdotool("getwindowgeometry", window))


@contextmanager
def visitor(address: str, code: str) -> Iterator[Callable[[str], None]]:
    """Somebody in the meeting; what they are to write."""
    command = [sys.executable, "-m", "tests.support.visitor", address, code]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdin is not None
    lines = process.stdin

    def write(line: str) -> None:
        print(line, file=lines, flush=True)

    try:
        yield write
        lines.close()
        assert process.wait(20) == 0
    finally:
        end(process)


def test_a_meeting_on_a_desktop(display: Xvfb, desktop: Desktop, playwright: Playwright, tmp_path: Path) -> None:
    data = tmp_path / "mira"
    place = leaves_a_window_somewhere(display, desktop, playwright, data)
    with (
        app(display, data, desktop, "host", "--name", "Mira", "--title", "Plans", "--port", "0", "--json") as host,
        AppWindow(display, tmp_path / "other", ("-m", "tests.desktop.pages")) as other,
    ):
        mira = Person(host.page(playwright), "Mira")
        mira.is_in_meeting()
        ready = json.loads(host.output().splitlines()[0])
        until(lambda: geometry(display) == place, f"the window where it was: {place}, not {geometry(display)}")

        # The computer stays awake.
        held = until(lambda: by_meetdesk(desktop), "the wish to stay awake")

        with visitor(f"127.0.0.1:{ready['port']}", ready["code"]) as write:
            # Somebody writes while Mira looks elsewhere; a click on the notification brings the chat to the front.
            look_elsewhere(display, other)
            until(lambda: mira.page.evaluate("!document.hasFocus()"), "the page to know that it is not in front")
            write("hello <b>")
            notice = desktop.notice(1)
            assert (notice["title"], notice["body"]) == ("Visitor", "hello &lt;b&gt;")
            assert mira.page.get_by_role("feed").count() == 0
            desktop.click(notice["number"])
            expect(mira.page.get_by_role("feed")).to_contain_text("hello <b>")
            until(lambda: "MeetDesk" in in_front(display), "the window in front")
            until(lambda: mira.page.evaluate("document.hasFocus()"), "the page knows that it is looked at")

            # Somebody who reads is not disturbed.
            write("again")
            expect(mira.page.get_by_role("feed")).to_contain_text("again")
            assert len(desktop.notices) == 1

        # A second start and a clicked link come to this window; the link waits for the person.
        look_elsewhere(display, other)
        second = start_again(display, data, "meetdesk://join?addr=10.9.9.9&fp=" + "A" * 43)
        assert (second.returncode, second.stdout.strip()) == (0, text_of("cli_handed_over"))
        until(lambda: "MeetDesk" in in_front(display), "the window in front")
        expect(mira.page.get_by_role("dialog")).to_contain_text(text("link_text_host"))
        mira.page.get_by_role("button", name=text("close_stay")).click()
        refused = start_again(display, data, "host", "--json")
        assert (refused.returncode, json.loads(refused.stdout)["code"]) == (1, "already_running")
        wrong = start_again(display, data, "meetdesk://join?addr=")
        assert wrong.returncode == 1

        # The page's process dies: it is back in the meeting, and says so.
        os.kill(renderer(host.running.pid), signal.SIGKILL)
        host.disconnect()
        mira = Person(host.page(playwright), "Mira")
        expect(mira.page.get_by_text(text("window_recovered"))).to_be_visible()
        mira.is_in_meeting()

        # The end of the person's session: nobody is asked, everything ends in order.
        host.disconnect()
        host.signal(signal.SIGHUP)
        assert host.wait() == 0
        assert set(held) <= set(desktop.released), f"kept awake: {desktop.inhibited}, released: {desktop.released}"


def test_the_display_goes_away(desktop: Desktop, tmp_path: Path) -> None:
    """The end of a session as an X server and a Wayland compositor give it: Qt ends the process, each in its own way,
    and the meeting ends in order all the same."""
    with ExitStack() as stack:
        screens: dict[str, Xvfb | weston.Weston] = {"x11": stack.enter_context(Xvfb(window_manager=False))}
        if not weston.missing():
            screens["wayland"] = stack.enter_context(weston.Weston())
        apps = {
            name: stack.enter_context(app(screen, tmp_path / name, desktop, "host", "--json", "--port", "0"))
            for name, screen in screens.items()
        }
        for name, host in apps.items():
            ready = json.loads(until(lambda host=host: host.output().partition("\n")[0], f"the meeting on {name}"))
            log = host.data / "log" / "meetdesk.log"
            until(lambda log=log: " connected" in log.read_text(), f"the window in its meeting on {name}")
            screens[name].end()
            assert host.wait() in {1, 255}, "it is Qt that ends the process"
            told = log.read_text()
            assert "the display is gone" in told, f"{name}:\n{told}"
            assert f"meeting {ready['meeting']} ended" in told, f"{name}:\n{told}"
            assert not (host.data / "meetdesk.db-wal").exists(), f"the store was not closed on {name}"
    assert "wayland" in screens, weston.missing()


def by_meetdesk(desktop: Desktop) -> list[int]:
    """What keeps the computer awake, but for what the browser engine wishes for while it plays sound."""
    return [number for number, (program, _) in desktop.inhibited.items() if program == "wakepy"]


def text_of(key: str) -> str:
    """A sentence of the command line."""
    texts = json.loads((ROOT / "meetdesk" / "messages" / "en" / "command_line.json").read_text())
    return str(texts[key])
