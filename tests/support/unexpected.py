"""A warning that no test expects fails the test in which it was logged: the product's, Tornado's and asyncio's log in
this process, so tasks whose exception nobody took as well. So do errors in the console of a person's page."""

import gc
import logging
from collections.abc import Iterator

import pytest

LOGGERS = ("meetdesk", "tornado", "asyncio")
ANSWERS = ("Failed to load resource", "WebSocket connection to")
"""How the browser itself begins to speak of requests that were refused and links that were cut: tests do both, and look
at what the page makes of it."""
_of_pages: list[str] = []


def page_said(name: str, kind: str, words: str) -> None:
    """Notes what the console of somebody's page says, for the test that runs or is the next to end."""
    if kind in ("error", "page error") and not words.startswith(ANSWERS):
        _of_pages.append(f"{kind} in {name}'s page: {words}")


class Unexpected(logging.Handler):
    """Collects what is logged at warning or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] in LOGGERS:
            told = f"{record.levelname} {record.name}: {record.getMessage()}"
            if record.exc_info and record.exc_info[1] is not None:
                told += f" ({record.exc_info[1]!r})"
            self.said.append(told)


@pytest.fixture(autouse=True)
def no_unexpected_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails where a test ends with warnings in the log, or errors in a page's console, that none of its
    ``expected_warnings`` names: each argument of the marker is a part of what is said."""
    handler = Unexpected()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    gc.collect(0)  # a task that was forgotten says so as it goes
    root.removeHandler(handler)
    expected = [str(part) for mark in request.node.iter_markers("expected_warnings") for part in mark.args]
    said_by_all = [*handler.said, *_of_pages]
    _of_pages.clear()
    wrong = [said for said in said_by_all if not any(part in said for part in expected)]
    if wrong:
        pytest.fail("logged, and not named by @pytest.mark.expected_warnings(…):\n" + "\n".join(wrong), pytrace=False)
