"""The people of a benchmark: each sends 50 audio and 30 video frames a second and counts what comes back.

One process for all of them. They are the product's own participants: typed messages, and frames that are only cut apart
and counted; every 16th frame's age is looked at. Their frames have headers and no content.
"""

import asyncio
import math
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from tornado.iostream import IOStream

from meetdesk.client.channel import Channel, Places
from meetdesk.client.frames import Pictures, Sound
from meetdesk.client.opening import open_ticketed, open_websocket
from meetdesk.client.participant import MEDIA, Participant
from meetdesk.core.errors import MeetDeskError
from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Subscribe, Want
from meetdesk.joining.address import Address
from meetdesk.relay.header import HEADER_BYTES, pack
from meetdesk.selftest.received import Received, monotonic_us
from meetdesk.wire.messages import HostMessage, KeyFrameWanted
from tests.bench.relay.watching import Watch

AUDIO_BYTES, VIDEO_BYTES = 120, 2_500
AUDIO_SECONDS, VIDEO_SECONDS = 0.02, 1 / 30
_LEVEL = 30
_WAITING = 200
"""Frames of one channel that may wait for a server that takes none."""
_SOUND, _PICTURE = bytes(AUDIO_BYTES - HEADER_BYTES), bytes(VIDEO_BYTES - HEADER_BYTES)


@dataclass
class Sender:
    """One person's channels and tracks."""

    channels: dict[str, Channel]
    """``audio`` and ``video`` may be the same one."""
    sound: Sound
    pictures: Pictures
    participant: Participant | None = None
    """None: of a rival's server, which knows neither tracks nor control messages."""

    @property
    def video_track(self) -> int:
        return self.pictures.track

    def send_audio(self) -> None:
        frame = pack(self.sound.next(monotonic_us(), _LEVEL)) + _SOUND
        self.channels["audio"].send_frame(frame, _WAITING)
        if "audio-copy" in self.channels:
            self.channels["audio-copy"].send_frame(frame, _WAITING)

    def send_video(self) -> None:
        frame = pack(self.pictures.in_pattern(monotonic_us())) + _PICTURE
        self.channels["video"].send_frame(frame, _WAITING)

    def watch(self, name: str) -> Watch:
        """From now on looks at every frame of this channel."""
        channel, watch = self.channels[name], Watch()
        count = channel.on_frames

        def look(chunk: bytes, places: Places) -> None:
            count(chunk, places)
            for start, _ in places:
                watch.frame(chunk, start)

        channel.on_frames = look
        return watch

    def check(self) -> None:
        """Raises ConnectionError if one of its channels was closed."""
        for name, channel in self.channels.items():
            if channel.closed is not None:
                raise ConnectionError(f"{name} was closed while the meeting went on, {channel.closed}")

    def want(self, tracks: Iterable[int]) -> None:
        """Asks for these cameras but its own."""
        assert self.participant is not None
        self.participant.say(Subscribe(tuple(Want(track, 0) for track in tracks if track != self.video_track)))

    def hear(self, message: HostMessage) -> None:
        """Does what the host asks for while the meeting goes on."""
        if isinstance(message, KeyFrameWanted):
            self.pictures.key_wanted = True


async def join_meetdesk(
    port: int, people: int, tickets: list[str], received: Received, tls: ssl.SSLContext | None, copies: bool = False
) -> list[Sender]:
    """Everybody publishes a microphone and a camera and wants everybody's camera, as in a real meeting."""
    senders = [await enter(port, ticket, received, tls, copies) for ticket in tickets[:people]]
    for sender in senders:
        sender.want([other.video_track for other in senders])
    return senders


async def enter(port: int, ticket: str, received: Received, tls: ssl.SSLContext | None, copies: bool = False) -> Sender:
    """One more, who publishes a microphone and a camera and wants nothing yet. Raises OSError or MeetDeskError."""

    async def open_channel(name: str) -> Channel:
        return await open_ticketed(await _connect(port, tls), Address("127.0.0.1", port), name, ticket=ticket)

    person = Participant(
        open_channel,
        "P",
        media=(*MEDIA, "audio-copy") if copies else MEDIA,
        own_clock=monotonic_us,
        silence_seconds=math.inf,  # late answers of a host that has too much to do are measured, not run away from
    )
    sender = Sender(person.channels, Sound(0), Pictures(0, 0, 1 / VIDEO_SECONDS), person)
    person.on_frames = received.take
    person.on_message = sender.hear
    await person.connect()
    sender.sound.track = await person.publish(PublishTrack(0, Source.MICROPHONE, "opus"))
    camera = PublishTrack(0, Source.CAMERA, "vp8", layers=(Layer(0, 320, 180),))
    sender.pictures.track = await person.publish(camera)
    return sender


async def join_rival(port: int, people: int, received: Received) -> list[Sender]:
    """The same at a server that sends everybody's messages to all the others. Raises OSError."""
    senders = []
    for _ in range(people):
        try:
            channel = await open_websocket(await _connect(port, None), Address("127.0.0.1", port), "/", {})
        except MeetDeskError as error:
            raise ConnectionError(f"closed before the upgrade was answered: {error}") from error
        sender = Sender({"audio": channel, "video": channel}, Sound(1), Pictures(2, 0, 1 / VIDEO_SECONDS))
        channel.on_frames = partial(received.take, "video")
        channel.start()
        senders.append(sender)
    return senders


def leave(senders: list[Sender]) -> None:
    """Closes all connections at once."""
    for sender in senders:
        for channel in tuple(sender.channels.values()):
            channel.abort()


async def run(senders: list[Sender], seconds: float, *, together: bool = False) -> None:
    """Sends everybody's frames for so long, spread evenly over time, or everybody's at the same moments.

    Raises ConnectionError if a connection was closed meanwhile.
    """
    loop = asyncio.get_running_loop()
    start = loop.time()
    plan = []
    for index, sender in enumerate(senders):
        share = 0.0 if together else index / len(senders)
        plan.append([start + share * AUDIO_SECONDS, AUDIO_SECONDS, sender.send_audio])
        plan.append([start + share * VIDEO_SECONDS, VIDEO_SECONDS, sender.send_video])
    look = start
    while (now := loop.time()) < start + seconds:
        for item in plan:
            if item[0] <= now:
                item[2]()
                item[0] += item[1]
        if now > look:
            look += 1.0
            for sender in senders:
                sender.check()
        await asyncio.sleep(0.001)


async def _connect(port: int, tls: ssl.SSLContext | None) -> IOStream:
    stream = IOStream(socket.socket())
    await stream.connect(("127.0.0.1", port))
    stream.set_nodelay(True)
    return stream if tls is None else await stream.start_tls(False, tls)
