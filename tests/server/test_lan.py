"""What the LAN server tells somebody who was not admitted: as little as possible."""

import asyncio
import json
import sys

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from meetdesk import __version__
from meetdesk.core.topics.people import EndReason
from meetdesk.net.strangers.newcomers import Newcomers
from meetdesk.server.lan import admission, lan
from meetdesk.server.meeting.kept_out import Visitor
from meetdesk.wire import codec
from tests.server.people import Meeting, meeting

UPGRADE = (
    b"GET /meetdesk/join HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


async def raw(held: Meeting, request: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", held.port)
    writer.write(request.encode())
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    "path", ["/", "/meetdesk", "/meetdesk/two/control", "/meetdesk/2/files", "/enter", "/favicon.ico"]
)
def test_other_paths_are_404_without_a_body_or_a_server_name(path: str) -> None:
    async def scenario() -> None:
        async with meeting() as held:
            answer = await raw(held, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")
            head, _, body = answer.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 404 ")
            assert not body
            assert b"tornado" not in answer.lower()

    asyncio.run(scenario())


def test_without_an_upgrade_join_says_only_so() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            assert (await raw(held, "GET /meetdesk/join HTTP/1.1\r\nHost: x\r\n\r\n")).startswith(b"HTTP/1.1 426 ")
            assert (await raw(held, "POST /meetdesk/join HTTP/1.1\r\nHost: x\r\n\r\n")).startswith(b"HTTP/1.1 405 ")

    asyncio.run(scenario())


def test_a_foreign_web_page_is_refused() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            request = "GET /meetdesk/join HTTP/1.1\r\nHost: x\r\nOrigin: https://attacker.example\r\n\r\n"
            assert (await raw(held, request)).startswith(b"HTTP/1.1 403 ")

    asyncio.run(scenario())


@pytest.mark.parametrize("ticket", ["", "0" * 64, "ü"])
@pytest.mark.parametrize("channel", ["control", "audio", "video"])
def test_channels_need_a_ticket(ticket: str, channel: str) -> None:
    async def scenario() -> None:
        async with meeting() as held:
            with pytest.raises(InvalidStatus) as caught:
                await held.open(f"/meetdesk/2/{channel}", ticket)
            assert caught.value.response.status_code == 401

    asyncio.run(scenario())


def test_who_comes_back_from_another_version_is_told_about_the_meeting_as_all() -> None:
    """Its app joins anew then, and is told that the versions do not fit; not that nothing of MeetDesk is here."""

    async def scenario() -> None:
        async with meeting() as held:
            for another, status in (("", 401), ("0" * 32, 412)):
                with pytest.raises(InvalidStatus) as caught:
                    await held.open("/meetdesk/1/control", "0" * 64, another)
                assert caught.value.response.status_code == status

    asyncio.run(scenario())


def test_media_channels_need_a_welcomed_control_channel_and_a_meeting() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ticket = await held.ticket()
            with pytest.raises(InvalidStatus) as caught:
                await held.open("/meetdesk/2/video", ticket)
            assert caught.value.response.status_code == 409
            await held.session.end(EndReason.HOST_QUIT)
            with pytest.raises(InvalidStatus) as caught:
                await held.open("/meetdesk/2/control", ticket)
            assert caught.value.response.status_code == 410

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ('{"type":"join_hello","protocol":7,"app":"7.0"}',
         {"type": "join_refused", "code": "protocol_version", "detail": {"host": __version__, "app": "7.0"}}),
        # Its window would show empty notes: it does not say that it reads them.
        ('{"type":"join_hello","protocol":1,"app":"0.1.0"}',
         {"type": "join_refused", "code": "protocol_version", "detail": {"host": __version__, "app": "0.1.0"}}),
        ("{", {"type": "join_refused", "code": "malformed_message"}),
        ('{"type":"hello"}', {"type": "join_refused", "code": "unknown_message_type"}),
        (b"\0\1", {"type": "join_refused", "code": "malformed_message"}),
    ],
)  # fmt: skip
def test_join_refusals(message: str | bytes, answer: dict[str, object]) -> None:
    async def scenario() -> None:
        async with meeting() as held, await held.open("/meetdesk/join") as joining:
            await joining.send(message)
            got = json.loads(await joining.recv())
            assert {name: value for name, value in got.items() if value not in ({}, None)} == answer
            with pytest.raises(ConnectionClosed):
                await joining.recv()

    asyncio.run(scenario())


