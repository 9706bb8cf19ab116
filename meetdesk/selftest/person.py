"""One person of the self-test: joins, publishes, sends what the host demands."""

import asyncio
import json
import ssl
import time
from collections.abc import Sequence
from typing import Any

from meetdesk import __version__
from meetdesk.relay.header import HEADER_BYTES, Header, Kind, pack
from meetdesk.selftest.channel import Channel, Received, open_socket
from meetdesk.selftest.settings import AUDIO_BYTES, TALKING, VIDEO_BYTES, VIDEO_RATE, Setting, layer_wanted
from meetdesk.wire.messages import PROTOCOL_VERSION

_PATTERN = (0, 2, 1, 2)
_LOUD = 30
"""Level of somebody who talks, in -dBov."""
_SECONDS = 20.0
_LAYERS = [{"layer": 0, "width": 320, "height": 180}, {"layer": 1, "width": 1280, "height": 720}]


class Person:
    def __init__(self, index: int, received: Received) -> None:
        self.camera = 0
        self.demanded: tuple[int, ...] = ()
        """Layers of the camera that somebody wants."""
        self._index = index
        self._received = received
        self._microphone = 0
        self._channels: list[Channel] = []
        self._sounds = 0
        self._pictures = [0, 0]
        self._t0 = [0, 0]
        self._key_wanted = [True, True]
        self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue(100)

    async def join(self, port: int, ticket: str, tls: ssl.SSLContext) -> None:
        """Opens the channels and publishes microphone and camera. Raises OSError or TimeoutError."""
        async with asyncio.timeout(_SECONDS):
            await self._open(port, "control", ticket, tls)
            self._channels[0].on_text = self._hear
            hello = {"protocol": PROTOCOL_VERSION, "app": __version__, "name": f"Person {self._index + 1}"}
            await self._ask("welcome", type="hello", **hello)
            await self._open(port, "audio", ticket, tls)
            await self._open(port, "video", ticket, tls)
            done = await self._ask("done", type="publish_track", id=1, source="microphone", codec="opus")
            self._microphone = int(done["track"])
            done = await self._ask("done", type="publish_track", id=2, source="camera", codec="vp8", layers=_LAYERS)
            self.camera = int(done["track"])

    def want(self, setting: Setting, people: Sequence["Person"]) -> None:
        """Asks for everybody else's camera as the setting has it."""
        wants = [
            {"track": other.camera, "layer": layer_wanted(setting, index)}
            for index, other in enumerate(people)
            if other is not self
        ]
        self._say(type="subscribe", wants=wants)

    def beat(self) -> None:
        self._say(type="ping", sent_us=int(time.monotonic() * 1e6))

    def talk(self) -> None:
        """Sends one frame of sound."""
        self._sounds += 1
        header = Header(Kind.AUDIO, True, 0, 0, _LOUD, self._microphone, self._sounds, 0, 200, _now_us())
        self._channels[1].send(2, pack(header) + bytes(AUDIO_BYTES - HEADER_BYTES))

    def show(self, layer: int) -> bool:
        """Sends one frame of the camera; whether that layer is demanded at all."""
        if layer not in self.demanded:
            return False
        count = self._pictures[layer]
        key = self._key_wanted[layer] and count % 4 == 0
        temporal = _PATTERN[count % 4]
        self._t0[layer] = (self._t0[layer] + (temporal == 0)) & 0xFFFF
        self._pictures[layer] = count + 1
        self._key_wanted[layer] = self._key_wanted[layer] and not key
        duration = 10_000 // VIDEO_RATE[layer]
        header = Header(Kind.VIDEO, key, temporal, layer, 0, self.camera, count, self._t0[layer], duration, _now_us())
        self._channels[2].send(2, pack(header) + bytes(VIDEO_BYTES[layer] - HEADER_BYTES))
        return True

    @property
    def talks(self) -> bool:
        return self._index < TALKING

    def close(self) -> None:
        for channel in self._channels:
            channel.close()

    async def _open(self, port: int, name: str, ticket: str, tls: ssl.SSLContext) -> None:
        raw, rest = await asyncio.to_thread(open_socket, port, name, ticket, tls)
        self._channels.append(Channel(raw, rest, self._received))

    async def _ask(self, answer: str, **message: Any) -> dict[str, Any]:
        self._say(**message)
        while (told := await self._told.get())["type"] != answer:
            if told["type"] == "error":
                raise ConnectionError(str(told))
        return told

    def _say(self, **message: Any) -> None:
        self._channels[0].send(1, json.dumps(message).encode())

    def _hear(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "demand" if message["track"] == self.camera or not self.camera:
                self.demanded = tuple(message["layers"])
            case "key_frame_wanted":
                self._key_wanted[message["layer"]] = True
            case "welcome" | "done" | "error":
                if not self._told.full():
                    self._told.put_nowait(message)


def _now_us() -> int:
    return int(time.monotonic() * 1e6)
