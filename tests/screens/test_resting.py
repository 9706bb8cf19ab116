"""Nothing that a pointer may rest on moves by itself: a click meets what it was meant for."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS, SIZE, SMALL

pytestmark = NEEDS

LOST = {"type": "link", "link": {"state": "lost", "since": 0, "attempt": 3, "reason": "host_unreachable"}}
BACK = {"type": "link", "link": {"state": "open"}}


def happens(page: Page, event: dict[str, object]) -> None:
    page.evaluate(f"gallery.happen({json.dumps(event)})")


def knocks(*names: str) -> dict[str, object]:
    waiting = [{"waiting": at, "name": name, "role": "participant"} for at, name in enumerate(names, 1)]
    return {"type": "message", "message": {"type": "lobby", "waiting": waiting, "kept_out": []}}


def place(what: Locator) -> tuple[int, int]:
    box = what.bounding_box()
    assert box is not None, f"not to be seen: {what}"
    return round(box["x"]), round(box["y"])


def settled(page: Page, what: Locator) -> tuple[int, int]:
    """Where it is once it does not move any more."""
    found = place(what)
    while True:
        page.wait_for_timeout(150)
        before, found = found, place(what)
        if found == before:
            return found


@pytest.mark.parametrize("size", [SIZE, SMALL], ids=["1280", "800"])
@pytest.mark.parametrize(
    ("panel", "row"),
    [
        ("c", lambda page: page.locator("aside article").last),
        ("p", lambda page: page.locator("aside li").filter(has_text="Ada Lovelace").get_by_role("button")),
    ],
    ids=["chat", "people"],
)
def test_what_is_the_matter_comes_and_goes_without_moving_a_row(
    page: Page, address: str, panel: str, row: Callable[[Page], Locator], size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    shoot.load(page, address, "screen=room&people=6&messages=30")
    page.keyboard.press(panel)
    at = row(page)
    at.hover(force=True)
    picture = page.locator("li.tile").first
    before = settled(page, at), settled(page, picture)
    happens(page, LOST)
    expect(page.get_by_role("alert")).to_be_visible()
    assert (place(at), place(picture)) == before
    happens(page, BACK)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert (place(at), place(picture)) == before


def test_who_knocks_moves_nobody_below_the_pointer(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=6&states=lobby")
    page.keyboard.press("p")
    menu = page.locator("aside li").filter(has_text="Ada Lovelace").get_by_role("button")
    menu.hover()
    before = settled(page, menu)
    happens(page, knocks("Dan", "Eve", "Finn", "Gus", "Hal"))
    expect(page.get_by_text("Waiting (5)")).to_be_attached()
    assert place(menu) == before
    happens(page, knocks())
    expect(page.get_by_text("Waiting (")).to_have_count(0)
    assert place(menu) == before
    page.mouse.move(5, 5)
    # Nobody points there any more: the list begins at its top again.
    expect(page.get_by_role("button", name="Mute all")).to_be_in_viewport()
    expect(page.locator("aside .body > div")).to_have_css("translate", "none")


def writes(entry: int) -> dict[str, object]:
    at = 1_790_000_000
    message = {"entry": entry, "participant": 2, "name": "Ada Lovelace", "ref": f"r{entry}", "text": "More.", "at": at}
    change = {"change": "chat_posted", "message": message}
    return {
        "type": "message",
        "message": {"type": "entries", "entries": [{"number": entry, "at": at, "change": change}]},
    }


def test_who_writes_puts_no_other_message_below_the_pointer(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=6&messages=30")
    page.keyboard.press("c")
    last = page.locator("aside article").last
    number = int(last.get_attribute("data-entry") or "")
    at = page.locator(f"aside article[data-entry='{number}']")
    at.hover()
    tool = at.get_by_role("button").first
    tool.hover()
    before = settled(page, tool)
    next_entry = 1_031  # of the gallery's meeting with 30 messages
    for entry in range(next_entry, next_entry + 3):
        happens(page, writes(entry))
    page.wait_for_timeout(500)
    assert place(tool) == before
    page.mouse.move(5, 5)
    expect(page.locator(f"aside article[data-entry='{next_entry + 2}']")).to_be_in_viewport()


def test_what_lies_below_a_sentence_can_be_used(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=2")
    happens(page, LOST)
    banner = page.get_by_role("alert")
    box = banner.bounding_box()
    assert box is not None
    at = (box["x"] + 8, box["y"] + box["height"] / 2)
    under = page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('li.tile, .space') !== null", at)
    assert under, "the sentence takes the click"
    page.get_by_role("button", name="Try now").click()
    happens(page, BACK)
