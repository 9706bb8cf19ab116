"""Past meetings, by keys and clicks."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS


def meetings(page: Page) -> list[str]:
    return page.locator("[data-meeting] .title").all_inner_texts()


def test_from_the_start_screen_and_back_by_keys(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=home")
    page.get_by_role("button", name="Past meetings").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Past meetings")
    page.keyboard.press("Control+f")
    expect(page.get_by_role("searchbox", name="Search all chats")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="周会")).to_be_focused()
    first = page.get_by_role("article").first
    expect(first).to_have_attribute("aria-setsize", "23")
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("article").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-meeting]").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Meet on your own network")


def test_private_messages_are_marked_and_saved_only_if_that_is_chosen(page: Page, address: str, tmp_path: Path) -> None:
    shoot.load(page, address, "screen=past")
    page.locator("[data-meeting]").first.click()
    private = page.get_by_role("article").filter(has_text="Between us").first
    expect(private).to_contain_text("Private, with 李明")
    assert "Private, with 李明" in (private.get_attribute("aria-label") or "")
    saved = []
    for chosen in (False, True):
        page.get_by_role("button", name="Save these chats").click()
        box = page.get_by_role("menuitemcheckbox", name="With 6 private messages")
        expect(box).to_have_attribute("aria-checked", "false")
        if chosen:
            box.click()
            expect(box).to_have_attribute("aria-checked", "true")
        with page.expect_download() as download:
            page.get_by_role("menuitem", name="Text").click()
        assert download.value.suggested_filename.startswith("Weekly planning 20")
        file = tmp_path / f"{chosen}.txt"
        download.value.save_as(file)
        saved.append(file.read_text("utf-8"))
    assert "Between us" not in saved[0]
    assert saved[1].count("Private, with 李明") == saved[1].count("Between us") == 6
    for text in saved:
        assert "> In reply to Ada Lovelace: Good morning! Shall we start with the budget?" in text


def test_deleted_by_a_key_and_had_back(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=past")
    expect(page.locator("[data-meeting]").nth(2)).to_be_visible()
    before = meetings(page)[:3]
    page.locator("[data-meeting]").nth(1).focus()
    page.keyboard.press("Delete")
    status = page.get_by_role("status").filter(has_text="are deleted")
    expect(status).to_contain_text("“周会” and its chats are deleted.")
    expect(page.locator("[data-meeting]").nth(1)).to_be_focused()
    assert meetings(page)[:2] == [before[0], before[2]]
    page.keyboard.press("Control+z")
    expect(status).to_have_count(0)
    assert meetings(page)[:3] == before
    page.get_by_role("button", name="Delete all…").click()
    dialog = page.get_by_role("dialog", name="Delete all past meetings?")
    expect(dialog).to_contain_text("14 past meetings")
    dialog.get_by_role("button", name="Delete all").click()
    expect(page.get_by_role("heading", name="No chats are kept on this computer")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-meeting]").first).to_be_visible()


def test_what_is_found_leads_to_its_message(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=past&messages=5000")
    page.get_by_role("searchbox").fill("预算")
    hit = page.get_by_role("button").filter(has_text="预算部分我同意").first
    expect(hit.locator("mark")).to_have_text("预算")
    hit.click()
    expect(page.locator("article:focus")).to_contain_text("预算部分我同意")
    expect(page.locator("article:focus")).to_have_attribute("aria-setsize", "5000")
    assert page.locator("article").count() < 100, "not all of thousands are in the page"
    page.get_by_role("searchbox").fill("no such word")
    expect(page.get_by_text("Nothing was found for “no such word”.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_a_shorter_lifetime_asks_before_it_deletes(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=past")
    choice = page.get_by_label("Keep chats: 30 days")
    choice.click()
    page.get_by_role("option", name="7 days").click()
    dialog = page.get_by_role("dialog", name="Delete older chats?")
    expect(dialog).to_contain_text("10 past meetings are older")
    dialog.get_by_role("button", name="Cancel").click()
    expect(choice).to_be_visible()
    choice.click()
    page.get_by_role("option", name="one year").click()
    expect(page.get_by_label("Keep chats: one year")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("states=none", "Only this computer keeps it"),
        ("states=unerased", "could not be erased from the disk yet"),
        ("fail=past_unreachable", "Nothing is lost; try again."),
    ],
)
def test_what_is_the_matter_is_said(page: Page, address: str, query: str, sentence: str) -> None:
    shoot.load(page, address, f"screen=past&{query}")
    expect(page.get_by_text(sentence)).to_be_visible()


def test_forgetting_a_recent_meeting_is_undone_on_the_start_screen(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=home")
    page.get_by_role("button", name="Delete “Weekly planning” and its chats").click()
    notice = page.get_by_role("status").filter(has_text="“Weekly planning” and its chats are deleted.")
    notice.get_by_role("button", name="Undo").click()
    expect(notice).to_have_count(0)


def test_a_guest_has_no_past_meetings(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=guest")
    expect(page.get_by_role("button", name="Past meetings")).to_have_count(0)
