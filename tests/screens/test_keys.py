"""Keys for those who need them: without single letters, and a focus that never falls to nowhere."""

import pytest
from playwright.sync_api import Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS

FOCUSED = """() => {
  const now = document.activeElement
  return now.getAttribute('aria-label') ?? (now === document.body ? 'nowhere' : now.textContent.trim())
}"""


def focused(page: Page) -> str:
    """The name of what has the focus; ``nowhere`` if nothing has."""
    name: str = page.evaluate(FOCUSED)
    return name


def test_single_keys_can_be_switched_off_and_have_a_form_with_ctrl_and_alt(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    microphone = page.get_by_role("button", name="Microphone", exact=True)
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_dialog.get_by_text("Ctrl+Alt+M", exact=True)).to_be_visible()
    expect(help_dialog.get_by_text("M", exact=True)).to_be_visible()
    help_dialog.get_by_role("checkbox", name="Single keys, without Ctrl and Alt").uncheck()
    expect(help_dialog.get_by_text("M", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(help_dialog).to_have_count(0)

    page.keyboard.press("c")
    page.keyboard.press("m")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    expect(microphone).to_have_attribute("aria-keyshortcuts", "Control+Alt+M")
    page.keyboard.press("Control+Alt+c")
    composer = page.get_by_label("Write a message")
    expect(composer).to_be_focused()
    page.keyboard.press("Control+Alt+m")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    expect(composer).to_have_value("")
    page.keyboard.press("Control+Alt+k")
    help_dialog.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    expect(help_dialog).to_have_count(0)
    page.keyboard.press("Escape")
    expect(composer).to_have_count(0)
    page.keyboard.press("m")
    expect(microphone).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("key", ["c", "p", "i", "o", "n", "t"])
def test_a_panel_takes_the_focus_and_gives_it_back(page: Page, address: str, key: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    camera = page.get_by_role("button", name="Camera", exact=True)
    camera.focus()
    page.keyboard.press(key)
    panel = page.get_by_role("complementary")
    expect(panel).to_have_count(1)
    page.wait_for_function("document.querySelector('aside').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(camera).to_be_focused()


def test_the_focus_never_falls_to_nowhere(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    # Nothing had the focus before the panel: it is led to the meeting itself.
    page.keyboard.press("c")
    expect(page.get_by_label("Write a message")).to_be_focused()
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement !== document.body")
    assert focused(page) == "Weekly planning"

    # From one panel to the next, and back to where it all began.
    people = page.get_by_role("button", name="People", exact=False).first
    people.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("o")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Alt+i")
    page.keyboard.press("Control+Alt+u")
    page.wait_for_function("document.querySelector('aside').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(people).to_be_focused()

    # By its own button, from a dialog, and from a menu that opened a dialog.
    page.get_by_role("button", name="Chat", exact=True).click()
    page.get_by_role("button", name="Close panel").click()
    expect(page.get_by_role("button", name="Chat", exact=True)).to_be_focused()
    page.get_by_role("button", name="View").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Keyboard shortcuts").click()
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("document.activeElement !== document.body")
    assert focused(page) == "View"


def test_what_is_typed_goes_to_the_dialog_before_it_is_drawn(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    page.keyboard.press("p")
    page.locator("aside").get_by_role("button", name="More about Mira").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Change name…").focus()
    with shoot.no_frames(page):
        page.keyboard.press("Enter")
        page.keyboard.type("m")  # by itself it would switch the microphone
    field = page.get_by_role("dialog").get_by_role("textbox")
    expect(field).to_be_focused()
    expect(field).to_have_value("Miram")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(page.get_by_role("button", name="Microphone", exact=True)).to_have_attribute("aria-pressed", "true")


def test_keys_go_to_a_menu_before_it_is_drawn(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    microphone = page.get_by_role("button", name="Microphone", exact=True)
    view = page.get_by_role("button", name="View")
    view.focus()
    with shoot.no_frames(page):
        page.keyboard.press("Enter")
        page.keyboard.press("m")  # the first letter of what the menu offers; by itself it would switch the microphone
        page.keyboard.press("End")
        last = page.get_by_role("menuitem").last
        expect(last).to_be_focused(timeout=500)
        page.keyboard.press("Escape")
        expect(view).to_be_focused(timeout=500)
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")  # the second thing that the menu offers, not the button once more
        expect(view).to_have_attribute("aria-expanded", "false", timeout=500)
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(microphone).to_have_attribute("aria-pressed", "true")
    # Opened with the pointer nothing is chosen yet; an arrow key begins with the first.
    view.click()
    expect(page.get_by_role("menuitemradio", name="Speaker")).to_be_checked()
    expect(page.get_by_role("menu")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menu").locator("[role^=menuitem]").first).to_be_focused()
    page.keyboard.press("Escape")
