"""Host x Origin x credentials x method over every route of both servers: refused, but for what is ours.

The routes are those of the applications themselves, so that a new one is tried too.
"""

import asyncio
import itertools
import json
from collections import Counter
from pathlib import Path

import pytest

from meetdesk.core.topics.people import Role
from meetdesk.server.lan import lan
from meetdesk.server.lan.guest_access import Guests
from meetdesk.server.lan.guest_door import GuestHandler
from meetdesk.server.lan.lan_handler import LanHandler
from meetdesk.server.window import loopback
from meetdesk.server.window.guard import GuardedHandler, Keys
from meetdesk.wire.lines import DOWN, PROBE, UP, LineName
from meetdesk.wire.lines import PATTERN as LINE
from tests.safety.matrix import UPGRADE, Asker, routes
from tests.server.people import meeting
from tests.server.window import App, Window, window

LINES = {f"/meetdesk/[0-9]+/{way}" for way in (f"{DOWN}/{LINE}", f"{UP}/{LINE}", PROBE)}
GUESTS = {
    "/meetdesk/guest",
    "/()",
    r"/(meetdesk\.webmanifest|icon-[0-9]{2,3}\.png)",
    "/meetdesk/report",
    "/report()",
    "/assets/(.+)",
}
METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")
ISOLATION = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


@pytest.fixture
def ui(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "guest.html", "assets/app-1a2b.js"):
        (tmp_path / name).write_text("ours")
    return tmp_path


def assert_protected(headers: dict[str, str], *, sockets: str) -> None:
    """Isolated, with a policy that lets nothing foreign in, readable by no other origin, without a server's name."""
    assert {name: headers.get(name) for name in ISOLATION} == ISOLATION
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == f"'self' {sockets}"
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert "http:" not in str(policy)
    assert "https:" not in str(policy)
    assert "*" not in str(policy)
    assert not [name for name in headers if name.startswith("access-control-")]
    assert "server" not in headers


def test_the_loopback_server_answers_its_own_window_only(ui: Path) -> None:
    application = loopback.make_application(App(), Keys(1), ui, set())
    testing_itself = loopback.make_application(App(), Keys(1), ui, set(), lambda _: None)
    for pattern, _, handler in routes(testing_itself):
        assert issubclass(handler, GuardedHandler), f"{pattern} is not guarded"
        assert handler.needs_cookie or pattern == "/enter", f"{pattern} needs no cookie"

    async def scenario() -> None:
        async with window(ui) as page:
            seen: Counter[str] = Counter()
            for pattern, path, handler in routes(application):
                async with asyncio.timeout(60):
                    await _try_all(page, pattern, path, handler, seen)
            assert seen["refused"] > 700
            assert (page.app.quits, page.app.opened, page.app.past.forgotten, page.app.kept) == (0, [], [], [])
            assert page.app.session is None
            assert not page.app.spliced

    asyncio.run(scenario())


def _one_wrong(*kinds: tuple[str | None, ...]) -> list[tuple[str | None, ...]]:
    """Of values of which the first of each kind is right: all right, each wrong one among right ones, and all wrong.

    Whoever is refused for one wrong value is for two; the whole product would be six times as many.
    """
    right = tuple(values[0] for values in kinds)
    wrong = [(*right[:at], value, *right[at + 1 :]) for at, values in enumerate(kinds) for value in values[1:]]
    return [right, *wrong, tuple(values[-1] for values in kinds)]


async def _try_all(page: Window, pattern: str, path: str, handler: type[GuardedHandler], seen: Counter[str]) -> None:
    port = page.server.port
    right = f"127.0.0.1:{port}"
    hosts = (right, f"localhost:{port}", f"attacker.example:{port}", "127.0.0.1", "")
    origins = (page.origin, None, "http://attacker.example", page.origin.replace("http:", "https:"))
    name = page.cookie.partition("=")[0]
    cookies = (page.cookie, f"{name}={'x' * 43}", "")
    asker = Asker(port)
    shown = _one_wrong(hosts, origins, cookies)
    shown.append((hosts[2], f"http://{hosts[2]}", page.cookie))  # a name that leads here by DNS: the two agree
    for (host, origin, cookie), method in itertools.product(shown, METHODS):
        plain = method == "GET" and not handler.is_channel
        if host == right and (cookie == page.cookie or pattern == "/enter") and (plain or origin == page.origin):
            continue  # ours
        headers = [("Host", host)]
        headers += [("Origin", origin)] if origin is not None else []
        headers += [("Cookie", cookie)] if cookie else []
        headers += UPGRADE if handler.is_channel and method == "GET" else ()
        body = b"{}" if method in {"POST", "PUT", "PATCH"} else b""
        answer = await asker.ask(method, path, headers, body)
        what = (method, path, host, origin, cookie == page.cookie)
        assert answer.status == 403, what
        assert json.loads(answer.body)["code"] == "not_allowed", what
        assert_protected(answer.headers, sockets=f"ws://{right}")
        seen["refused"] += 1
    asker.close()


