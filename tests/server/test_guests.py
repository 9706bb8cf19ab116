"""Browser guests at the host's door: what they are told before and after the code, and that they wait in the lobby."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from meetdesk.core.topics.people import Role
from meetdesk.server.lan.guest_access import BROWSER_COOKIE, Guests
from meetdesk.wire.local import CodeKind
from meetdesk.wire.messages import PROTOCOL_VERSION
from tests.safety.matrix import Answer, Asker
from tests.server.people import Meeting, Person, meeting
from tests.support.few_guesses import guesses

HELLO = {"type": "hello", "protocol": PROTOCOL_VERSION, "app": "0.1.0", "name": "Gus"}


@pytest.fixture
def ui(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "guest.html").write_text("<!doctype html>guest's page")
    (tmp_path / "index.html").write_text("<!doctype html>the app's page")
    (tmp_path / "report.html").write_text("<!doctype html>what this browser can do")
    (tmp_path / "meetdesk.webmanifest").write_text("{}")
    (tmp_path / "icon-192.png").write_bytes(b"\x89PNG")
    (tmp_path / "secret.txt").write_text("not part of the UI")
    (tmp_path / "assets" / "app-1a2b.js").write_text("export {}")
    return tmp_path


class Browser:
    """What a guest's browser sends: the right Host and Origin, and the cookie it was given."""

    def __init__(self, held: Meeting) -> None:
        self.host = f"127.0.0.1:{held.port}"
        self.cookies: dict[str, str] = {}
        self.set_cookies: tuple[str, ...] = ()
        self._asker = Asker(held.port)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def crash(self) -> None:
        """And starts again: what was not to be kept is gone."""
        self.cookies = {name: value for name, value in self.cookies.items() if name == BROWSER_COOKIE}

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [("Origin", f"http://{self.host}"), *([("Cookie", self.cookie)] if self.cookie else [])]

    async def ask(
        self, method: str, path: str = "/meetdesk/guest", body: Any = None, headers: list[tuple[str, str]] | None = None
    ) -> Answer:
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self._asker.ask(method, path, [("Host", self.host), *self.headers, *(headers or [])], data)
        if answer.cookies:
            self.set_cookies = answer.cookies
            self.cookies |= {name: value for name, _, value in (c.split(";")[0].partition("=") for c in answer.cookies)}
        return answer

    async def enter(self, code: str) -> tuple[int, dict[str, Any]]:
        answer = await self.ask("POST", body={"code": code})
        return answer.status, json.loads(answer.body)

    async def control(self) -> ClientConnection:
        path = f"ws://{self.host}/meetdesk/{PROTOCOL_VERSION}/control"
        return await connect(path, additional_headers=dict(self.headers), compression=None, proxy=None)


def lobby_of(host: Person) -> dict[str, Any] | None:
    return next((told for told in reversed(host.told) if told["type"] == "lobby" and told["waiting"]), None)


def allowed(ui: Path) -> Guests:
    return Guests(ui, "one two three", lambda _: "00:11:22", True)


def test_only_the_page_and_only_while_allowed(ui: Path) -> None:
    async def scenario() -> None:
        guests = allowed(ui)
        async with meeting(guests=guests) as held:
            browser = Browser(held)
            page = await browser.ask("GET", "/")
            assert page.body == b"<!doctype html>guest's page"
            assert page.headers["cache-control"] == "no-store"
            assert (
                (await browser.ask("GET", "/assets/app-1a2b.js")).headers["content-type"].startswith("text/javascript")
            )
            for path, kind in (
                ("/report", "text/html"),
                ("/meetdesk.webmanifest", "application/manifest+json"),
                ("/icon-192.png", "image/png"),
            ):
                answer = await browser.ask("GET", path)
                assert answer.status == 200, path
                assert answer.headers["content-type"].startswith(kind), path
                assert "manifest-src 'self'" in answer.headers["content-security-policy"]
            assert (await browser.ask("GET", "/meetdesk/report")).headers["location"] == "/report"
            for path in (
                "/report.html",
                "/icon-1.png",
                "/index.html",
                "/guest.html",
                "/secret.txt",
                "/assets/../secret.txt",
                "/assets/%2e%2e/secret.txt",
            ):
                answer = await browser.ask("GET", path)
                assert answer.status in {403, 404}, path
                assert b"not part" not in answer.body
            state = json.loads((await browser.ask("GET")).body)
            assert set(state) <= {"version", "words", "fingerprint", "joined", "digits"}
            assert not state.get("digits"), "nobody knows which keys a code needs that was thought up"
            held.door.renew("482913", CodeKind.DIGITS_6)
            assert json.loads((await browser.ask("GET")).body)["digits"] is True, "a phone offers the keys of digits"
            assert (state["words"], state["fingerprint"], state.get("joined")) == ("one two three", "00:11:22", None)
            guests.allowed = False
            for path in (
                "/",
                "/assets/app-1a2b.js",
                "/meetdesk/guest",
                "/report",
                "/meetdesk/report",
                "/meetdesk.webmanifest",
            ):
                answer = await browser.ask("GET", path)
                assert (answer.status, answer.body) == (404, b"")

    asyncio.run(scenario())


