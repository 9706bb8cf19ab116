"""The gallery in a real browser, in one page for all tests."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, ViewportSize, sync_playwright

from tests.screens import shoot
from tests.support.served import served

SIZE: ViewportSize = {"width": 1280, "height": 800}
SMALL: ViewportSize = {"width": 800, "height": 600}
CHROMIUM = shutil.which("chromium")
NEEDS = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="not run: no Chromium on this machine"),
    pytest.mark.skipif(not (shoot.UI / "node_modules").exists(), reason="not run: `npm ci` was not run in ui/"),
]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    shoot.build()
    with served(shoot.GALLERY) as found:
        yield found


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield found
    found.close()


@pytest.fixture(scope="package")
def kept(browser: Browser) -> Iterator[Page]:
    """One page for all, in which the gallery changes screens: a page for each took half of the time."""
    found = browser.new_page(viewport=SIZE, reduced_motion="reduce")
    yield found
    found.close()


@pytest.fixture
def page(kept: Page) -> Iterator[Page]:
    """That page; whatever it throws fails the test."""
    errors: list[str] = []

    def note(error: Error) -> None:
        errors.append(str(error))

    kept.set_viewport_size(SIZE)
    kept.on("pageerror", note)
    yield kept
    kept.remove_listener("pageerror", note)
    assert errors == []
