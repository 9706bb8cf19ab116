"""Browsers that come by plain HTTP or by a name are shown the way, and told nothing of the meeting."""

import asyncio
import json
import ssl
from contextlib import suppress
from pathlib import Path

import pytest

from meetdesk.joining import identity
from meetdesk.messages import preferred_language, sentence
from meetdesk.net.strangers.newcomers import Newcomers
from meetdesk.server.lan.guest_access import Guests
from tests.safety.matrix import Answer
from tests.server.people import Meeting, _trusting, meeting

NOTHING_OF = ("Test", "Hana", "one two three", "00:11:22")


@pytest.fixture(scope="module")
def tls() -> ssl.SSLContext:
    return identity.make().server_context()


@pytest.fixture
def ui(tmp_path: Path) -> Path:
    (tmp_path / "guest.html").write_text("<!doctype html>guest's page")
    (tmp_path / "assets").mkdir()
    return tmp_path


def guests(ui: Path, *, allowed: bool) -> Guests:
    return Guests(ui, "one two three", lambda _: "00:11:22", allowed)


async def ask(held: Meeting, *headers: str, path: str = "/", method: str = "GET", secure: bool = False) -> Answer:
    context = _trusting() if secure else None
    reader, writer = await asyncio.open_connection("127.0.0.1", held.port, ssl=context)
    try:
        async with asyncio.timeout(10):
            writer.write("\r\n".join([f"{method} {path} HTTP/1.1", *headers, "", ""]).encode())
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    return Answer(int(lines[0].split()[1]), fields, body)


def assert_tells_nothing(answer: Answer) -> None:
    said = answer.body.decode() + json.dumps(answer.headers)
    assert not [word for word in NOTHING_OF if word in said]
    assert "server" not in answer.headers
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert not [name for name in answer.headers if name.startswith(("access-control-", "set-cookie"))]


@pytest.mark.parametrize("host", ["127.0.0.1", "miras-laptop.local:47800", "attacker.example"])
@pytest.mark.parametrize("path", ["/", "/assets/app.js", "/meetdesk/guest", "/meetdesk/join", "//evil.example/"])
def test_plain_http_leads_to_https_while_guests_may_come(ui: Path, tls: ssl.SSLContext, host: str, path: str) -> None:
    async def scenario() -> None:
        async with meeting(tls, guests=guests(ui, allowed=True)) as held:
            answer = await ask(held, f"Host: {host}", "Accept-Language: de, zh-CN;q=0.8, en;q=0.5", path=path)
            link = f"https://127.0.0.1:{held.port}"
            assert (answer.status, answer.headers["location"]) == (307, f"{link}/")
            assert answer.headers["content-language"] == "zh-CN"
            assert f'<a href="{link}/">{link}</a>' in answer.body.decode()
            assert host not in answer.body.decode().replace(link, "")
            assert_tells_nothing(answer)

    asyncio.run(scenario())


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_plain_http_says_what_to_do_while_guests_may_not_come(ui: Path, tls: ssl.SSLContext, language: str) -> None:
    async def scenario() -> None:
        async with meeting(tls, guests=guests(ui, allowed=False)) as held:
            answer = await ask(held, "Host: 127.0.0.1", f"Accept-Language: {language}")
            assert (answer.status, answer.headers["content-language"]) == (404, language)
            assert "location" not in answer.headers
            page = answer.body.decode()
            assert f"<strong>127.0.0.1:{held.port}</strong>" in page
            assert sentence("signpost_ask", language) in page
            assert f'<html lang="{language}">' in page
            assert_tells_nothing(answer)
            assert (await ask(held, "Host: x", method="POST")).status == 405
            assert (await ask(held, "Host: x", method="HEAD")).body == b""

    asyncio.run(scenario())


