"""Pictures, sound and a shared screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.three_people.conftest import Room
from tests.support.bot_crowd import Crowd
from tests.support.person import SECONDS, text

pytestmark = pytest.mark.browser


def test_everybody_sees_everybody_else_move(room: Room) -> None:
    for person in room.everybody:
        for other in room.everybody:
            if other is not person:
                person.sees(other)


def test_everybody_hears_everybody_else_but_not_themselves(room: Room) -> None:
    for person in room.everybody:
        person.hears(*(other for other in room.everybody if other is not person))


def test_speakers_are_highlighted(room: Room) -> None:
    speaking = room.ada.tile("Bob")
    room.ada.until(lambda: speaking.get_attribute("data-speaking") == "true", "Bob's tile is highlighted")


def test_statistics_say_what_comes_from_whom_and_how_late(room: Room) -> None:
    room.ada.page.keyboard.press("i")
    figures = room.ada.page.get_by_role("region", name=text("statistics_title"))
    for other in ("Bob", "Cem"):
        section = figures.locator("section").filter(has=room.ada.page.get_by_text(other, exact=True))
        expect(section).to_contain_text(re.compile(r"opus · \d+ kb/s"), timeout=20_000)
        expect(section).to_contain_text(re.compile(r"vp8 · .*\d+×\d+ at \d+/s"))
        expect(section).to_contain_text(re.compile(r"\d+ ms, at worst \d+ ms"), timeout=20_000)
    own = figures.locator("section").first
    expect(own).to_contain_text(re.compile(r"Round trip to the host\s*\d+ ms"))
    expect(own).to_contain_text(re.compile(r"encoding [\d.]+ ms"))
    room.ada.page.keyboard.press("i")
    expect(figures).to_have_count(0)


def test_the_spotlight_shows_somebody_large_to_everybody(room: Room) -> None:
    stages = [person.page.locator("li.tile.stage") for person in room.everybody]
    for name, item in (("Cem", "tile_light"), ("Cem", "tile_unlight")):
        room.ada.page.get_by_role("button", name=text("tile_menu", name=name), exact=True).click()
        room.ada.page.get_by_role("menuitem", name=text(item)).click()
        for stage in stages:
            if item == "tile_light":
                expect(stage).to_contain_text(name)
            else:
                expect(stage).to_have_count(0)
        if item == "tile_light":
            room.bob.sees(room.cem)
    room.bob.page.get_by_role("button", name=text("tile_menu", name="Cem"), exact=True).click()
    expect(room.bob.page.get_by_role("menuitem", name=text("tile_light"))).to_have_count(0)
    room.bob.page.keyboard.press("Escape")


def test_a_shared_screen_is_seen_by_the_others_until_it_is_withdrawn(room: Room) -> None:
    label = text("tile_screen", name="Bob")
    room.bob.toggle("share_label")
    for viewer in (room.ada, room.cem):
        viewer.until(
            lambda page=viewer.page: page.evaluate("(label) => meetdeskPicture(label, 8, 8)", label),
            "Bob's screen",
        )
    room.bob.is_told("sharing_screen")
    looks_closer(room.ada.page, label)
    draws_on_it(room)
    looks_at_what_the_others_see(room.bob.page)
    chooses_among_two(room)
    room.bob.toggle("share_label")
    for viewer in (room.ada, room.cem):
        expect(viewer.page.get_by_role("img", name=label)).to_have_count(0)


def chooses_among_two(room: Room) -> None:
    """The screen that began last is large; the other one is a press of a button away, and moves as well."""
    page = room.ada.page
    room.cem.toggle("share_label")
    stage = page.locator("li.tile.stage")
    expect(stage).to_contain_text(text("tile_screen", name="Cem"), timeout=SECONDS * 1_000)
    choice = page.get_by_role("navigation", name=text("screens_label"))
    for name in ("Bob", "Cem", "Bob"):
        choice.get_by_role("button", name=name).click()
        expect(stage).to_contain_text(text("tile_screen", name=name))
        shown = text("tile_screen", name=name)
        room.ada.until(
            lambda shown=shown: page.evaluate("(label) => meetdeskPicture(label, 8, 8)", shown), f"{name}'s screen"
        )
    room.cem.toggle("share_label")
    expect(choice).to_have_count(0)


def looks_at_what_the_others_see(page: Page) -> None:
    """Who shares chooses by keys how it is sent, and sees it as it comes back from the host, how late and large."""
    page.get_by_role("button", name=text("sharing_manner", choice=text("sharing_manner_automatic"))).focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitemradio", name=text("sharing_manner_sharp_tip")).press("Enter")
    sharp = page.get_by_role("button", name=text("sharing_manner", choice=text("sharing_manner_sharp")))
    expect(sharp).to_be_visible()
    page.get_by_role("button", name=text("own_screen_show")).click()
    preview = page.get_by_role("region", name=text("own_screen_title"))
    preview.get_by_role("button", name=text("own_screen_others")).click()
    expect(preview).to_contain_text(re.compile(r"\d+×\d+ · \d+ pictures a second · \d+ ms later"), timeout=20_000)
    expect(preview.get_by_role("img", name=text("own_screen_others"))).to_be_visible()
    preview.get_by_role("button", name=text("own_screen_hide")).click()


def draws_on_it(room: Room) -> None:
    """Cem draws, Ada sees it while it is drawn, at its place however large she looks at it; Bob, whose screen it is,
    sees it in his preview, erases it and lets nobody draw."""
    ada, bob, cem = (person.page for person in room.everybody)
    pens = {page: page.locator("[data-screen] svg path.pen, section svg path.pen") for page in (ada, bob, cem)}
    # The chat of the tests before may have the focus.
    cem.keyboard.press("Control+Alt+b")
    expect(cem.get_by_role("button", name=text("draw_pen"))).to_have_attribute("aria-pressed", "true")
    place = cem.locator("[data-screen] svg").first.bounding_box()
    assert place is not None
    across, down = place["x"] + place["width"] * 0.25, place["y"] + place["height"] * 0.5
    cem.mouse.move(across, down)
    cem.mouse.down()
    for step in range(1, 11):
        cem.mouse.move(across + place["width"] * step / 20, down)
    for page in (ada, bob):
        expect(pens[page], "while it is drawn").to_have_count(1)
    expect(bob.get_by_role("region", name=text("own_screen_title"))).to_be_visible()
    expect(ada.locator("[data-screen] svg text.name")).to_have_text("Cem")
    cem.mouse.up()
    expect(ada.locator("[data-screen] svg text.name"), "it is whole").to_have_count(0)
    for _ in ("whole", "enlarged"):
        room.ada.until(lambda: _is_in_place(_parts(ada)), lambda: f"the stroke in its place: {_parts(ada)}")
        ada.keyboard.press("+")
    ada.keyboard.press("0")

    preview = bob.get_by_role("region", name=text("own_screen_title"))
    for item in ("draw_clear_all", "draw_who_nobody"):
        preview.get_by_role("button", name=text("draw_more")).click()
        bob.get_by_text(text(item), exact=True).click()
        for page in (ada, bob, cem):
            expect(pens[page]).to_have_count(0)
    expect(cem.get_by_role("group", name=text("draw_label"))).to_have_count(0)
    expect(ada.get_by_role("button", name=text("draw_begin")), "the host may not, but says who may").to_have_count(0)
    expect(ada.get_by_role("button", name=text("draw_more"))).to_have_count(1)
    preview.get_by_role("button", name=text("own_screen_hide")).click()


def _is_in_place(parts: list[float]) -> bool:
    """Half of a line's width stands out at its ends."""
    return len(parts) == 3 and all(abs(one - right) < 0.02 for one, right in zip(parts, (0.25, 0.5, 0.75), strict=True))


