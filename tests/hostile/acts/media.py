"""A participant who sends, or has others send, more media than anybody needs. ``strength``: as each says.

Each act joins and goes on until it is cancelled or put out.
"""

import asyncio
import os
import signal

from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Want
from meetdesk.relay.header import Header, Kind, pack
from tests.hostile.act import Host, go_on
from tests.support.bot_media import SILENT_SOUND, now_us


async def sound(host: Host, strength: int) -> None:
    """``strength`` frames of sound a second, as loud as can be, so that it is among those forwarded."""
    eve = await host.come_in()
    try:
        track = await eve.publish(PublishTrack(0, Source.MICROPHONE, "opus"))

        async def send(number: int) -> None:
            header = Header(Kind.AUDIO, True, 0, 0, 0, track, number & 0xFFFFFFFF, 0, 200, now_us())
            await eve.send_frame("audio", pack(header) + SILENT_SOUND)

        await go_on(host, eve, strength, send)
    finally:
        await eve.close()


async def stopped_process(host: Host, strength: int) -> None:
    """Watches everybody and talks; then its whole process stands still for ``strength`` s, with its sockets open."""
    eve = await host.come_in()
    try:
        track = await eve.publish(PublishTrack(0, Source.MICROPHONE, "opus"))
        await eve.watch_everybody()
        for number in range(50):
            header = Header(Kind.AUDIO, True, 0, 0, 0, track, number, 0, 200, now_us())
            await eve.send_frame("audio", pack(header) + SILENT_SOUND)
            await asyncio.sleep(0.02)
        host.done += 1
        await asyncio.sleep(0.2)
        await asyncio.create_subprocess_exec("sh", "-c", f"sleep {strength}; kill -CONT {os.getpid()}")
        os.kill(os.getpid(), signal.SIGSTOP)
        await asyncio.sleep(1)
    finally:
        await eve.close()


async def frames_of_nothing(host: Host, strength: int) -> None:
    """``strength`` video frames a second of a camera that was muted: they reach nobody, but are read all the same."""
    eve = await host.come_in()
    try:
        layers = (Layer(0, 320, 180),)
        track = await eve.publish(PublishTrack(0, Source.CAMERA, "vp8", True, layers))

        async def send(number: int) -> None:
            header = Header(Kind.VIDEO, False, 0, 0, 0, track, number & 0xFFFFFFFF, number & 0xFFFF, 333, now_us())
            await eve.send_frame("video", pack(header) + bytes(1_000))

        await go_on(host, eve, strength, send)
    finally:
        await eve.close()


async def key_frames_of_others(host: Host, strength: int) -> None:
    """Looks at everybody and away again ``strength`` times a second, and asks for key frames: others encode for it."""
    eve = await host.come_in()
    try:
        await asyncio.sleep(0.5)
        pictures = [one.track for one in eve.meeting.tracks.values() if one.source is Source.CAMERA]

        async def send(number: int) -> None:
            await eve.watch(*[Want(track, number // 2 % 2) for track in pictures if number % 2])
            for track in pictures:
                await eve.send_control(f'{{"type":"request_key_frame","track":{track},"layer":{number // 2 % 2}}}')

        await go_on(host, eve, strength, send)
    finally:
        await eve.close()
