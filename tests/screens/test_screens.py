"""Every screen of the gallery in a real browser: what axe finds, and what the person's keys and clicks do."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, FloatRect, Page, Playwright, ViewportSize, expect

from tests.screens import shoot

SIZE: ViewportSize = {"width": 1280, "height": 800}
UI_BUILT = shoot.ROOT / "meetdesk" / "ui"
SMALL: ViewportSize = {"width": 800, "height": 600}
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="not run: no Chromium on this machine"),
    pytest.mark.skipif(not (shoot.UI / "node_modules").exists(), reason="not run: `npm ci` was not run in ui/"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    shoot.build()
    with shoot.served(shoot.GALLERY) as found:
        yield found


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield found
    found.close()


@pytest.fixture(scope="module")
def kept(browser: Browser) -> Iterator[Page]:
    """One page for all, in which the gallery changes screens: a page for each took half of the time."""
    found = browser.new_page(viewport=SIZE, reduced_motion="reduce")
    yield found
    found.close()


@pytest.fixture
def page(kept: Page) -> Iterator[Page]:
    """That page; whatever it throws fails the test."""
    errors: list[str] = []

    def note(error: Error) -> None:
        errors.append(str(error))

    kept.set_viewport_size(SIZE)
    kept.on("pageerror", note)
    yield kept
    kept.remove_listener("pageerror", note)
    assert errors == []


@pytest.fixture(scope="module")
def axe() -> str:
    return (shoot.UI / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.mark.parametrize("screen", shoot.SCREENS, ids=lambda screen: screen.name)
def test_screen_can_be_used_by_everybody(
    page: Page, browser: Browser, address: str, axe: str, screen: shoot.Screen
) -> None:
    shoot.show(page, address, screen, "en", "light")
    assert shoot.violations(page, axe) == []
    assert shoot.cut_off(page) == []
    if screen.name == "broken":  # without settings it looks as the browser wishes
        other = browser.new_page(viewport=SIZE, locale="zh-CN", color_scheme="dark")
        shoot.show(other, address, screen, "zh-CN", "dark")
        assert shoot.violations(other, axe) == []
        assert re.search("[\u4e00-\u9fff]", other.locator("body").inner_text())
        other.close()
    else:
        # The other theme has other colours, and nothing else.
        look(page, theme="dark")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        shoot.settle(page)
        assert shoot.violations(page, axe, "color-contrast") == []
        look(page, language="zh-CN")
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        if screen.size is None:
            page.set_viewport_size(SMALL)
        assert shoot.cut_off(page) == []
        assert re.search("[\u4e00-\u9fff]", page.locator("body").inner_text())


def look(page: Page, **settings: str) -> None:
    page.evaluate("settings => gallery.look(settings)", settings)


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


def test_keys_work_outside_of_texts_and_not_inside(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    microphone = page.get_by_role("button", name="Microphone", exact=True)
    camera = page.get_by_role("button", name="Camera", exact=True)
    expect(microphone).to_have_attribute("aria-pressed", "true")
    expect(camera).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("m")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("v")
    expect(camera).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("c")
    composer = page.get_by_label("Write a message")
    expect(composer).to_be_focused()
    page.keyboard.type("my cave")
    expect(composer).to_have_value("my cave")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(composer).to_have_count(0)
    page.keyboard.press("c")
    expect(composer).to_have_value("my cave")


def seen(page: Page) -> list[str]:
    """Names on the tiles, the largest tile first, the others as they lie, line by line."""
    found: list[str] = page.locator("li.tile").evaluate_all(
        """tiles => tiles
          .map(tile => ({name: tile.querySelector('.name').textContent, box: tile.getBoundingClientRect()}))
          .sort(({box: one}, {box: other}) =>
            Math.round(other.width - one.width) || one.top - other.top || one.left - other.left)
          .map(({name}) => name)"""
    )
    return found


def test_layout_follows_keys_and_menus(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=4")
    expect(page.locator("li.tile.grid")).to_have_count(4)
    page.keyboard.press("g")
    expect(page.locator("li.tile.stage .name")).to_have_text("Ada Lovelace")
    page.get_by_role("button", name="Options for 李明").click()
    page.get_by_role("menuitem", name="Pin for me").click()
    expect(page.locator("li.tile.stage .name")).to_have_text("李明")
    page.get_by_role("button", name="Options for Mira").click()
    page.get_by_role("menuitem", name="Hide my own picture").click()
    expect(page.locator("li.tile")).to_have_count(3)
    page.get_by_role("button", name="View").click()
    page.get_by_role("menuitemcheckbox", name="Hide my own picture").click()
    expect(page.locator("li.tile")).to_have_count(4)
    page.get_by_role("button", name="Options for Mira").click()
    page.get_by_role("menuitem", name="Spotlight for everybody").click()
    expect(page.locator("li.tile.stage .name")).to_have_text("李明")
    page.locator("li.tile.stage").dblclick()
    expect(page.locator("li.tile.stage .name")).to_have_text("Mira")
    page.get_by_role("button", name="Options for Mira").click()
    page.get_by_role("menuitem", name="End the spotlight").click()
    expect(page.locator("li.tile.stage .name")).to_have_text("Ada Lovelace")
    page.keyboard.press("g")
    expect(page.locator("li.tile.grid")).to_have_count(4)


def test_only_the_page_that_is_looked_at_is_shown(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 800, "height": 600})
    shoot.load(page, address, "screen=room&people=50")
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages.get_by_role("status")).to_have_accessible_name("Page 1 of 2")
    first = seen(page)
    page.keyboard.press("PageDown")
    expect(pages.get_by_role("status")).to_have_accessible_name("Page 2 of 2")
    second = seen(page)
    assert len(first) == len(second) == 25
    assert set(first).isdisjoint(second)
    pages.get_by_role("button", name="Previous page").click()
    expect(pages.get_by_role("status")).to_have_accessible_name("Page 1 of 2")
    assert seen(page) == first


def test_shared_screen_takes_the_stage_and_can_be_sent_back(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&screens=1")
    expect(page.locator("li.tile.stage .name")).to_have_text("Ada Lovelace’s screen")
    assert seen(page) == ["Ada Lovelace’s screen", "Ada Lovelace", "李明", "Mira"]
    page.keyboard.press("g")
    expect(page.locator("li.tile.grid")).to_have_count(4)


def test_small_window_shows_one_picture(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 340, "height": 250})
    shoot.load(page, address, "screen=room&people=5")
    expect(page.locator("li.tile")).to_have_count(1)
    expect(page.get_by_role("button", name="Microphone", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("button", name="End", exact=True)).to_be_in_viewport()


def test_whoever_is_muted_talks_while_the_space_bar_is_held(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    microphone = page.get_by_role("button", name="Microphone", exact=True)
    microphone.click()
    expect(microphone).to_have_attribute("aria-pressed", "false")
    # The button was clicked and has the focus, and still the space bar is for talking.
    page.keyboard.down(" ")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("You can be heard while you hold the key")).to_be_visible()
    page.keyboard.up(" ")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    # Whoever came to the button by keyboard presses it with the space bar.
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(microphone).to_be_focused()
    page.keyboard.press(" ")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(400)
    expect(microphone).to_have_attribute("aria-pressed", "true")


def test_whoever_speaks_while_muted_is_told(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&states=muted,talking")
    hint = page.get_by_text("You are muted. Press M to unmute")
    expect(hint).to_be_visible()
    page.keyboard.press("m")
    expect(hint).to_have_count(0)


def test_sound_only_shows_no_picture_until_it_ends(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&screens=1")
    expect(page.locator("canvas, video")).to_have_count(3)
    page.get_by_role("button", name="View").click()
    page.get_by_role("menuitemcheckbox", name="Sound only").click()
    expect(page.locator("canvas, video")).to_have_count(0)
    expect(page.get_by_role("button", name="Camera", exact=True)).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Show video").click()
    expect(page.locator("canvas, video")).to_have_count(3)
    expect(page.get_by_role("button", name="Camera", exact=True)).to_have_attribute("aria-pressed", "true")


def test_keys_are_explained(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=2")
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_dialog.get_by_text("Mute or unmute")).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_dialog).to_have_count(0)


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


def test_host_is_asked_before_the_window_closes(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&states=close")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("the meeting ends for everybody")
    dialog.get_by_role("button", name="Stay in the meeting").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("toolbar")).to_be_visible()


def test_the_host_lets_people_in_and_refuses_them(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&states=lobby")
    expect(page.get_by_text("3 people are waiting to be let in")).to_be_visible()
    page.get_by_role("button", name="Show").click()
    waiting = page.get_by_role("region", name="Waiting (3)")
    expect(waiting.get_by_role("button", name="Let in 张伟")).to_be_disabled()
    waiting.get_by_role("button", name="Let in Dan").click()
    expect(page.get_by_role("button", name="People 4, waiting to be let in: 2")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Refuse Somebody")).click()
    expect(page.get_by_role("region", name="Waiting (1)")).to_be_visible()
    page.get_by_role("button", name="Close panel").click()
    expect(page.get_by_text("张伟 is waiting to be let in")).to_be_visible()


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
    expect(page.get_by_role("status").filter(has_text="microphone on now")).to_be_visible()
    expect(microphone).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("c")
    expect(page.get_by_text("has turned off writing to everybody")).to_be_visible()
    expect(page.get_by_label("Write a message")).to_have_count(0)


@pytest.mark.skipif(not UI_BUILT.is_dir(), reason="not run: the UI is not built")
def test_product_contains_no_gallery() -> None:
    built = "".join(file.read_text(errors="replace") for file in UI_BUILT.rglob("*.js"))
    assert "Grace Hopper" not in built
    assert not (UI_BUILT / "gallery.html").exists()
    page = (UI_BUILT / "index.html").read_text()
    assert "<script>" not in page
    assert "http" not in page


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


def test_captions_say_what_happens_below_the_pictures_and_move_nothing(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    captions = page.get_by_role("region", name="Captions")
    expect(captions).to_have_count(0)
    page.get_by_role("button", name="View").click()
    page.get_by_role("menuitemcheckbox", name="Captions of what happens").click()
    expect(captions).to_contain_text("Speaking: Ada Lovelace")
    expect(captions).to_contain_text("appears here")
    empty = captions.bounding_box()
    page.keyboard.press("h")
    expect(captions.get_by_role("log")).to_have_text("Your hand is raised, place 1 in the queue")
    assert captions.bounding_box() == empty, "nothing moves when it fills"
    # What is a line here is nowhere else: no screen reader says it twice.
    expect(page.get_by_text("Your hand is raised, place 1")).to_have_count(1)
    assert empty is not None
    assert all(box["y"] + box["height"] <= empty["y"] for box in boxes(page, "li.tile"))
    assert all(box["y"] >= empty["y"] + empty["height"] for box in boxes(page, "footer"))


def boxes(page: Page, selector: str) -> list[FloatRect]:
    return [box for one in page.locator(selector).all() if (box := one.bounding_box())]
