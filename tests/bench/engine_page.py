"""A page of a benchmark with parts of the engine, built as the product is and opened in Chromium."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.support.chromium import EXECUTABLE, flags
from tests.support.page_build import build_page
from tests.support.served import served


@contextmanager
def engine_page(source: Path) -> Iterator[Page]:
    """``source``: the page's folder, as for ``build_page``. Its script has set ``window.prepare``."""
    with tempfile.TemporaryDirectory() as folder:
        build_page(source, Path(folder))
        with served(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags())
            page = browser.new_page()
            page.goto(address)
            page.wait_for_function("window.prepare")
            yield page
            browser.close()
