"""One question, one answer: a WebSocket on which both sides take turns."""

import asyncio
from collections.abc import Callable

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.net.websocket.connection import Connection
from meetdesk.net.websocket.frames import text_frame

_AHEAD = 2
"""Messages that may have come before they were asked for."""


class Conversation:
    """``hear`` and ``say`` in turns, while somebody else runs the connection."""

    def __init__(self, connection: Connection, on_any: Callable[[], None] = lambda: None) -> None:
        """``on_any`` is called for every message."""
        self._connection = connection
        self._on_any = on_any
        self._heard: asyncio.Queue[str | bytes] = asyncio.Queue(_AHEAD)
        connection.on_message = self._on_message

    async def hear(self, seconds: float) -> str:
        """The next text message. Raises MeetDeskError ``malformed_message`` for another one, TimeoutError."""
        async with asyncio.timeout(seconds):
            message = await self._heard.get()
        if not isinstance(message, str):
            raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE)
        return message

    def say(self, message: bytes) -> None:
        """A text message; silently nothing if the connection is closed."""
        self._connection.write(text_frame(message))

    def _on_message(self, message: str | bytes) -> None:
        self._on_any()
        try:
            self._heard.put_nowait(message)
        except asyncio.QueueFull:
            self._connection.abort()
