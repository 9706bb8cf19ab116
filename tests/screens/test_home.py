"""The start screen, by keys and clicks."""

import pytest
from playwright.sync_api import Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS, SMALL

pytestmark = NEEDS


def test_language_changes_while_the_page_is_shown(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=home")
    page.get_by_label("Your name").fill("Mira 👍")
    page.get_by_role("button", name="Language").click()
    page.get_by_role("menuitemradio", name="简体中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("在自己的网络里开会")
    expect(page.get_by_label("你的名字")).to_have_value("Mira 👍")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_theme_changes_while_the_page_is_shown(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=home")
    page.get_by_role("button", name="Appearance").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_found_meeting_is_chosen_and_asks_for_its_code(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=home&states=found")
    second = page.get_by_role("list", name="Meetings on your network").get_by_role("button").nth(1)
    expect(second).to_contain_text("李明 · 1 person · 192.168.1.40:47801")
    second.click()
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    expect(page.get_by_label("Address or invitation")).to_have_value("192.168.1.40:47801")
    page.get_by_label("Address or invitation").fill("192.168.1.4")
    expect(second).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "Enter your name"), ("x" * 200, "too long"), (" \u200b ", "Enter your name")]
)
def test_name_that_will_not_do_is_explained_and_nothing_is_started(
    page: Page, address: str, name: str, sentence: str
) -> None:
    shoot.load(page, address, "screen=home")
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Host", exact=True).click()
    expect(page.locator("#name-error")).to_contain_text(sentence)
    expect(page.get_by_role("toolbar")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("states", ["", "found"])
def test_whoever_came_to_join_sees_how_in_a_low_window(page: Page, address: str, language: str, states: str) -> None:
    page.set_viewport_size(SMALL)
    shoot.load(page, address, f"screen=home&language={language}&states={states}")
    forms = page.locator("form")
    join = forms.filter(has=page.get_by_placeholder("192.168.1.20"))
    for control in (join.locator("input").first, join.locator("input").last, join.locator("button[type=submit]")):
        expect(control).to_be_in_viewport(ratio=1)
    if not states:
        host = forms.filter(has=page.get_by_role("switch"))
        expect(host.locator("button[type=submit]")).to_be_in_viewport(ratio=1)