def test_a_page_that_lost_its_meeting_is_told_whether_it_is_still_held(ui: Path) -> None:
    async def scenario() -> None:
        async with meeting(guests=allowed(ui)) as held:
            browser = Browser(held)
            same = await browser.ask("GET", headers=[("MeetDesk-Meeting", held.session.meeting_id)])
            assert same.status == 200
            other = await browser.ask("GET", headers=[("MeetDesk-Meeting", "0" * 32)])
            assert other.status >= 400
            assert json.loads(other.body)["code"] == "meeting_replaced"

    asyncio.run(scenario())


def test_the_code_leads_to_the_lobby_and_no_further(ui: Path) -> None:
    async def scenario() -> None:
        guests = allowed(ui)
        async with meeting(guests=guests) as held:
            host = await held.join("Hana", media=False, role=Role.HOST)
            browser = Browser(held)
            code = held.door.code
            assert await browser.enter(f" {code[:3]}-{code[3:]} ") == (
                200,
                {"meeting": held.session.meeting_id, "title": "Test", "host": "Hana"},
            )
            for cookie in browser.set_cookies:
                assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; ")[1:])
            ticket, known = browser.set_cookies
            assert ticket.startswith(f"__Host-meetdesk-{held.port}=")
            assert "Max-Age" not in ticket
            assert known.startswith(f"{BROWSER_COOKIE}=")
            assert "Max-Age=86400" in known
            async with await browser.control() as control:
                await control.send(json.dumps(HELLO))
                assert json.loads(await control.recv())["type"] == "in_lobby"
                (gus,) = (await host.until(lambda: lobby_of(host), "Gus in the lobby"))["waiting"]
                assert (gus["name"], gus["role"]) == ("Gus", "guest")
                guests.allowed = False  # nobody else comes in; who is in stays in
                await host.ask("admit", waiting=gus["waiting"])
                welcome = json.loads(await control.recv())
                assert welcome["type"] == "welcome"
                roles = {person["name"]: person["role"] for person in welcome["state"]["participants"]}
                assert roles == {"Hana": "host", "Gus": "guest"}
            assert json.loads((await browser.ask("GET")).body)["joined"]["title"] == "Test"
            assert (await browser.ask("GET", "/")).status == 200, "a reloaded page comes back"
            assert (await browser.enter(code))[1]["code"] == "guests_not_allowed"
            assert (await browser.ask("DELETE")).status == 204
            assert (await browser.ask("GET", "/")).status == 404

    asyncio.run(scenario())


def test_impossible_codes_take_nobodys_turn(ui: Path, caplog: pytest.LogCaptureFixture) -> None:
    """More at once than may wait for the guesses of others; they are noted, but not each of them."""

    async def scenario() -> None:
        async with meeting(guests=allowed(ui), rated=False) as held:
            many = [asyncio.ensure_future(Browser(held).enter("12345")) for _ in range(90)]
            await asyncio.sleep(0)
            assert (await Browser(held).enter(held.door.code))[0] == 200
            assert {body["code"] for _, body in await asyncio.gather(*many)} == {"code_invalid"}

    with caplog.at_level("INFO"):
        asyncio.run(scenario())
    noted = [record for record in caplog.records if "can be no code" in record.message]
    assert len(noted) == 1
    assert "127.0.0.1" in noted[0].message
    assert "12345" not in caplog.text


