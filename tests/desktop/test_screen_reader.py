"""Orca hears what happens in a meeting, once: in the native window, and in a browser."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.desktop.test_manners import visitor
from tests.support.app import AppProcess, entry_url
from tests.support.person import text
from tests.support.processes import until
from tests.support.screen_reader import Reader, missing, screen_reader
from tests.support.window import FAKE_DEVICES, AppWindow
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window

MEETING = ("host", "--name", "Mira", "--title", "Plans", "--port", "0", "--json")


@pytest.fixture(scope="module")
def reader(display: Xvfb) -> Iterator[Reader]:
    if reason := missing():
        pytest.skip(reason)
    with screen_reader(display) as found:
        yield found


def test_in_the_window(display: Xvfb, reader: Reader, playwright: Playwright, tmp_path: Path) -> None:
    with AppWindow(display, tmp_path / "data", ("-m", "meetdesk", *MEETING), env=reader.env) as app:
        page = app.page(playwright)
        expect(page.get_by_role("toolbar")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("log", name=text("said_label"))).to_contain_text("alone in Plans", timeout=30_000)
        page.wait_for_function("document.documentElement.dataset.screenReader !== undefined")
        window = display.windows("MeetDesk$")[-1]
        display.xdotool("windowactivate", "--sync", window)
        ready = json.loads(app.output().splitlines()[0])
        hears_a_meeting(
            reader, page, ready, lambda keys: display.xdotool("key", keys.lower().replace("control", "ctrl"))
        )

        found = reader.tree(display, "MeetDesk")
        for name in (text("mic_label"), text("camera_label"), text("chat_title")):
            assert any(one["name"] == name and "check box" in one["role"] for one in found), f"{name} in {found}"
        message = next(one for one in found if one["name"].startswith("Visitor, "))
        assert message["description"] == "hello there", message

        # Whoever comes to it is told whether it is on.
        page.get_by_role("checkbox", name=text("mic_label"), exact=True).focus()
        reader.says("check box not checked")
        display.xdotool("key", "space")
        until(lambda: reader.said()[-1].startswith("checked"), "its new state to be said")
    assert not any("token" in said for said in reader.said())


def test_in_a_browser(display: Xvfb, reader: Reader, playwright: Playwright, tmp_path: Path) -> None:
    before = len(reader.said())
    with AppProcess(tmp_path / "data", MEETING) as app:
        url, _ = entry_url(app)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            headless=False,
            env=display.env(**reader.env),
            args=["--no-sandbox", "--force-renderer-accessibility", "--use-fake-ui-for-media-stream", *FAKE_DEVICES],
        )
        page = browser.new_page()
        page.goto(url)
        expect(page.get_by_role("toolbar")).to_be_visible(timeout=30_000)
        reader.says("alone in Plans")
        hears_a_meeting(Since(reader, before), page, app.ready(), page.keyboard.press)
        browser.close()


class Since(Reader):
    """Only what it says from now on."""

    def __init__(self, reader: Reader, before: int) -> None:
        self.env = reader.env
        self._all = reader
        self._before = before

    def said(self) -> list[str]:
        return self._all.said()[self._before :]


def hears_a_meeting(reader: Reader, page: Page, ready: dict[str, str], press: Callable[[str], object]) -> None:
    events = [
        "Visitor joined",
        "Visitor: hello there",
        text("said_microphone_off"),
        "Visitor: and again",
        "Visitor left",
    ]
    with visitor(f"127.0.0.1:{ready['port']}", ready["code"]) as write:
        reader.says(events[0])
        write("hello there")
        reader.says(events[1])
        press("Control+Alt+m")
        reader.says(events[2])
        press("Control+Alt+c")
        expect(page.get_by_role("feed")).to_contain_text("hello there")
        write("and again")
        reader.says(events[3])
    reader.says(events[4])
    times = {event: sum(said.rstrip(". ").endswith(event.rstrip(".")) for said in reader.said()) for event in events}
    assert times == dict.fromkeys(events, 1), reader.said()
