"""The people of a benchmark: each sends 50 audio and 30 video frames a second and counts what comes back.

One process for all of them, as cheap as Python allows: frames are made beforehand, masked with zeros (the server
unmasks them all the same), and what comes is only cut at frame boundaries; every 16th frame's age is looked at.
"""

import asyncio
import base64
import json
import ssl
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from meetdesk.relay.header import Header, Kind, pack

AUDIO_BYTES, VIDEO_BYTES = 120, 2_500
AUDIO_SECONDS, VIDEO_SECONDS = 0.02, 1 / 30
_PATTERN = (0, 2, 1, 2)
_CLOCK = struct.Struct("!Q")
_SAMPLE = 16


@dataclass
class Received:
    """Counts of all people together."""

    frames: int = 0
    ages: list[float] = field(default_factory=list)
    """Seconds from sending to receiving, of every 16th frame."""


class Person(asyncio.Protocol):
    """One WebSocket connection."""

    def __init__(self, received: Received) -> None:
        self.received = received
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.text: asyncio.Queue[str | None] = asyncio.Queue()
        """Control messages; None at the end of the connection."""
        self.on_text: Callable[[str], None] = self.text.put_nowait
        self.on_frame: Callable[[bytes, int], None] | None = None
        """Gets the data in which a media frame came, and where in it its header begins."""
        self.transport: asyncio.Transport
        self._rest = b""
        self._close: bytes | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def send(self, opcode: int, payload: bytes) -> None:
        self.transport.write(client_frame(opcode, payload))

    def last_words(self) -> str:
        """The peer's close frame."""
        if not self._close:
            return "without a close frame"
        return f"code {int.from_bytes(self._close[:2], 'big')} {self._close[2:].decode(errors='replace')}"

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(f"closed before the upgrade was answered: {error}"))
        self.text.put_nowait(None)

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            head, end, data = (self._rest + data).partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            self._rest = b""
            if b" 101 " not in head[:20]:
                self.opened.set_exception(ConnectionError(head.decode()))
                return
            self.opened.set_result(None)
        if self._rest:
            data = self._rest + data
        at, available, frames = 0, len(data), 0
        received = self.received
        while at + 10 <= available:
            size = data[at + 1]
            start = at + 2
            if size == 126:
                size = data[at + 2] << 8 | data[at + 3]
                start = at + 4
            elif size == 127:
                size = int.from_bytes(data[at + 2 : at + 10], "big")
                start = at + 10
            end_of_frame = start + size
            if end_of_frame > available:
                break
            if data[at] == 0x82:
                frames += 1
                if (received.frames + frames) % _SAMPLE == 0:
                    sent_us = _CLOCK.unpack_from(data, start + 16)[0]
                    received.ages.append(time.monotonic() - sent_us / 1e6)
                if self.on_frame is not None:
                    self.on_frame(data, start)
            elif data[at] == 0x88:
                self._close = data[start:end_of_frame]
            elif data[at] == 0x81:
                self.on_text(data[start:end_of_frame].decode())
            at = end_of_frame
        received.frames += frames
        self._rest = data[at:]

    async def told(self, kind: str) -> dict[str, object]:
        """The next control message of this type. Raises ConnectionError if the connection ends."""
        while True:
            text = await self.text.get()
            if text is None:
                raise ConnectionError(f"closed while waiting for {kind}")
            message: dict[str, object] = json.loads(text)
            if message["type"] == kind:
                return message


def client_frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x80 | opcode, 0xFE, size)
    return head + b"\0\0\0\0" + payload


async def connect(port: int, path: str, received: Received, tls: ssl.SSLContext | None, ticket: str = "") -> Person:
    loop = asyncio.get_running_loop()
    _, person = await loop.create_connection(lambda: Person(received), "127.0.0.1", port, ssl=tls)
    authorization = f"Authorization: Bearer {ticket}\r\n" if ticket else ""
    key = base64.b64encode(bytes(16)).decode()
    person.transport.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{authorization}\r\n".encode()
    )
    await person.opened
    return person


