"""Serving one ``file`` channel: a file comes from its sender, or goes to a receiver (``docs/protocol.md``, 4.4)."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from meetdesk.core import limits
from meetdesk.core.budget import FILES, Bucket
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.latest import Latest
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.files import FileId, Offered, SharedFile
from meetdesk.net.message_connection import MessageConnection
from meetdesk.net.tasks import start_task
from meetdesk.net.websocket.frames import binary_frame, text_frame
from meetdesk.server.meeting.closing import close
from meetdesk.server.meeting.files.pace import Pace
from meetdesk.server.meeting.files.storage import Interleaved, Storage, Stored
from meetdesk.wire.codec import decode_file_message, encode_file_message
from meetdesk.wire.files import (
    CHUNK_BYTES,
    WINDOW_BYTES,
    FileChannelTold,
    FileEnd,
    FileReady,
    FileStored,
    FileTaken,
    GetFile,
    PutFile,
)

IDLE_SECONDS = 30.0
"""A channel on which nothing comes for so long is closed; the file goes on over another one."""
MOVED_BYTES = CHUNK_BYTES
"""So much has to come, and not only a byte now and then, for a file not to count as idle."""
_REMEMBERED = 1_000
"""Senders; the one whose first file came longest ago is forgotten."""
_INBOX_MESSAGES = 256
"""Most messages that may wait to be looked at."""
_log = logging.getLogger(__name__)


class _Inbox:
    """What came and was not looked at yet; bounded, since at most a window of bytes may be unconfirmed."""

    def __init__(self, connection: MessageConnection) -> None:
        self._connection = connection
        self._queue: asyncio.Queue[str | bytes] = asyncio.Queue(_INBOX_MESSAGES)
        self._bytes = 0
        connection.on_message = self._came

    def _came(self, message: str | bytes) -> None:
        self._bytes += len(message)
        if self._bytes > 2 * WINDOW_BYTES or self._queue.full():
            close(self._connection, ErrorCode.FLOODING)
            return
        self._queue.put_nowait(message)

    async def next(self) -> str | bytes:
        """Raises TimeoutError."""
        async with asyncio.timeout(IDLE_SECONDS):
            message = await self._queue.get()
        self._bytes -= len(message)
        return message

    @property
    def waiting(self) -> bool:
        return not self._queue.empty()


class FileService:
    """The files of one meeting, as its participants send and fetch them. In the server thread."""

    def __init__(
        self,
        *,
        offered: Callable[[ParticipantId, FileId], Offered | None],
        readable: Callable[[ParticipantId, FileId], SharedFile | None],
        moved: Callable[[ParticipantId, FileId], None],
        came: Callable[[ParticipantId, FileId, str], None],
        folder: Path | None = None,
    ) -> None:
        """``moved`` is told whenever enough of a file came, ``came`` when it is whole, with its SHA-256.
        ``folder``: see ``Storage``."""
        self.storage = Storage(folder)
        self._offered = offered
        self._readable = readable
        self._moved = moved
        self._came = came
        self._pace = Pace()
        self._putting: dict[FileId, MessageConnection] = {}
        self._begun: Latest[ParticipantId, Bucket] = Latest(_REMEMBERED)
        """How many files each may begin."""

    async def serve(self, participant: ParticipantId, connection: MessageConnection) -> None:
        """Until the file is through or the connection is closed, which ends it."""
        inbox = _Inbox(connection)
        work = start_task("file transfer", self._work(participant, connection, inbox))
        try:
            await connection.run()
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _work(self, participant: ParticipantId, connection: MessageConnection, inbox: _Inbox) -> None:
        try:
            match _text(await inbox.next()):
                case PutFile(file=file):
                    await self._put(participant, connection, inbox, file)
                case GetFile(file=file, offset=offset):
                    await self._get(participant, connection, inbox, file, offset)
                case _:
                    raise MeetDeskError(ErrorCode.UNEXPECTED_MESSAGE)
        except MeetDeskError as error:
            close(connection, error.code)
        except TimeoutError:
            connection.abort()
        except Interleaved:
            close(connection, ErrorCode.HEARTBEAT_LOST)
        except OSError as error:
            _log.warning("a file could not be kept: %r", error)
            close(connection, ErrorCode.FILE_STORAGE_FULL)
        else:
            connection.close(1000)

    async def _put(self, who: ParticipantId, connection: MessageConnection, inbox: _Inbox, file: FileId) -> None:
        offered = self._offered(who, file)
        if offered is None:
            raise MeetDeskError(ErrorCode.FILE_UNKNOWN)
        if (before := self._putting.get(file)) is not None:
            close(before, ErrorCode.DISPLACED)
        self._putting[file] = connection
        try:
            if self.storage.known(file) is None:
                await self._begins(who)
            stored = await self.storage.reserve(file, offered.size)
            size = stored.size
            noted = size or -MOVED_BYTES
            _tell(connection, FileReady(size))
            while isinstance(message := await inbox.next(), bytes):
                if not message or size + len(message) > offered.size:
                    raise MeetDeskError(ErrorCode.MALFORMED_FRAME)
                await self._turn(len(message))
                await asyncio.to_thread(stored.append, size, message)
                size += len(message)
                if size - noted >= MOVED_BYTES:
                    noted = size
                    self._moved(who, file)
                _tell(connection, FileTaken(size))
            await self._end(who, connection, offered, stored, _text(message))
        finally:
            if self._putting.get(file) is connection:
                del self._putting[file]

    async def _end(
        self, who: ParticipantId, connection: MessageConnection, offered: Offered, stored: Stored, message: object
    ) -> None:
        if not isinstance(message, FileEnd):
            raise MeetDeskError(ErrorCode.UNEXPECTED_MESSAGE)
        sha256 = await asyncio.to_thread(stored.sha256)
        if stored.size != offered.size or sha256 != message.sha256:
            self.storage.drop(offered.file)
            raise MeetDeskError(ErrorCode.FILE_DAMAGED)
        _tell(connection, FileStored())
        self._came(who, offered.file, sha256)

    async def _get(
        self, who: ParticipantId, connection: MessageConnection, inbox: _Inbox, file: FileId, offset: int
    ) -> None:
        shared, stored = self._readable(who, file), self.storage.known(file)
        if shared is None or stored is None:
            raise MeetDeskError(ErrorCode.FILE_UNKNOWN)
        if offset > shared.size:
            raise MeetDeskError(ErrorCode.UNEXPECTED_MESSAGE)
        _tell(connection, FileReady(offset))
        sent = taken = offset
        while taken < shared.size:
            if self._readable(who, file) is None:  # removed meanwhile
                raise MeetDeskError(ErrorCode.FILE_UNKNOWN)
            while inbox.waiting or sent - taken >= WINDOW_BYTES or sent == shared.size:
                taken = _confirmed(_text(await inbox.next()), taken, sent)
                if taken == shared.size:
                    return
            size = min(CHUNK_BYTES, shared.size - sent)
            await self._turn(size)
            connection.write(binary_frame(await asyncio.to_thread(stored.read, sent, size)))
            sent += size

    async def _begins(self, who: ParticipantId) -> None:
        """Returns when another file of this one may begin to come."""
        clock = asyncio.get_running_loop().time
        begun = self._begun.get(who)
        if begun is None:
            begun = self._begun[who] = Bucket(FILES)
        wait = begun.wait(1, clock())
        begun.charge(1, clock(), limits.FILES_ON_THEIR_WAY / FILES.per_second)
        await asyncio.sleep(wait)

    async def _turn(self, size: int) -> None:
        clock = asyncio.get_running_loop().time
        due = self._pace.turn(clock(), size)
        await asyncio.sleep(max(0.0, due - clock()))
        self._pace.came(clock() - due)


def _confirmed(message: object, taken: int, sent: int) -> int:
    if not isinstance(message, FileTaken) or not taken <= message.bytes <= sent:
        raise MeetDeskError(ErrorCode.UNEXPECTED_MESSAGE)
    return message.bytes


def _text(message: str | bytes) -> object:
    if isinstance(message, bytes):
        raise MeetDeskError(ErrorCode.UNEXPECTED_MESSAGE)
    return decode_file_message(message)


def _tell(connection: MessageConnection, message: FileChannelTold) -> None:
    connection.write(text_frame(encode_file_message(message)))
