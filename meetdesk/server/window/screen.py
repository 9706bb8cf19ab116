"""``/api/screen`` and ``/api/screen-sound``: a share of the desktop's, from the person's choice to its end, and what
the computer plays meanwhile, each as a WebSocket to the own window."""

import asyncio
from collections.abc import Callable

import msgspec

from meetdesk.net.websocket.connection import Connection
from meetdesk.net.websocket.frames import binary_frame, text_frame
from meetdesk.server.window.application import ScreenListener, SoundListener
from meetdesk.wire.screens import SCREEN_CREDIT, ScreenBegun, ScreenEnd, ScreenSurface

_OVER = 1000
"""Close code; the reason is a ``ScreenEnd``."""


class ScreenChannel:
    """Hands on the newest picture whenever the page can take one. What is older is nobody's loss, and the last
    one is always kept: nothing comes while nothing changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._credit = SCREEN_CREDIT
        self._newest: bytearray | None = None
        self._woken = False
        """Whether the loop was told of a picture that it has not looked at."""

    async def run(self, share: Callable[[ScreenListener], Callable[[], None]]) -> None:
        """Asks the person, and returns when the page or the share has ended."""
        connection = self._connection
        connection.on_message = self._taken
        connection.on_drained = self._send
        end = share(self)
        try:
            await connection.run()
        finally:
            end()

    def begun(self, surface: ScreenSurface, *, again: bool) -> None:
        """Tells the page what the pictures that follow are of. In any thread, as the other two."""
        _later(self._loop, self._connection.write, text_frame(msgspec.json.encode(ScreenBegun(surface, again))))

    def picture(self, frame: bytearray) -> None:
        """Takes the place of one that the page has not taken yet. ``frame``: a whole frame of a WebSocket."""
        self._newest = frame
        if not self._woken:
            self._woken = True
            _later(self._loop, self._look)

    def ended(self, why: ScreenEnd) -> None:
        """Closes the channel, with why."""
        _later(self._loop, self._connection.close, _OVER, why.value)

    def _taken(self, _: str | bytes) -> None:
        self._credit = min(self._credit + 1, SCREEN_CREDIT)
        self._send()

    def _look(self) -> None:
        self._woken = False
        self._send()

    def _send(self) -> None:
        newest = self._newest
        if newest is None or not self._credit or not self._connection.ready:
            return
        self._newest = None
        self._credit -= 1
        self._connection.write(newest)


class SoundChannel:
    """Hands on every piece as long as the page takes them; what a page that stands still misses is not made up for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loop = asyncio.get_running_loop()

    async def run(self, share: Callable[[SoundListener], Callable[[], None]]) -> None:
        """Listens, and returns when the page or the sound server has ended."""
        end = share(self)
        try:
            await self._connection.run()
        finally:
            end()

    def begun(self) -> None:
        """Tells the page by an empty text. In any thread, as the other two."""
        _later(self._loop, self._connection.write, text_frame(b""))

    def piece(self, message: bytes) -> None:
        """Of 20 ms."""
        _later(self._loop, self._send, binary_frame(message))

    def ended(self, why: ScreenEnd) -> None:
        """Closes the channel, with why."""
        _later(self._loop, self._connection.close, _OVER, why.value)

    def _send(self, frame: bytes) -> None:
        if self._connection.ready:
            self._connection.write(frame)


def _later(loop: asyncio.AbstractEventLoop, call: Callable[..., object], *arguments: object) -> None:
    try:
        loop.call_soon_threadsafe(call, *arguments)
    except RuntimeError:
        # The app is ending, and its loop is closed.
        return
