"""Two whole apps in one process: one hosts, the other joins; only their windows are played."""

import asyncio
import json
import socket
import threading
from pathlib import Path

import pytest

from meetdesk.app.overrides import Overrides
from meetdesk.app.runtime import Runtime
from meetdesk.relay.header import Header, Kind, pack
from tests.app.windows import Page, hear, running, until_closed

HELLO = {"type": "hello", "protocol": 2, "app": "0.1.0"}


def _hello(name: str) -> str:
    return json.dumps(HELLO | {"name": name})


def _host(page: Page, **more: object) -> dict[str, object]:
    status, hosted = page.ask("POST", "/api/host", {"name": "Anna", "title": "Plans", "port": 0} | more)
    assert status == 200, hosted
    return hosted


def _invited(hosted: dict[str, object]) -> dict[str, object]:
    """What Bert types; the code as it is read out."""
    code = str(hosted["code"])
    return {"address": f"127.0.0.1:{hosted['port']}", "name": "Bert", "code": f"{code[:3]} {code[3:]}"}


def test_joined_chatted_and_ended(tmp_path: Path) -> None:
    async def meeting(anna: Page, bert: Page) -> None:
        async with anna.channel("/api/meeting/control") as host:
            await host.send(_hello("Anna"))
            assert (await hear(host, "welcome"))["state"]["title"] == "Plans"
            async with bert.channel("/api/meeting/control") as guest:
                await guest.send(_hello("Bert"))
                welcome = await hear(guest, "welcome")
                assert [person["name"] for person in welcome["state"]["participants"]] == ["Anna", "Bert"]
                await guest.send(json.dumps({"type": "post_chat", "id": 1, "ref": "r1", "text": "hello 🙂"}))
                entries = await hear(host, "entries")
                while entries["entries"][-1]["change"]["change"] != "chat_posted":
                    entries = await hear(host, "entries")
                assert entries["entries"][-1]["change"]["message"]["text"] == "hello 🙂"
                await host.send(json.dumps({"type": "end_meeting", "id": 9}))
                assert await until_closed(guest) == (4000, "meeting_ended")

    with running(tmp_path / "anna") as (host, anna), running(tmp_path / "bert") as (_, bert):
        hosted = _host(anna)
        assert host.may_close(), "no window is listening for events, so nobody could be asked"
        status, joined = bert.join(_invited(hosted))
        assert status == 200, joined
        assert (joined["title"], joined["host"], joined["meeting"]) == ("Plans", "Anna", hosted["meeting"])
        assert bert.ask("POST", "/api/host", {"name": "Bert"})[1]["code"] == "already_in_meeting"
        asyncio.run(meeting(anna, bert))
        _, state = anna.ask("GET", "/api/state")
        assert state["hosting"] is None
        assert [recent["title"] for recent in state["recent"]] == ["Plans"]
        message = {"entry": 3, "participant": 2, "name": "Bert", "ref": "r1", "text": "hello 🙂", "at": 1.0}
        for _ in range(2):
            body = {"meeting": hosted["meeting"], "messages": [message]}
            assert bert.ask("POST", "/api/transcript", body) == (204, None)
        _, state = bert.ask("GET", "/api/state")
        assert state["recent"][0]["address"] == f"127.0.0.1:{hosted['port']}"
        assert bert.ask("POST", "/api/leave") == (204, None)
        assert bert.ask("GET", "/api/state")[1]["joined"] is None
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", int(str(hosted["port"]))), timeout=2).close()
        (of_all, *_) = host._store.transcripts.of(str(hosted["meeting"])).result()
        assert [kept.text for kept in of_all.messages] == ["hello 🙂"]


def test_frames_pass_the_bridge(tmp_path: Path) -> None:
    async def meeting(anna: Page, bert: Page) -> None:
        async with (
            anna.channel("/api/meeting/control") as host,
            bert.channel("/api/meeting/control") as guest,
        ):
            await host.send(_hello("Anna"))
            await hear(host, "welcome")
            await guest.send(_hello("Bert"))
            await hear(guest, "welcome")
            await guest.send(json.dumps({"type": "publish_track", "id": 1, "source": "microphone", "codec": "opus"}))
            track = (await hear(guest, "done"))["track"]
            async with (
                anna.channel("/api/meeting/audio") as hears,
                bert.channel("/api/meeting/audio") as speaks,
            ):
                header = Header(Kind.AUDIO, True, 0, 0, 20, track, 1, 0, 200, 1_000)
                frame = pack(header) + b"opus" * 30
                await speaks.send(frame)
                assert await asyncio.wait_for(hears.recv(), 10) == frame

    with running(tmp_path / "anna") as (_, anna), running(tmp_path / "bert") as (_, bert):
        hosted = _host(anna)
        assert bert.join(_invited(hosted))[0] == 200
        asyncio.run(meeting(anna, bert))