def _parts(page: Page) -> list[float]:
    """Left, middle and right of the stroke, in parts of the picture."""
    picture = page.locator("[data-screen] svg").first.bounding_box()
    stroke = page.locator("[data-screen] svg path.pen").first.bounding_box()
    if picture is None or stroke is None:
        return []
    left, right = stroke["x"] - picture["x"], stroke["x"] + stroke["width"] - picture["x"]
    middle = stroke["y"] + stroke["height"] / 2 - picture["y"]
    return [left / picture["width"], middle / picture["height"], right / picture["width"]]


def looks_closer(page: Page, label: str) -> None:
    """Key, wheel and double click on a shared screen; what is below the pointer stays there."""
    picture = page.get_by_role("img", name=label)
    whole = picture.bounding_box()
    assert whole is not None
    page.keyboard.press("+")
    size = page.get_by_role("group", name=text("zoom_label"))
    expect(size).to_contain_text("125")
    right, middle = whole["x"] + whole["width"] - 1, whole["y"] + whole["height"] / 2
    page.mouse.move(right, middle)
    page.mouse.wheel(0, -200)
    expect(size).not_to_contain_text("125")
    enlarged = picture.bounding_box()
    assert enlarged is not None
    assert enlarged["width"] > 1.6 * whole["width"]
    assert enlarged["x"] + enlarged["width"] < whole["x"] + 1.2 * whole["width"], "it grew to the wrong side"
    page.mouse.dblclick(right - 100, middle)
    expect(size).to_contain_text("100")
    expect(page.locator("li.tile.stage")).to_have_count(1)


