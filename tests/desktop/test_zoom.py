"""The page is made larger and smaller by keys, and stays so."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.support.processes import until
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb


def test_steps_lead_up_and_down_and_end() -> None:
    zoom = pytest.importorskip("meetdesk.desktop.qt.zoom", reason="the window of this system is not Qt's")
    assert [zoom.step(1.0, 1), zoom.step(1.0, -1)] == [1.1, 0.9]
    assert [zoom.step(1.03, 1), zoom.step(1.03, -1)] == [1.1, 1.0]  # between two, as the wheel leaves it
    assert [zoom.step(4.0, 1), zoom.step(0.5, -1)] == [4.0, 0.5]


def test_what_is_kept_is_used_only_if_it_makes_sense(tmp_path: Path) -> None:
    zoom = pytest.importorskip("meetdesk.desktop.qt.zoom", reason="the window of this system is not Qt's")
    assert zoom.read_zoom(None) == zoom.read_zoom(tmp_path) == 1.0
    for kept, factor in (("1.500", 1.5), ("large", 1.0), ("900", 1.0), ("0.01", 1.0), ("nan", 1.0)):
        (tmp_path / zoom.FILE_NAME).write_text(kept)
        assert zoom.read_zoom(tmp_path) == factor, kept


@pytest.mark.window
def test_keys_change_it_and_it_is_kept(display: Xvfb, playwright: Playwright, tmp_path: Path) -> None:
    command = ("-m", "tests.desktop.pages")
    with AppWindow(display, tmp_path, command) as app:
        page = app.page(playwright)
        usual = ratio(page)
        press(display, "ctrl+plus")
        is_at(page, usual * 1.1)
        press(display, "ctrl+equal")
        is_at(page, usual * 1.25)
        press(display, "ctrl+minus")
        is_at(page, usual * 1.1)
        # What the wheel did is undone, too.
        display.xdotool("keydown", "ctrl", "click", "4", "click", "4", "keyup", "ctrl")
        until(lambda: ratio(page) > usual * 1.15, "the wheel to make it larger")
        press(display, "ctrl+0")
        is_at(page, usual)
        press(display, "ctrl+plus")
        is_at(page, usual * 1.1)
        app.disconnect()
        press(display, "alt+F4")
        assert app.wait() == 0
    with AppWindow(display, tmp_path, command) as app:
        is_at(app.page(playwright), usual * 1.1)


def press(display: Xvfb, keys: str) -> None:
    window = until(lambda: display.windows("Tiny page own"), "the window")[-1]
    display.xdotool("windowactivate", "--sync", window, "mousemove", "--window", window, "300", "300", "key", keys)


def ratio(page: Page) -> float:
    found: float = page.evaluate("devicePixelRatio")
    return found


def is_at(page: Page, wanted: float) -> None:
    until(lambda: abs(ratio(page) - wanted) < 0.02, f"the page at {wanted:.2f}")
