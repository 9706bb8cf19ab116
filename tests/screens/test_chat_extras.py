"""What helps to write and to look: emoji, and pictures as large as the window."""

from playwright.sync_api import Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS

WHERE = """(picture, { x, y }) => {
  const { left, top, width, height } = picture.getBoundingClientRect()
  return { x: (x - left) / width, y: (y - top) / height }
}"""
"""Which part of the picture, from 0 to 1, is at a place of the window."""


def test_an_emoji_goes_to_where_the_caret_is(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3")
    page.keyboard.press("c")
    composer = page.get_by_label("Write a message")
    composer.fill("ab")
    page.keyboard.press("ArrowLeft")
    picker = page.get_by_role("button", name="Emoji")
    picker.click()
    page.locator(".grid button", has_text="🎉").click()
    expect(composer).to_have_value("a🎉b")
    expect(composer).to_be_focused()
    page.keyboard.type("c")
    expect(composer).to_have_value("a🎉cb")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(composer).to_have_value("ab")
    # By keyboard, faster than a busy computer draws what opens, and given up.
    page.keyboard.press("Tab")
    expect(picker).to_be_focused()
    with shoot.no_frames(page):
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(composer).to_be_focused()
    expect(composer).not_to_have_value("ab")
    before = composer.input_value()
    picker.click()
    page.keyboard.press("Escape")
    expect(page.locator(".grid button", has_text="🎉")).to_have_count(0)
    expect(composer).to_have_value(before)
    expect(composer).to_be_visible()


def test_a_picture_is_enlarged_and_looked_at_closely(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&messages=30&states=pictures")
    page.keyboard.press("c")
    page.get_by_role("button", name="Show picture").last.click()
    enlarge = page.get_by_role("button", name="Enlarge")
    enlarge.click()
    dialog = page.get_by_role("dialog")
    picture = dialog.get_by_role("img")
    whole = picture.bounding_box()
    assert whole is not None
    size = page.viewport_size
    assert size is not None
    assert whole["width"] > size["width"] * 0.9
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(dialog.get_by_text("200%")).to_be_visible()
    larger = picture.bounding_box()
    assert larger is not None
    # Scroll bars take some of the room.
    assert abs(larger["width"] - 2 * whole["width"]) < 40, dialog.evaluate("one => one.outerHTML")
    page.keyboard.press("0")
    expect(dialog.get_by_text("100%")).to_be_visible()

    # What the pointer is at stays there under the wheel, however fast it turns; what is in the middle, by keys.
    at = {"x": whole["x"] + whole["width"] * 0.8, "y": whole["y"] + whole["height"] * 0.3}
    page.mouse.move(**at)
    page.keyboard.down("Control")
    for _ in range(4):
        page.mouse.wheel(0, -120)
    expect(dialog.get_by_text("400%")).to_be_visible()
    pointed = picture.evaluate(WHERE, at)
    assert abs(pointed["x"] - 0.8) < 0.02, pointed
    assert abs(pointed["y"] - 0.3) < 0.02, pointed
    page.keyboard.up("Control")
    middle = {"x": whole["x"] + whole["width"] / 2, "y": whole["y"] + whole["height"] / 2}
    before = picture.evaluate(WHERE, middle)
    page.keyboard.press("+")
    expect(dialog.get_by_text("600%")).to_be_visible()
    after = picture.evaluate(WHERE, middle)
    assert all(abs(after[axis] - before[axis]) < 0.02 for axis in "xy"), (before, after)
    page.keyboard.press("Control+Alt+0")
    expect(dialog.get_by_text("100%")).to_be_visible()
    page.keyboard.press("m")  # no shortcut of the room
    expect(page.locator("button.control").first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_label("Write a message")).to_be_visible()
    expect(enlarge).to_be_focused()
