"""A participant whose pictures cost whoever sees them: too large, only key frames, or too many.

Each act joins, publishes a camera and sends until it is cancelled or put out. ``strength`` is in frames a second.
"""

import asyncio
import time
from typing import Protocol

from meetdesk.core.entries import Layer, Source
from meetdesk.core.requests import PublishTrack
from meetdesk.relay.header import Header, Kind, pack
from tests.support.bot import Bot
from tests.support.large_frames import LargeFrames, large_frames


class Host(Protocol):
    """Where a meeting is to be joined."""

    address: str
    port: int
    code: str


SMALL = (320, 240)
LARGE = (3_000, 2_000)
HONEST = (1_280, 720)


async def oversized_key_frames(host: Host, strength: int) -> None:
    """Says that its picture is small, and sends large ones, each of which can be decoded alone."""
    await _send(host, strength, announced=SMALL, size=LARGE, only_keys=True)


async def oversized_frames(host: Host, strength: int) -> None:
    """The same with one key frame a second, as a camera would send."""
    await _send(host, strength, announced=SMALL, size=LARGE, only_keys=False)


async def many_key_frames(host: Host, strength: int) -> None:
    """A camera as large as it says, of which every frame is a key frame."""
    await _send(host, strength, announced=HONEST, size=HONEST, only_keys=True)


async def many_frames(host: Host, strength: int) -> None:
    """A small camera, as large as it says, that sends far more frames than anybody can see: 1,850 a second went through."""
    await _send(host, strength, announced=SMALL, size=SMALL, only_keys=False)


ACTS = (oversized_key_frames, oversized_frames, many_key_frames, many_frames)


async def _send(
    host: Host, strength: int, *, announced: tuple[int, int], size: tuple[int, int], only_keys: bool
) -> None:
    frames = await asyncio.to_thread(large_frames, *size)
    bot = await Bot.join(host.address, host.port, host.code, "Mallory")
    try:
        layers = tuple(Layer(number, *announced) for number in (0, 1))
        track = await bot.publish(PublishTrack(0, Source.CAMERA, "vp8", layers=layers))
        start, number = time.monotonic(), 0
        while "control" not in bot.closed:
            due = int((time.monotonic() - start) * strength)
            while number < due and "video" not in bot.closed:
                for layer in bot.demand.get(track, ()):
                    await bot.send_frame(
                        "video", _frame(frames, track, layer, number, only_keys or number % strength == 0)
                    )
                number += 1
            await asyncio.sleep(0.002)
    finally:
        await bot.close()


def _frame(frames: LargeFrames, track: int, layer: int, number: int, key: bool) -> bytes:
    captured = int(time.time() * 1e6)
    header = Header(Kind.VIDEO, key, 0, layer, 0, track, number, number & 0xFFFF, 0, captured)
    return pack(header) + (frames.key if key else frames.delta)
