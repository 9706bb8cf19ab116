"""Notes and polls, by keys and clicks."""

from playwright.sync_api import Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS


def test_who_may_not_write_any_more_reads_so_and_keeps_what_was_not_sent(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=2&states=no-notes")
    page.keyboard.press("n")
    notes = page.get_by_role("textbox", name="Notes")
    expect(notes).to_be_editable()
    notes.press_sequentially("Plan")
    expect(notes).not_to_be_editable()
    expect(notes).to_have_value("Plan")
    panel = page.locator(".notes")
    expect(panel).to_contain_text("the host can let you write again")
    expect(panel).to_contain_text("has not reached the others")
    expect(panel).not_to_contain_text("Sending")
    expect(panel.get_by_role("button", name="Copy")).to_be_enabled()


def test_an_agenda_is_written_ticked_and_taken_back_by_keyboard(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=2")
    page.keyboard.press("n")
    notes = page.get_by_role("textbox", name="Notes")
    expect(notes).to_be_editable()
    notes.press_sequentially("Plan")
    notes.press("Control+Enter")
    notes.press("Enter")
    notes.press_sequentially("Budget")
    expect(notes).to_have_value("☐ Plan\n☐ Budget")
    notes.press("Control+Enter")
    expect(notes).to_have_value("☐ Plan\n☑ Budget")
    notes.press("Control+z")
    expect(notes).not_to_have_value("☐ Plan\n☑ Budget")
    notes.press("Control+Shift+z")
    expect(notes).to_have_value("☐ Plan\n☑ Budget")


def test_a_poll_is_asked_and_answered_by_keyboard(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=2")
    page.keyboard.press("o")
    page.get_by_role("button", name="New poll").press("Enter")
    page.keyboard.type("Lunch?")
    page.keyboard.press("Tab")
    page.keyboard.type("Now")
    page.keyboard.press("Enter")
    page.keyboard.type("Now")
    start = page.get_by_role("button", name="Start poll")
    expect(page.get_by_text("Two answers are the same.")).to_be_visible()
    expect(start).to_be_disabled()
    page.keyboard.type("adays")
    start.press("Enter")
    poll = page.get_by_role("article", name="Lunch?")
    answer = poll.get_by_role("radio", name="Nowadays")
    answer.press("m")  # no letter does anything to an answer, so this one is a shortcut
    expect(page.get_by_role("button", name="Microphone", exact=True)).to_have_attribute("aria-pressed", "false")
    answer.press("Space")  # which is no talking while one is muted
    expect(answer).to_be_checked()
    expect(page.get_by_text("You can be heard while you hold the key")).to_have_count(0)
    poll.get_by_role("button", name="Vote").press("Enter")
    expect(poll.get_by_text("You have voted.")).to_be_visible()
    poll.get_by_role("button", name="Remove").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Remove").press("Enter")
    expect(poll).to_have_count(0)
