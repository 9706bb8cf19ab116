"""Channels over requests: a guest whose WebSockets will not open, against the real server."""

import asyncio
import contextlib
import gc
import json
import socket
import struct
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from websockets.exceptions import ConnectionClosed

from meetdesk.core.budget import Bucket
from meetdesk.core.topics.people import Role
from meetdesk.net.carriage.line import BATCHES, UNREAD_BYTES, UPLOADS
from meetdesk.net.strangers.newcomers import SILENT_SECONDS
from meetdesk.server.lan.guest_access import Guests
from meetdesk.server.lan.lan_handler import LanHandler
from meetdesk.server.lan.lines import LINES_EACH
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.close_codes import CloseCode
from meetdesk.wire.lines import BATCH_BYTES, LineName
from tests.server.people import Meeting, Person, audio_frame, meeting, video_frame
from tests.server.test_guests import HELLO, Browser, lobby_of
from tests.support.lines import BINARY, CLOSE, PageLine, opening, record, text


class Scene(NamedTuple):
    """Ada hosts, and Gus is in the meeting by a line."""

    held: Meeting
    ada: Person
    browser: Browser
    line: PageLine


@asynccontextmanager
async def guest_in(folder: Path) -> AsyncIterator[Scene]:
    async with meeting(guests=Guests(folder, "one two three", lambda _: "00:11:22", True)) as held:
        ada = await held.join("Ada", role=Role.HOST)
        browser = Browser(held)
        assert (await browser.enter(held.door.code))[0] == 200
        line = line_of(browser)
        assert await line.open() == 200
        assert await line.put(opening(1), text(1, HELLO)) == 200
        await line.heard(0, b"opened 1")
        await line.message("in_lobby")
        line.beat()
        (gus,) = (await ada.until(lambda: lobby_of(ada), "Gus in the lobby"))["waiting"]
        await ada.ask("admit", waiting=gus["waiting"])
        await line.message("welcome")
        pinging = asyncio.create_task(_ping(ada))
        yield Scene(held, ada, browser, line)
        pinging.cancel()
        line.cut()


async def _ping(person: Person) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await person.say({"type": "ping", "sent_us": 1})
            await asyncio.sleep(1.0)


def line_of(browser: Browser, name: str = "voice") -> PageLine:
    return PageLine(int(browser.host.split(":")[1]), [("Host", browser.host), *browser.headers], name)


async def pictures_of(scene: Scene) -> tuple[PageLine, int]:
    """A second line with Gus's ``video`` channel, and the number of Ada's camera, which he watches."""
    track = await scene.ada.camera()
    line = line_of(scene.browser, "pictures")
    assert await line.open() == 200
    await line.put(opening(3))
    await line.heard(0, b"opened 3")
    await scene.line.put(text(1, {"type": "subscribe", "wants": [{"track": track, "layer": 0, "temporal": 2}]}))
    await scene.ada.expect("demand", track=track)
    return line, track


def test_lobby_chat_sound_and_picture_both_ways(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with guest_in(tmp_path) as scene:
            _, ada, _, line = scene
            await ada.ask("post_chat", text="hello Gus", ref="a1")
            await line.until(lambda: "hello Gus" in str(line.messages()), "the chat message")
            await line.put(text(1, {"type": "post_chat", "id": 1, "text": "hello Ada", "ref": "g1"}))
            await ada.until(lambda: "hello Ada" in str(ada.changes), "the guest's message")
            await line.put(opening(2))
            await line.heard(0, b"opened 2")
            track = await ada.microphone()
            await ada.send("audio", audio_frame(track, 1))
            await line.until(lambda: any(slot == 2 for slot, _, _ in line.told), "sound")
            await line.put(text(1, {"type": "publish_track", "id": 2, "source": "microphone", "codec": "opus"}))
            done = await line.until(
                lambda: next((m for m in line.messages() if m.get("id") == 2), None), "a track of its own"
            )
            await line.put(record(2, BINARY, audio_frame(done["track"], 1, body=b"mine")))
            assert (await ada.received("audio", 1))[-1].endswith(b"mine")
            pictures, camera = await pictures_of(scene)
            await ada.send("video", video_frame(camera, 0, key=True))
            await pictures.until(lambda: any(slot == 3 for slot, _, _ in pictures.told), "a picture")
            pictures.cut()

    asyncio.run(scenario())


def test_a_batch_that_comes_twice_counts_once_and_a_missing_one_ends_the_line(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with guest_in(tmp_path) as (_, ada, _, line):
            line.stop_hearing()
            number = line.next_batch
            said = text(1, {"type": "post_chat", "id": 1, "text": "once", "ref": "g1"})
            for _ in range(2):
                assert await line.put(said, batch=number) == 200
            await ada.until(lambda: "once" in str(ada.changes), "the message")
            assert len([m for m in line.messages() if m.get("id") == 1]) == 1
            assert await line.put(said, batch=number + 2) == 400
            await line.ended()
            # The end is said, in the stream.
            assert (0, CLOSE) in [(slot, opcode) for slot, opcode, _ in line.told]
            assert await line.put(said) == 410

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"short",
        struct.pack("!IQ", 2**32 - 1, 0),
        struct.pack("!IQ", 0, 2**60),
        b"\0" * 12 + b"\xff" * 40,
        b"\0" * 12 + text(0, "open 99"),
        b"\0" * 12 + text(0, "take 1"),
    ],
    ids=["empty", "no head", "number", "read too much", "no record", "no slot", "no request"],
)
def test_what_no_page_says_ends_the_line(tmp_path: Path, body: bytes) -> None:
    async def scenario() -> None:
        async with meeting(guests=Guests(tmp_path, "", lambda _: "", True)) as held:
            browser = Browser(held)
            await browser.enter(held.door.code)
            line = line_of(browser)
            await line.open()
            assert await line.put_raw(body) in {400, 200}
            await line.ended()

    asyncio.run(scenario())


