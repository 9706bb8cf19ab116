"""The channel of a screen that the desktop hands out, over real sockets; the desktop is the test."""

import asyncio
import json
from pathlib import Path
from threading import Thread

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from meetdesk.server.window.application import ScreenListener
from meetdesk.wire.screens import SCREEN_CREDIT, ScreenEnd, ScreenSurface
from tests.server.window import Window, until, window


@pytest.fixture
def ui(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("<!doctype html>")
    return tmp_path


def picture(number: int, size: int = 70_000) -> bytearray:
    """A frame of a WebSocket, ready-made; its payload is this number again and again."""
    return bytearray(b"\x82\x7f" + size.to_bytes(8, "big") + bytes((number,)) * size)


def elsewhere(listener: ScreenListener, *numbers: int) -> None:
    """As PipeWire calls: in a thread of its own, without a pause."""

    def call() -> None:
        for number in numbers:
            listener.picture(picture(number))

    thread = Thread(target=call)
    thread.start()
    thread.join()


async def begun(page: Window) -> tuple[ClientConnection, ScreenListener]:
    channel = await page.open("/api/screen")
    await until(lambda: len(page.app.desktop.screens_heard) > 0)
    listener = page.app.desktop.screens_heard[-1]
    listener.begun(ScreenSurface.WINDOW, again=True)
    assert json.loads(await channel.recv()) == {"surface": "window", "again": True}
    return channel, listener


def test_what_the_desktop_offers(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            answer = await page.ask("GET", "/api/screens")
            assert json.loads(answer.body) == {
                "by": "desktop",
                "surfaces": ["window"],
                "problem": None,
                "again": None,
                "sound": False,
            }
            assert (await page.ask("GET", "/api/screens", cookie="")).code == 403
            assert (await page.ask("GET", "/api/screen", origin=page.origin)).code == 400, "no WebSocket"

    asyncio.run(scenario())


def test_the_newest_picture_is_sent_and_the_last_one_always(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            channel, listener = await begun(page)
            elsewhere(listener, 1)
            assert (await channel.recv())[0] == 1
            elsewhere(listener, 2)
            assert (await channel.recv())[0] == 2
            # The page has not said that it took any: what comes now waits, the newest only.
            elsewhere(listener, *range(3, 40))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(channel.recv(), 0.3)
            await channel.send("")
            assert (await channel.recv())[0] == 39, "the last picture, in place of those before it"
            await channel.close()
            await until(lambda: page.app.desktop.screens_unwanted == [listener])

    asyncio.run(scenario())


def test_a_page_cannot_have_more_under_way(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            channel, listener = await begun(page)
            for _ in range(20):
                await channel.send("")
            await asyncio.sleep(0.1)
            for number in range(1, SCREEN_CREDIT + 1):
                elsewhere(listener, number)
                assert (await channel.recv())[0] == number
            elsewhere(listener, 99)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(channel.recv(), 0.3)

    asyncio.run(scenario())


def test_what_was_shared_last_is_asked_for_by_its_own_address(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            for address in ("/api/screen", "/api/screen?again=1", "/api/screen?again=0"):
                await (await page.open(address)).close()
            await until(lambda: len(page.app.desktop.screens_again) == 3)
            assert page.app.desktop.screens_again == [False, True, False]

    asyncio.run(scenario())


@pytest.mark.parametrize("why", list(ScreenEnd))
def test_the_page_is_told_why_it_is_over(ui: Path, why: ScreenEnd) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            channel, listener = await begun(page)
            elsewhere(listener, 7)
            listener.ended(why)
            assert (await channel.recv())[0] == 7
            with pytest.raises(ConnectionClosed) as closed:
                await channel.recv()
            assert closed.value.rcvd is not None
            assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1000, why.value)

    asyncio.run(scenario())


def test_what_the_computer_plays_reaches_the_page_until_it_wants_no_more(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            channel = await page.open("/api/screen-sound")
            await until(lambda: len(page.app.desktop.sounds_heard) == 1)
            [listener] = page.app.desktop.sounds_heard
            listener.begun()
            assert await channel.recv() == ""
            for number in range(3):
                listener.piece(bytes((number,)) * 7_688)
            assert [(await channel.recv())[-1] for _ in range(3)] == [0, 1, 2]
            assert page.app.desktop.sounds_unwanted == []
            await channel.close()
            await until(lambda: page.app.desktop.sounds_unwanted == [listener])

            lost = await page.open("/api/screen-sound")
            await until(lambda: len(page.app.desktop.sounds_heard) == 2)
            page.app.desktop.sounds_heard[-1].ended(ScreenEnd.UNAVAILABLE)
            with pytest.raises(ConnectionClosed) as closed:
                await lost.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.reason == "unavailable"
            for origin, cookie in (("https://evil.example", None), ("", "")):
                with pytest.raises(Exception, match="403"):
                    await page.open("/api/screen-sound", origin=origin, cookie=cookie)
            assert len(page.app.desktop.sounds_heard) == 2, "nobody else hears it"

    asyncio.run(scenario())


def test_a_page_that_stands_still_does_not_make_the_app_keep_sound(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            channel = await page.open("/api/screen-sound")
            await until(lambda: len(page.app.desktop.sounds_heard) == 1)
            [listener] = page.app.desktop.sounds_heard
            channel.transport.pause_reading()  # type: ignore[attr-defined]
            for number in range(4_000):
                listener.piece(number.to_bytes(4, "little") * 1_922)
                if number % 100 == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(0.2)
            channel.transport.resume_reading()  # type: ignore[attr-defined]
            listener.ended(ScreenEnd.WANTED)
            came = [piece async for piece in channel]
            assert 0 < len(came) < 3_000, "30 MB were said, and not kept"

    asyncio.run(scenario())


def test_nobody_else_sees_the_screen(ui: Path) -> None:
    async def scenario() -> None:
        async with window(ui) as page:
            for origin, cookie in (("https://evil.example", None), ("", "")):
                with pytest.raises(Exception, match="403"):
                    await page.open("/api/screen", origin=origin, cookie=cookie)
            assert page.app.desktop.screens_heard == []

    asyncio.run(scenario())
