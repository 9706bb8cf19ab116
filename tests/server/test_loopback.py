"""The loopback server over real sockets: what the window may do, and what nobody else may."""

import asyncio
import json
from pathlib import Path

import pytest

from meetdesk.core.topics.people import EndReason
from meetdesk.net.descriptors import make_room
from meetdesk.server.window import loopback
from meetdesk.wire.local import CloseRequested
from meetdesk.wire.past import ForgetPast
from tests.server.window import until, window


@pytest.fixture
def ui(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("<!doctype html><title>MeetDesk</title>")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app-1a2b.js").write_text("export {}")
    (tmp_path / "assets" / "audio.worker-5e6f.js").write_text("export {}")
    (tmp_path / "assets" / "background.worker-7a8b.js").write_text("export {}")
    (tmp_path / "assets" / "noise-3c4d.wasm").write_bytes(b"\0asm")
    (tmp_path / "secret.txt").write_text("not part of the UI")
    return tmp_path


def test_a_token_is_good_once(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            path = page.server.entry_url().removeprefix(page.origin)
            assert (await page.ask("GET", path, cookie="")).code == 200
            assert (await page.ask("GET", path, cookie="")).code == 403
            assert (await page.ask("GET", "/enter", cookie="")).code == 403
            cookie = (await page.ask("GET", page.server.entry_url().removeprefix(page.origin))).headers["Set-Cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie

    asyncio.run(scenario())


def test_files_come_with_isolation_and_only_those_of_the_ui(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            index = await page.ask("GET", "/")
            assert b"<title>MeetDesk" in index.body
            assert index.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert index.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
            assert index.headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in index.headers["Content-Security-Policy"]
            assert "Server" not in index.headers
            script = await page.ask("GET", "/assets/app-1a2b.js")
            assert script.headers["Content-Type"].startswith("text/javascript")
            assert "immutable" in script.headers["Cache-Control"]
            assert (await page.ask("GET", "/assets/noise-3c4d.wasm")).headers["Content-Type"] == "application/wasm"
            worker = await page.ask("GET", "/assets/audio.worker-5e6f.js")
            other = await page.ask("GET", "/assets/background.worker-7a8b.js")
            for answer, compiles in ((index, False), (script, False), (worker, True), (other, True)):
                assert ("wasm-unsafe-eval" in answer.headers["Content-Security-Policy"]) is compiles
            for path in ("/secret.txt", "/assets/../secret.txt", "/assets/%2e%2e/secret.txt", "/assets/none.js"):
                answer = await page.ask("GET", path)
                assert answer.code in (403, 404), path
                assert b"not part" not in answer.body
                assert json.loads(answer.body)["code"]

    asyncio.run(scenario())


def test_what_the_window_asks_reaches_the_app(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            assert json.loads((await page.ask("GET", "/api/state")).body)["version"] == "0.1.0"
            assert (await page.ask("PUT", "/api/settings", '{"name":"Ann"}')).code == 200
            assert page.app.settings.name == "Ann"
            assert (await page.ask("PUT", "/api/background", '{"picture":"AAEC"}')).code == 204
            assert json.loads((await page.ask("GET", "/api/background")).body) == {"picture": "AAEC"}
            large = await page.ask("PUT", "/api/background", json.dumps({"picture": "AAAA" * 334_000}))
            assert (large.code, page.app.picture.picture) == (400, bytes((0, 1, 2)))
            joined = await page.ask("POST", "/api/join", '{"address":"192.0.2.7","name":"Ann"}')
            assert json.loads(joined.body)["address"] == "192.0.2.7"
            assert (await page.ask("POST", "/api/open", '{"url":"https://example.org/"}')).code == 204
            assert (await page.ask("POST", "/api/say", '{"text":"Ada joined"}')).code == 204
            assert (await page.ask("POST", "/api/say", json.dumps({"text": "x" * 1_001}))).code == 400
            assert page.app.said == ["Ada joined"]
            assert json.loads((await page.ask("GET", "/api/past")).body)["meetings"][0]["title"] == "Weekly"
            place = {"at": 1.5, "participant": 0, "entry": 7}
            opened = await page.ask("POST", "/api/past/messages", json.dumps({"meeting": "a", "after": place}))
            assert json.loads(opened.body) == {"messages": [], "next": place}
            found = await page.ask("POST", "/api/past/search", '{"words":"budget"}')
            assert json.loads(found.body) == {"meetings": [], "more": False}
            forgotten = await page.ask("POST", "/api/past/forget", '{"meetings":["a"]}')
            assert json.loads(forgotten.body) == {"meetings": ["a"], "seconds": 20}
            assert (await page.ask("POST", "/api/past/restore", '{"meetings":["a"]}')).code == 500
            for wrong in ('{"meetings":["../a"]}', '{"meetings":["a"],"more":1}', '{"meetings":"a"}', "{"):
                assert (await page.ask("POST", "/api/past/forget", wrong)).code == 400, wrong
            assert (await page.ask("POST", "/api/transcript", '{"meeting":"m","messages":[]}')).code == 204
            assert page.app.opened == ["https://example.org/"]
            assert page.app.past.forgotten == [ForgetPast(("a",))]
            assert [transcript.meeting for transcript in page.app.kept] == ["m"]
            assert (await page.ask("POST", "/api/leave", "")).code == 204
            assert (await page.ask("POST", "/api/quit", "")).code == 204
            assert page.app.quits == 1

    asyncio.run(scenario())


@pytest.mark.parametrize("said", [b"", b"GET /api/state HTTP/1.1\r\nHost: x\r\n"], ids=["silent", "half a request"])
def test_the_own_window_is_served_however_many_connect(ui: Path, said: bytes) -> None:
    """Some program on this computer, or another user's, opens as many connections as it can."""
    most = loopback.OTHERS + loopback.OWN
    make_room(8 * most)

    async def scenario() -> None:
        async with window(ui) as page:
            held = []
            channel = await page.open("/api/events")
            for _ in range(3 * most // 100):
                some = [await asyncio.open_connection("127.0.0.1", page.server.port) for _ in range(100)]
                for _, writer in some:
                    writer.write(said)
                held += some
                assert (await page.ask("GET", "/api/state")).code == 200
                assert page.server._server.connections <= most
            await channel.ping()
            assert json.loads(await channel.recv())["event"] == "current_state"
            await channel.close()
            for _, writer in held:
                writer.close()

    asyncio.run(scenario())


def test_failures_are_problems_with_a_code(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            for answer, status, problem in (
                (
                    await page.ask("POST", "/api/host", '{"name":"Ann","port":1}'),
                    409,
                    ("port_not_allowed", {"port": 1}),
                ),
                (await page.ask("POST", "/api/host", '{"name":1}'), 400, ("malformed_message", {})),
                (await page.ask("POST", "/api/host", "{"), 400, ("malformed_message", {})),
                (await page.ask("GET", "/api/host"), 405, ("malformed_message", {})),
                (await page.ask("GET", "/nowhere"), 404, ("malformed_message", {})),
                (await page.ask("GET", "/api/events", origin=page.origin), 400, ("malformed_message", {})),
            ):
                body = json.loads(answer.body)
                assert (answer.code, (body["code"], body.get("detail", {}))) == (status, problem)

    asyncio.run(scenario())


def test_events_are_pushed_to_the_window(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            async with await page.open("/api/events") as events:
                first = json.loads(await events.recv())
                assert (first["event"], first["link"]["address"]) == ("current_state", "192.0.2.7")
                assert page.server.windows == 1
                page.server.push(CloseRequested())
                assert json.loads(await events.recv()) == {"event": "close_requested"}
            await until(lambda: page.server.windows == 0)

    asyncio.run(scenario())


def test_the_hosts_window_is_the_host_of_its_meeting(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            await page.ask("POST", "/api/host", '{"name":"Ann","title":"Stand-up"}')
            hello = '{"type":"hello","protocol":2,"app":"0.1.0","name":"Ann"}'
            early = await page.open("/api/meeting/video")
            await early.wait_closed()
            assert (early.close_code, early.close_reason) == (4409, "not_in_meeting")
            control = await page.open("/api/meeting/control")
            await control.send(hello)
            welcome = json.loads(await control.recv())
            assert welcome["state"]["title"] == "Stand-up"
            assert welcome["state"]["participants"][0]["role"] == "host"
            assert page.app.session is not None
            assert page.app.session.host_name == "Ann"
            # A reloaded window is the same participant.
            again = await page.open("/api/meeting/control")
            await again.send(hello)
            assert json.loads(await again.recv())["participant"] == welcome["participant"]
            await page.app.session.end(EndReason.ENDED_BY_HOST)
            late = await page.open("/api/meeting/control")
            await late.wait_closed()
            assert (late.close_code, late.close_reason) == (4000, "meeting_ended")

    asyncio.run(scenario())


def test_without_a_hosted_meeting_the_windows_stream_is_spliced(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            reader, writer = await asyncio.open_connection("127.0.0.1", page.server.port)
            key = "AAAAAAAAAAAAAAAAAAAAAA=="
            request = (
                f"GET /api/meeting/audio HTTP/1.1\r\nHost: 127.0.0.1:{page.server.port}\r\nOrigin: {page.origin}\r\n"
                f"Cookie: {page.cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {key}\r\n\r\n"
            ).encode()
            writer.write(request)
            assert await reader.readexactly(45) == b"HTTP/1.1 101 Switching Protocols\r\n\r\nfrom afar"
            assert page.app.spliced == [("audio", key)]
            writer.close()
            page.app.can_splice = False
            reader, writer = await asyncio.open_connection("127.0.0.1", page.server.port)
            writer.write(request)
            answer = await reader.read()
            assert answer.startswith(b"HTTP/1.1 101 ")
            assert answer.endswith(b"\x88\x10" + (4409).to_bytes(2, "big") + b"not_in_meeting")

    asyncio.run(scenario())