def test_who_does_not_read_costs_the_host_nothing_and_catches_up(tmp_path: Path) -> None:
    """7 MB of pictures come for a page that goes on uploading and reads nothing: they are dropped, not kept."""

    async def scenario() -> None:
        async with guest_in(tmp_path) as scene:
            pictures, camera = await pictures_of(scene)
            await scene.ada.send("video", video_frame(camera, 0, key=True))
            await pictures.until(lambda: any(slot == 3 for slot, _, _ in pictures.told), "the first picture")
            pictures.reading.clear()
            pictures.beat()
            gc.collect()
            tracemalloc.start()
            for number in range(1, 71):
                await scene.ada.send("video", video_frame(camera, number, key=number % 20 == 0, body=bytes(100_000)))
                await asyncio.sleep(0.03)
            await asyncio.sleep(0.5)
            kept = tracemalloc.get_traced_memory()[0]
            tracemalloc.stop()
            assert kept < 3_000_000, f"{kept / 1e6:.1f} MB are kept for a page that reads nothing"
            before = pictures.read
            pictures.reading.set()
            await asyncio.sleep(0.5)
            assert pictures.read - before < UNREAD_BYTES + 1_000_000, "more was sent than a page may leave unread"
            assert not pictures.over
            wanted = await scene.ada.until(
                lambda: next((m for m in reversed(scene.ada.told) if m["type"] == "key_frame_wanted"), None),
                "a request",
            )
            assert wanted["track"] == camera
            seen = len(pictures.told)
            await scene.ada.send("video", video_frame(camera, 500, key=True))
            await pictures.until(lambda: any(slot == 3 for slot, _, _ in pictures.told[seen:]), "a picture again")
            pictures.cut()

    asyncio.run(scenario())


