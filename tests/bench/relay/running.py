"""A server under test, running in a process of its own, that may fail or hang without taking the benchmark with it."""

import asyncio
import json
import subprocess
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, BinaryIO

_START_SECONDS = 20.0
_ANSWER_SECONDS = 20.0
"""A server that is overloaded answers late, but one that still lives answers."""
_LAST_WORDS = 2_000


class ServerFailedError(Exception):
    """It ended or does not answer; the message has what it said last."""


class Server:
    """``ready`` is what it said about itself."""

    def __init__(self, process: asyncio.subprocess.Process, errors: BinaryIO) -> None:
        self.ready: dict[str, Any] = {}
        self.pid = process.pid
        self._process = process
        self._errors = errors

    async def start(self) -> None:
        """Raises ServerFailedError."""
        self.ready = await self._hear(_START_SECONDS)

    async def used(self) -> dict[str, float]:
        """CPU seconds (``cpu``) and bytes of memory (``rss``) so far, and for MeetDesk what the meeting counts.

        Raises ServerFailedError.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"\n")
            await self._process.stdin.drain()
        except OSError as error:
            raise self._failed("it ended") from error
        return await self._hear(_ANSWER_SECONDS)

    async def _hear(self, seconds: float) -> dict[str, Any]:
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(seconds):
                line = await self._process.stdout.readline()
        except TimeoutError as error:
            raise self._failed(f"it said nothing for {seconds:.0f} s") from error
        if not line:
            raise self._failed("it ended")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def _failed(self, what: str) -> ServerFailedError:
        return ServerFailedError(f"{what}\n{self.last_words()}".rstrip())

    def last_words(self) -> str:
        """The end of what it wrote to its error output."""
        self._errors.seek(0)
        return self._errors.read()[-_LAST_WORDS:].decode(errors="replace")


@asynccontextmanager
async def server(command: Sequence[str], folder: Path) -> AsyncIterator[Server]:
    """The server that ``command`` starts in ``folder``: it says one line of JSON, and one more for every line it hears.

    Raises ServerFailedError, also when nothing can be reached any more because it ended.
    """
    pipe = subprocess.PIPE
    with tempfile.TemporaryFile() as errors:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, stdin=pipe, stdout=pipe, stderr=errors, limit=2**20
        )
        running = Server(process, errors)
        try:
            await running.start()
            yield running
        except (OSError, TimeoutError) as error:
            raise ServerFailedError(f"{error!r}\n{running.last_words()}".rstrip()) from error
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
