"""A server under test that fails or hangs is reported, and does not hang the benchmark."""

import asyncio
import sys
from pathlib import Path

import pytest

from meetdesk.selftest.received import Received
from tests.bench.relay import load, running
from tests.bench.relay.running import ServerFailedError, server

_SAYS = "import sys; print('{\"port\": %d}', flush=True); "


async def _used(script: str) -> None:
    async with server([sys.executable, "-c", script], Path.cwd()) as under_test:
        await under_test.used()


async def _join(script: str) -> None:
    async with server([sys.executable, "-c", script], Path.cwd()) as under_test:
        await load.join_rival(under_test.ready["port"], 2, Received())


@pytest.mark.expected_warnings("Unknown child process")  # another watcher of this process may have taken its end
def test_one_that_ends_says_its_last_words() -> None:
    with pytest.raises(ServerFailedError, match=r"(?s)ended.*no such luck"):
        asyncio.run(_used("raise SystemExit('no such luck')"))
    with pytest.raises(ServerFailedError, match=r"(?s)ended.*later"):
        asyncio.run(_used(_SAYS % 1 + "sys.stdin.readline(); raise SystemExit('later')"))


def test_one_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_ANSWER_SECONDS", 0.2)
    with pytest.raises(ServerFailedError, match="said nothing"):
        asyncio.run(_used(_SAYS % 1 + "import time; time.sleep(60)"))


def test_one_that_drops_those_who_join() -> None:
    drops = "import socket; s = socket.create_server(('127.0.0.1', 0)); "
    drops += "print('{\"port\": %d}' % s.getsockname()[1], flush=True); s.accept()[0].close(); sys.stdin.read()"
    with pytest.raises(ServerFailedError, match="before the upgrade"):
        asyncio.run(_join("import sys; " + drops))
