"""A file up to the host or down from it, over a ``file`` channel of its own (``docs/protocol.md``, 4.4)."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TypeVar

import msgspec

from meetdesk.client.channel import Channel, Closed, Places
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.files import FileId
from meetdesk.wire.codec import decode_file_answer, encode_file_message
from meetdesk.wire.files import (
    CHUNK_BYTES,
    WINDOW_BYTES,
    FileChannelSaid,
    FileEnd,
    FileReady,
    FileStored,
    FileTaken,
    GetFile,
    PutFile,
)

_WAITING = 256
"""Messages: pieces of the window may be small."""

_Told = TypeVar("_Told", FileReady, FileTaken, FileStored)


async def put_file(channel: Channel, file: FileId, content: bytes) -> None:
    """Sends the file that was offered (``offer_file``), from where the host's copy ends, ``WINDOW_BYTES`` at a time.

    Raises MeetDeskError with the host's code if it does not take it, ConnectionError if the link is lost: then it goes
    on from there on another channel.
    """
    talk = _Talk(channel)
    talk.say(PutFile(file))
    sent = taken = (await talk.told(FileReady)).offset
    while taken < len(content):
        while sent < len(content) and sent + CHUNK_BYTES - taken <= WINDOW_BYTES:
            await talk.send(content[sent : sent + CHUNK_BYTES])
            sent = min(len(content), sent + CHUNK_BYTES)
        taken = (await talk.told(FileTaken)).bytes
    talk.say(FileEnd(hashlib.sha256(content).hexdigest()))
    await talk.told(FileStored)


async def get_file(channel: Channel, file: FileId, size: int, offset: int = 0) -> AsyncIterator[bytes]:
    """The file's bytes from ``offset`` to ``size``, as they come. Raises as ``put_file``. Whether they are the file is
    for the caller to check (``SharedFile.sha256``)."""
    talk = _Talk(channel)
    talk.say(GetFile(file, offset))
    await talk.told(FileReady)
    while offset < size:
        data = await talk.data()
        offset += len(data)
        yield data
        talk.say(FileTaken(offset))


class _Talk:
    """What comes on a file channel, in order. A host that sends more than the protocol's window is left."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._came: asyncio.Queue[msgspec.Struct | bytes | Closed] = asyncio.Queue(_WAITING + 1)
        channel.on_text = lambda text: self._on_message(decode_file_answer(text))
        channel.on_frames = self._on_frames
        channel.on_closed = self._came.put_nowait
        channel.start()
        if channel.closed is not None:
            self._came.put_nowait(channel.closed)

    def say(self, message: FileChannelSaid) -> None:
        self._channel.send_text(encode_file_message(message))

    async def send(self, data: bytes) -> None:
        await self._channel.drain()
        self._channel.send_frame(data)

    async def told(self, kind: type[_Told]) -> _Told:
        came = await self._next()
        assert isinstance(came, kind), f"{came!r} instead of {kind.__name__}"
        return came

    async def data(self) -> bytes:
        came = await self._next()
        assert isinstance(came, bytes), f"{came!r} instead of bytes"
        return came

    async def _next(self) -> object:
        came = await self._came.get()
        if isinstance(came, Closed):
            with suppress(ValueError):
                raise MeetDeskError(ErrorCode(came.reason))
            raise ConnectionError(f"the channel of the file was closed: {came}")
        return came

    def _on_frames(self, chunk: bytes, places: Places) -> None:
        for start, end in places:
            self._on_message(chunk[start:end])

    def _on_message(self, message: msgspec.Struct | bytes) -> None:
        if self._came.qsize() >= _WAITING:
            self._channel.abort()
        elif self._channel.closed is None:
            self._came.put_nowait(message)
