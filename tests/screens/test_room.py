"""The room: layouts, own voice and picture, captions, by keys and clicks."""

from playwright.sync_api import FloatRect, Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS, SIZE, SMALL

pytestmark = NEEDS


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


def test_why_a_picture_is_not_shown_stands_above_the_name_however_small_the_tile(page: Page, address: str) -> None:
    for size, people in ((SMALL, 25), (SIZE, 9)):
        page.set_viewport_size(size)
        shoot.load(page, address, f"screen=room&people={people}&screens=2&layout=speaker&states=unshown")
        expect(page.get_by_text("Too much to show at once").nth(1)).to_be_visible(timeout=10_000)
        covered = page.locator("li.tile").evaluate_all("""tiles => tiles.flatMap(tile => {
          const tag = tile.querySelector('.tag').getBoundingClientRect()
          return [...tile.querySelectorAll('.veil span:not(.visually-hidden)')]
            .map(words => words.getBoundingClientRect())
            .filter(words => words.bottom > tag.top + 1 || words.top < tile.getBoundingClientRect().top)
            .map(words => `${tile.innerText}: ${words.top} to ${words.bottom}, the name from ${tag.top}`)
        })""")
        assert covered == []


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
    expect(pages.get_by_role("status")).to_have_text("Page 1 of 2")
    first = seen(page)
    page.keyboard.press("PageDown")
    expect(pages.get_by_role("status")).to_have_text("Page 2 of 2")
    second = seen(page)
    assert len(first) == len(second) == 25
    assert set(first).isdisjoint(second)
    pages.get_by_role("button", name="Previous page").click()
    expect(pages.get_by_role("status")).to_have_text("Page 1 of 2")
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
    page.set_viewport_size({"width": 800, "height": 400})
    expect(help_dialog.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(help_dialog).to_have_count(0)


def test_the_title_gives_way_to_the_time(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=2")
    title = page.locator("footer").get_by_text("Weekly planning")
    time = page.locator("footer").get_by_role("timer")
    expect(title).to_be_in_viewport(ratio=1)
    page.set_viewport_size(SMALL)
    expect(time).to_be_in_viewport(ratio=1)
    expect(title).not_to_be_in_viewport()


def test_host_is_asked_before_the_window_closes(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&states=close")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("the meeting ends for everybody")
    dialog.get_by_role("button", name="Stay in the meeting").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("toolbar")).to_be_visible()


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


def test_language_appearance_and_the_rest_are_set_inside_the_meeting(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    page.keyboard.press("c")
    page.get_by_label("Write a message").fill("half a sentence")
    view = page.get_by_role("button", name="View", exact=True)
    view.click()
    page.get_by_role("menuitem", name="Appearance").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    view.click()
    page.get_by_role("menuitemcheckbox", name="Notifications").click()
    view.click()
    notifications = page.get_by_role("menuitemcheckbox", name="Notifications")
    expect(notifications).to_have_attribute("aria-checked", "false")
    page.get_by_role("menuitem", name="Check my connection").click()
    expect(page.get_by_role("dialog", name="Check my connection")).to_be_visible()
    page.keyboard.press("Escape")
    view.click()
    page.get_by_role("menuitem", name="Language").click()
    page.get_by_role("menuitemradio", name="简体中文").click()
    # The meeting goes on as it was.
    expect(page.get_by_role("button", name="麦克风", exact=True)).to_be_visible()
    expect(page.get_by_label("写消息").or_(page.locator("aside textarea"))).to_have_value("half a sentence")
    page.evaluate("gallery.look({language: 'en', theme: 'light', notify: true})")


def test_controls_have_words_where_there_is_room(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    for word in ("Microphone", "Camera", "Share", "Chat", "People", "Activities", "Invite", "Security", "View"):
        expect(page.get_by_role("toolbar").get_by_text(word, exact=True)).to_be_visible()
    page.set_viewport_size(SMALL)
    expect(page.get_by_role("toolbar").get_by_text("Share", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Choose microphone and speaker").hover()
    expect(page.get_by_role("tooltip").or_(page.locator(".tooltip"))).to_contain_text("Choose microphone and speaker")


def test_ending_what_is_there_is_asked_about_also_alone(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=hosting&people=1&messages=3")
    page.get_by_role("button", name="End", exact=True).click()
    dialog = page.get_by_role("dialog", name="End the meeting?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Stay in the meeting").click()
    expect(page.get_by_role("button", name="End", exact=True)).to_be_visible()
    shoot.load(page, address, "screen=hosting&people=1&messages=0")
    page.get_by_role("button", name="End", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Host", exact=True)).to_be_visible()


def test_the_host_leaves_a_meeting_that_somebody_else_carries_on(page: Page, address: str) -> None:
    end = page.get_by_role("button", name="End", exact=True)
    shoot.load(page, address, "screen=room&people=5&states=deputy")
    end.click()
    dialog = page.get_by_role("dialog", name="Leave the meeting, or end it?")
    expect(dialog).to_contain_text("One person in a browser has to come in again at Ada Lovelace's address.")
    expect(dialog.get_by_role("button", name="End for everybody")).to_be_visible()
    dialog.get_by_role("button", name="Stay in the meeting").click()
    end.click()
    dialog.get_by_role("button", name="Leave, Ada Lovelace carries on").click()
    expect(page.get_by_role("heading", name="You have left")).to_be_visible()
    # Whoever stays is told who takes over, as long as that can be; the host's own window has lost only its own app.
    shoot.load(page, address, "screen=joined&people=4&states=deputy,lost,forbidden")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The host's computer does not answer. Ada Lovelace's is taking over…")
    shoot.load(page, address, "screen=room&people=4&states=deputy,lost")
    expect(alert).to_contain_text("The host's computer cannot be reached.")
    # Until this window's link is back it goes nowhere.
    end.click()
    dialog.get_by_role("button", name="Leave, Ada Lovelace carries on").click()
    expect(page.get_by_text("Ada Lovelace's computer is taking the meeting over…")).to_be_visible()
    expect(alert).to_have_count(0)


def test_leaving_a_file_on_its_way_is_asked_about(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=joined&people=3")
    page.get_by_role("button", name="Chat", exact=True).click()
    page.locator("aside input[type=file]").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"plan"}
    )
    expect(page.get_by_text("plan.txt", exact=True)).to_be_visible()
    page.get_by_role("button", name="Leave", exact=True).click()
    expect(page.get_by_role("dialog", name="Leave the meeting?")).to_be_visible()


_EXCESS = """excess => {
    for (let track = 0; track < 1_000; track++) gallery.happen({ type: 'excess', track, excess })
}"""


def test_a_picture_that_is_larger_than_allowed_is_said_in_its_place(page: Page, address: str) -> None:
    sentence = "What Ada Lovelace sends is larger than allowed and is not shown"
    shoot.load(page, address, "screen=room&people=4")
    tile = page.locator("li.tile", has=page.get_by_text("Ada Lovelace", exact=True))
    expect(tile).to_have_count(1)
    page.evaluate(_EXCESS, True)
    expect(tile.get_by_text(sentence)).to_be_visible()
    # A small place has room for less, and screen readers are told all the same.
    page.set_viewport_size(SMALL)
    page.evaluate("() => gallery.show('screen=room&people=25')")
    page.evaluate(_EXCESS, True)
    expect(tile.first.get_by_text("Larger than allowed", exact=True)).to_be_visible()
    expect(tile.first.get_by_text(sentence)).to_have_count(1)
    page.evaluate(_EXCESS, False)
    expect(page.get_by_text("Larger than allowed", exact=True)).to_have_count(0)
