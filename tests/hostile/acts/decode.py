"""A participant whose pictures cost whoever sees them: too large, only key frames, or too many.

Each act joins, publishes a camera and sends until it is cancelled or put out. ``strength``: frames a second.
"""

from contextlib import AsyncExitStack

from meetdesk.core.topics.tracks import Layer, PublishTrack, Source
from meetdesk.relay.header import Header, Kind, pack
from tests.hostile.act import Host, go_on
from tests.hostile.showing import Showing
from tests.support.bot_media import now_us
from tests.support.large_frames import LargeFrames, large_frames

SMALL = (320, 240)
LARGE = (3_000, 2_000)
HONEST = (1_280, 720)


async def oversized_key_frames(host: Host, strength: int) -> None:
    """Says that its picture is small, and sends large ones, each of which can be decoded alone."""
    await _send(host, strength, SMALL, LARGE, only_keys=True)


async def oversized_frames(host: Host, strength: int) -> None:
    """The same with one key frame a second, as a camera would send."""
    await _send(host, strength, SMALL, LARGE, only_keys=False)


async def many_key_frames(host: Host, strength: int) -> None:
    """A camera as large as it says, of which every frame is a key frame."""
    await _send(host, strength, HONEST, HONEST, only_keys=True)


async def many_frames(host: Host, strength: int) -> None:
    """A small camera, as large as it says, that sends far more frames than anybody can see."""
    await _send(host, strength, SMALL, SMALL, only_keys=False)


async def large_screens(host: Host, strength: int) -> None:
    """As large and as many as one may, for so many people: two screens each, ten frames a second, in one layer, so that
    whoever shows them small has them as large as they are."""
    async with AsyncExitStack() as there:
        shown: list[Showing] = []
        layer = Layer(0, *LARGE)
        for _ in range(strength):
            eve = await host.come_in()
            there.push_async_callback(eve.close)
            for _ in range(2):
                track = await eve.publish(PublishTrack(0, Source.SCREEN, "vp8", layers=(layer,)))
                shown.append(Showing(eve, track, layer))

        async def send(_: int) -> None:
            for one in shown:
                await one.send()

        await go_on(host, eve, 10, send)


async def _send(
    host: Host, strength: int, announced: tuple[int, int], size: tuple[int, int], *, only_keys: bool
) -> None:
    frames = large_frames(*size)
    eve = await host.come_in()
    try:
        layers = tuple(Layer(number, *announced) for number in (0, 1))
        track = await eve.publish(PublishTrack(0, Source.CAMERA, "vp8", layers=layers))

        async def send(number: int) -> None:
            key = only_keys or number % strength == 0
            for layer in eve.demand.get(track, ()):
                await eve.send_frame("video", _frame(frames, track, layer, number, key))

        await go_on(host, eve, strength, send)
    finally:
        await eve.close()


def _frame(frames: LargeFrames, track: int, layer: int, number: int, key: bool) -> bytes:
    header = Header(Kind.VIDEO, key, 0, layer, 0, track, number, number & 0xFFFF, 0, now_us())
    return pack(header) + (frames.key if key else frames.delta)