def test_a_long_message_before_admission_ends_the_connection() -> None:
    async def scenario() -> None:
        async with meeting() as held, await held.open("/meetdesk/join") as joining:
            await joining.send("x" * (codec.JOIN_BYTES + 1))
            with pytest.raises(ConnectionClosed) as caught:
                await joining.recv()
            assert caught.value.rcvd is not None
            assert caught.value.rcvd.code == 1009

    asyncio.run(scenario())


def test_who_joins_and_says_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "MESSAGE_SECONDS", 0.1)

    async def scenario() -> None:
        async with meeting() as held, await held.open("/meetdesk/join") as joining:
            with pytest.raises(ConnectionClosed):
                await joining.recv()

    asyncio.run(scenario())


def test_whoever_came_first_gives_way_and_tickets_do_not_count() -> None:
    async def scenario() -> None:
        async with meeting(newcomers=Newcomers.up_to(5), filtered=False) as held:
            ann = await held.join("Ann")
            idle = [await asyncio.open_connection("127.0.0.1", held.port) for _ in range(6)]
            async with asyncio.timeout(5):
                assert await idle[0][0].read() == b""
            assert await held.ticket(), "somebody gives way for one who joins"
            assert not ann.closed
            for _, writer in idle:
                writer.close()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "said", [b"", b"GET /meetdesk/join HTTP/1.1\r\nHost: x\r\n", UPGRADE, UPGRADE + b"\x81\xfe\x00"]
)
def test_who_says_nothing_whole_is_closed(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(lan, "SILENT_SECONDS", 0.3)

    async def scenario() -> None:
        async with meeting(newcomers=Newcomers(silent_seconds=0.3), filtered=False) as held:
            reader, writer = await asyncio.open_connection("127.0.0.1", held.port)
            writer.write(said)
            async with asyncio.timeout(10):
                await reader.read()
            writer.close()

    asyncio.run(scenario())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux filters for a socket")
def test_who_says_nothing_is_not_there() -> None:
    async def scenario() -> None:
        newcomers = Newcomers()
        async with meeting(newcomers=newcomers) as held:
            idle = [await asyncio.open_connection("127.0.0.1", held.port) for _ in range(5)]
            assert await held.ticket()
            assert len(newcomers) <= 1, "whoever joined just now"
            idle[0][1].write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            async with asyncio.timeout(10):
                assert await idle[0][0].read(), "and is, with the first byte"
            for _, writer in idle:
                writer.close()

    asyncio.run(scenario())


def test_nothing_is_computed_for_who_is_kept_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with meeting() as held:
            monkeypatch.setattr(held.door, "knock", lambda _: pytest.fail("computed"))
            held.session.members.doorkeeper._kept_out.add(1, Visitor("127.0.0.1"), address_shared=False)
            async with await held.open("/meetdesk/join") as joining:
                assert (await held.knock(joining, held.door.code))["code"] == "kept_out"

    asyncio.run(scenario())


def test_an_app_says_goodbye_for_its_window() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, bob = await held.join("Ann"), await held.join("Bob")
            request = f"DELETE /meetdesk/2/control HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bob.ticket}\r\n\r\n"
            assert (await raw(held, request)).startswith(b"HTTP/1.1 204 ")
            await ann.change("left", participant=bob.id, reason="left")
            assert (await bob.gone("control"))[0] == 4001
            assert (await raw(held, request)).startswith(b"HTTP/1.1 401 ")
            assert (await raw(held, request.replace("control", "audio"))).startswith(b"HTTP/1.1 405 ")

    asyncio.run(scenario())
