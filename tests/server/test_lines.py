"""Channels over requests: a guest whose WebSockets will not open, against the real server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from meetdesk.core.topics.people import Role
from meetdesk.server.lan.guest_access import Guests
from tests.server.people import Meeting, Person, audio_frame, meeting
from tests.server.test_guests import HELLO, Browser, lobby_of
from tests.support.lines import BINARY, PageLine, opening, record, text


@asynccontextmanager
async def guest_in(ui: Path) -> AsyncIterator[tuple[Meeting, Person, Browser, PageLine]]:
    """Ada hosts, and Gus is in the meeting by a line."""
    async with meeting(guests=Guests(ui, "one two three", "00:11:22", True)) as held:
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
        yield held, ada, browser, line
        line.cut()


def line_of(browser: Browser, name: str = "voice") -> PageLine:
    return PageLine(int(browser.host.split(":")[1]), [("Host", browser.host), *browser.headers], name)


def test_lobby_chat_and_sound_both_ways(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with guest_in(tmp_path) as (_, ada, _, line):
            await ada.ask("post_chat", text="hello Gus", ref="a1")
            await line.until(lambda: any("hello Gus" in str(m) for m in line.messages()), "the chat message")
            assert await line.put(text(1, {"type": "post_chat", "id": 1, "text": "hello Ada", "ref": "g1"})) == 200
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
            frames = await ada.received("audio", 1)
            assert frames[-1].endswith(b"mine")

    asyncio.run(scenario())