def test_noise_is_removed_when_somebody_chooses_it(room: Room) -> None:
    page = room.bob.page

    def choose(sound: str) -> None:
        page.get_by_role("button", name=text("device_audio_menu")).click()
        page.get_by_role("menuitemradio", name=text(sound)).click()

    choose("sound_noisy")
    (worker,) = (one for one in page.workers if "audio.worker" in one.url)
    module = "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm'))"
    room.bob.until(lambda: worker.evaluate(module), "RNNoise is loaded")
    # A pure tone may be noise to it, or not: what is heard of it now is no sign of anything.
    page.wait_for_timeout(500)
    expect(page.get_by_text(text("error_noise_removal_failed"))).to_have_count(0)
    choose("sound_speech")
    room.ada.hears(room.bob)


def test_somebody_can_be_made_silent_for_oneself_alone(room: Room) -> None:
    page = room.ada.page

    def set_volume(choice: str) -> None:
        page.get_by_role("button", name=text("tile_menu", name="Bob"), exact=True).click()
        page.get_by_role("menuitem", name=text("tile_volume")).click()
        page.get_by_role("menuitemradio", name=choice, exact=True).click()

    set_volume(text("tile_volume_off"))
    page.wait_for_timeout(1_500)
    room.ada.hears_nothing_of(room.bob)
    room.ada.hears(room.cem)
    room.cem.hears(room.bob)
    set_volume("100%")
    room.ada.hears(room.bob)


def test_with_sound_only_no_picture_goes_or_comes(room: Room) -> None:
    page = room.bob.page
    page.get_by_role("button", name=text("view_menu"), exact=True).click()
    page.get_by_role("menuitemcheckbox", name=text("view_audio_only")).click()
    room.ada.sees_state("Bob", "tile_camera_off")
    expect(page.locator("canvas, video")).to_have_count(0)
    room.bob.hears(room.ada, room.cem)
    page.get_by_role("button", name=text("audio_only_end")).click()
    room.ada.sees(room.bob)
    room.bob.sees(room.ada)


def test_mute_is_shown_and_silences(room: Room) -> None:
    room.bob.toggle("mic_label")
    for person in room.everybody:
        person.sees_state("Bob", "tile_muted")
    room.ada.page.wait_for_timeout(1500)
    room.ada.hears_nothing_of(room.bob)
    room.ada.hears(room.cem)
    room.bob.toggle("mic_label")
    room.ada.sees_state("Bob", "tile_muted", seen=False)
    room.ada.hears(room.bob)


def test_camera_off_is_shown_and_on_again_is_seen(room: Room) -> None:
    room.cem.toggle("camera_label")
    for person in room.everybody:
        person.sees_state("Cem", "tile_camera_off")
    assert room.ada.picture_of("Cem", room.cem.hue) is None
    room.cem.toggle("camera_label")
    room.ada.sees_state("Cem", "tile_camera_off", seen=False)
    room.ada.sees(room.cem)
    room.bob.sees(room.cem)


def test_names_of_all_kinds_are_shown_as_text(room: Room) -> None:
    names = ["👩‍👩‍👧‍👦 Łucja", "مريم عبد الله", '<i>Kim</i> & "Co"', "é" * 64]
    with Crowd() as crowd:
        for name in names:
            crowd.join("127.0.0.1", room.port, room.code, name)
        for name in names:
            expect(room.bob.tile(name)).to_be_visible()
        assert room.bob.page.locator("li[data-participant] i").count() == 0
        *others, last = crowd.bots
        crowd.run(last.leave())
        room.bob.is_told("notice_left", name=last.name)
        for bot in others:
            crowd.run(bot.leave())
        for name in names:
            expect(room.bob.tile(name)).to_have_count(0)
        # Who leaves next would be counted with them.
        for person in (room.ada, room.bob):
            expect(person.page.locator(".notices p")).to_have_count(0, timeout=SECONDS * 1000)
