"""Keys in a real browser: those of an input method, those of keyboards without Latin letters, and the space bar."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS
HEARD = "You can be heard while you hold the key"


@pytest.fixture
def keys(page: Page) -> Iterator["Keys"]:
    session = page.context.new_cdp_session(page)
    yield Keys(session)
    session.detach()


class Keys:
    """The browser's own input, below what a page can make."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    def press(self, key: str, code: str, virtual: int, *, typed: str = "") -> None:
        """``virtual``: 229 is a key that the input method takes."""
        rest = {"key": key, "code": code, "windowsVirtualKeyCode": virtual}
        kind = "keyDown" if typed else "rawKeyDown"
        self._session.send("Input.dispatchKeyEvent", {"type": kind, **rest, **({"text": typed} if typed else {})})
        self._session.send("Input.dispatchKeyEvent", {"type": "keyUp", **rest})

    def compose(self, text: str) -> None:
        self._session.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )

    def commit(self, text: str) -> None:
        self._session.send("Input.insertText", {"text": text})


def test_enter_that_ends_a_composition_sends_nothing(page: Page, address: str, keys: Keys) -> None:
    shoot.load(page, address, "screen=room&people=3")
    page.keyboard.press("c")
    composer = page.get_by_label("Write a message")
    before = page.get_by_role("feed").get_by_role("article").count()
    # Chromium: the key comes while the text is composed.
    keys.compose("nihao")
    keys.press("Process", "Enter", 229)
    keys.commit("你好")
    # WebKit: the composition is over, and then comes the key, with nothing but its code to tell.
    keys.press("Enter", "Enter", 229)
    expect(composer).to_have_value("你好")
    assert page.get_by_role("feed").get_by_role("article").count() == before
    page.keyboard.press("Enter")
    expect(composer).to_have_value("")
    expect(page.get_by_role("feed")).to_contain_text("你好")


def test_escape_and_arrows_of_an_input_method_throw_nothing_away(page: Page, address: str, keys: Keys) -> None:
    shoot.load(page, address, "screen=room&people=3")
    page.keyboard.press("c")
    composer = page.get_by_label("Write a message")
    page.keyboard.type("mine")
    page.keyboard.press("Enter")
    expect(page.get_by_role("feed")).to_contain_text("mine")
    keys.press("ArrowUp", "ArrowUp", 229)
    expect(page.get_by_text("Editing")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(composer).to_have_value("mine")
    keys.compose("kana")
    keys.press("Escape", "Escape", 229)
    keys.commit("")
    expect(composer).to_have_value("mine")
    page.keyboard.press("Escape")
    expect(composer).to_have_value("")
    keys.press("Escape", "Escape", 229)
    expect(composer).to_be_visible()


def test_a_dialog_stays_while_its_field_is_composed_in(page: Page, address: str, keys: Keys) -> None:
    shoot.load(page, address, "screen=room&people=2")
    page.keyboard.press("o")
    page.get_by_role("button", name="New poll").click()
    page.get_by_label("Question").fill("?")
    first = page.get_by_role("textbox", name="Answer 1")
    first.click()
    keys.compose("hai")
    keys.press("Enter", "Enter", 229)
    keys.commit("はい")
    keys.press("Enter", "Enter", 229)
    expect(first).to_be_focused()
    expect(first).to_have_value("はい")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    keys.press("Escape", "Escape", 229)
    page.wait_for_timeout(300)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize(("layout", "letter"), [("Russian", "ь"), ("Hebrew", "צ"), ("Greek", "μ"), ("Arabic", "ة")])
def test_single_keys_work_on_every_keyboard(page: Page, address: str, keys: Keys, layout: str, letter: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    microphone = page.get_by_role("button", name="Microphone", exact=True)
    keys.press(letter, "KeyM", ord("M"), typed=letter)
    expect(microphone, layout).to_have_attribute("aria-pressed", "false")


def test_on_a_latin_keyboard_the_character_counts(page: Page, address: str, keys: Keys) -> None:
    shoot.load(page, address, "screen=room&people=3")
    microphone = page.get_by_role("button", name="Microphone", exact=True)
    keys.press(",", "KeyM", 188, typed=",")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    keys.press("m", "Semicolon", ord("M"), typed="m")
    expect(microphone).to_have_attribute("aria-pressed", "false")


def test_the_space_bar_talks_after_menus_were_used_by_mouse(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    microphone = page.get_by_role("button", name="Microphone", exact=True)
    microphone.click()
    for used in ("item", "escape", "elsewhere"):
        page.get_by_role("button", name="View").click()
        menu = page.get_by_role("menu")
        expect(menu).to_be_visible()
        if used == "item":
            menu.locator("[role^=menuitem]").first.click()
            if menu.is_visible():
                page.get_by_role("button", name="View").click(force=True)
        elif used == "escape":
            page.keyboard.press("Escape")
        else:
            page.mouse.click(5, 300)
        expect(menu).to_have_count(0)
        page.keyboard.down(" ")
        expect(microphone, used).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_text(HEARD)).to_be_visible()
        expect(menu, used).to_have_count(0)
        page.keyboard.up(" ")
        expect(microphone, used).to_have_attribute("aria-pressed", "false")
        expect(menu, used).to_have_count(0)


def test_the_space_bar_opens_a_menu_that_tab_led_to(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    view = page.get_by_role("button", name="View")
    page.get_by_role("button", name="Microphone", exact=True).click()
    for _ in range(20):
        page.keyboard.press("Tab")
        if view.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press(" ")
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(view).to_be_focused()
    page.keyboard.press(" ")
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
