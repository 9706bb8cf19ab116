"""The check of the log and of the pages' consoles, on tests of its own."""

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import asyncio, logging
import pytest
from tests.support.unexpected import no_unexpected_warnings

def test_says_nothing():
    logging.getLogger("meetdesk.app").info("joined")
    logging.getLogger("somebody.else").warning("no business of ours")

def test_warns():
    logging.getLogger("meetdesk.app").warning("the disk is full")

@pytest.mark.expected_warnings("disk is full")
def test_expects_it():
    logging.getLogger("meetdesk.app").warning("the disk is full")

@pytest.mark.expected_warnings("disk is full")
def test_expects_another():
    logging.getLogger("meetdesk.app").error("the disk is slow")

def test_forgets_a_task():
    async def fail():
        raise ValueError("gone wrong")
    async def begin():
        asyncio.ensure_future(fail())
        await asyncio.sleep(0)
    asyncio.run(begin())
"""
PAGES = """
from types import SimpleNamespace
import pytest
from tests.support.person import Person
from tests.support.unexpected import no_unexpected_warnings

class Page:
    def __init__(self):
        self.hear = {}
    def on(self, what, hear):
        self.hear[what] = hear
    def set_default_timeout(self, ms):
        pass

def says(kind, words):
    page = Page()
    Person(page, "Ada")
    page.hear["console"](SimpleNamespace(type=kind, text=words))

def test_says_nothing():
    says("log", "an error of yesterday")
    says("error", "Failed to load resource: the server responded with a status of 409 (Conflict)")

def test_says_that_it_failed():
    says("error", "TypeError: x is undefined")

def test_throws():
    page = Page()
    Person(page, "Ada")
    page.hear["pageerror"](ValueError("nobody took it"))

@pytest.mark.expected_warnings("x is undefined")
def test_expects_it():
    says("error", "TypeError: x is undefined")

def test_comes_after_them():
    pass
"""


@pytest.mark.expected_warnings("the disk is", "never retrieved")
def test_a_warning_that_nobody_expects_fails_its_test(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers = expected_warnings: as in the project")
    pytester.makepyfile(**{"tests/core/test_inner": TESTS})
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=5, errors=3)
    told = result.stdout.str()
    for said in ("WARNING meetdesk.app: the disk is full", "ERROR meetdesk.app: the disk is slow", "gone wrong"):
        assert said in told


def test_an_error_in_the_console_of_a_page_fails_its_test(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers = expected_warnings: as in the project")
    pytester.makepyfile(**{"tests/core/test_inner": PAGES})
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=5, errors=2)
    told = result.stdout.str()
    assert "error in Ada's page: TypeError: x is undefined" in told
    assert "page error in Ada's page: nobody took it" in told
