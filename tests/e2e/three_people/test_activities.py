"""Raised hands, reactions, polls, notes and the timer."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.three_people.conftest import Room
from tests.support.person import text

pytestmark = pytest.mark.browser


def test_hands_are_raised_in_order_and_the_host_lowers_one(room: Room) -> None:
    for person in (room.bob, room.cem):
        person.page.keyboard.press("h")
        expect(person.page.get_by_role("img", name=text("hand_place"))).not_to_have_count(0)
    room.ada.is_told("notice_hand", name="Cem")
    for name, place in (("Bob", 1), ("Cem", 2)):
        mark = room.ada.page.get_by_role("img", name=f"{text('hand_place')}{place} in the queue")
        expect(room.ada.tile(name).filter(has=mark)).to_be_visible()
    room.ada.page.get_by_role("button", name=text("tile_menu", name="Bob"), exact=True).click()
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


def test_a_whiteboard_is_drawn_on_by_everybody_saved_and_taken_away(room: Room) -> None:
    """Bob opens it from the activities; it comes up at the others. What Cem puts on it Ada sees and saves."""
    ada, bob, cem = (person.page for person in room.everybody)
    boards = {page: page.get_by_role("region", name=text("board_title")) for page in (ada, bob, cem)}
    bob.get_by_role("button", name=text("activities_title")).click()
    bob.get_by_role("menuitem", name=text("board_title")).click()
    for page in (ada, bob, cem):
        expect(boards[page]).to_be_visible()
        expect(boards[page]).to_contain_text(text("board_empty"))
    paper = boards[cem].locator("svg[role=img]").bounding_box()
    assert paper is not None
    across, down = paper["x"] + paper["width"] * 0.25, paper["y"] + paper["height"] * 0.5
    cem.mouse.move(across, down)
    cem.mouse.down()
    for step in range(1, 11):
        cem.mouse.move(across + paper["width"] * step / 20, down)
    cem.mouse.up()
    # By keys: the sixth tool writes, where the cross is.
    cem.keyboard.press("6")
    cem.keyboard.press("Space")
    cem.get_by_label(text("draw_text_here")).fill("看这里 & dort")
    cem.keyboard.press("Enter")
    for page in (ada, bob):
        expect(boards[page].locator("svg path.pen")).to_have_count(1)
        expect(boards[page].locator("svg text.text")).to_have_text("看这里 & dort")
    summary = text("draw_person_text", name="Cem", text="看这里 & dort")
    expect(boards[ada].get_by_role("img"), "for whoever does not see it").to_have_accessible_name(re.compile(summary))

    for item, begins in (("board_save_svg", b"<svg"), ("board_save_png", b"\x89PNG")):
        boards[ada].get_by_role("button", name=text("board_save")).click()
        with ada.expect_download() as download:
            ada.get_by_role("menuitem", name=text(item)).click()
        saved = download.value.path().read_bytes()
        assert saved.startswith(begins)
        assert len(saved) > 300

    boards[bob].get_by_role("button", name=text("board_add")).click()
    expect(boards[bob]).to_contain_text(text("board_page", page=2, pages=2))
    expect(boards[bob].locator("svg path.pen")).to_have_count(0)
    expect(boards[ada], "who looks at the first page goes on with that").to_contain_text(
        text("board_page", page=1, pages=2)
    )
    expect(boards[cem].get_by_role("button", name=text("board_close")), "it is not Cem's").to_have_count(0)
    # The host takes one away, whoever opened it; with the last one the board is gone.
    for left in (1, 0):
        boards[ada].get_by_role("button", name=text("board_close")).click()
        ada.get_by_role("dialog").get_by_role("button", name=text("board_close")).click()
        for page in (ada, bob, cem):
            if left:
                expect(boards[page]).to_contain_text(text("board_page", page=1, pages=1))
            else:
                expect(boards[page]).to_have_count(0)