@dataclass
class Sender:
    """One person's frames; ``audio`` and ``video`` may be the same connection."""

    audio: Person
    video: Person
    audio_track: int = 1
    video_track: int = 2
    control: Person | None = None
    copy: Person | None = None
    """Second connection for audio."""
    _count: int = 0
    _phase: int = 0
    _key_wanted: bool = True
    _t0: int = 0
    _sounds: int = 0

    def send_audio(self) -> None:
        self._sounds += 1
        now_us = int(time.monotonic() * 1e6)
        header = Header(Kind.AUDIO, True, 0, 0, 30, self.audio_track, self._sounds, 0, 200, now_us)
        frame = pack(header) + bytes(AUDIO_BYTES - 24)
        self.audio.send(2, frame)
        if self.copy is not None:
            self.copy.send(2, frame)

    def send_video(self) -> None:
        key, self._key_wanted = self._key_wanted, False
        if key:
            self._phase = 0
        temporal = _PATTERN[self._phase % 4]
        self._phase += 1
        self._t0 = (self._t0 + (temporal == 0)) & 0xFFFF
        self._count += 1
        now_us = int(time.monotonic() * 1e6)
        header = Header(Kind.VIDEO, key, temporal, 0, 0, self.video_track, self._count, self._t0, 333, now_us)
        self.video.send(2, pack(header) + bytes(VIDEO_BYTES - 24))

    def key_frame(self) -> None:
        """The next picture is one."""
        self._key_wanted = True

    def check(self) -> None:
        """Raises ConnectionError if one of its connections was closed."""
        for connection in (self.audio, self.copy, self.video, self.control):
            if connection is not None and connection.transport.is_closing():
                raise ConnectionError(f"a connection was closed while the meeting went on, {connection.last_words()}")

    def want(self, tracks: Iterable[int]) -> None:
        """Asks for these cameras but its own."""
        assert self.control is not None
        wants = [{"track": track, "layer": 0} for track in tracks if track != self.video_track]
        self.control.send(1, json.dumps({"type": "subscribe", "wants": wants}).encode())

    def hear(self, text: str) -> None:
        """Does what the host asks for while the meeting goes on."""
        if json.loads(text)["type"] == "key_frame_wanted":
            self.key_frame()


async def join_meetdesk(
    port: int, people: int, tickets: list[str], received: Received, tls: ssl.SSLContext | None, copies: bool = False
) -> list[Sender]:
    """Everybody publishes a microphone and a camera and wants everybody's camera, as in a real meeting."""
    senders = [await enter(port, ticket, received, tls, copies) for ticket in tickets[:people]]
    for sender in senders:
        sender.want([other.video_track for other in senders])
    return senders


async def enter(port: int, ticket: str, received: Received, tls: ssl.SSLContext | None, copies: bool = False) -> Sender:
    """One more, who publishes a microphone and a camera and wants nothing yet."""
    control = await connect(port, "/meetdesk/1/control", received, tls, ticket)
    control.send(1, b'{"type":"hello","protocol":2,"app":"0.1.0","name":"P"}')
    await control.told("welcome")
    audio = await connect(port, "/meetdesk/1/audio", received, tls, ticket)
    copy = await connect(port, "/meetdesk/1/audio-copy", received, tls, ticket) if copies else None
    video = await connect(port, "/meetdesk/1/video", received, tls, ticket)
    tracks = []
    for request in (
        {"type": "publish_track", "id": 1, "source": "microphone", "codec": "opus"},
        {"type": "publish_track", "id": 2, "source": "camera", "codec": "vp8",
         "layers": [{"layer": 0, "width": 320, "height": 180}]},
    ):  # fmt: skip
        control.send(1, json.dumps(request).encode())
        tracks.append(int(str((await control.told("done"))["track"])))
    sender = Sender(audio, video, *tracks, control=control, copy=copy)
    control.on_text = sender.hear
    return sender


def trusting() -> ssl.SSLContext:
    """For TLS without a look at the certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def leave(senders: list[Sender]) -> None:
    """Closes all connections at once."""
    for sender in senders:
        for connection in (sender.audio, sender.copy, sender.video, sender.control):
            if connection is not None:
                connection.transport.abort()


async def join_rival(port: int, people: int, received: Received) -> list[Sender]:
    connections = [await connect(port, "/", received, None) for _ in range(people)]
    return [Sender(connection, connection) for connection in connections]


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
    beat = start
    while (now := loop.time()) < start + seconds:
        for item in plan:
            if item[0] <= now:
                item[2]()
                item[0] += item[1]
        if now > beat:
            beat += 1.0
            for sender in senders:
                sender.check()
                if sender.control is not None:
                    sender.control.send(1, b'{"type":"ping","sent_us":1}')
        await asyncio.sleep(0.001)