def test_by_a_name_the_right_address_is_told(ui: Path, tls: ssl.SSLContext) -> None:
    async def scenario() -> None:
        allowed = guests(ui, allowed=True)
        async with meeting(tls, guests=allowed) as held:
            link = f"https://127.0.0.1:{held.port}"
            for host in (f"miras-laptop:{held.port}", f"192.168.1.20:{held.port}", "127.0.0.1", "localhost"):
                answer = await ask(held, f"Host: {host}", "Accept-Language: zh", secure=True)
                assert (answer.status, answer.headers["content-language"]) == (421, "zh-CN"), host
                assert f'<a href="{link}/">' in answer.body.decode()
                assert b"guest's page" not in answer.body
                assert_tells_nothing(answer)
            for path in ("/meetdesk/guest", "/assets/app.js"):
                wrong = await ask(held, f"Host: miras-laptop:{held.port}", path=path, secure=True)
                assert (wrong.status, wrong.body) == (421, b"")
            assert b"guest's page" in (await ask(held, f"Host: 127.0.0.1:{held.port}", secure=True)).body
            allowed.allowed = False
            gone = await ask(held, f"Host: miras-laptop:{held.port}", secure=True)
            assert (gone.status, gone.body) == (404, b"")

    asyncio.run(scenario())


def test_no_channel_and_no_join_is_open_without_tls(ui: Path, tls: ssl.SSLContext) -> None:
    async def scenario() -> None:
        async with meeting(tls, guests=guests(ui, allowed=True)) as held:
            ticket = await held.ticket()
            upgrade = (
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                f"Sec-WebSocket-Key: {'A' * 22}==",
            )
            for path in ("/meetdesk/join", "/meetdesk/2/control"):
                answer = await ask(
                    held, f"Host: 127.0.0.1:{held.port}", f"Authorization: Bearer {ticket}", *upgrade, path=path
                )
                assert answer.status == 307
            assert held.session.members.gate(ticket, "control") is None

    asyncio.run(scenario())


BEGINNINGS = (b"", b"G", b"GET / HTTP/1.1\r\nX-Slow: ", b"\x16", b"\x16\x03\x01\x02\x00", b"\0\0\0", b"\x80\x2e\1\3\1")


def test_whoever_says_nothing_whole_is_closed(tls: ssl.SSLContext) -> None:
    """And counts as a newcomer until then."""

    async def half(held: Meeting, beginning: bytes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", held.port)
        writer.write(beginning)
        with suppress(ConnectionError):
            await reader.read()
        writer.close()

    async def scenario() -> None:
        newcomers = Newcomers()
        async with meeting(tls, newcomers=newcomers, filtered=False) as held:
            async with asyncio.timeout(12):
                await asyncio.gather(*(half(held, beginning) for beginning in BEGINNINGS))
            assert await held.ticket()
            assert len(newcomers) <= 1

    asyncio.run(scenario())


def test_the_oldest_gives_way_while_it_has_said_nothing(tls: ssl.SSLContext) -> None:
    """Its socket is watched for a first byte then; the number of the socket is used again at once."""

    async def scenario() -> None:
        async with meeting(tls, newcomers=Newcomers.up_to(3), filtered=False) as held:
            silent = [await asyncio.open_connection("127.0.0.1", held.port) for _ in range(30)]
            assert await held.ticket()
            async with asyncio.timeout(3):
                for reader, _ in silent[:26]:
                    assert await reader.read() == b""
            for _, writer in silent:
                writer.close()

    asyncio.run(scenario())


def test_a_header_above_the_limit_is_refused(tls: ssl.SSLContext) -> None:
    async def scenario() -> None:
        async with meeting(tls) as held:
            with suppress(ConnectionError, IndexError):
                answer = await ask(held, "Host: x", f"Accept-Language: {'a' * 9_000}")
                assert answer.status in {400, 431}
            assert await held.ticket()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de-DE,de;q=0.9,zh;q=0.4,en;q=0.3", "zh-CN"),
        ("fr, en;q=0, zh-TW;q=0.1", "zh-CN"),
        ("en;q=0.2, zh;q=0.7", "zh-CN"),
        ("*", "en"),
        ("zh;q=0", "en"),
        (",;q=,;;,=", "en"),
        ("x," * 5_000 + "zh", "en"),
    ],
)
def test_the_browsers_language(accepted: str, language: str) -> None:
    assert preferred_language(accepted) == language
