"""After a dialog of the window's own the focus is where it came from, and keys go there."""

import json
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, Playwright, expect

from meetdesk.messages import sentence
from tests.desktop.test_screen_picker import TITLE as PICKER
from tests.support.person import text
from tests.support.processes import until
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window

SOMETHING_TO_SAVE = """() => document.body.insertAdjacentHTML(
  'beforeend', '<a href="/" download="notes.txt" style="position: fixed; top: 0">notes.txt</a>')"""


@pytest.fixture(scope="module")
def meeting(display: Xvfb, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """With the chat open, something to save, and the window in front."""
    arguments = ("-m", "meetdesk", "host", "--name", "Mira", "--title", "Plans", "--port", "0", "--json")
    env = {"QT_QPA_PLATFORMTHEME": "generic"}  # no dialogs of a desktop
    with AppWindow(display, tmp_path_factory.mktemp("focus") / "data", arguments, env=env) as app:
        page = app.page(playwright)
        expect(page.get_by_role("toolbar")).to_be_visible(timeout=30_000)
        assert json.loads(app.output().splitlines()[0])["event"] == "ready"
        display.xdotool("windowactivate", "--sync", until(lambda: display.windows("MeetDesk$"), "the window")[-1])
        page.keyboard.press("Control+Alt+c")
        expect(page.get_by_role("textbox")).to_be_visible()
        page.evaluate(SOMETHING_TO_SAVE)
        yield page


@pytest.mark.parametrize(
    ("role", "name", "title"),
    [
        ("button", text("share_label"), PICKER),
        ("button", text("file_send"), sentence("choose_files", "en")),
        ("link", "notes.txt", sentence("save_file", "en")),
    ],
    ids=["screen picker", "file dialog", "save dialog"],
)
def test_focus_returns_to_what_opened_it(
    display: Xvfb, meeting: Page, role: Literal["button", "link"], name: str, title: str
) -> None:
    def opens() -> str:
        display.xdotool("key", "Return")
        dialog = until(lambda: display.windows(f"^{title}"), f"{title!r}")[-1]
        until(lambda: display.xdotool("getwindowfocus").strip() == dialog, "the dialog to have the focus")
        return dialog

    control = meeting.get_by_role(role, name=name, exact=True)
    until(lambda: meeting.evaluate("document.hasFocus()"), "the page to have the focus")
    control.focus()
    opens()
    until(lambda: not meeting.evaluate("document.hasFocus()"), "the page to be without it")
    display.xdotool("key", "Escape")
    until(lambda: not display.windows(f"^{title}"), "the end of the dialog")
    until(lambda: meeting.evaluate("document.hasFocus()"), "the page to have the focus again")
    expect(control).to_be_focused()
    # By the same key once more: keys arrive where the page says.
    opens()
    display.xdotool("key", "Escape")
    until(lambda: not display.windows(f"^{title}"), "the end of the dialog")
