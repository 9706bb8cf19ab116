"""The chat, private messages and files."""

import random
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.three_people.conftest import Room
from tests.support.person import text
from tests.support.picture_files import empty_png, moving_gif
from tests.support.processes import until

pytestmark = pytest.mark.browser

MEGABYTES = 5
"""Enough that it is on its way for a moment."""


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


def test_a_file_reaches_one_whole_and_is_offered_to_nobody_else(room: Room) -> None:
    megabyte = random.Random(3).randbytes(1_000_000)
    room.bob.opens_conversation("Cem")
    room.bob.drop("plan: v2.bin", megabyte, MEGABYTES)
    sending = room.bob.page.get_by_role("list", name=text("file_sending"))
    pause_and_go_on(sending)
    room.cem.opens_conversation("Bob")
    card = room.cem.page.get_by_role("group", name=text("file_label", name="plan_ v2.bin"))
    with room.cem.page.expect_download() as download:
        card.get_by_role("button", name=text("file_fetch")).click()
        pause_and_go_on(card)
    assert download.value.suggested_filename == "plan_ v2.bin"
    assert Path(download.value.path()).read_bytes() == megabyte * MEGABYTES
    expect(card).to_contain_text(text("file_verified"))
    expect(sending).to_have_count(0)
    for person in (room.bob, room.cem):
        person.opens_conversation(text("chat_everybody"))
    room.ada.open_chat()
    assert room.ada.page.get_by_role("group", name=text("file_label", name="plan")).count() == 0


def pause_and_go_on(transfer: Locator) -> None:
    # At once: on a busy computer the file would be there before the button has stood still for two frames.
    transfer.get_by_role("button", name=text("file_pause")).click(force=True)
    expect(transfer).to_contain_text(text("file_paused"))
    transfer.get_by_role("button", name=text("file_resume")).click()
    expect(transfer).not_to_contain_text(text("file_paused"))


def test_a_pasted_picture_is_shown_when_somebody_asks_for_it(room: Room) -> None:
    room.ada.open_chat()
    room.bob.paste("image.png", room.bob.page.screenshot(), "image/png")
    card = room.ada.page.get_by_role("group", name=text("file_label", name="image.png"))
    expect(card).to_be_visible()
    assert card.get_by_role("img").count() == 0, "nothing is fetched that nobody asked for"
    card.get_by_role("button", name=text("file_show")).click()
    picture = card.get_by_role("img", name="image.png")
    expect(picture).to_be_visible()
    shown = room.ada.page.wait_for_function(
        "(drawn) => drawn.getContext('2d').getImageData(9, 9, 1, 1).data[3] === 255 && drawn",
        arg=picture.element_handle(),
    )
    room.bob.page.wait_for_function("document.querySelectorAll('.file [role=img]').length === 0")
    card.get_by_role("button", name=text("file_hide")).click()
    expect(picture).to_have_count(0)
    assert shown.evaluate("(drawn) => drawn.width") == 0, "an engine would keep its pixels"


def test_a_picture_that_unfolds_to_too_much_is_not_decoded_and_can_be_saved(room: Room) -> None:
    """576 MB out of 420 kB: its size is said instead, and its file is there."""
    room.ada.open_chat()
    room.bob.paste("large.png", empty_png(12_000, 12_000), "image/png")
    card = room.ada.page.get_by_role("group", name=text("file_label", name="large.png"))
    card.get_by_role("button", name=text("file_show")).click()
    expect(card).to_contain_text(text("picture_too_large", width="12,000", height="12,000"))
    assert card.get_by_role("img").count() == 0
    with room.ada.page.expect_download() as download:
        card.get_by_role("button", name=text("file_save"), exact=True).click()
    assert download.value.suggested_filename == "large.png"


def test_a_large_picture_is_enlarged_with_as_many_pixels_as_a_window_shows(room: Room) -> None:
    """25 megapixels, the most that is decoded, would stay in the engine as long as it likes."""
    room.ada.open_chat()
    room.bob.paste("poster.png", empty_png(5_000, 5_000), "image/png")
    page = room.ada.page
    card = page.get_by_role("group", name=text("file_label", name="poster.png"))
    card.get_by_role("button", name=text("file_show")).click()
    card.get_by_role("button", name=text("picture_enlarge", name="poster.png")).click()
    drawn = page.get_by_role("dialog", name="poster.png").get_by_role("img", name="poster.png")
    expect(drawn).to_have_js_property("width", 2_880)
    expect(drawn).to_have_js_property("height", 2_880)
    kept = drawn.element_handle()
    page.keyboard.press("Escape")
    expect(drawn).to_have_count(0)
    assert kept.evaluate("(canvas) => canvas.width * canvas.height") == 0, "its pixels stay when it is closed"
    card.get_by_role("button", name=text("file_hide")).click()


def test_an_animation_that_would_take_too_much_stands_still(room: Room) -> None:
    """An engine keeps every frame of what moves: 30 of 4 megapixels would be 480 MB."""
    room.ada.open_chat()
    for name, side, frames in (("large.gif", 2_000, 30), ("small.gif", 100, 30)):
        room.bob.paste(name, moving_gif(side, side, frames), "image/gif")
        card = room.ada.page.get_by_role("group", name=text("file_label", name=name))
        card.get_by_role("button", name=text("file_show")).click()
        expect(card.get_by_role("img", name=name)).to_be_visible()
        said = text("picture_still", frames=str(frames), width=f"{side:,}", height=f"{side:,}")
        expect(card.get_by_text(said)).to_have_count(1 if name == "large.gif" else 0)
        card.get_by_role("button", name=text("file_hide")).click()


def test_a_file_that_is_taken_back_while_it_is_sent_reaches_nobody(room: Room) -> None:
    room.bob.drop("wrong.bin", bytes(1_000_000), 16)
    sending = room.bob.page.get_by_role("list", name=text("file_sending"))
    sending.get_by_role("button", name=text("file_cancel")).click()
    expect(sending).to_have_count(0)
    room.bob.say("not that file")
    room.ada.reads("not that file")
    assert room.ada.page.get_by_role("group", name=text("file_label", name="wrong.bin")).count() == 0


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
