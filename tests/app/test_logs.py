"""The log belongs to its owner, and no stranger fills it or writes lines of its own."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from meetdesk.command_line import logs, rated
from meetdesk.command_line.rated import HOUR, MINUTE, PER_HOUR, PER_MINUTE, Rated, shortened


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    hook = threading.excepthook, sys.unraisablehook
    yield logs.start_log(tmp_path / "log", "info")
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    threading.excepthook, sys.unraisablehook = hook
    logging.captureWarnings(False)
    logging.raiseExceptions = True


def test_many_requests_erase_nothing(log: Path) -> None:
    logging.getLogger("meetdesk.app").info("the important line")
    for number in range(6_500):
        logging.getLogger("tornado.general").warning("malformed: %s", f"{number}" + "x" * 8_000)
    logging.getLogger("meetdesk.app").info("the last line")
    text = log.read_text()
    assert "the important line" in text
    assert "the last line" in text
    assert len(text) < 100_000
    assert text.count("malformed") == PER_MINUTE
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler):
            handler.close()
    assert f"{6_500 - PER_MINUTE} more like this" in log.read_text()


def test_nobody_writes_lines_of_their_own(log: Path) -> None:
    logging.getLogger("tornado.general").warning("from %s", "a\n2026 INFO forged\r\x1b[2J\u202e")
    assert len(log.read_text().splitlines()) == 1
    assert "\x1b" not in log.read_text()
    assert "\u202e" not in log.read_text()


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_only_its_owner_reads_it(log: Path) -> None:
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700


def test_so_many_a_minute_and_an_hour() -> None:
    count, kind = Rated(), ("file.py", 1)
    written = [sum(count.may(kind, "x", minute * MINUTE) for _ in range(1_000)) for minute in range(120)]
    assert max(written) == PER_MINUTE
    assert sum(written) == 2 * PER_HOUR
    assert count.may(("file.py", 2), "x", 2 * HOUR - 1)
    assert count.left_out() == [(kind, "x", 120_000 - 2 * PER_HOUR)]
    assert count.left_out() == []


def test_a_long_line_is_cut() -> None:
    assert shortened("x" * rated.LINE_CHARACTERS, rated.LINE_CHARACTERS) == "x" * rated.LINE_CHARACTERS
    assert shortened("x" * 9_000, rated.LINE_CHARACTERS) == "x" * rated.LINE_CHARACTERS + "…"
