"""One question, one answer: text messages over a WebSocket that was just opened on a stream."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from tornado.iostream import IOStream, StreamClosedError
from websockets.exceptions import WebSocketException
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address

LONGEST_MESSAGE = 4_096


class Conversation:
    """The joiner's end. Whatever goes wrong is MeetDeskError ``host_silent`` or ``not_meetdesk``."""

    def __init__(self, stream: IOStream, address: Address, seconds: float) -> None:
        """``seconds``: for each answer."""
        self._stream = stream
        self._address = str(address)
        self._seconds = seconds
        self._frames = Protocol(Side.CLIENT, max_size=LONGEST_MESSAGE)
        self._heard: list[bytes] = []

    async def say(self, message: bytes) -> None:
        self._frames.send_text(message)
        await self._guarded(self._send())

    async def hear(self) -> bytes:
        """The next text message."""
        await self._guarded(self._receive())
        return self._heard.pop(0)

    async def goodbye(self) -> None:
        """Says that it is over. Nothing is raised if the host has gone already."""
        try:
            if not self._frames.close_expected():
                self._frames.send_close(1000)
            await self._guarded(self._send())
        except MeetDeskError:
            return

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await work
        except TimeoutError as error:
            raise MeetDeskError(ErrorCode.HOST_SILENT, address=self._address) from error
        except (StreamClosedError, WebSocketException) as error:
            raise MeetDeskError(ErrorCode.NOT_MEETDESK, address=self._address) from error

    async def _send(self) -> None:
        for data in self._frames.data_to_send():
            if data:
                await self._stream.write(data)

    async def _receive(self) -> None:
        while not self._heard:
            self._frames.receive_data(await self._stream.read_bytes(LONGEST_MESSAGE, partial=True))
            if self._frames.parser_exc is not None:
                raise self._frames.parser_exc
            for frame in self._frames.events_received():
                if isinstance(frame, Frame) and frame.opcode is Opcode.TEXT and frame.fin:
                    self._heard.append(bytes(frame.data))
                elif not ((isinstance(frame, Frame) and frame.opcode in {Opcode.PING, Opcode.PONG}) or self._heard):
                    raise StreamClosedError
            await self._send()