def test_who_is_silent_is_gone_and_comes_back_as_who_it_was(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with guest_in(tmp_path) as (_, ada, browser, line):
            me = (await line.message("welcome"))["participant"]
            line.cut()
            await ada.change("link_lost", participant=me)
            again = line_of(browser)
            await again.open()
            await again.put(opening(1), text(1, HELLO | {"last_entry": 1}))
            assert (await again.message("welcome"))["participant"] == me
            await ada.change("link_restored", participant=me)
            again.stop_hearing()
            await again.ended()  # says nothing any more, and keeps its connections
            await ada.until(
                lambda: len([c for c in ada.changes if c["change"] == "link_lost"]) == 2, "the loss of a silent page"
            )
            again.cut()

    asyncio.run(scenario())


def test_a_second_page_of_the_same_guest_displaces_the_first(tmp_path: Path) -> None:
    """Over two connections: the first page has four of the six that a browser opens."""

    async def scenario() -> None:
        async with guest_in(tmp_path) as (_, _, browser, line):
            second = line_of(browser)
            await second.open()
            await second.put(opening(1), text(1, HELLO))
            await second.message("welcome")
            assert await line.closed(1) == (CloseCode.DISPLACED, "displaced")
            second.cut()

    asyncio.run(scenario())


def test_a_flood_of_uploads_ends_the_line_of_whoever_sends_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with guest_in(tmp_path) as (_, ada, _, line):
            line.stop_hearing()
            line.pour(3 * BATCHES.at_once)
            assert (await line.closed(1))[0] == CloseCode.TOO_MANY_MISTAKES
            await ada.ask("post_chat", text="still here", ref="a1")

    asyncio.run(scenario())


def test_no_more_than_a_few_lines_and_uploads_each(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with guest_in(tmp_path) as (_, _, browser, line):
            more = [line_of(browser, "pictures") for _ in range(LINES_EACH)]
            for one in more:
                assert await one.open() == 200
            await line.ended()  # the oldest gives way
            slow = [await more[-1].begin_upload(100) for _ in range(UPLOADS)]
            assert await more[-1].put() == 200, "uploads that a link has cut keep their page from going on"
            async with asyncio.timeout(SILENT_SECONDS / 2):
                assert not await slow[0][0].read(), "the oldest gives way"
            assert not slow[1][0].at_eof()
            # Who says no more of an upload than its head is left by the host after a while.
            for reader, _ in slow:
                async with asyncio.timeout(SILENT_SECONDS + 2):
                    assert not await reader.read()
            for one in more:
                one.cut()

    asyncio.run(scenario())


@pytest.mark.parametrize("name", BATCH_BYTES)
def test_an_upload_has_at_most_so_many_bytes(tmp_path: Path, name: LineName) -> None:
    async def scenario() -> None:
        async with guest_in(tmp_path) as (_, _, browser, line):
            one = line if name == LineName.VOICE else line_of(browser, name)
            if one is not line:
                await one.open()
            reader, writer = await one.begin_upload(BATCH_BYTES[name] + 1)
            async with asyncio.timeout(2):
                head = await reader.read(100)
            assert not head or head.split()[1] != b"200"
            writer.close()
            one.cut()

    asyncio.run(scenario())


def test_a_channel_that_is_not_its_lines_or_not_open_to_who_asks_is_refused(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with meeting(guests=Guests(tmp_path, "", lambda _: "", True)) as held:
            browser = Browser(held)
            await browser.enter(held.door.code)
            line = line_of(browser)
            await line.open()
            await line.put(opening(3), opening(2))
            await line.heard(0, b"refused 3 404")
            await line.heard(0, b"refused 2 409")  # nobody has welcomed it
            line.cut()

    asyncio.run(scenario())


def test_a_line_is_nobody_elses(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with guest_in(tmp_path) as (held, _, _, line):
            stranger = Browser(held)
            await stranger.enter(held.door.code)
            theirs = line_of(stranger)
            theirs.number = line.number
            assert await theirs.put(text(1, {"type": "post_chat", "id": 1, "text": "not mine", "ref": "x"})) == 410
            for missing in ("Origin", "Cookie"):
                bare = line_of(stranger)
                bare.headers = [(key, value) for key, value in bare.headers if key != missing]
                assert await bare.open() in {401, 403}, missing

    asyncio.run(scenario())


def test_the_end_of_the_meeting_is_said_on_the_line(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with guest_in(tmp_path) as (_, ada, _, line):
            await ada.ask("end_meeting")
            assert (await line.closed(1))[0] == CloseCode.MEETING_ENDED
            await line.ended(8.0)

    asyncio.run(scenario())


# Past the HTTP server


@asynccontextmanager
async def known(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Scene, list[str]]]:
    """Gus's page, whose uploads are known by their heads, and the methods of what the HTTP server reads from now on."""
    read: list[str] = []
    prepare = LanHandler.initialize

    def initialize(handler: LanHandler, session: MeetingSession) -> None:
        read.append(handler.request.method or "")
        prepare(handler, session)

    async with guest_in(folder) as scene:
        await scene.line.hush()
        for _ in range(2):
            assert await scene.line.put() == 200
        monkeypatch.setattr(LanHandler, "initialize", initialize)
        yield scene, read


def said(words: str) -> bytes:
    return text(1, {"type": "post_chat", "id": 1, "text": words, "ref": words.replace(" ", "-")})


def test_uploads_go_past_the_http_server_and_anything_else_comes_back_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with known(tmp_path, monkeypatch) as ((_, ada, _, line), read):
            for number in range(20):
                assert await line.put(*([said("in one")] if number == 10 else [])) == 200
            for byte in line.upload_of(line.batch(said("byte by byte"))):
                await line.say(bytes([byte]))
            assert await line.answered() == 200
            long = [text(1, json.dumps({"type": "ping", "sent_us": number}) + 50_000 * " ") for number in range(9)]
            await line.say(b"".join(line.upload_of(line.batch(*long[at : at + 3])) for at in (0, 3, 6)))
            assert [await line.answered() for _ in range(3)] == [200, 200, 200]
            await line.until(lambda: {m.get("sent_us") for m in line.messages()} >= set(range(9)), "nine pongs")
            assert not read, "an upload went through the HTTP server"
            for words in ("in one", "byte by byte"):
                await ada.until(lambda words=words: words in str(ada.changes), words)
            # The page asks for something else on the same connection, behind an upload.
            head = "".join(f"{name}: {value}\r\n" for name, value in line.headers)
            other = f"GET /meetdesk/guest HTTP/1.1\r\n{head}\r\n".encode()
            await line.say(line.upload_of(line.batch(said("before"))) + other)
            assert [await line.answered(), await line.answered()] == [200, 200]
            assert read == ["GET"]
            assert await line.put(said("afterwards")) == 200
            await ada.until(lambda: "afterwards" in str(ada.changes), "what is said on the next connection")

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda one: one.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n", 1), 400),
        (lambda one: one.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1), 400),
        (lambda one: one.replace(b"PUT /", b"PUT http://192.0.2.1/", 1), 404),
        (lambda one: one.replace(b"/up/voice/", b"/up/pictures/", 1), 410),
        (lambda one: one.replace(b"Origin: h", b"Origin: x", 1), 403),
        (lambda one: one.replace(b"Cookie: ", b"Cookie: a", 1), 401),
        (lambda one: one.replace(b"Content-Length: ", b"Content-Length: 9999999", 1), 400),
        (lambda one: one.replace(b"Content-Length: ", b"Content-Length: -", 1), 400),
        (lambda one: b"\x16\x03" + one, 400),
    ],
    ids=["chunked", "two lengths", "absolute", "another line", "origin", "cookie", "long", "negative", "no HTTP"],
)
def test_what_is_no_upload_like_the_one_before_is_refused_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes], status: int
) -> None:
    async def scenario() -> None:
        async with known(tmp_path, monkeypatch) as (scene, _):
            line = scene.line
            good = line.upload_of(line.batch(said("smuggled")))
            await line.say(change(good))
            try:
                async with asyncio.timeout(SILENT_SECONDS + 2):
                    found = await line.answered()
            except (asyncio.IncompleteReadError, ConnectionError):
                found = 0
            assert found == status
            assert "smuggled" not in str(scene.ada.changes)

    asyncio.run(scenario())


