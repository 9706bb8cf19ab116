"""A warning that no test expects fails the test in which it was logged: the product's, Tornado's and asyncio's log in
this process, so tasks whose exception nobody took as well."""

import gc
import logging
from collections.abc import Iterator

import pytest

LOGGERS = ("meetdesk", "tornado", "asyncio")


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
    """Fails where a test ends with warnings in the log that none of its ``expected_warnings`` names: each argument of
    the marker is a part of what is logged."""
    handler = Unexpected()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    gc.collect(0)  # a task that was forgotten says so as it goes
    root.removeHandler(handler)
    expected = [str(part) for mark in request.node.iter_markers("expected_warnings") for part in mark.args]
    wrong = [said for said in handler.said if not any(part in said for part in expected)]
    if wrong:
        pytest.fail("logged, and not named by @pytest.mark.expected_warnings(…):\n" + "\n".join(wrong), pytrace=False)
