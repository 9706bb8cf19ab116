"""What takes part in the meeting of ``meetdesk --self-test`` besides the window: a mirror, and where there is no window
somebody who looks into it."""

import asyncio
import contextlib
import os
from collections.abc import Callable

from meetdesk.client.channel import Places
from meetdesk.client.frames import Pictures, Sound
from meetdesk.client.opening import channels_of
from meetdesk.client.participant import Participant, now_us
from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Subscribe, Want
from meetdesk.joining.dial import JoinedHost
from meetdesk.relay.header import HEADER_BYTES, Header, Kind, pack, parse
from meetdesk.wire import messages as wire
from meetdesk.wire.channels import Channel

ENOUGH = 10
"""Pictures, and packets of sound, that must come back."""
_CHANNELS = {Kind.AUDIO: Channel.AUDIO, Kind.VIDEO: Channel.VIDEO}
_BYTES = {Kind.AUDIO: 100, Kind.VIDEO: 4_000}
_PERIOD = 0.02
_LOUD = 20
"""-dBov"""
_WAITING = 200
"""Frames that may wait before one that is sent back."""


class _Person:
    """Publishes a camera and a microphone, and looks at the cameras of the others: always, or while somebody looks at
    this one's."""

    def __init__(
        self, host: JoinedHost, name: str, on_frame: Callable[["_Person", Header, bytes], None], *, looks: bool
    ) -> None:
        self.own: dict[Kind, int] = {}
        """Own tracks, once they are published."""
        self.wanted = asyncio.Event()
        """Set while somebody wants the own camera."""
        self.participant = Participant(channels_of(host), name)
        self.participant.on_frames = self._frames
        self.participant.on_message = self._hear
        self._on_frame = on_frame
        self._looks = looks

    async def run(self) -> None:
        """Until cancelled or until the meeting ends. Raises as ``Participant.connect``."""
        try:
            await self.participant.connect()
            microphone = PublishTrack(0, Source.MICROPHONE, "opus")
            camera = PublishTrack(0, Source.CAMERA, "vp8", layers=(Layer(0, 640, 360),))
            self.own[Kind.AUDIO] = await self.participant.publish(microphone)
            self.own[Kind.VIDEO] = await self.participant.publish(camera)
            await self.participant.wait_over()
        finally:
            self.participant.drop()
            await self.participant.close()

    def post(self, header: Header, payload: bytes) -> None:
        """Sends a frame as one of this person's own microphone or camera. Lost while that is not published yet."""
        if (track := self.own.get(header.kind)) is not None:
            frame = pack(header._replace(track=track, layer=0)) + payload
            self.participant.send_frame(_CHANNELS[header.kind], frame, _WAITING)

    def _frames(self, _channel: Channel, chunk: bytes, places: Places) -> None:
        for start, end in places:
            self._on_frame(self, parse(memoryview(chunk)[start:end]), chunk[start + HEADER_BYTES : end])

    def _hear(self, message: wire.HostMessage) -> None:
        match message:
            case wire.Welcome() | wire.Entries():
                self._subscribe()
            case wire.Demand(layers=layers):
                (self.wanted.set if layers else self.wanted.clear)()
                self._subscribe()
            case wire.KeyFrameWanted():
                for track in self._others():
                    self.participant.say(wire.RequestKeyFrame(track, 0))
            case _:
                pass

    def _others(self) -> list[int]:
        """Cameras of the others."""
        assert self.participant.meeting is not None
        tracks = self.participant.meeting.tracks.values()
        own = self.participant.id
        return [one.track for one in tracks if one.participant != own and one.source is Source.CAMERA]

    def _subscribe(self) -> None:
        """What it was sent already goes on; a new look begins with a key frame."""
        looks = self._looks or self.wanted.is_set()
        self.participant.say(Subscribe(tuple(Want(track, 0) for track in self._others()) if looks else ()))


async def mirror(host: JoinedHost) -> None:
    """Sends everything that it hears and sees back, as its own microphone and camera, until the meeting ends. Raises as
    ``client.participant.Participant.connect``."""
    await _Person(host, "Mirror", _Person.post, looks=False).run()


async def look_into_mirror(host: JoinedHost, seconds: float) -> dict[Kind, int]:
    """Sends random frames into a meeting where there is a mirror, until ``ENOUGH`` of each kind came back or the time
    is over; returns how many did so unchanged. Raises as ``mirror``."""
    sent: set[tuple[Kind, bytes]] = set()
    back: list[tuple[Kind, bytes]] = []
    caller = _Person(host, "Caller", lambda _, header, payload: back.append((header.kind, payload)), looks=True)
    sound, pictures = Sound(0), Pictures(0, 0, 1 / _PERIOD)

    def count() -> dict[Kind, int]:
        return {kind: len({one for one in back if one[0] is kind} & sent) for kind in Kind}

    async def look() -> None:
        await caller.wanted.wait()
        while min(count().values()) < ENOUGH:
            # Every picture is a key frame, so that none depends on one before it.
            for header in (sound.next(now_us(), _LOUD), pictures.next(now_us(), key=True, temporal=0)):
                payload = os.urandom(_BYTES[header.kind])
                sent.add((header.kind, payload))
                caller.post(header, payload)
            await asyncio.sleep(_PERIOD)

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            taking_part = group.create_task(caller.run())
            await look()
            taking_part.cancel()
    return count()
