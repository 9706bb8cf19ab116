"""One Chromium with fake devices for all, a real meeting for each, and pages that hold nothing but the engine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.engine.meeting import EngineMeeting
from tests.engine.person import EnginePage
from tests.support.page_build import build_page, can_build

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The harness page, built with the product's own build settings."""
    if not can_build():
        pytest.skip("ui/node_modules is missing: run `npm ci` in ui/")
    folder = tmp_path_factory.mktemp("engine-page")
    build_page(Path(__file__).parent / "page", folder)
    return folder


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def meeting(pages: Path) -> Iterator[EngineMeeting]:
    meeting = EngineMeeting(pages)
    yield meeting
    meeting.close()


@pytest.fixture
def join(chromium: Browser, meeting: EngineMeeting) -> Iterator[Callable[..., EnginePage]]:
    """Opens a page that joins the meeting; ``isolated=False``: without shared memory."""
    opened: list[Page] = []

    def open_page(name: str, *, before: str = "", **options: Any) -> EnginePage:
        page = chromium.new_page()
        opened.append(page)
        if before:
            page.add_init_script(before)
        return EnginePage(page, meeting.url(**options), name)

    yield open_page
    for page in opened:
        page.context.close()
