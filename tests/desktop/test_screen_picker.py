"""Choosing what to share in the native window: with pictures, by keyboard, and without ever sharing by mistake."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.other_window import other_window
from tests.support.picture import Image, Rgb
from tests.support.processes import until
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window

TITLE = "Share your screen"
OTHER = "Quarter 报告"
RED, BLUE = (200, 30, 40), (30, 60, 200)
PLACE = (900, 620, 400, 300)
REFUSED = ("NotAllowedError", "AbortError")

ASK = """() => {
  window.shared = null
  navigator.mediaDevices.getDisplayMedia({ video: { width: { max: 1920 }, height: { max: 1080 } } })
    .then((stream) => { window.shared = stream }, (error) => { window.shared = error.name })
}"""
"""Not awaited: the person takes their time."""
OUTCOME = """() => typeof window.shared === 'string' || window.shared === null ? window.shared
  : window.shared.getVideoTracks()[0].getSettings().displaySurface"""
PICTURE = """async () => {
  const video = document.createElement('video')
  video.muted = true
  video.srcObject = window.shared
  await video.play()
  const [width, height] = [video.videoWidth, video.videoHeight]
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context.drawImage(video, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  let text = ''
  for (let i = 0; i < data.length; i += 4) text += String.fromCharCode(data[i], data[i + 1], data[i + 2])
  window.shared.getTracks().forEach((track) => track.stop())
  return [width, height, btoa(text)]
}"""


def ask(page: Page, display: Xvfb) -> str:
    """The page asks for a screen; the window in which the person chooses."""
    page.evaluate(ASK)
    return picker(page, display)


def picker(page: Page, display: Xvfb) -> str:
    window = until(lambda: display.windows(TITLE), "the picker")[-1]
    display.xdotool("windowactivate", "--sync", window)
    assert page.evaluate(OUTCOME) is None, "something was shared before anything was chosen"
    return window


def press(display: Xvfb, *keys: str) -> None:
    for key in keys:
        display.xdotool("key", key)


def outcome(page: Page, display: Xvfb) -> str:
    found: str = until(lambda: page.evaluate(OUTCOME), "an outcome")
    until(lambda: not display.windows(TITLE), "the end of the picker")
    return found


def share_of(image: Image, colour: Rgb) -> float:
    """Share of the picture that is of (about) this colour."""
    points = [point for row in image.grid() for point in row]
    near = sum(max(abs(one - other) for one, other in zip(point, colour, strict=True)) < 40 for point in points)
    return near / len(points)


def captured(page: Page) -> Image:
    width, height, pixels = page.evaluate(PICTURE)
    return Image(width, height, base64.b64decode(pixels))


@pytest.mark.parametrize("how", ["Escape", "alt+F4"])
def test_giving_up_shares_nothing(page: Page, display: Xvfb, how: str) -> None:
    ask(page, display)
    press(display, how)
    assert outcome(page, display) in REFUSED


def test_two_requests_are_asked_one_after_the_other(page: Page, display: Xvfb) -> None:
    ask(page, display)
    page.evaluate(ASK.replace("shared", "second"))
    assert len(display.windows(TITLE)) == 1
    press(display, "Escape")
    assert until(lambda: page.evaluate(OUTCOME), "the first refusal") in REFUSED
    assert page.evaluate("window.second") is None
    page.evaluate("window.shared = null")
    picker(page, display)
    press(display, "Escape")
    assert until(lambda: page.evaluate("window.second"), "the second refusal") in REFUSED
    until(lambda: not display.windows(TITLE), "the end of the picker")


def test_the_screen_is_shared_by_keyboard(page: Page, display: Xvfb) -> None:
    with other_window(display, OTHER, RED, PLACE, frameless=True):
        ask(page, display)
        press(display, "Return")
        assert outcome(page, display) == "monitor"
        image = captured(page)
        assert image.width > image.height > 500
        assert 0.02 < share_of(image, RED) < 0.5


def test_a_window_is_chosen_by_its_picture(page: Page, display: Xvfb, tmp_path: Path) -> None:
    with other_window(display, OTHER, BLUE, PLACE):
        ask(page, display)
        shot = tmp_path / "picker.png"
        # The window itself is behind that of the app by now; its picture alone is 1.5 % of the screen.
        until(lambda: share_of(Image.from_file(display.screenshot(shot)), BLUE) > 0.012, "its picture")
        # Letters find what begins with them.
        press(display, "Q", "Return")
        assert outcome(page, display) == "window"
        assert share_of(captured(page), BLUE) > 0.9


def test_a_window_that_is_closed_meanwhile_is_not_shared_as_something_else(page: Page, display: Xvfb) -> None:
    with other_window(display, OTHER, BLUE, PLACE):
        ask(page, display)
        press(display, "Q")
    until(lambda: not display.windows(OTHER), "the end of the other window")
    press(display, "Return")
    page.wait_for_timeout(1_500)
    press(display, "Escape")
    assert outcome(page, display) in (*REFUSED, "NotReadableError")
