"""The log belongs to its owner, and no stranger fills it or writes lines of its own."""

import asyncio
import logging
import os
import re
import socket
import sys
import threading
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from meetdesk.command_line import logs, rated
from meetdesk.command_line.rated import OF_ONE_KIND, OF_ONE_NETWORK, TOLD, Rated, network_about, shortened


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


@pytest.mark.expected_warnings("malformed: ")
def test_many_requests_erase_nothing(log: Path) -> None:
    logging.getLogger("meetdesk.app").info("the important line")
    for number in range(6_500):
        logging.getLogger("tornado.general").warning("malformed: %s", f"{number}" + "x" * 8_000)
    logging.getLogger("meetdesk.app").info("the last line")
    text = log.read_text()
    assert "the important line" in text
    assert "the last line" in text
    assert len(text) < 100_000
    assert OF_ONE_KIND.at_once <= text.count("malformed") <= OF_ONE_KIND.at_once + 5
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler):
            handler.close()
    left_out = [int(number) for number in re.findall(r"(\d+) more like this", log.read_text())]
    assert sum(left_out) == 6_500 - text.count("malformed")
    assert len(left_out) <= TOLD.at_once + 1


@pytest.mark.expected_warnings("INFO forged")
def test_nobody_writes_lines_of_their_own(log: Path) -> None:
    logging.getLogger("tornado.general").warning("from %s", "a\n2026 INFO forged\r\x1b[2J\u202e")
    assert len(log.read_text().splitlines()) == 1
    assert "\x1b" not in log.read_text()
    assert "\u202e" not in log.read_text()


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_only_its_owner_reads_it(log: Path) -> None:
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700


KIND = ("file.py", 1)
MINUTES = [minute * 60.0 for minute in range(120)]


def test_so_many_at_once_and_an_hour() -> None:
    count = Rated()
    written = [sum(count.may(KIND, "x", now) for _ in range(1_000)) for now in MINUTES]
    assert written[0] == OF_ONE_KIND.at_once
    assert sum(written) == OF_ONE_KIND.at_once + int(OF_ONE_KIND.per_second * MINUTES[-1])
    assert count.may(("file.py", 2), "x", MINUTES[-1])
    assert count.left_out() == [(KIND, "x", 120_000 - sum(written))]
    assert count.left_out() == []


def test_no_stranger_hides_what_another_does() -> None:
    count = Rated()
    loud = others = 0
    for now in MINUTES:
        loud += sum(count.may(KIND, "x", now, f"10.0.0.{number % 3}") for number in range(300))
        others += count.may(KIND, "x", now, "10.0.0.9") if now % 600 == 0 else 0
    assert others == 12, "of one in ten minutes"
    assert loud == 3 * (OF_ONE_NETWORK.at_once + int(OF_ONE_NETWORK.per_second * MINUTES[-1]))


def test_networks_without_end_take_no_more_than_one_kind_may_and_no_memory() -> None:
    count = Rated()
    written = sum(count.may(KIND, "x", number / 1_000, f"2001:db8:{number:x}::/64") for number in range(5_000))
    assert written == OF_ONE_KIND.at_once
    assert len(count._counts[KIND]._networks) == rated.MOST_NETWORKS


@pytest.mark.parametrize(
    ("arguments", "network"),
    [
        (("a" * 32, "10.0.0.7"), "10.0.0.7"),
        (("a" * 32, "fe80::1%eth0"), "fe80::/64"),
        (("a" * 32, "::ffff:10.0.0.7"), "10.0.0.7"),
        ((404, "GET /x (10.0.0.7)"), "10.0.0.7"),
        ((404, "GET /x (1.2.3.4) (10.0.0.7)"), "10.0.0.7"),
        ((404, "GET /1.2.3.4 (2001:db8::9)"), "2001:db8::/64"),
        ((7, ("10.0.0.7", 51_000), OSError()), "10.0.0.7"),
        (("GET /1.2.3.4", "from 1.2.3.4", 5), None),
        ((), None),
        (None, None),
        ({"a": "10.0.0.7"}, None),
    ],
)
def test_whom_a_line_is_about(arguments: object, network: str | None) -> None:
    assert network_about(arguments) == network


@pytest.mark.skipif(sys.platform != "linux", reason="every 127.x.x.x is this computer")
def test_a_real_stranger_hides_nobody(log: Path) -> None:
    """Over real connections: what Tornado says of requests that are none."""

    async def scenario() -> None:
        server = HTTPServer(lambda _: None)
        sockets = bind_sockets(0, "127.0.0.1", family=socket.AF_INET)
        server.add_sockets(sockets)
        port = sockets[0].getsockname()[1]
        for number in range(80):
            await _malformed(port, "127.0.0.2", number)
        await _malformed(port, "127.0.0.3", 0)
        server.stop()

    asyncio.run(scenario())
    text = log.read_text()
    assert 0 < text.count("from 127.0.0.2") <= OF_ONE_NETWORK.at_once + 1
    assert text.count("from 127.0.0.3") == 1, text[-2_000:]


async def _malformed(port: int, address: str, number: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    writer.write(b"no request %d\r\n\r\n" % number)
    await reader.read()
    writer.close()


def test_a_long_line_is_cut() -> None:
    assert shortened("x" * rated.LINE_CHARACTERS, rated.LINE_CHARACTERS) == "x" * rated.LINE_CHARACTERS
    assert shortened("x" * 9_000, rated.LINE_CHARACTERS) == "x" * rated.LINE_CHARACTERS + "…"
