"""What a bot sends and what it got: sample frames on a steady schedule, and a record of the frames received."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from meetdesk.client.channel import Places
from meetdesk.client.frames import Pictures, Sound
from meetdesk.client.participant import now_us
from meetdesk.relay.header import HEADER_BYTES, Header, pack, parse
from tests.support.samples import LayerSamples, Samples

Send = Callable[[bytes], Awaitable[None]]
AUDIO_FRAME_SECONDS = 0.02
SILENCE_LEVEL = 127
SILENT_SOUND = b"\xf8\xff\xfe"
"""Opus: 20 ms of silence (RFC 6716, section 3.1)."""
LATE_SECONDS = 0.5
"""A sender that fell behind by more skips frames instead of sending them all at once."""


class Frame(NamedTuple):
    """A received frame: header, when it came (this machine's clock, microseconds), the bytes after the header."""

    header: Header
    arrived_us: int
    payload: bytes


@dataclass
class Reception:
    """Frames received, by track. ``keep`` bounds what is remembered of each track."""

    keep: int = 3000
    frames: dict[int, list[Frame]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, _channel: str, chunk: bytes, places: Places) -> None:
        """A participant's ``on_frames``. Raises MeetDeskError if the relay sent what it must not."""
        arrived_us = now_us()
        for start, end in places:
            header = parse(memoryview(chunk)[start:end])
            track = self.frames[header.track]
            track.append(Frame(header, arrived_us, chunk[start + HEADER_BYTES : end]))
            self.counts[header.track] += 1
            if len(track) > self.keep:
                del track[: self.keep // 2]

    def clear(self) -> None:
        self.frames.clear()

    def since(self, track: int, arrived_us: int) -> list[Frame]:
        """Frames of a track that came at or after a moment."""
        return [frame for frame in self.frames[track] if frame.arrived_us >= arrived_us]

    def longest_gap_ms(self, track: int, since_us: int = 0) -> float:
        """Longest time between two frames of a track in a row, in milliseconds."""
        times = [frame.arrived_us for frame in self.since(track, since_us)]
        return max((after - before for before, after in itertools.pairwise(times)), default=0) / 1000


async def send_sound(samples: Samples, track: int, send: Send, talking: Callable[[], bool], skew_us: int) -> None:
    """Sends an Opus frame every 20 ms until cancelled; while not ``talking()`` the header says silence."""
    numbers = Sound(track)
    sounds = itertools.cycle(samples.sound)
    async for _ in _ticks(AUDIO_FRAME_SECONDS):
        level = samples.level if talking() else SILENCE_LEVEL
        await send(pack(numbers.next(now_us() + skew_us, level)) + next(sounds))


@dataclass
class LayerSender:
    """Sends one layer's frames at its rate while it is wanted, and jumps to a key frame when one is asked for."""

    samples: LayerSamples
    track: int
    send: Send
    skew_us: int
    wanted: bool = False
    _place: int = 0

    def __post_init__(self) -> None:
        self._numbers = Pictures(self.track, self.samples.layer, self.samples.rate)

    def want_key_frame(self) -> None:
        rate = self.samples.rate
        self._place = -(-self._place // rate) * rate % len(self.samples.frames)

    async def run(self) -> None:
        """Sends until cancelled."""
        was_wanted = False
        async for _ in _ticks(1 / self.samples.rate):
            if self.wanted and not was_wanted:
                self.want_key_frame()
            was_wanted = self.wanted
            if self.wanted:
                await self.send(self._next())

    def _next(self) -> bytes:
        sample = self.samples.frames[self._place]
        self._place = (self._place + 1) % len(self.samples.frames)
        header = self._numbers.next(now_us() + self.skew_us, key=sample.key, temporal=sample.temporal)
        return pack(header) + sample.data


class _ticks:  # noqa: N801 - used like a generator
    """An asynchronous iterator that ticks at a steady rate, without drift, and skips what is long overdue."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = time.monotonic()

    def __aiter__(self) -> "_ticks":
        return self

    async def __anext__(self) -> None:
        self._next += self._seconds
        wait = self._next - time.monotonic()
        if wait < -LATE_SECONDS:
            self._next = time.monotonic()
        await asyncio.sleep(max(0.0, wait))
