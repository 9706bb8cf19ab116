"""A guest's page that Playwright drives: Chromium by its own protocol, Firefox by WebDriver BiDi."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.support.firefox_relay import UNANSWERED
from tests.support.guest_page import GuestPage


class PlaywrightPage(GuestPage):
    def __init__(self, browser: Browser, page: Page, *, can_hide: bool = False) -> None:
        """``can_hide``: a tab that the page opens comes before it."""
        self.page = page
        self.can_hide = can_hide
        self.browser = f"{browser.browser_type.name} {browser.version}"
        self._before: Page | None = None

    def load(self, url: str) -> None:
        self.page.goto(url)

    def load_again(self) -> None:
        self.page.reload()

    def evaluate(self, function: str, argument: object = None) -> Any:
        try:
            return self.page.evaluate(function, argument)
        except Error as error:
            if UNANSWERED not in error.message:
                raise
            return self.page.evaluate(function, argument)  # now and then an answer of Firefox's is lost

    def click(self, finder: str, argument: object) -> None:
        element = self.page.evaluate_handle(finder, argument).as_element()
        assert element is not None, f"nothing to click on: {argument}"
        element.click()

    def screenshot(self, path: Path) -> None:
        self.page.screenshot(path=path)

    def hide(self) -> None:
        with self.page.context.expect_page() as opened:
            self.page.evaluate("() => void window.open('about:blank')")
        self._before = opened.value

    def show(self) -> None:
        assert self._before is not None
        self._before.close()
        self.page.bring_to_front()
