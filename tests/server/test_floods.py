"""A flood from one participant disturbs nobody and ends with its removal."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from meetdesk.core.budget import CHANNELS, TABLE, Kind
from meetdesk.core.topics.people import Role

from .people import Person, audio_frame, meeting

FLOODS: dict[str, Any] = {
    "chat": lambda n: {"type": "post_chat", "id": n, "ref": str(n), "text": f"flood {n} " + "x" * 3_000},
    "names": lambda n: {"type": "rename", "id": n, "name": f"Name {n}"},
    "long lists": lambda n: {"type": "subscribe", "wants": [{"track": n % 7 + t, "layer": n % 2} for t in range(250)]},
    "subscriptions": lambda n: {"type": "subscribe", "wants": [{"track": n, "layer": 0} for n in range(200)]},
}


async def flood(person: Person, message: Any) -> None:
    for number in range(5_000):
        if "control" in person.closed:
            return
        await person.say(json.dumps(message(number)))


@pytest.mark.expected_warnings("expelled: flooding")
@pytest.mark.parametrize("kind", FLOODS)
def test_who_floods_is_removed_and_the_others_talk_on(kind: str) -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", role=Role.HOST)
            ben, eve = [await held.join(name) for name in ("Ben", "Eve")]
            track = await ben.microphone()
            flooding = asyncio.create_task(flood(eve, FLOODS[kind]))
            for number in range(50):
                await ben.send("audio", audio_frame(track, number))
                await asyncio.sleep(0)
            assert await eve.gone("control") == (4429, "flooding")
            await asyncio.gather(flooding, return_exceptions=True)
            await ann.change("left", participant=eve.id, reason="removed", by=None)
            assert len(await ann.received("audio", 50)) == 50
            assert (await ben.ask("post_chat", ref="1", text="still here"))["type"] == "done"
            assert held.session.members.gate(eve.ticket, "control") == 401
            entries = sum(change["change"] in ("chat_posted", "renamed") for change in ann.changes)
            assert entries <= TABLE[Kind.REQUESTS].at_once + 50, "the flood itself is bounded"

    asyncio.run(scenario())


def test_a_window_that_comes_back_may_repeat_all_it_had_to_say() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ben = await held.join("Ben", media=False)
            answers = [await ben.ask("post_chat", ref=str(number), text="late") for number in range(100)]
            assert {answer["type"] for answer in answers} == {"done"}

    asyncio.run(scenario())


def test_who_is_a_little_too_fast_is_refused_and_stays() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ben = await held.join("Ben", media=False)
            for number in range(TABLE[Kind.REQUESTS].at_once + 15):
                await ben.say({"type": "rename", "id": number, "name": "Ben"})
            await ben.expect("error", code="too_fast")
            await asyncio.sleep(0.3)
            assert (await ben.ask("leave"))["type"] == "done"

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled: flooding")
def test_a_flood_of_frames_ends_too() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, eve = [await held.join(name) for name in ("Ann", "Eve")]
            track = await eve.microphone()
            for number in range(TABLE[Kind.SOUND_FRAMES].at_once * 3):
                if "audio" in eve.closed:
                    break
                await eve.send("audio", audio_frame(track, number))
            assert await eve.gone("control") == (4429, "flooding")
            await ann.change("left", participant=eve.id)

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled: flooding")
def test_who_opens_channels_without_end_is_removed() -> None:
    """Each costs the host TLS, and whoever shows a ticket waits for nobody."""

    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", role=Role.HOST)
            eve = await held.join("Eve", media=False)
            opened = 0
            while "control" not in eve.closed and opened < 2 * CHANNELS.at_once:
                with suppress(InvalidStatus, ConnectionClosed):
                    await eve.say({"type": "ping", "sent_us": opened})
                    async with await held.open("/meetdesk/2/file", eve.ticket):
                        opened += 1
            assert await eve.gone("control") == (4429, "flooding")
            assert opened >= CHANNELS.at_once - 10, "a window that comes back, or looks at many pictures, is let be"
            await ann.change("left", participant=eve.id, reason="removed", by=None)

    asyncio.run(scenario())
