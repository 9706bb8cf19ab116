"""The chat's panel, by keys and clicks."""

from playwright.sync_api import Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS, SIZE, SMALL

pytestmark = NEEDS


def test_chat_takes_several_lines_and_shows_them_as_text(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    page.keyboard.press("c")
    composer = page.get_by_label("Write a message")
    composer.fill("<img src=x onerror=alert(1)>")
    composer.press("Shift+Enter")
    composer.type("second line www.example.com")
    composer.press("Enter")
    expect(composer).to_have_value("")
    log = page.get_by_role("feed")
    expect(log).to_contain_text("<img src=x onerror=alert(1)>")
    expect(log.get_by_role("link", name="www.example.com")).to_be_visible()
    assert log.locator("img").count() == 0


def test_chat_that_is_too_long_stays_with_its_reason(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    page.keyboard.press("c")
    composer = page.get_by_label("Write a message")
    composer.fill("x" * 4_001)
    composer.press("Enter")
    expect(composer).to_have_value("x" * 4_001)
    expect(page.locator("#composer-error")).to_contain_text("too long")
    expect(page.get_by_text("4001 of 4000")).to_be_visible()
    page.set_viewport_size(SMALL)
    counter = page.get_by_text("4001 of 4000").bounding_box()
    assert counter is not None
    assert counter["height"] < 24, "on one line"


def test_an_unread_private_message_is_where_the_chat_opens(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=4&states=private")
    page.keyboard.press("c")
    chosen = page.get_by_role("group", name="Who to write to").locator("[aria-pressed=true]")
    expect(chosen).not_to_have_text("Everybody")
    expect(page.get_by_text("see this.")).to_be_visible()
    # Whoever asks for another place gets it.
    page.get_by_role("button", name="Everybody").click()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(chosen).to_have_text("Everybody")


def test_what_is_said_for_a_few_seconds_covers_no_name(page: Page, address: str) -> None:
    for size in (SIZE, SMALL):
        page.set_viewport_size(size)
        shoot.load(page, address, "screen=room&people=4&states=private")
        notice = page.locator(".notices").get_by_text("wrote to you privately").first
        expect(notice).to_be_visible()
        shown = notice.bounding_box()
        assert shown is not None
        names = page.locator("li.tile .name")
        assert names.count() == 4
        for box in filter(None, (name.bounding_box() for name in names.all())):
            assert box["y"] >= shown["y"] + shown["height"] or box["y"] + box["height"] <= shown["y"]


_UPWARDS = """async list => {
    // A screen's part at a time; what was seen before may move by nothing else.
    const shown = () => [...list.querySelectorAll('article')].filter(one => {
        const { top, bottom } = one.getBoundingClientRect()
        const rendered = getComputedStyle(one).visibility === 'visible'
        return rendered && bottom > list.getBoundingClientRect().top && top < innerHeight
    })
    const jumps = []
    const met = new Set()
    for (let step = 0; step < 24; step++) {
        const [row] = shown()
        const before = row.getBoundingClientRect().top
        list.scrollTop -= 250
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
        const moved = row.isConnected ? row.getBoundingClientRect().top - before : 'gone'
        if (!(Math.abs(moved - 250) < 2)) jumps.push(moved)
        for (const one of shown()) met.add(Number(one.dataset.entry))
    }
    const missing = []
    for (let entry = Math.min(...met); entry < Math.max(...met); entry++) if (!met.has(entry)) missing.push(entry)
    return { jumps, missing, met: met.size }
}"""


def test_five_thousand_messages_open_at_the_newest(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=9&messages=5000&still")
    page.keyboard.press("c")
    scrolled = page.get_by_role("region", name="Messages")
    messages = page.get_by_role("feed").get_by_role("article")
    oldest, newest = (page.locator(f"article[data-entry='{entry}']") for entry in (900, 5_899))
    expect(newest).to_be_in_viewport()
    assert messages.count() < 100, "only those that are seen are in the page"
    walked = scrolled.evaluate(_UPWARDS)
    assert walked["jumps"] == []
    assert walked["missing"] == []
    assert walked["met"] > 60
    # Tab leads to the newest, the arrow keys from message to message, also to one that is not in the page yet.
    newest.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("article[data-entry='5898']")).to_be_focused()
    scrolled.evaluate("list => { list.scrollTop = 0 }")
    expect(oldest).to_be_in_viewport()
    assert messages.count() < 100
    page.keyboard.press("ArrowUp")
    expect(page.locator("article[data-entry='5897']")).to_be_focused()
    expect(page.locator("article[data-entry='5897']")).to_be_in_viewport()
    scrolled.evaluate("list => { list.scrollTop = 0 }")
    page.get_by_role("button", name="To the newest message").click()
    expect(newest).to_be_in_viewport()
    expect(page.get_by_role("button", name="To the newest message")).to_have_count(0)