def test_guesses_of_guests_count_like_any_others(ui: Path) -> None:
    async def scenario() -> None:
        few = guesses(3)
        async with meeting(guests=allowed(ui), guesses=few) as held:
            browser = Browser(held)
            wrong = f"{(int(held.door.code) + 1) % 10**6:06}"
            for typed, code in (("", "code_needed"), ("12345", "code_invalid"), ("x" * 100, "code_invalid")):
                assert (await browser.enter(typed))[1]["code"] == code, "what can be no code is no guess"
            for _ in range(3):
                assert await browser.enter(wrong) == (409, {"code": "code_wrong", "detail": {}})
            refused = (await browser.enter(held.door.code))[1]
            assert refused["code"] == "too_many_guesses"
            assert 0 < refused["detail"]["seconds"] <= 60
            async with await held.open("/meetdesk/join") as joining:
                assert (await held.knock(joining, held.door.code))["code"] == "too_many_guesses", "one count for all"
            assert not browser.cookie
            assert await held.ticket(), "who has an invitation does not guess"

    asyncio.run(scenario())


def test_lock_and_keeping_out_hold_for_guests_too(ui: Path) -> None:
    async def scenario() -> None:
        async with meeting(guests=allowed(ui)) as held:
            host = await held.join("Hana", media=False, role=Role.HOST)
            await host.ask("switch_lock", on=True)
            browser = Browser(held)
            assert (await browser.enter(held.door.code))[1]["code"] == "meeting_locked"
            assert not browser.cookie

    asyncio.run(scenario())


def test_a_browser_that_crashed_goes_on_and_one_that_was_removed_stays_out(ui: Path) -> None:
    async def scenario() -> None:
        async with meeting(guests=allowed(ui)) as held:
            host = await held.join("Hana", media=False, role=Role.HOST)
            browser = Browser(held)
            await browser.enter(held.door.code)
            control = await browser.control()
            await control.send(json.dumps(HELLO))
            await host.until(lambda: lobby_of(host), "Gus in the lobby")
            await host.ask("admit_all")
            gus = (await host.change("joined", participant=host.changes[-1]["participant"]))["participant"][
                "participant"
            ]
            await control.send(json.dumps({"type": "raise_hand", "id": 1}))
            await host.change("hand_raised", participant=gus)
            control.transport.abort()
            await host.change("link_lost", participant=gus)
            browser.crash()
            assert json.loads((await browser.ask("GET")).body).get("joined") is None, "the code is asked for"
            assert (await browser.enter(held.door.code))[0] == 200
            async with await browser.control() as again:
                await again.send(json.dumps(HELLO))
                welcome = json.loads(await again.recv())
                assert (welcome["type"], welcome["participant"], welcome["state"]["hands"]) == ("welcome", gus, [gus])
                await host.ask("remove", participant=gus)
                await again.wait_closed()
            browser.crash()
            assert (await browser.enter(held.door.code))[1]["code"] == "kept_out"
            other = Browser(held)
            assert (await other.enter(held.door.code))[0] == 200, "another browser at the same address"

    asyncio.run(scenario())


BROKEN = [
    b"",
    b"{",
    b"[]",
    b'{"code":1}',
    b'{"code":"123456","name":"x"}',
    b"\xff" * 40,
    b'{"code":"' + b"1" * 5000,
    b"null",
]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_request_is_answered_with_its_code(ui: Path, body: bytes) -> None:
    async def scenario() -> None:
        async with meeting(guests=allowed(ui)) as held:
            answer = await Browser(held).ask("POST", body=body or b" ")
            assert answer.status == 400
            if answer.body:  # a body above the limit is not even read
                assert json.loads(answer.body)["code"] in {"malformed_message", "message_too_large"}
            assert (await Browser(held).enter(held.door.code))[0] == 200

    asyncio.run(scenario())
