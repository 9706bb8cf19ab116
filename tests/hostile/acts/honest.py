"""People who only have a bad day, or a good one: none of them is ever refused anything, stopped or put out.

Raises AssertionError if one was. ``strength``: as the unit of each says.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from meetdesk.core.limits import CHAT_CHARACTERS
from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Want
from meetdesk.relay.header import Header, Kind, pack
from tests.hostile.act import Host, coming_from
from tests.hostile.showing import Showing
from tests.support.bot import Bot
from tests.support.bot_channels import ask_to_join
from tests.support.bot_media import SILENT_SOUND, now_us
from tests.support.large_frames import large_frames


async def fast_typist(host: Host, strength: int) -> None:
    """Sends ``strength`` short messages a second."""
    async with _kept(host) as fay:
        for number in itertools.count():
            await fay.say(f"and {number}")
            host.done += 1
            await asyncio.sleep(1 / strength)


async def pasted_text(host: Host, strength: int) -> None:
    """Pastes a text of ``strength`` kB into the chat, as many messages as it takes, and thinks for 10 s."""
    async with _kept(host) as fay:
        while True:
            for first in range(0, strength * 1_000, CHAT_CHARACTERS):
                await fay.say("x" * min(CHAT_CHARACTERS, strength * 1_000 - first))
                host.done += 1
            await asyncio.sleep(10)


async def slow_computer(host: Host, strength: int) -> None:
    """Takes nothing for ``strength`` s, then all of it at once; its own sound of that time comes at once, too."""
    async with _kept(host) as fay:
        track = await fay.publish(PublishTrack(0, Source.MICROPHONE, "opus"))
        await fay.watch_everybody()
        sequence = itertools.count()
        while True:
            await fay.stop_reading()
            await asyncio.sleep(strength)
            await fay.read_again()
            for _ in range(50 * min(strength, 4)):
                await fay.send_frame("audio", _sound(track, next(sequence)))
                host.done += 1
            await asyncio.sleep(2)


async def turned_pages(host: Host, strength: int) -> None:
    """Turns a page of people ``strength`` times a second, back and forth."""
    async with _kept(host) as fay:
        camera = await fay.track_of("Ada", Source.CAMERA)
        for number in itertools.count():
            await fay.watch(*([Want(camera, number % 4 // 2)] if number % 2 else []))
            host.done += 1
            await asyncio.sleep(1 / strength)


async def large_screen(host: Host, strength: int) -> None:
    """Shares a screen of 3840×2160, ``strength`` frames a second."""
    frames = await asyncio.to_thread(large_frames, 3_840, 2_160)
    async with _kept(host) as fay:
        layers = (Layer(0, 960, 540), Layer(1, 3_840, 2_160))
        track = await fay.publish(PublishTrack(0, Source.SCREEN, "vp8", layers=layers))
        start, number, keys = time.monotonic(), 0, 0
        while True:
            if 1 in fay.demand.get(track, ()):
                asked = sum(wanted.track == track for wanted in fay.key_frames_wanted)
                key = number == 0 or asked > keys
                keys = asked
                header = Header(Kind.VIDEO, key, 0, 1, 0, track, number, number & 0xFFFF, 333, now_us())
                await fay.send_frame("video", pack(header) + (frames.key if key else frames.delta))
                host.done += 1
                number += 1
            await asyncio.sleep(max(0.0, start + number / strength - time.monotonic()) or 0.02)


async def many_pictures(host: Host, strength: int) -> None:
    """Two people share two screens of 3000×2000 each, `X
    the two layers that their windows send."""
    screen = Layer(0, 320, 240), Layer(1, 3_000, 2_000)
    camera = Layer(0, 320, 240), Layer(1, 1_280, 720)
    async with AsyncExitStack() as there:
        sharing: list[Showing] = []
        for source, layers, people, each in ((Source.SCREEN, screen, 2, 2), (Source.CAMERA, camera, 5, 1)):
            for _ in range(people):
                fay = await there.enter_async_context(_kept(host))
                for _ in range(each):
                    track = await fay.publish(PublishTrack(0, source, "vp8", layers=layers))
                    sharing += [Showing(fay, track, layer) for layer in layers]
        start = time.monotonic()
        for number in itertools.count():
            for one in sharing:
                host.done += await one.send()
            await asyncio.sleep(max(0.01, start + number / strength - time.monotonic()))


async def a_class_comes(host: Host, strength: int) -> None:
    """``strength`` people behind one address join by the code at once, and others a minute later."""
    while True:
        source = coming_from("127.66.9.9")
        await asyncio.gather(*(ask_to_join(host.address, host.port, host.code, source) for _ in range(strength)))
        host.done += strength
        await asyncio.sleep(60)


@asynccontextmanager
async def _kept(host: Host) -> AsyncIterator[Bot]:
    """Somebody who comes in, and is refused nothing and not put out."""
    fay = await host.come_in("Fay")
    try:
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(_watch(fay))
            yield fay
            watching.cancel()
    except* AssertionError as refused:
        raise refused.exceptions[0] from None
    finally:
        await fay.close()


async def _watch(fay: Bot) -> None:
    """Raises AssertionError as soon as anything is refused or closed."""
    # Not by an event: Python 3.11's wait_for may lose a cancellation.
    while not fay.errors and not fay.closed:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    raise AssertionError(f"{[error.code for error in fay.errors]} {fay.closed}")


def _sound(track: int, sequence: int) -> bytes:
    return pack(Header(Kind.AUDIO, True, 0, 0, 127, track, sequence, 0, 200, now_us())) + SILENT_SOUND
