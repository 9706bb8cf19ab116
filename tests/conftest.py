"""Fixtures for everybody, and the lanes in which the whole suite runs."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.support.chromium import launch
from tests.support.netns import Cable, not_permitted
from tests.support.xvfb import Xvfb

# Tests meet only whom they mean to, and say nothing on the network that this machine is in.
os.environ["MEETDESK_DISCOVERY"] = "off"

CALLS = ("tests/e2e/", "tests/engine/")
"""Rooms whose tests hold calls in several browsers: two of them at a time would leave neither enough of two cores."""
WINDOWS = ("tests/bundle/", "tests/selftest/", "tests/safety/test_no_internet.py", "tests/screens/", "tests/desktop/")
"""Rooms whose tests keep a browser or window busy too, but have more patience than a call."""
SHARED = ("tests/bundle/", "tests/screens/")
"""Rooms whose tests share what is built once in a process: the bundle, the gallery."""
WITHOUT_BROWSERS = "tests/e2e/test_badlink.py"


class Lanes(LoadScopeScheduling):
    """For ``-n 2 --dist loadscope``: one process takes all calls, the other the rest by file, windows last."""

    def _split_scope(self, nodeid: str) -> str:
        if is_call(nodeid):
            return "calls"
        file = nodeid.partition("::")[0]
        return next((room for room in SHARED if file.startswith(room)), file)


def is_call(nodeid: str) -> bool:
    return nodeid.startswith(CALLS) and not nodeid.startswith(WITHOUT_BROWSERS)


def place_in_line(nodeid: str) -> int:
    """Calls first, windows last: beside a call run tests that need little of the processor."""
    if is_call(nodeid):
        return 0
    return next((2 + at for at, room in enumerate(WINDOWS) if nodeid.startswith(room)), 1)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Lanes:
    return Lanes(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place_in_line(item.nodeid))


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
