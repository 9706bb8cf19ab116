"""Fixtures for everybody, and the two lanes in which the whole suite runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.support.chromium import launch
from tests.support.netns import Cable, not_permitted
from tests.support.xvfb import Xvfb

TESTS = Path(__file__).parent
MEDIA = {"e2e", "engine"}
"""Rooms whose tests hold calls in several browsers: two of them at a time would leave neither enough of two cores."""


@pytest.hookimpl(tryfirst=True)  # before the plugin reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For ``-n 2 --dist loadgroup``: one process takes all calls, one after the other; the other takes the rest."""
    lanes = {item: item.path.relative_to(TESTS).parts[0] in MEDIA for item in items}
    for item, media in lanes.items():
        item.add_marker(pytest.mark.xdist_group("media" if media else item.path.stem))
    items.sort(key=lambda item: not lanes[item])  # the longest lane begins first


# Not for the whole session: while Playwright's synchronous API runs, no other event loop can run in this thread.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium with fake devices; make a context of your own in it."""
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture(scope="session")
def display() -> Iterator[Xvfb]:
    """An X display with a window manager."""
    with Xvfb() as running:
        yield running


@pytest.fixture
def cable() -> Iterator[Cable]:
    """Two machines joined by a cable: ``cable.left``, ``cable.right``. Skips where this is not permitted."""
    if reason := not_permitted():
        pytest.skip(reason)
    made = Cable()
    with made:
        yield made
