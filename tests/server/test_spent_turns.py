"""What a stranger asks for is charged: what nobody honest asks for often, dearly; pages only if they are very many."""

import asyncio
import json
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from meetdesk.joining.reach import any_certificate
from meetdesk.net.strangers.bounded import NO_REQUEST
from meetdesk.net.strangers.fair_turns import FairTurns
from meetdesk.server.lan.guest_access import Guests
from meetdesk.server.lan.lan import NO_CODE, REFUSED_GUESS, WRONG_CODE
from tests.support.few_guesses import guesses

from .people import Meeting, meeting

Ask = Callable[[Meeting], bytes]


def request(method: str, path: str, body: bytes = b"") -> Ask:
    def make(held: Meeting) -> bytes:
        host = f"127.0.0.1:{held.port}"
        head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: https://{host}\r\nContent-Length: {len(body)}\r\n"
        return f"{head}\r\n".encode() + body

    return make


def typed(code: str) -> bytes:
    return json.dumps({"code": code}).encode()


def enter(held: Meeting) -> bytes:
    return request("POST", "/meetdesk/guest", typed(held.door.code))(held)


NONE = b"NONE /0a HTTP/9\r\nHost: \x1b[2J\r\nbad\r\n\r\n"
SPENT: dict[str, tuple[Ask, list[float | str]]] = {
    "nothing": (lambda _: b"", []),
    "half a request": (lambda _: b"GET / HT", []),
    "what is not there": (request("GET", "/nothing"), []),
    "a channel without a ticket": (request("GET", "/meetdesk/2/control"), []),
    "a line without a ticket": (request("PUT", f"/meetdesk/2/up/voice/{'0' * 32}", b"x"), []),
    "what is no request": (lambda _: NONE, [NO_REQUEST]),
    "what can be no code": (request("POST", "/meetdesk/guest", typed("12345")), [NO_CODE]),
    "the page": (request("GET", "/"), ["first page"]),
    "a part of the page": (request("GET", "/icon-192.png"), ["page"]),
    "leaving without being there": (request("DELETE", "/meetdesk/guest"), ["page"]),
    "the code": (enter, ["joined"]),
}


@pytest.mark.parametrize("kind", SPENT)
def test_what_is_asked_is_charged(
    kind: str, own_certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, expected = SPENT[kind]
    (tmp_path / "guest.html").write_text("page")
    (tmp_path / "icon-192.png").write_bytes(b"\x89PNG")
    spent: list[float | str] = []
    monkeypatch.setattr(FairTurns, "charge", lambda _, amount, *__, **___: spent.append(amount))
    monkeypatch.setattr(FairTurns, "showed", lambda *_, first, **__: spent.append("first page" if first else "page"))
    monkeypatch.setattr(FairTurns, "joined", lambda *_, **__: spent.append("joined"))

    async def scenario() -> None:
        async with meeting(own_certificate, guests=Guests(tmp_path, allowed=True)) as held:
            reader, writer = await asyncio.open_connection("127.0.0.1", held.port, ssl=any_certificate())
            writer.write(ask(held))
            if kind in {"nothing", "half a request"}:
                await writer.drain()
                writer.close()
                await asyncio.sleep(0.05)
            else:
                assert await reader.read(), "the host said nothing"
                writer.close()

    asyncio.run(scenario())
    assert spent == expected


def test_a_code_for_which_no_guess_is_left_is_charged(
    own_certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent: list[float] = []
    monkeypatch.setattr(FairTurns, "charge", lambda _, amount, *__, **___: spent.append(amount))

    async def scenario() -> None:
        one = guesses(1)
        async with meeting(own_certificate, guests=Guests(tmp_path, allowed=True), guesses=one) as held:
            for code, answer in (("000001", b"code_wrong"), (held.door.code, b"too_many_guesses")):
                reader, writer = await asyncio.open_connection("127.0.0.1", held.port, ssl=any_certificate())
                writer.write(request("POST", "/meetdesk/guest", typed(code))(held))
                assert answer in await reader.read()
                writer.close()

    asyncio.run(scenario())
    assert spent == [WRONG_CODE, REFUSED_GUESS]
