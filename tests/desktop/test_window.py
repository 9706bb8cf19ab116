"""The real window under Xvfb, driven through the engine's debugging port."""

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.support.processes import until
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb, colours

pytestmark = pytest.mark.window

Start = Callable[..., AbstractContextManager[AppWindow]]

CAPTURE = """async wanted => {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(wanted)
    return stream.getTracks().map(track => track.kind + ' ' + track.readyState).sort().join(', ')
  } catch (error) { return error.name }
}"""
BOTH = {"audio": True, "video": True}


@pytest.fixture
def start(display: Xvfb, tmp_path: Path) -> Start:
    def started(*options: str) -> AppWindow:
        return AppWindow(display, tmp_path / "data", ("-m", "tests.desktop.pages", *options))

    return started


def test_own_page_gets_camera_and_microphone(page: Page) -> None:
    assert page.evaluate(CAPTURE, BOTH) == "audio live, video live"


def test_own_page_has_what_the_media_engine_needs(page: Page) -> None:
    found = page.evaluate(
        """async () => ({
          secure: isSecureContext,
          vp8: (await VideoEncoder.isConfigSupported(
            {codec: 'vp8', width: 640, height: 360, scalabilityMode: 'L1T3'})).supported,
          opus: (await AudioEncoder.isConfigSupported(
            {codec: 'opus', sampleRate: 48000, numberOfChannels: 1})).supported,
        })"""
    )
    assert found == {"secure": True, "vp8": True, "opus": True}


def test_page_has_no_bridge_into_the_process(page: Page) -> None:
    assert page.evaluate("[typeof pywebview, typeof qt, typeof QWebChannel]") == ["undefined"] * 3


def test_sound_starts_without_a_click(page: Page) -> None:
    state = "async () => { const context = new AudioContext(); await context.resume(); return context.state }"
    assert page.evaluate(state) == "running"


def test_page_can_fill_the_screen_and_come_back(page: Page) -> None:
    fills = "() => innerWidth === screen.width && innerHeight === screen.height"
    assert not page.evaluate(fills)
    size = page.evaluate("[innerWidth, innerHeight]")
    page.locator("h1").click()  # without a gesture no page may
    page.evaluate("document.documentElement.requestFullscreen()")
    until(lambda: page.evaluate(fills), "the page fills the screen")
    page.evaluate("document.exitFullscreen()")
    until(lambda: page.evaluate("[innerWidth, innerHeight]") == size, f"the page has its size {size} again")


def test_frame_of_another_origin_gets_nothing(page: Page) -> None:
    frame = until(lambda: next((f for f in page.frames if f.url.endswith("/bare")), None), "the frame")
    # Qt's engine says AbortError for a microphone that was refused.
    assert frame.evaluate(CAPTURE, BOTH) in ("NotAllowedError", "AbortError")
    assert frame.evaluate("navigator.clipboard.readText().then(() => 'read', error => error.name)") == "NotAllowedError"


def test_position_is_refused(page: Page) -> None:
    position = "() => new Promise(end => navigator.geolocation.getCurrentPosition(() => end('given'), () => end('no')))"
    assert page.evaluate(position) == "no"


def test_window_stays_on_our_own_page(page: Page, app: AppWindow) -> None:
    before = page.url
    page.evaluate("url => { setTimeout(() => { location.href = url }) }", "http://127.0.0.1:9/")
    until(lambda: "navigation away" in app.output(), "the refusal")
    assert page.url == before
    assert page.evaluate("document.title") == "Tiny page own"
    assert len(page.context.pages) == 1


@pytest.mark.parametrize("link", ["away", "new"])
def test_links_to_others_open_in_the_default_browser(
    display: Xvfb, tmp_path: Path, playwright: Playwright, link: str
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    browser.chmod(0o755)
    with AppWindow(display, tmp_path / "data", ("-m", "tests.desktop.pages"), env={"BROWSER": str(browser)}) as app:
        page = app.page(playwright)
        box = page.locator(f"#{link}").bounding_box()
        assert box is not None
        url = page.locator(f"#{link}").get_attribute("href")
        app.disconnect()  # it would wait for the window that does not open
        display.click(display.windows("Tiny page own")[-1], box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        opened = until(lambda: (tmp_path / "opened").is_file() and (tmp_path / "opened").read_text(), "the browser")
        assert opened.split() == [url]
        assert display.windows("Tiny page own")


def test_title_follows_the_page(page: Page, display: Xvfb) -> None:
    page.evaluate("document.title = 'Weekly 周会 (3)'")
    until(lambda: display.windows(r"Weekly 周会 \(3\)"), "the window's title")
    page.evaluate("document.title = 'Tiny page own'")
    until(lambda: display.windows("Tiny page own"), "the window's title")


def test_window_shows_the_page(page: Page, display: Xvfb, tmp_path: Path) -> None:
    page.wait_for_timeout(300)
    assert colours(display.screenshot(tmp_path / "window.png")) > 200


def test_closing_can_be_refused(page: Page, app: AppWindow, display: Xvfb) -> None:
    display.xdotool("windowactivate", "--sync", *display.windows("Tiny page own"))
    display.xdotool("key", "alt+F4")
    until(lambda: "closing asked" in app.output(), "the question")
    assert page.evaluate("1 + 1") == 2
    assert display.windows("Tiny page own")
    assert app.running.poll() is None


def test_person_closes_the_window(start: Start, playwright: Playwright, display: Xvfb) -> None:
    with start() as app:
        app.page(playwright).wait_for_load_state()
        window = until(lambda: display.windows("Tiny page own"), "the window")
        display.xdotool("windowactivate", "--sync", window[-1])
        display.xdotool("key", "alt+F4")
        assert app.wait() == 0
        assert app.output().split("closing asked")[1].split()[-2:] == ["closed", "returned"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_closes_without_asking(start: Start, playwright: Playwright, number: signal.Signals) -> None:
    with start("--keep") as app:
        app.page(playwright).wait_for_load_state()
        app.signal(number)
        assert app.wait() == 0
        assert "closing asked" not in app.output()
        assert app.output().split()[-2:] == ["closed", "returned"]


@pytest.mark.parametrize("seconds", ["0", "2"])
def test_app_closes_the_window_at_any_time(start: Start, seconds: str) -> None:
    with start("--keep", "--after", seconds) as app:
        assert app.wait() == 0
        assert "closing asked" not in app.output()


def test_terminal_stays_quiet(start: Start) -> None:
    with start("--after", "2") as app:
        assert app.wait() == 0
        expected = ("own ", "other ", "closed", "returned", "meetdesk.desktop.")
        assert [line for line in app.output().splitlines() if line and not line.startswith(expected)] == []
