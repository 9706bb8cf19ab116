"""Files over real sockets: whole, resumed, refused, private, and gone with the meeting."""

import asyncio
import contextlib
import functools
import hashlib
import json
import os
import random
import shutil
import tempfile
import threading
from collections.abc import Callable, Coroutine
from typing import Any
from unittest import mock

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from meetdesk.core import limits
from meetdesk.core.budget import Allowed
from meetdesk.core.topics.people import EndReason, Role
from meetdesk.server.meeting.files import serving, storage
from meetdesk.server.meeting.files.pace import FASTEST, LATE_SECONDS, SLOWEST, Pace
from meetdesk.wire.close_codes import CloseCode
from meetdesk.wire.files import CHUNK_BYTES, WINDOW_BYTES

from .people import Meeting, Person
from .people import meeting as a_meeting

CONTENT = random.Random(5).randbytes(5 * CHUNK_BYTES + 77)


def over_sockets(scenario: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @functools.wraps(scenario)
    def run(**parameters: Any) -> None:
        asyncio.run(scenario(**parameters))

    return run


async def channel(meeting: Meeting, person: Person) -> ClientConnection:
    return await meeting.open("/meetdesk/2/file", person.ticket)


async def hears(connection: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await connection.recv())
    return message


async def offer(person: Person, size: int, **more: object) -> int:
    answer = await person.ask("offer_file", name="plan.pdf", size=size, **more)
    return int(answer["file"])


async def put(meeting: Meeting, person: Person, file: int, content: bytes, stop: int | None = None) -> None:
    """Sends the file from where the host has it; ``stop``: breaks off there."""
    async with await channel(meeting, person) as connection:
        await connection.send(json.dumps({"type": "put_file", "file": file}))
        taken = (await hears(connection))["offset"]
        while taken < min(len(content), stop or len(content)):
            await connection.send(content[taken : taken + CHUNK_BYTES])
            taken = (await hears(connection))["bytes"]
        if stop is None:
            await connection.send(json.dumps({"type": "file_end", "sha256": hashlib.sha256(content).hexdigest()}))
            assert await hears(connection) == {"type": "file_stored"}


async def get(meeting: Meeting, person: Person, file: int, size: int, offset: int = 0) -> bytes:
    found = b""
    async with await channel(meeting, person) as connection:
        await connection.send(json.dumps({"type": "get_file", "file": file, "offset": offset}))
        assert await hears(connection) == {"type": "file_ready", "offset": offset}
        while offset + len(found) < size:
            found += await connection.recv(decode=False)
            await connection.send(json.dumps({"type": "file_taken", "bytes": offset + len(found)}))
    return found


async def refused(meeting: Meeting, person: Person, *messages: str | bytes) -> tuple[int, str]:
    """Close code and reason after these were said."""
    connection = await channel(meeting, person)
    with contextlib.suppress(ConnectionClosed):
        for message in messages:
            await connection.send(message)
        async for _ in connection:
            pass
    return connection.close_code or 0, connection.close_reason or ""


@over_sockets
async def test_a_file_comes_whole_and_is_fetched_from_anywhere() -> None:
    async with a_meeting() as meeting:
        ann, bob = await meeting.join("Ann", role=Role.HOST, media=False), await meeting.join("Bob", media=False)
        file = await offer(ann, len(CONTENT))
        await put(meeting, ann, file, CONTENT, stop=2 * CHUNK_BYTES)
        await put(meeting, ann, file, CONTENT)
        change = await bob.change("chat_posted")
        shared = change["message"]["file"]
        assert shared == {
            "file": file,
            "name": "plan.pdf",
            "size": len(CONTENT),
            "sha256": hashlib.sha256(CONTENT).hexdigest(),
        }
        assert await get(meeting, bob, file, len(CONTENT)) == CONTENT
        assert await get(meeting, bob, file, len(CONTENT), CHUNK_BYTES + 3) == CONTENT[CHUNK_BYTES + 3 :]
        assert meeting.session._files.storage.known(file) is not None
        await meeting.session.end(EndReason.ENDED_BY_HOST)
        assert not meeting.session._files.storage._files, "nothing of it outlives the meeting"


@over_sockets
async def test_who_may_not_have_it_gets_nothing() -> None:
    async with a_meeting() as meeting:
        ann, bob = await meeting.join("Ann", role=Role.HOST, media=False), await meeting.join("Bob", media=False)
        eve = await meeting.join("Eve", media=False)
        file = await offer(ann, 9, to=bob.id)
        await put(meeting, ann, file, b"for Bob!!")
        fetch = json.dumps({"type": "get_file", "file": file, "offset": 0})
        assert await refused(meeting, eve, fetch) == (CloseCode.FILE_REFUSED, "file_unknown")
        assert await get(meeting, bob, file, 9) == b"for Bob!!"
        open_ = await offer(ann, 9)
        send = json.dumps({"type": "put_file", "file": open_})
        assert await refused(meeting, eve, send) == (CloseCode.FILE_REFUSED, "file_unknown"), "another's file"
        with pytest.raises(Exception, match="401"):
            await meeting.open("/meetdesk/2/file", "0" * 64)
        await bob.ask("leave")
        with pytest.raises(Exception, match="401"):
            await channel(meeting, bob)


@over_sockets
async def test_what_came_damaged_is_not_announced() -> None:
    async with a_meeting() as meeting:
        ann = await meeting.join("Ann", role=Role.HOST, media=False)
        file = await offer(ann, 9)
        end = json.dumps({"type": "file_end", "sha256": "00" * 32})
        start = json.dumps({"type": "put_file", "file": file})
        assert await refused(meeting, ann, start, b"123456789", end) == (CloseCode.FILE_REFUSED, "file_damaged")
        await put(meeting, ann, file, b"123456789")
        assert [one["message"]["file"]["file"] for one in [await ann.change("chat_posted")]] == [file]


@pytest.mark.parametrize(
    "messages",
    [
        (b"bytes first",),
        ("{}",),
        (json.dumps({"type": "file_end", "sha256": ""}),),
        (json.dumps({"type": "put_file", "file": 1}), b"1234567890"),
        (json.dumps({"type": "put_file", "file": 1}), b""),
        (json.dumps({"type": "put_file", "file": 1}), "no message"),
        (json.dumps({"type": "put_file", "file": 1}), b"x" * (CHUNK_BYTES + 1)),
    ],
    ids=["bytes", "nothing", "end", "too much", "empty", "text", "large"],
)
@over_sockets
async def test_whoever_speaks_otherwise_is_closed(messages: tuple[str | bytes, ...]) -> None:
    async with a_meeting() as meeting:
        ann = await meeting.join("Ann", role=Role.HOST, media=False)
        await offer(ann, 9)
        code, _ = await refused(meeting, ann, *messages)
        assert code in {CloseCode.MALFORMED, CloseCode.TOO_LARGE, CloseCode.INTERNAL}
        assert (await ann.ask("set_file_limit", limit=5))["type"] == "done", "the meeting goes on"


@over_sockets
async def test_a_receiver_that_confirms_nothing_is_sent_no_more_than_a_window() -> None:
    async with a_meeting() as meeting:
        ann = await meeting.join("Ann", role=Role.HOST, media=False)
        content = os.urandom(WINDOW_BYTES + 9)
        file = await offer(ann, len(content))
        await put(meeting, ann, file, content)
        async with await channel(meeting, ann) as connection:
            await connection.send(json.dumps({"type": "get_file", "file": file, "offset": 0}))
            await hears(connection)
            found = [await connection.recv(decode=False) for _ in range(WINDOW_BYTES // CHUNK_BYTES)]
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(connection.recv(), 0.3)
            assert b"".join(found) == content[:WINDOW_BYTES]


@over_sockets
@pytest.mark.expected_warnings("a file could not be kept")
async def test_a_full_disk_is_said() -> None:
    async with a_meeting() as meeting:
        ann = await meeting.join("Ann", role=Role.HOST, media=False)
        file = await offer(ann, 9)
        start = json.dumps({"type": "put_file", "file": file})
        with mock.patch.object(storage, "SPARE_BYTES", 2**62):
            assert await refused(meeting, ann, start) == (CloseCode.FILE_REFUSED, "file_storage_full")
        with mock.patch.object(storage.Stored, "append", side_effect=OSError(28, "No space left on device")):
            assert await refused(meeting, ann, start, b"1") == (CloseCode.FILE_REFUSED, "file_storage_full")


@over_sockets
@pytest.mark.expected_warnings("a file could not be kept")
async def test_what_one_file_is_promised_no_other_takes() -> None:
    """Four begin at once where there is room for two of them; then something else fills the disk."""
    size, free = 3 * CHUNK_BYTES, storage.SPARE_BYTES + 7 * CHUNK_BYTES
    others = 0

    def usage(_: object) -> mock.Mock:
        kept = sum(stored.size for stored in meeting.session._files.storage._files.values())
        return mock.Mock(free=free - kept - others)

    async with a_meeting() as meeting:
        ann = await meeting.join("Ann", role=Role.HOST, media=False)
        files = [await offer(ann, size) for _ in range(4)]
        with mock.patch.object(shutil, "disk_usage", usage):
            begun = []
            for file in files:
                connection = await channel(meeting, ann)
                await connection.send(json.dumps({"type": "put_file", "file": file}))
                begun.append(connection)
            for connection in begun[:2]:
                assert await hears(connection) == {"type": "file_ready", "offset": 0}
            for connection in begun[2:]:
                with pytest.raises(ConnectionClosed):
                    await connection.recv()
                assert connection.close_reason == "file_storage_full"
            await put(meeting, ann, files[0], os.urandom(size))
            others = 5 * CHUNK_BYTES
            await begun[1].send(os.urandom(CHUNK_BYTES))
            with pytest.raises(ConnectionClosed):
                await begun[1].recv()
            assert begun[1].close_reason == "file_storage_full"


@over_sockets
async def test_what_is_dropped_is_reserved_no_more() -> None:
    async with a_meeting() as meeting:
        ann = await meeting.join("Ann", role=Role.HOST, media=False)
        room = mock.Mock(free=storage.SPARE_BYTES + 100)
        with mock.patch.object(shutil, "disk_usage", return_value=room):
            for _ in range(3):
                file = await offer(ann, 80)
                await put(meeting, ann, file, bytes(80), stop=1)
                await ann.ask("withdraw_file", file=file)


@over_sockets
async def test_a_disk_that_stands_still_holds_up_only_who_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is done with it: looked at, opened, written, closed."""
    stands, goes_on = threading.Event(), threading.Event()

    def stand_still(*_: object, **__: object) -> None:
        stands.set()
        assert goes_on.wait(10), "the server waits for the disk, and with it the test"

    def after_standing_still(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*a: Any, **k: Any) -> Any:
            stand_still()
            return real(*a, **k)

        return call

    async def others_are_heard() -> None:
        await asyncio.to_thread(stands.wait, 5)
        assert (await ben.ask("rename", name="Ben"))["type"] == "done"
        stands.clear()
        goes_on.set()

    async with a_meeting() as held:
        ann, ben = [await held.join(name, media=False) for name in ("Ann", "Ben")]
        file = await offer(ann, 9)
        for where, what in ((shutil, "disk_usage"), (tempfile, "TemporaryFile")):
            goes_on.clear()
            monkeypatch.setattr(where, what, after_standing_still(getattr(where, what)))
            sending = asyncio.create_task(put(held, ann, file, b"123456789", stop=1 if what == "disk_usage" else None))
            await others_are_heard()
            await sending
            monkeypatch.undo()
        goes_on.clear()
        monkeypatch.setattr(storage.Stored, "close", stand_still)
        file = await offer(ann, 9)
        await put(held, ann, file, b"123456789", stop=1)
        await ann.say({"type": "withdraw_file", "id": 99, "file": file})
        await others_are_heard()


@over_sockets
async def test_a_sender_is_told_that_its_file_is_waited_for_no_longer() -> None:
    async with a_meeting() as meeting:
        ann = await meeting.join("Ann", role=Role.HOST, media=False)
        with mock.patch.object(limits, "FILE_BEGIN_SECONDS", 0.0):
            file = await offer(ann, 9)
            assert await ann.expect("file_ended") == {"type": "file_ended", "file": file, "code": "file_idle"}
        with mock.patch.object(limits, "FILE_PAUSE_SECONDS", 0.0):
            file = await offer(ann, 9)
            await put(meeting, ann, file, b"123456789", stop=1)
            assert await ann.expect("file_ended", file=file)
        assert not meeting.session._files.storage._files


@over_sockets
async def test_files_of_one_person_begin_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small they are: each costs the host, and everybody who looks at it, a channel."""
    monkeypatch.setattr(serving, "FILES", Allowed(2, 4.0, "a test"))
    async with a_meeting() as held:
        ann, ben = [await held.join(name, media=False) for name in ("Ann", "Ben")]
        clock = asyncio.get_running_loop().time
        began = clock()
        for _ in range(4):
            await put(held, ann, await offer(ann, 3), b"abc")
        assert clock() - began >= 2 / 4.0 - 0.01, "the third and the fourth wait"
        file = await offer(ben, len(CONTENT))
        began = clock()
        await put(held, ben, file, CONTENT, stop=CHUNK_BYTES)
        for stop in (2, 3, 4):
            await put(held, ben, file, CONTENT, stop=stop * CHUNK_BYTES)
        await put(held, ben, file, CONTENT)
        assert clock() - began < 2 / 4.0, "somebody else does not wait, nor who goes on after a broken link"


@over_sockets
async def test_a_removed_message_takes_the_bytes_along() -> None:
    async with a_meeting() as meeting:
        ann = await meeting.join("Ann", role=Role.HOST, media=False)
        file = await offer(ann, 9)
        await put(meeting, ann, file, b"123456789")
        message = (await ann.change("chat_posted"))["message"]["entry"]
        await ann.ask("remove_chat", message=message)
        fetch = json.dumps({"type": "get_file", "file": file, "offset": 0})
        assert await refused(meeting, ann, fetch) == (CloseCode.FILE_REFUSED, "file_unknown")
        assert meeting.session._files.storage.known(file) is None


def test_pieces_have_their_turns_one_after_the_other() -> None:
    pace = Pace()
    assert pace.turn(5.0, int(FASTEST)) == 5.0
    assert pace.turn(5.2, 100) == 6.0
    assert pace.turn(9.0, 100) == 9.0


def test_files_slow_down_at_once_when_the_loop_is_late_and_recover_slowly() -> None:
    pace = Pace()
    for _ in range(20):
        pace.came(2 * LATE_SECONDS)
    assert pace.rate == SLOWEST
    pace.came(0.0)
    assert SLOWEST < pace.rate < SLOWEST * 1.1
    for _ in range(1_000):
        pace.came(0.0)
    assert pace.rate == FASTEST
