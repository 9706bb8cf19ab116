"""Three people, three apps, three real browsers: judged by what each of them sees and hears.

The tests share one meeting and run in the order they are written; each leaves the meeting as it found it, but the last.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.stage import Actor, actors
from tests.support.bot_crowd import Crowd
from tests.support.person import Person, text
from tests.support.processes import until

pytestmark = pytest.mark.browser


class Room(NamedTuple):
    """Ada hosts; Bob and Cem joined by her address."""

    ada: Person
    bob: Person
    cem: Person
    actors: list[Actor]
    address: str
    port: int
    code: str

    @property
    def everybody(self) -> tuple[Person, Person, Person]:
        return self.ada, self.bob, self.cem


@pytest.fixture(scope="module")
def room(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with actors(playwright, tmp_path_factory.mktemp("three"), 3) as cast:
        ada, bob, cem = (actor.person for actor in cast)
        port = ada.host("Weekly")
        address, code = f"127.0.0.1:{port}", ada.code()
        bob.join(address, code)
        cem.join(address, code)
        yield Room(ada, bob, cem, cast, address, port, code)


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
        room.ada.page.get_by_role("button", name=text("tile_menu", name=name)).click()
        room.ada.page.get_by_role("menuitem", name=text(item)).click()
        for stage in stages:
            if item == "tile_light":
                expect(stage).to_contain_text(name)
            else:
                expect(stage).to_have_count(0)
        if item == "tile_light":
            room.bob.sees(room.cem)
    room.bob.page.get_by_role("button", name=text("tile_menu", name="Cem")).click()
    expect(room.bob.page.get_by_role("menuitem", name=text("tile_light"))).to_have_count(0)
    room.bob.page.keyboard.press("Escape")


def test_hands_are_raised_in_order_and_the_host_lowers_one(room: Room) -> None:
    for person in (room.bob, room.cem):
        person.page.keyboard.press("h")
        expect(person.page.get_by_role("img", name=text("hand_place"))).not_to_have_count(0)
    room.ada.is_told("notice_hand", name="Cem")
    for name, place in (("Bob", 1), ("Cem", 2)):
        mark = room.ada.page.get_by_role("img", name=f"{text('hand_place')}{place} in the queue")
        expect(room.ada.tile(name).filter(has=mark)).to_be_visible()
    room.ada.page.get_by_role("button", name=text("tile_menu", name="Bob")).click()
    room.ada.page.get_by_role("menuitem", name=text("person_lower_hand")).click()
    room.bob.is_told("notice_hand_lowered_by", name="Ada")
    room.cem.page.keyboard.press("h")
    expect(room.ada.page.locator("li.tile .hand")).to_have_count(0)


def test_a_reaction_is_seen_over_the_tile_for_a_while(room: Room) -> None:
    tile = room.ada.tile("Cem")
    # It is shown for four seconds, which a busy machine may take to ask whether it is there.
    tile.evaluate(
        """tile => new MutationObserver((_, observer) => {
            if (!tile.textContent.includes('👏')) return
            tile.dataset.clapped = ''
            observer.disconnect()
        }).observe(tile, {childList: true, subtree: true})"""
    )
    room.cem.page.keyboard.press("a")
    room.cem.page.get_by_role("menuitem", name=text("reaction_clap")).click()
    room.cem.page.keyboard.press("Escape")
    expect(tile).to_have_attribute("data-clapped", "", timeout=20_000)
    expect(tile).not_to_contain_text("👏", timeout=20_000)


def test_an_anonymous_poll_shows_its_result_to_all_when_it_is_closed(room: Room) -> None:
    for person in room.everybody:
        person.page.keyboard.press("o")
    page = room.ada.page
    page.get_by_role("button", name=text("poll_new")).click()
    page.get_by_label(text("poll_question")).fill("Lunch at noon?")
    for number, answer in ((1, "Yes"), (2, "No")):
        page.get_by_label(f"{text('poll_option')}{number}", exact=True).fill(answer)
    page.get_by_label(text("poll_anonymous"), exact=True).check()
    page.get_by_label(text("poll_late")).check()
    page.get_by_role("button", name=text("poll_start")).click()
    polls = [person.page.get_by_role("article", name="Lunch at noon?") for person in room.everybody]
    for person, poll, answer in ((room.cem, polls[2], "No"), (room.cem, polls[2], "Yes"), (room.bob, polls[1], "Yes")):
        poll.get_by_label(answer, exact=True).check()
        poll.get_by_role("button", name=text("poll_vote")).first.click()
        expect(poll, f"{person.name} voted").to_contain_text(text("poll_voted"))
    for poll in polls:
        expect(poll).to_contain_text(text("poll_voters") + "2")
        expect(poll).to_contain_text(text("poll_result_later"))
    polls[0].get_by_role("button", name=text("poll_close")).click()
    for poll in polls:
        expect(poll.get_by_role("list", name=text("poll_result"))).to_contain_text("2 · 100 %")
        for name in ("Bob", "Cem"):
            expect(poll).not_to_contain_text(name)
    for person in room.everybody:
        person.page.keyboard.press("o")


def test_notes_that_three_people_write_at_once_keep_every_word(room: Room) -> None:
    areas = []
    for person in room.everybody:
        person.page.keyboard.press("n")
        areas.append(person.page.get_by_role("textbox", name=text("notes_title")))
        expect(areas[-1]).to_be_editable()
    words = [f"{person.name}-{count}" for count in range(6) for person in room.everybody]
    for at, word in enumerate(words):
        areas[at % 3].press("Home")
        areas[at % 3].press_sequentially(f"{word} ")
    room.ada.until(
        lambda: (
            len({area.input_value() for area in areas}) == 1 and sorted(areas[0].input_value().split()) == sorted(words)
        ),
        lambda: f"everybody has all of {words}, and not {[area.input_value() for area in areas]}",
    )
    for person in room.everybody:
        person.page.get_by_role("button", name=text("panel_close")).click()


def test_everybody_sees_the_same_time_left(room: Room) -> None:
    room.bob.page.keyboard.press("t")
    room.bob.page.get_by_role("button", name="5 min", exact=True).click()
    room.bob.page.keyboard.press("t")

    def left() -> list[int]:
        shown = [
            person.page.get_by_role("button", name=re.compile("^" + text("timer_title"))) for person in room.everybody
        ]
        times = [pill.inner_text().split(":") for pill in shown]
        return [int(minutes) * 60 + int(seconds) for minutes, seconds in times]

    # Read one after the other, so that a second may pass in between.
    room.ada.until(lambda: max(found := left()) - min(found) <= 1 and 240 < min(found) <= 300, "the same time for all")
    room.ada.page.keyboard.press("t")
    room.ada.page.get_by_role("button", name=text("timer_reset")).click()
    room.ada.page.keyboard.press("t")
    for person in room.everybody:
        expect(person.page.get_by_role("button", name=re.compile("^" + text("timer_title")))).to_have_count(0)


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
    chooses_among_two(room)
    room.bob.toggle("share_label")
    for viewer in (room.ada, room.cem):
        expect(viewer.page.get_by_role("img", name=label)).to_have_count(0)


def chooses_among_two(room: Room) -> None:
    """The screen that began last is large; the other one is a press of a button away, and moves as well."""
    page = room.ada.page
    room.cem.toggle("share_label")
    stage = page.locator("li.tile.stage")
    expect(stage).to_contain_text(text("tile_screen", name="Cem"))
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
        page.get_by_role("button", name=text("tile_menu", name="Bob")).click()
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
    page.get_by_role("button", name=text("view_menu")).click()
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


def test_chat_reaches_everybody_and_unread_is_counted(room: Room) -> None:
    room.bob.say("first message")
    badge = room.ada.toolbar.get_by_role("button", name=text("chat_unread", count=1))
    expect(badge).to_be_visible()
    room.ada.reads("first message")
    expect(badge).to_have_count(0)
    room.cem.reads("first message")
    room.ada.say("<b>not bold</b> & 会议 👩‍👩‍👧")
    room.bob.reads("<b>not bold</b> & 会议 👩‍👩‍👧")
    assert room.bob.page.locator("[role=feed] b").count() == 0


def test_a_private_message_is_for_one_and_nothing_of_it_reaches_the_third(room: Room) -> None:
    heard = room.cem.eavesdrops_on_its_own_link()
    room.ada.open_chat()
    room.ada.page.get_by_role("button", name=text("chat_private_new"), exact=True).click()
    in_the_open_menu = room.ada.page.get_by_role("menuitem", name="Bob")
    expect(in_the_open_menu).to_be_visible()
    room.bob.say_privately("Ada", "**just** between us")
    room.ada.is_told("notice_private", name="Bob")
    in_the_open_menu.click()
    room.ada.reads("just between us")
    room.ada.say_privately("Bob", "of course")
    room.bob.reads("of course")
    room.bob.opens_conversation(text("chat_everybody"))
    room.bob.say("and this is for all")
    room.cem.reads("and this is for all")
    told = "".join(heard())
    assert "and this is for all" in told
    assert "between us" not in told
    assert "of course" not in told
    assert '"private"' not in told, "not even that there is one"
    room.ada.opens_conversation(text("chat_everybody"))


def test_messages_are_edited_reacted_to_and_deleted_for_everybody(room: Room) -> None:
    bob, cem = room.bob.page, room.cem.page
    room.bob.say("at thre o'clock")
    room.bob.reads("at thre o'clock")
    composer = bob.get_by_label(text("chat_write"))
    composer.press("ArrowUp")
    expect(composer).to_have_value("at thre o'clock")
    composer.fill("at three o'clock")
    composer.press("Enter")
    room.cem.reads("at three o'clock")
    edited = cem.get_by_role("article").filter(has_text="at three o'clock")
    expect(edited).to_contain_text(text("chat_edited"))
    edited.hover()
    edited.get_by_role("button", name=text("chat_add_reaction")).click()
    cem.get_by_role("button", name=text("emoji_party")).click()
    given = text("chat_reaction", emoji=text("emoji_party"), count=1, people="Cem")
    expect(bob.get_by_role("button", name=given)).to_be_visible()
    mine = bob.get_by_role("article").filter(has_text="at three o'clock")
    mine.hover()
    mine.get_by_role("button", name=text("chat_remove"), exact=True).click()
    expect(cem.get_by_role("feed")).to_contain_text(text("chat_removed", name="Bob"))
    expect(edited).to_have_count(0)
    bob.get_by_role("button", name=text("chat_undo")).click()
    expect(edited).to_be_visible()
    room.ada.reads("at three o'clock")
    theirs = room.ada.page.get_by_role("article").filter(has_text="at three o'clock")
    theirs.hover()
    theirs.get_by_role("button", name=text("chat_take_down")).click()
    room.ada.page.get_by_role("dialog").get_by_role("button", name=text("chat_remove"), exact=True).click()
    expect(cem.get_by_role("feed")).to_contain_text(text("chat_removed_by_host"))
    expect(bob.get_by_role("feed")).to_contain_text(text("chat_removed_by_host"))
    expect(bob.get_by_role("button", name=text("chat_undo"))).to_have_count(0)


def test_a_file_reaches_one_whole_and_is_offered_to_nobody_else(room: Room, tmp_path: Path) -> None:
    content = random.Random(3).randbytes(3_000_000)
    sent = tmp_path / "plan: v2.bin"
    sent.write_bytes(content)
    room.bob.opens_conversation("Cem")
    room.bob.page.locator("input[type=file]").set_input_files(sent)
    room.cem.opens_conversation("Bob")
    card = room.cem.page.get_by_role("group", name=text("file_label", name="plan_ v2.bin"))
    with room.cem.page.expect_download() as download:
        card.get_by_role("button", name=text("file_fetch")).click()
    assert download.value.suggested_filename == "plan_ v2.bin"
    assert Path(download.value.path()).read_bytes() == content
    expect(card).to_contain_text(text("file_verified"))
    expect(room.bob.page.get_by_role("list", name=text("file_sending"))).to_have_count(0)
    for person in (room.bob, room.cem):
        person.opens_conversation(text("chat_everybody"))
    room.ada.open_chat()
    assert room.ada.page.get_by_role("group", name=text("file_label", name="plan")).count() == 0


def test_a_chat_is_saved_with_all_that_is_in_it(room: Room) -> None:
    room.ada.say("kept **for** later")
    room.ada.reads("kept for later")
    page = room.ada.page
    page.get_by_role("button", name=text("export_title")).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=text("export_markdown")).click()
    saved = Path(download.value.path()).read_text("utf-8")
    assert download.value.suggested_filename.startswith("Weekly ")
    assert saved.startswith("# Weekly")
    assert "kept **for** later" in saved


def test_link_in_chat_opens_in_the_system_browser(room: Room) -> None:
    room.ada.say("see http://192.0.2.7/agenda today")
    room.bob.open_chat()
    room.bob.page.get_by_role("link", name="http://192.0.2.7/agenda").click()
    opened = room.actors[1].app.opened
    until(lambda: "http://192.0.2.7/agenda" in opened(), "the link in the system's browser")
    assert room.bob.page.url.startswith("http://127.0.0.1:")


def test_chat_of_100_kilobytes_stays_in_the_composer_with_a_reason(room: Room) -> None:
    room.bob.open_chat()
    composer = room.bob.page.get_by_label(text("chat_write"))
    composer.fill("x" * 100_000)
    room.bob.is_told("error_chat_too_long")
    expect(room.bob.page.get_by_role("button", name=text("chat_send"), exact=True)).to_be_disabled()
    assert len(composer.input_value()) == 100_000
    composer.fill("")
    room.bob.say("short again")
    room.ada.reads("short again")


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


def test_one_who_leaves_can_join_again_and_finds_the_history(room: Room) -> None:
    room.ada.say("said before Cem went")
    room.cem.reads("said before Cem went")
    room.cem.leave()
    room.ada.is_told("notice_left", name="Cem")
    expect(room.ada.tile("Cem")).to_have_count(0)
    room.bob.say("said while Cem was away")
    room.cem.page.get_by_role("button", name=text("ended_join_again")).click()
    room.cem.is_in_meeting()
    room.cem.reads("said before Cem went")
    room.cem.reads("said while Cem was away")
    room.cem.sees(room.ada)
    room.cem.hears(room.ada, room.bob)
    room.bob.sees(room.cem)


def test_end_for_everybody(room: Room) -> None:
    room.ada.leave()
    for person in (room.bob, room.cem):
        person.is_told("ended_by_host_text")
        person.page.get_by_role("button", name=text("ended_home")).click()
        person.is_home()
    room.bob.try_to_join(room.address)
    room.bob.is_told("error_host_refused")
    # The one answer that is not 2xx is the refusal just asked for.
    room.bob.console = [line for line in room.bob.console if "/api/join" not in line and "409" not in line]
    for person in room.everybody:
        assert not person.console, person.describe()
    for actor in room.actors:
        assert actor.app.stop() == 0
