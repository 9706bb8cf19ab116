"""Phones: a thumb reaches everything, whichever way the phone is held, in both languages; and what belongs to touch."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS

UPRIGHT = (360, 640), (390, 844), (430, 932)
ASIDE = (844, 390), (844, 340)
SIZES = UPRIGHT + ASIDE
REACHED = Path(__file__).with_name("thumb.js").read_text()


class State(NamedTuple):
    name: str
    query: str
    press: str = ""
    """Accessible name (English, Chinese) of a button to touch first."""
    then: str = ""
    """Of an item in the sheet that opens."""


STATES = (
    State("room", "screen=joined&people=9&layout=speaker"),
    State("grid", "screen=joined&people=25"),
    State("screen", "screen=joined&people=4&screens=1&states=timer"),
    State("alone", "screen=hosting&people=1"),
    State("more", "screen=room&people=4&states=hands,polls", "More.*|更多.*"),
    State("devices", "screen=room&people=4", "More.*|更多.*", "Microphone and speaker|麦克风和扬声器"),
    State("view", "screen=room&people=4", "More.*|更多.*", "View and settings|视图和设置"),
    State("chat", "screen=joined&people=4&messages=12", "Chat.*|聊天.*"),
    State("people", "screen=room&people=9&states=lobby", "People.*|成员.*"),
    State("guest", "screen=guest&states=iphone,blocked"),
    State("waiting", "screen=joined&states=waiting"),
)


@pytest.fixture(scope="module")
def axe() -> str:
    return (shoot.UI / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """One page for all, in the browser that the other screens are in."""
    context = browser.new_context(has_touch=True, is_mobile=True, reduced_motion="reduce")
    found = context.new_page()
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    yield found
    context.close()
    assert errors == []


def turn(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    shoot.settle(page)
    stop_moving(page)


def stop_moving(page: Page) -> None:
    """A list that makes only what is seen cannot be touched while it scrolls, and scrolls when its size changes."""
    page.wait_for_function(
        """() => [...document.querySelectorAll('[role=feed], [role=feed] *')].every(
            (each) => each.style.pointerEvents !== 'none')"""
    )


def show(page: Page, address: str, state: State, language: str) -> None:
    turn(page, UPRIGHT[0])
    shoot.load(page, address, f"{state.query}&language={language}&theme=light&still")
    shoot.settle(page)
    if state.press:
        touch(page, "button", state.press, language)
    if state.then:
        touch(page, "menuitem", state.then, language)
    shoot.settle(page)


def touch(page: Page, role: str, names: str, language: str) -> None:
    name = re.compile(f"^{shoot.in_language(names, language)}$")
    page.get_by_role(role, name=name).first.tap()  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_thumb_reaches_everything(phone: Page, address: str, axe: str, state: State, language: str) -> None:
    show(phone, address, state, language)
    # What lies where differs with the shape, and what is there at all only between upright and aside.
    full = {UPRIGHT[0], ASIDE[0]} if language == "en" else {UPRIGHT[1]}
    wrong = {}
    for size in SIZES:
        turn(phone, size)
        found = phone.evaluate(REACHED)
        if size in full:
            found += shoot.violations(phone, axe)
        if found:
            wrong[size] = found
    assert wrong == {}, "\n".join(f"{size}: {one}" for size, found in wrong.items() for one in found)


def test_the_sheet_is_not_chosen_from_by_the_finger_that_opens_it(phone: Page, address: str) -> None:
    show(phone, address, STATES[4], "en")
    expect(phone.get_by_role("menuitem", name="Polls")).to_be_visible()
    phone.get_by_role("menuitem", name="Polls").tap()
    # A page of its own, with a way back.
    expect(phone.get_by_role("complementary", name="Polls")).to_be_visible()
    box = phone.get_by_role("complementary", name="Polls").bounding_box()
    assert box == {"x": 0, "y": 0, "width": UPRIGHT[0][0], "height": UPRIGHT[0][1]}
    phone.get_by_role("button", name="Back").tap()
    expect(phone.get_by_role("toolbar").get_by_role("button")).to_have_count(5)


def test_the_field_stays_above_the_keyboard(phone: Page, address: str) -> None:
    show(phone, address, STATES[7], "en")
    for size in ((360, 300), (844, 180)):
        turn(phone, size)
        expect(phone.get_by_label("Write a message")).to_be_in_viewport(ratio=1)
        expect(phone.get_by_role("button", name="Send", exact=True)).to_be_in_viewport(ratio=1)


def test_a_phone_says_that_it_cannot_share_its_screen(phone: Page, address: str) -> None:
    """The gallery's devices have no screen to share, as those of a phone."""
    show(
        phone,
        address,
        State("", "screen=joined&people=3&states=iphone,browser", "More|更多", "Share screen|共享屏幕"),
        "en",
    )
    expect(phone.get_by_text("No browser on a phone or tablet can share its screen")).to_be_visible()


def test_the_door_says_what_this_browser_can_do(phone: Page, address: str) -> None:
    shoot.load(phone, address, "screen=guest&states=iphone,blocked&language=en")
    can = phone.get_by_role("region", name="What this browser can do here")
    expect(can.get_by_role("listitem").filter(has_text="Your camera")).to_contain_text("blocked")
    expect(can.get_by_role("listitem").filter(has_text="Share your screen")).to_contain_text("not possible here")
    expect(can.get_by_role("note")).to_contain_text("Website Settings")
    expect(phone.get_by_label("Code")).to_have_attribute("inputmode", "numeric")
    shoot.load(phone, address, "screen=guest&states=iphone,chat-only&language=zh-CN")
    expect(phone.get_by_role("note")).to_contain_text("iOS 26")


def test_two_fingers_and_two_taps_enlarge_a_shared_screen(phone: Page, address: str) -> None:
    show(phone, address, STATES[2], "en")
    tile = phone.locator("li.tile.stage")
    box = tile.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    size = phone.locator(".zoom-bar .size")
    expect(size).to_contain_text("100%")
    session = phone.context.new_cdp_session(phone)

    now = time.time()

    def fingers(kind: str, after: float, *away: float) -> None:
        """``after``: seconds, told to the page however long this computer takes for it."""
        points = [{"x": x + by, "y": y, "id": at} for at, by in enumerate(away)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, "timestamp": now + after})

    def tap_twice(after: float) -> None:
        for at in (after, after + 0.2):
            fingers("touchStart", at, 0)
            fingers("touchEnd", at + 0.05)

    fingers("touchStart", 0, -20, 20)
    fingers("touchMove", 0.1, -60, 20)
    fingers("touchEnd", 0.2)
    expect(size).to_contain_text("200%")
    tap_twice(2)
    expect(size).to_contain_text("100%")
    tap_twice(4)
    expect(size).to_contain_text("250%")
    session.detach()
    expect(tile).to_have_attribute("data-screen", re.compile("."))