def test_what_is_ours_is_answered_with_the_same_protection(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            asker = Asker(page.server.port)
            headers = [("Host", f"127.0.0.1:{page.server.port}"), ("Cookie", page.cookie)]
            for path in ("/", "/assets/app-1a2b.js", "/api/state"):
                answer = await asker.ask("GET", path, headers)
                assert answer.status == 200
                assert_protected(answer.headers, sockets=f"ws://127.0.0.1:{page.server.port}")
            twice = [*headers, ("Host", "attacker.example")]
            assert (await asker.ask("GET", "/api/state", twice)).status in {400, 403}, "two hosts are no host"
            asker.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("allowed", [False, True])
def test_the_lan_server_answers_nobody_but_joiners_and_ticket_holders(ui: Path, allowed: bool) -> None:
    guests = Guests(ui, "one two", lambda _: "00:11", allowed)
    for pattern, _, handler in routes(lan.make_application(None, None, guests)):  # type: ignore[arg-type]
        assert issubclass(handler, LanHandler), f"{pattern} is not a LanHandler"
        is_guests = pattern in {*GUESTS, *LINES}
        assert issubclass(handler, GuestHandler) == is_guests, f"{pattern}: who may ask there?"

    async def scenario() -> None:
        async with meeting(rated=False, guests=guests) as held:
            for pattern, path, handler in routes(lan.make_application(None, None, guests)):  # type: ignore[arg-type]
                ticket = held.session.members.admit(Role.GUEST)  # good for a minute, unless it is used
                await _try_all_of_lan(held.port, pattern, path, issubclass(handler, GuestHandler), allowed)
                assert held.session.members.gate(ticket, "control") is None, (
                    f"{pattern}: somebody else's ticket was used up"
                )

    asyncio.run(scenario())


async def _try_all_of_lan(port: int, pattern: str, path: str, is_guests: bool, allowed: bool) -> None:
    right = f"127.0.0.1:{port}"
    hosts = (right, f"attacker.example:{port}", "127.0.0.1")
    origins = (None, f"http://{right}", "null", f"http://attacker.example:{port}")
    shown = (
        (),
        (("Authorization", f"Bearer {'0' * 64}"),),
        (("Cookie", f"__Host-meetdesk-{port}={'0' * 64}"),),
    )
    asker = Asker(port)
    for host, origin, credentials, method in itertools.product(hosts, origins, shown, METHODS):
        headers = [("Host", host), *credentials, *(UPGRADE if method == "GET" else ())]
        headers += [("Origin", origin)] if origin is not None else []
        body = b"{}" if method in {"POST", "PUT", "PATCH"} else b""
        own_page = host == right and origin == f"http://{right}"
        if allowed and is_guests and pattern not in LINES and host == right and (method == "GET" or own_page):
            continue  # ours
        if pattern == "/meetdesk/join" and method == "GET" and origin in {None, f"http://{host}"}:
            continue  # where apps ask to be admitted
        answer = await asker.ask(method, path, headers, body)
        what = (method, path, host, origin, credentials)
        if is_guests and not allowed:
            assert (answer.status, answer.body) == (404, b""), f"{what}: not even that guests could come"
        assert answer.status in {401, 403, 404, 405, 421}, what
        assert not answer.body or is_guests, what
        assert "server" not in answer.headers
        assert not [name for name in answer.headers if name.startswith(("access-control-", "set-cookie"))], what
    asker.close()


def test_a_guests_cookie_counts_only_on_pages_of_this_very_server(ui: Path) -> None:
    """Once somebody is in, their browser has a ticket: no other page may use it, whatever it calls itself."""

    async def scenario() -> None:
        async with meeting(rated=False, guests=Guests(ui, "one two", lambda _: "00:11", True)) as held:
            ticket = held.session.members.admit(Role.GUEST)
            right = f"127.0.0.1:{held.port}"
            asker = Asker(held.port)
            cookie = ("Cookie", f"__Host-meetdesk-{held.port}={ticket}")
            foreign = ("http://attacker.example", "null", f"http://attacker.example:{held.port}", None)
            for origin, host in itertools.product(foreign, (right, f"attacker.example:{held.port}")):
                headers = [("Host", host), cookie, *([("Origin", origin)] if origin else [])]
                control = await asker.ask("GET", "/meetdesk/1/control", [*headers, *UPGRADE])
                assert control.status in {401, 403}, (origin, host)
                assert (await asker.ask("DELETE", "/meetdesk/guest", headers)).status in {403, 421}
                assert (await asker.ask("DELETE", "/meetdesk/1/control", headers)).status in {401, 403}
                for way in (DOWN, UP):
                    line = await asker.ask("PUT", f"/meetdesk/1/{way}/{LineName.VOICE}/{'01' * 16}", headers)
                    assert line.status in {403, 421}, (way, origin, host)
                probe = await asker.ask("GET", f"/meetdesk/1/{PROBE}", [*headers, *UPGRADE])
                assert probe.status in {403, 421}, (origin, host)
            assert held.session.members.gate(ticket, "control") is None
            own = [("Host", right), cookie, ("Origin", f"http://{right}")]
            state = await asker.ask("GET", "/meetdesk/guest", own)
            assert json.loads(state.body)["joined"]["title"] == "Test"
            assert_protected(state.headers, sockets=f"ws://{right}")
            assert (await asker.ask("GET", "/meetdesk/1/control", [*own, *UPGRADE])).status == 101
            assert (await asker.ask("GET", f"/meetdesk/1/{PROBE}", [*own, *UPGRADE])).status == 101
            assert (await asker.ask("PUT", f"/meetdesk/1/{UP}/{LineName.VOICE}/{'01' * 16}", own)).status == 410
            assert (await asker.ask("DELETE", "/meetdesk/guest", own)).status == 204
            assert held.session.members.gate(ticket, "control") == 401
            asker.close()

    asyncio.run(scenario())
