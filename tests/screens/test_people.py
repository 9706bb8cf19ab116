"""Whom the host lets in, removes or silences, and the list of people, by keys and clicks."""

import re

from playwright.sync_api import Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS

SAID = ".said"
"""What only screen readers are told: first what happens, then the chat."""


def test_the_host_lets_people_in_and_refuses_them(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&states=lobby")
    expect(page.get_by_role("group", name="Waiting (3)")).to_contain_text("3 people are waiting to be let in")
    expect(page.locator(SAID).first).to_contain_text("3 people are waiting to be let in")
    page.get_by_role("button", name="Show").click()
    waiting = page.get_by_role("region", name="Waiting (3)")
    expect(waiting.get_by_role("button", name="Let in 张伟")).to_be_disabled()
    waiting.get_by_role("button", name="Let in Dan").click()
    expect(page.get_by_role("button", name="People 4, waiting to be let in: 2")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Refuse Somebody")).click()
    expect(page.get_by_role("region", name="Waiting (1)")).to_be_visible()
    page.get_by_role("button", name="Close panel").click()
    expect(page.get_by_role("group", name="Waiting (1)")).to_contain_text("张伟 is waiting to be let in")


def test_the_host_removes_somebody_only_after_being_asked_and_by_keyboard(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    page.get_by_role("button", name="People 3").click()
    person = page.locator("aside li", has_text="Ada Lovelace")
    menu = page.get_by_role("button", name="More about Ada Lovelace")
    for sure in (False, True):
        menu.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("menuitem").first).to_be_focused()
        page.keyboard.press("End")
        expect(page.get_by_role("menuitem", name="Remove")).to_be_focused()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Remove Ada Lovelace?")
        expect(dialog.get_by_role("checkbox", name="Keep out")).to_be_checked()
        if not sure:
            page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)
            expect(person).to_be_visible()
        else:
            dialog.get_by_role("button", name="Remove").click()
    expect(person).to_have_count(0)


def test_the_host_hands_the_meeting_over_to_who_stands_in(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    page.get_by_role("button", name="People 3").click()
    panel = page.locator("aside")
    expect(panel).to_contain_text("Nobody stands in for you yet")
    shoot.load(page, address, "screen=room&people=3&states=unreached")
    page.get_by_role("button", name="People 3").click()
    expect(panel).to_contain_text("the other computers cannot reach the one of 李明")
    page.get_by_role("button", name="More about 李明").click()
    page.get_by_role("menuitemcheckbox", name="Stands in for me").click()
    expect(panel.locator("li", has_text="Is to stand in for you")).to_have_text(re.compile("李明.*cannot reach"))
    page.get_by_role("button", name="More about 李明").click()
    expect(page.get_by_role("menuitemcheckbox", name="Stands in for me")).to_be_checked()
    page.get_by_role("menuitemcheckbox", name="Stands in for me").click()
    expect(panel).not_to_contain_text("Is to stand in for you")
    shoot.load(page, address, "screen=room&people=3&states=deputy")
    page.get_by_role("button", name="People 3").click()
    expect(panel.locator("li", has_text="Stands in for the host")).to_have_text(re.compile("Ada Lovelace"))
    expect(panel).not_to_contain_text("Nobody stands in")
    page.get_by_role("button", name="More about 李明").click()
    expect(page.get_by_role("menuitem", name="Make co-host")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Hand over the meeting…")).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More about Ada Lovelace").click()
    page.get_by_role("menuitem", name="Hand over the meeting…").click()
    dialog = page.get_by_role("dialog", name="Hand over the meeting to Ada Lovelace?")
    expect(dialog).not_to_contain_text("browser")
    dialog.get_by_role("button", name="Hand over").click()
    # What a host has is gone, and the meeting stays; of the links that come back nothing is said.
    expect(page.get_by_role("button", name="Leave", exact=True)).to_be_visible()
    expect(panel.locator("li", has_text="Mira")).to_contain_text("Co-host")
    said = page.locator(SAID).first
    expect(said).to_contain_text("Ada Lovelace's computer carries the meeting on now; you are co-host")
    expect(said).not_to_contain_text("is back")


def test_a_long_list_comes_bit_by_bit(page: Page, address: str) -> None:
    """All at once would hold up a voice: in Firefox what comes for a worker waits for the page's main thread."""
    shoot.load(page, address, "screen=room&people=50&still")
    button = page.get_by_role("button", name="People 50")
    at_first = button.evaluate(
        """button => new Promise((resolve) => {
            new MutationObserver((_, observer) => {
                const { length } = document.querySelectorAll('aside li')
                if (length === 0) return
                observer.disconnect()
                resolve(length)
            }).observe(document.body, { childList: true, subtree: true })
            button.click()
        })"""
    )
    assert 9 < at_first < 20, f"{at_first} people were listed in one go"
    expect(page.locator("aside li")).to_have_count(50, timeout=30_000)


def test_security_is_switched_and_shows_what_is_so(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&states=lobby")
    page.get_by_role("button", name="Security").click()
    for name, before in (
        ("Lock the meeting", False),
        ("Waiting room", False),
        ("Write to everybody in the chat", True),
    ):
        item = page.get_by_role("menuitemcheckbox", name=name)
        expect(item).to_have_attribute("aria-checked", str(before).lower())
        item.click()
        expect(item).to_have_attribute("aria-checked", str(not before).lower())
    page.get_by_role("menuitem", name="Let Eve join again").click()
    expect(page.get_by_text("Kept out")).to_have_count(0)


def test_what_the_host_has_switched_off_says_so(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=joined&people=3&states=forbidden")
    microphone = page.get_by_role("button", name="Microphone", exact=True)
    expect(microphone).to_have_attribute("aria-disabled", "true")
    expect(microphone).to_have_accessible_description(re.compile("does not let participants turn their microphone on"))
    page.keyboard.press("m")
    expect(page.locator(".notices").filter(has_text="microphone on now")).to_be_visible()
    expect(microphone).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("c")
    expect(page.get_by_text("has turned off writing to everybody")).to_be_visible()
    expect(page.get_by_label("Write a message")).to_have_count(0)


def test_somebody_is_found_among_many_and_reached_by_keyboard(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=25&states=hands")
    page.keyboard.press("p")
    search = page.get_by_role("searchbox", name="Find somebody")
    rows = page.locator("aside li")
    expect(rows).to_have_count(25)
    expect(rows.first).to_contain_text("李明")  # asks to speak
    search.fill("zoe hab")
    expect(rows).to_have_count(2)
    search.press("ArrowDown")
    expect(rows.first.get_by_role("button")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.last.get_by_role("button")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(search).to_be_focused()
    search.fill("nobody")
    expect(page.get_by_text("Nobody here is called that.")).to_be_visible()


def test_the_host_reads_who_was_stopped_and_why_and_puts_them_out_with_a_click(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=4&states=stopped")
    line = page.get_by_role("status").filter(has_text="too many whole pictures")
    out = page.get_by_role("status").filter(has_text="Eve was put out of the meeting")
    expect(line).to_be_visible()
    expect(out.get_by_role("button", name="Remove")).to_have_count(0)
    out.get_by_role("button", name="Let join again").click()
    expect(out).to_have_count(0)
    notes = page.get_by_role("status").filter(has_text="may not write in the notes")
    notes.get_by_role("button", name="Let write again").click()
    expect(notes).to_have_count(0)
    line.get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog", name=re.compile("^Remove 李明"))
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="People 3")).to_be_visible()
    expect(line.get_by_role("button", name="Remove")).to_have_count(0)


def test_the_host_sees_who_uses_how_much(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=4&states=stopped")
    page.get_by_role("button", name="People 4").click()
    usage = page.get_by_role("button", name="Usage")
    expect(usage).to_have_attribute("aria-expanded", "false")
    usage.click()
    rows = page.get_by_role("region", name="Usage").get_by_role("listitem")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("62%")
    expect(rows.first).to_contain_text("stopped: 1")
    stopped = rows.filter(has_text="may not write in the notes")
    expect(stopped).to_contain_text("Zoë Saldaña-Wintergreen")
    stopped.get_by_role("button", name="Let write again").click()
    expect(stopped).to_have_count(0)
    usage.click()
    expect(page.get_by_role("region", name="Usage")).to_have_count(0)