def test_the_host_closing_its_app_ends_the_meeting_for_all(tmp_path: Path) -> None:
    async def guest(bert: Page, welcomed: threading.Event) -> tuple[int, str]:
        async with bert.channel("/api/meeting/control") as channel:
            await channel.send(_hello("Bert"))
            await hear(channel, "welcome")
            welcomed.set()
            return await until_closed(channel)

    with running(tmp_path / "bert") as (_, bert):
        with running(tmp_path / "anna") as (runtime, anna):
            hosted = _host(anna)
            assert bert.join(_invited(hosted))[0] == 200
            welcomed, said = threading.Event(), []
            thread = threading.Thread(target=lambda: said.append(asyncio.run(guest(bert, welcomed))))
            thread.start()
            assert welcomed.wait(10)
            runtime.stop()
            thread.join(10)
        assert said == [(4000, "meeting_ended")]
        # The host is gone: the page is told why its meeting cannot be reached, may come back, and may leave it.
        assert asyncio.run(_refusal(bert)) == (4102, "host_refused")
        assert bert.ask("POST", "/api/leave") == (204, None)


def test_a_meeting_without_a_title_is_called_after_who_hosts_it(tmp_path: Path) -> None:
    for language, title in (("en", "Anna's meeting"), ("zh-CN", "Anna 的会议")):
        with running(tmp_path / language) as (_, anna):
            assert anna.ask("PUT", "/api/settings", {"name": "Anna", "language": language})[0] == 200
            assert _host(anna, title=" ")["title"] == title


async def _refusal(page: Page) -> tuple[int, str]:
    async with page.channel("/api/meeting/control") as channel:
        return await until_closed(channel)


def test_a_meeting_that_is_over_for_good_says_so_again_and_again(tmp_path: Path) -> None:
    """Another meeting of the same host is no way back into the old one."""
    with running(tmp_path / "anna") as (_, anna), running(tmp_path / "bert") as (_, bert):
        hosted = _host(anna)
        assert bert.join(_invited(hosted))[0] == 200
        assert anna.ask("POST", "/api/leave") == (204, None)
        _host(anna, port=hosted["port"])
        for _ in range(2):
            assert asyncio.run(_refusal(bert)) == (4401, "meeting_replaced")
        assert bert.ask("POST", "/api/leave") == (204, None)
        assert asyncio.run(_refusal(bert)) == (4409, "not_in_meeting")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"address": "192.168.1.300", "name": "Bert"}, "address_invalid"),
        ({"address": "meetdesk://join?addr=1.2.3.4", "name": "Bert"}, "invitation_invalid"),
        ({"address": "no-such.invalid", "name": "Bert"}, "address_unknown"),
        ({"address": "127.0.0.1:1", "name": "Bert"}, "host_refused"),
        ({"address": "127.0.0.1:1", "name": ""}, "name_empty"),
        ({"address": "127.0.0.1:1"}, "malformed_message"),
    ],
)
def test_joining_what_is_not_there(tmp_path: Path, body: dict[str, str], code: str) -> None:
    with running(tmp_path) as (_, page):
        status, problem = page.join(body)
        assert 400 <= status < 500
        assert problem["code"] == code
        assert page.ask("GET", "/api/state")[1]["joined"] is None


def test_settings_are_remembered_and_names_checked(tmp_path: Path) -> None:
    overrides = Overrides(name="Carla", language="zh-CN")
    with running(tmp_path, overrides=overrides, join_address="10.0.0.1") as (_, page):
        _, state = page.ask("GET", "/api/state")
        assert (state["settings"]["name"], state["settings"]["language"]) == ("Carla", "zh-CN")
        assert state["join_address"] == "10.0.0.1"
        wanted = state["settings"] | {"name": "  Anna\u202e ", "theme": "dark"}
        status, saved = page.ask("PUT", "/api/settings", wanted)
        assert (status, saved["name"]) == (200, "Anna")
        assert page.ask("PUT", "/api/settings", wanted | {"name": "x" * 200})[1]["code"] == "name_too_long"
    with running(tmp_path) as (_, page):
        settings = page.ask("GET", "/api/state")[1]["settings"]
        assert (settings["name"], settings["theme"], settings["language"]) == ("Anna", "dark", "automatic")


def test_a_host_is_asked_before_its_window_closes(tmp_path: Path) -> None:
    async def events(page: Page, runtime: Runtime) -> dict[str, object]:
        async with page.channel("/api/events") as channel:
            first = json.loads(await asyncio.wait_for(channel.recv(), 5))
            assert first["event"] == "current_state"
            while await asyncio.to_thread(runtime.may_close):  # noqa: ASYNC110 - until the app has taken the channel
                await asyncio.sleep(0.05)
            event: dict[str, object] = json.loads(await asyncio.wait_for(channel.recv(), 5))
            return event

    quits: list[bool] = []
    with running(tmp_path, on_quit=lambda: quits.append(True)) as (runtime, page):
        assert runtime.may_close()
        _host(page)
        assert asyncio.run(events(page, runtime)) == {"event": "close_requested"}
        assert page.ask("POST", "/api/quit") == (204, None)
    assert quits == [True]


def test_only_links_to_pages_are_opened(tmp_path: Path) -> None:
    with running(tmp_path) as (_, page):
        for url in ("file:///etc/passwd", "javascript:alert(1)", "", "https://a b", "https://" + "x" * 8000):
            assert page.ask("POST", "/api/open", {"url": url})[1]["code"] == "not_allowed", url