def test_half_an_upload_ends_with_its_time_and_gives_way_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with known(tmp_path, monkeypatch) as ((_, _, _, line), _):
            half = line.upload_of(bytes(5_000))[:-1_000]
            first, writer = line.take_connection()
            writer.write(half)
            await asyncio.sleep(0.1)
            slow = [await line.begin_upload(100) for _ in range(UPLOADS - 1)]
            assert not first.at_eof()
            assert await line.put() == 200, "uploads that a link has cut keep their page from going on"
            async with asyncio.timeout(SILENT_SECONDS / 2):
                assert not await first.read(), "the oldest gives way, unanswered"
            for _, other in slow:
                other.transport.abort()
            await line.hush()
            first, writer = line.take_connection()
            writer.write(half)
            line.beat()
            async with asyncio.timeout(SILENT_SECONDS + 2):
                assert not await first.read(), "half an upload was answered"
            await line.hush()
            last = line.take_connection()[1]
            last.write(half)
            slow = [await line.begin_upload(100) for _ in range(UPLOADS - 1)]
            last.transport.abort()
            await asyncio.sleep(0.2)
            assert await line.put() == 200
            assert not any(reader.at_eof() for reader, _ in slow), "an upload that its page gave up counts on"

    asyncio.run(scenario())


def test_who_may_come_in_no_more_uploads_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with known(tmp_path, monkeypatch) as ((held, _, browser, line), read):
            ticket = next(value for name, value in browser.headers if name == "Cookie").split("=")[1].split(";")[0]
            assert held.session.members.leave(ticket) is None
            assert await line.put(said("after all")) in {401, 404, 410}
            assert read == ["PUT"]

    asyncio.run(scenario())


def test_who_reads_no_answers_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of them is kept for it."""

    async def scenario() -> None:
        async with known(tmp_path, monkeypatch) as ((_, _, _, line), _):
            monkeypatch.setattr(Bucket, "take", lambda *_: True)
            _, writer = line.take_connection()
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            line.beat()
            came_already = line.upload_of(struct.pack("!IQ", 0, 0)) * 200
            with contextlib.suppress(ConnectionError):
                async with asyncio.timeout(20):
                    while True:
                        writer.write(came_already)
                        await writer.drain()
            assert not line.over

    asyncio.run(scenario())
