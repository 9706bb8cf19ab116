"""The check of the log, on tests of its own."""

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


@pytest.mark.expected_warnings("the disk is", "never retrieved")
def test_a_warning_that_nobody_expects_fails_its_test(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers = expected_warnings: as in the project")
    pytester.makepyfile(**{"tests/core/test_inner": TESTS})
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=5, errors=3)
    told = result.stdout.str()
    for said in ("WARNING meetdesk.app: the disk is full", "ERROR meetdesk.app: the disk is slow", "gone wrong"):
        assert said in told
