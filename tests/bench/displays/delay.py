"""An X display far away: bytes to and from another one arrive later."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

_FIRST_PORT = 6000
"""Of display 0 (X Window System Protocol over TCP)."""


class FarDisplay:
    """``with FarDisplay(display.display, 0.05) as far: far.display`` is ``display`` with so many seconds each way."""

    def __init__(self, display: str, seconds: float) -> None:
        self._socket = f"/tmp/.X11-unix/X{display.removeprefix(':')}"
        self._seconds = seconds
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.display = ""

    def __enter__(self) -> Self:
        ready = threading.Event()

        async def serve() -> None:
            for number in range(700, 800):
                try:
                    await asyncio.start_server(self._connected, "127.0.0.1", _FIRST_PORT + number)
                except OSError:
                    continue
                self.display = f"127.0.0.1:{number}"
                break
            ready.set()

        self._thread.start()
        asyncio.run_coroutine_threadsafe(serve(), self._loop)
        ready.wait()
        assert self.display, "no free port for a display"
        return self

    def __exit__(self, *_: object) -> None:
        async def end() -> None:
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            self._loop.call_soon(self._loop.stop)

        asyncio.run_coroutine_threadsafe(end(), self._loop)
        self._thread.join()
        self._loop.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(self._socket)
        with suppress(asyncio.CancelledError):  # at the end; the caller of this would complain of it
            await asyncio.gather(self._pass_on(reader, far_writer), self._pass_on(far_reader, writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Every chunk after so many seconds, in order; none waits for the one before it to arrive."""
        try:
            while chunk := await reader.read(1 << 16):
                self._loop.call_later(self._seconds, writer.write, chunk)
            end: Callable[[], None] = writer.close
            self._loop.call_later(self._seconds, end)
        except OSError:
            writer.close()
