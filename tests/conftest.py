"""Fixtures for everybody, and the lanes in which the whole suite runs."""

import os
import re
from collections.abc import Iterator
from enum import IntEnum

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.support.chromium import launch
from tests.support.netns import Cable, not_permitted
from tests.support.person import SECONDS
from tests.support.unexpected import no_unexpected_warnings  # noqa: F401 (a fixture for all)
from tests.support.xvfb import Xvfb

expect.set_options(timeout=SECONDS * 1000)  # a page on a busy computer has as long for everything

# Tests meet only whom they mean to, and say nothing on the network that this machine is in.
os.environ["MEETDESK_DISCOVERY"] = "off"

# No test asserts how fast something is: on a busy machine Hypothesis's own limit of 200 ms an example is not kept.
# Nor is its pace of making examples.
settings.register_profile("any machine", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("any machine")

CALLS = ("tests/e2e/", "tests/engine/", "tests/browsers/")
"""Rooms whose tests hold calls in several browsers: two of them at a time would leave neither enough of two cores."""
WINDOWS = (
    "tests/screens/",
    "tests/selftest/",
    "tests/safety/test_no_internet.py",
    "tests/bundle/",
    "tests/desktop/",
)
"""Rooms whose tests keep a browser or window busy too, but have more patience than a call. In this order: the bundle is
built meanwhile, and what can be divided among processes comes last."""
WAITING = (
    "tests/server/",
    "tests/joining/",
    "tests/doctor/",
    "tests/app/",
    "tests/client/",
    "tests/hostile/",
    "tests/safety/",
    "tests/e2e/test_badlink.py",
    "tests/e2e/test_link_faults.py",
)
"""Rooms whose tests wait for clocks and networks three quarters of their time: what the other lanes need of the
processor is left to them."""
SHARED = ("tests/bundle/", "tests/screens/")
"""Rooms whose tests share what is built or started once in a process: the bundle, the gallery."""


class Kind(IntEnum):
    """What a test asks of the processor."""

    CALL = 0
    OTHER = 1
    """It keeps a processor busy by itself, or is over at once."""
    WINDOW = 2
    WAITING = 3


LANES = (
    (Kind.CALL, Kind.OTHER, Kind.WINDOW, Kind.WAITING),
    (Kind.OTHER, Kind.WINDOW, Kind.WAITING),
    (Kind.WAITING,),
)
"""What each process takes, in this order."""


class Lanes(LoadScopeScheduling):
    """For ``-n 3 --dist loadscope``: one process takes all calls, one the rest with windows last, and one what waits.

    The first two help when their own kind is done; the third ends, for three that are busy would leave calls too little
    of two cores. Calls are all in one process, everything else is given out by file.
    """

    def _split_scope(self, nodeid: str) -> str:
        if kind_of(nodeid) is Kind.CALL:
            return "calls"
        file = nodeid.partition("::")[0]
        return next((room for room in SHARED if file.startswith(room)), file)

    def _assign_work_unit(self, node: WorkerController) -> None:
        lane = LANES[int(re.sub(r"\D", "", node.gateway.id) or 0) % len(LANES)]
        kinds = {scope: kind_of(next(iter(tests))) for scope, tests in self.workqueue.items()}
        takes = [scope for scope, kind in kinds.items() if kind in lane]
        if not takes:
            node.shutdown()
            return
        self.workqueue.move_to_end(min(takes, key=lambda scope: lane.index(kinds[scope])), last=False)
        super()._assign_work_unit(node)


def kind_of(nodeid: str) -> Kind:
    if nodeid.startswith(WAITING) and not nodeid.startswith(WINDOWS):
        return Kind.WAITING
    if nodeid.startswith(CALLS):
        return Kind.CALL
    return Kind.WINDOW if nodeid.startswith(WINDOWS) else Kind.OTHER


def place_in_line(nodeid: str) -> tuple[Kind, int]:
    """By kind and, of windows, by room."""
    kind = kind_of(nodeid)
    rooms = [at for at, room in enumerate(WINDOWS) if nodeid.startswith(room)]
    return kind, rooms[0] if kind is Kind.WINDOW else 0


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Lanes:
    return Lanes(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place_in_line(item.nodeid))


@pytest.fixture(autouse=True)
def environment_as_before() -> Iterator[None]:
    """Fails where a test leaves the environment changed, and puts it back: later programs would get it."""
    before = _environment()
    yield
    after = _environment()
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    for name in changed:
        if name in before:
            os.environ[name] = before[name]
        else:
            del os.environ[name]
    assert not changed, f"the test left these variables changed: {', '.join(changed)}; it can use own_environment"


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


@pytest.fixture
def own_environment(environment_as_before: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """For what prepares the environment of its own process: it may change this one's, for as long as the test takes."""
    monkeypatch.setattr(os, "environ", os.environ.copy())


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
