"""A window for all tests that leave it as it was, and a session bus of a test's own."""

import importlib
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Page, Playwright

from tests.support.session_bus import Desktop, missing, session_bus
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

# Its first import sets a variable of the environment, which no test may leave changed, also one that runs alone.
with suppress(ImportError):
    importlib.import_module("PySide6")


@pytest.fixture(scope="session")
def app(display: Xvfb, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppWindow]:
    """The window in front of the tiny page (``tests/desktop/pages.py``); it refuses to be closed."""
    data = tmp_path_factory.mktemp("window") / "data"
    with AppWindow(display, data, ("-m", "tests.desktop.pages", "--keep")) as running:
        yield running


@pytest.fixture
def page(app: AppWindow, playwright: Playwright) -> Iterator[Page]:
    """The page in that window."""
    found = app.page(playwright)
    found.wait_for_load_state()
    yield found
    app.disconnect()


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """Fake services of a desktop, on the bus that this process and its children are told of."""
    if reason := missing():
        pytest.skip(reason)
    with session_bus() as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running
