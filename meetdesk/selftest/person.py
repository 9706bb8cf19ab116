"""One person of the self-test: joins, publishes, sends what the host demands."""

import math
from collections.abc import Sequence

from meetdesk.client.frames import Pictures, Sound
from meetdesk.client.opening import OpenChannel
from meetdesk.client.participant import Participant
from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Subscribe, Want
from meetdesk.relay.header import HEADER_BYTES, pack
from meetdesk.selftest.received import Received, monotonic_us
from meetdesk.selftest.settings import AUDIO_BYTES, TALKING, VIDEO_BYTES, VIDEO_RATE, Setting, layer_wanted
from meetdesk.wire.channels import Channel
from meetdesk.wire.messages import HostMessage, KeyFrameWanted

_LOUD = 30
"""Level of somebody who talks, in -dBov."""
_LAYERS = (Layer(0, 320, 180), Layer(1, 1280, 720))
_SOUND = bytes(AUDIO_BYTES - HEADER_BYTES)
_PICTURES = tuple(bytes(size - HEADER_BYTES) for size in VIDEO_BYTES)


class Person:
    """Frames have the size that they would have, and no content: the host does not look into them."""

    def __init__(self, index: int, open_channel: OpenChannel, received: Received) -> None:
        self.camera = 0
        # Late answers of a host that has too much to do are what is measured.
        patience = math.inf
        name = f"Person {index + 1}"
        self.participant = Participant(open_channel, name, own_clock=monotonic_us, silence_seconds=patience)
        self.participant.on_frames = received.take
        self.participant.on_message = self._hear
        self._index = index
        self._sound = Sound(0)
        self._pictures: tuple[Pictures, ...] = ()

    async def join(self) -> None:
        """Opens the channels and publishes microphone and camera. Raises as ``Participant.connect`` and ``publish``."""
        await self.participant.connect()
        self._sound = Sound(await self.participant.publish(PublishTrack(0, Source.MICROPHONE, "opus")))
        self.camera = await self.participant.publish(PublishTrack(0, Source.CAMERA, "vp8", layers=_LAYERS))
        self._pictures = tuple(Pictures(self.camera, layer, rate) for layer, rate in enumerate(VIDEO_RATE))

    def want(self, setting: Setting, people: Sequence["Person"]) -> None:
        """Asks for everybody else's camera as the setting has it."""
        wants = [
            Want(other.camera, layer_wanted(setting, index)) for index, other in enumerate(people) if other is not self
        ]
        self.participant.say(Subscribe(tuple(wants)))

    def talk(self) -> None:
        """Sends one frame of sound."""
        self.participant.send_frame(Channel.AUDIO, pack(self._sound.next(monotonic_us(), _LOUD)) + _SOUND)

    def show(self, layer: int) -> bool:
        """Sends one frame of the camera; whether that layer is demanded at all."""
        if layer not in self.participant.demand.get(self.camera, ()):
            return False
        header = self._pictures[layer].in_pattern(monotonic_us())
        self.participant.send_frame(Channel.VIDEO, pack(header) + _PICTURES[layer])
        return True

    @property
    def talks(self) -> bool:
        return self._index < TALKING

    def _hear(self, message: HostMessage) -> None:
        if isinstance(message, KeyFrameWanted) and self._pictures:
            self._pictures[message.layer].key_wanted = True
