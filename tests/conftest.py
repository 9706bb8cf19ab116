"""Fixtures for everybody."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.support.chromium import launch
from tests.support.netns import Cable, not_permitted
from tests.support.xvfb import Xvfb

# Tests meet only whom they mean to, and say nothing on the network that this machine is in.
os.environ["MEETDESK_DISCOVERY"] = "off"


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
