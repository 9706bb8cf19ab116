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

LANES = {
    "calls": ("tests/e2e/", "tests/engine/"),
    "windows": ("tests/bundle/", "tests/screens/", "tests/desktop/"),
}
"""Rooms whose tests keep browsers or windows busy: two of a kind at a time would leave neither enough of two cores. And
the bundle is built once in a process. Everything else mostly waits, or is quick."""
WITHOUT_BROWSERS = "tests/e2e/test_badlink.py"


class Lanes(LoadScopeScheduling):
    """For ``-n 2 --dist loadscope``: one process takes all calls, the other all windows, both then the rest by file."""

    def _split_scope(self, nodeid: str) -> str:
        return lane_of(nodeid) or nodeid.partition("::")[0]


def lane_of(nodeid: str) -> str | None:
    if nodeid.startswith(WITHOUT_BROWSERS):
        return None
    return next((lane for lane, rooms in LANES.items() if nodeid.startswith(rooms)), None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Lanes:
    return Lanes(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long lanes begin first."""
    order = [*LANES, None]
    items.sort(key=lambda item: order.index(lane_of(item.nodeid)))


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
