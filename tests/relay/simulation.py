"""A receiver's outbox behind a link, in simulated time: the real outbox and drop policy, the bad network, no socket."""

import itertools
from dataclasses import dataclass, field

from meetdesk.relay.drop import LayerKey
from meetdesk.relay.frame import Frame
from meetdesk.relay.outbox import Joined, Outbox
from tests.relay.media import Decoder, Sender, audio
from tests.support.bad_network import LinkQuality
from tests.support.stream import Stream

STEP_SECONDS = 0.005
KERNEL_BYTES = 64 * 1024
"""Of the host's unsent bytes, as ``server.meeting.channels`` sets them for pictures."""
_SOUND_SECONDS, _PICTURE_SECONDS = 0.02, 1 / 30


class _Sink:
    """The connection's half: takes everything, and is ready again when the kernel has taken it."""

    def __init__(self, stream: Stream) -> None:
        self.now = 0.0
        self.written = b""
        """In this turn."""
        self._backlog = b""
        self._stream = stream

    @property
    def ready(self) -> bool:
        return not self._backlog

    def write(self, data: bytes) -> None:
        assert self.ready, "written to a connection that takes nothing"
        self.written += data
        self._backlog = data[self._stream.write(data, self.now) :]

    def pump(self) -> bool:
        """Whether it has become ready."""
        waited = self._backlog
        self._backlog = waited[self._stream.write(waited, self.now) :]
        return bool(waited) and not self._backlog


@dataclass
class Seen:
    """What became of the frames. Ages are seconds since the host had the frame."""

    offered: int = 0
    offered_sounds: int = 0
    """Of these."""
    arrived: list[tuple[float, Frame]] = field(default_factory=list)
    """When, by the simulated clock."""
    broken: int = 0
    """Frames that could not be decoded."""
    most_waiting: int = 0
    """Bytes in the outbox at the end of a turn, at most."""
    oldest_handed_over: float = 0.0
    """Greatest age of a frame when it was given to the connection."""
    key_frames_asked: int = 0

    def ages(self, *, sound: bool) -> list[float]:
        return sorted(at - frame.arrived for at, frame in self.arrived if frame.audio is sound)

    def longest_gap(self, *, sound: bool) -> float:
        """Seconds in which none arrived."""
        times = [at for at, frame in self.arrived if frame.audio is sound]
        return max((after - before for before, after in itertools.pairwise(times)), default=float("inf"))


class Simulation:
    """Everybody's cameras and one voice, sent evenly, to one receiver."""

    def __init__(self, quality: LinkQuality, seed: int, *, limit: int, cameras: int = 4, picture_bytes: int = 2_500):
        """``limit``: of the outbox, in bytes. Each camera sends 30 pictures a second."""
        self.now = 0.0
        self.seen = Seen()
        self._stream = Stream(quality, seed, KERNEL_BYTES)
        self._sink = _Sink(self._stream)
        self.outbox = Outbox(self._sink, limit)
        self.outbox.on_key_frame_needed = self._asked
        self._limit = limit
        self._cameras = [Sender(track, size=picture_bytes) for track in range(1, cameras + 1)]
        self._key_wanted: set[int] = set()
        self._due = [track * _PICTURE_SECONDS / cameras for track in range(cameras)]
        self._sounds = 0
        self._frames: list[Frame] = []
        self._came = b""
        self._decoder = Decoder()

    def run(self, seconds: float) -> Seen:
        """Goes on for so long."""
        end = self.now + seconds
        while self.now < end:
            self.now = self._sink.now = self.now + STEP_SECONDS
            self._arrive()
            if self._sink.pump():
                self.outbox.drained(self.now)
            self._offer()
            if self.outbox.pending:
                self.outbox.flush(self.now, Joined())
            self._look()
        self.seen.broken = len(self._decoder.broken)
        return self.seen

    def _offer(self) -> None:
        while self._sounds * _SOUND_SECONDS <= self.now:
            self._sounds += 1
            self._add(audio(self.now, self._sounds, track=99))
        for place, camera in enumerate(self._cameras):
            while self._due[place] <= self.now:
                self._due[place] += _PICTURE_SECONDS
                key = camera.track in self._key_wanted
                self._key_wanted.discard(camera.track)
                self._add(camera.frame(self.now, key=key))

    def _add(self, frame: Frame) -> None:
        # Length and number stand in the frame's bytes, so that what was joined and cut can be told apart again.
        frame.wire = (len(frame.wire) + 8).to_bytes(4, "big") + len(self._frames).to_bytes(4, "big") + frame.wire
        self._frames.append(frame)
        self.outbox.pending.append(frame)

    def _look(self) -> None:
        seen = self.seen
        seen.offered, seen.offered_sounds = len(self._frames), self._sounds
        seen.most_waiting = max(seen.most_waiting, sum(len(frame.wire) for frame in self.outbox.pending))
        handed_over, rest = self._cut(self._sink.written)
        assert not rest, "half a frame was handed over"
        self._sink.written = b""
        for frame in handed_over:
            seen.oldest_handed_over = max(seen.oldest_handed_over, self.now - frame.arrived)

    def _arrive(self) -> None:
        for at, data in self._stream.advance(self.now):
            frames, self._came = self._cut(self._came + data)
            for frame in frames:
                self.seen.arrived.append((at, frame))
                if not frame.audio:
                    self._decoder.receive(frame)

    def _cut(self, data: bytes) -> tuple[list[Frame], bytes]:
        """Whole frames, and what is left."""
        frames, at = [], 0
        while at + 8 <= len(data) and (size := int.from_bytes(data[at : at + 4], "big")) <= len(data) - at:
            frames.append(self._frames[int.from_bytes(data[at + 4 : at + 8], "big")])
            at += size
        return frames, data[at:]

    def _asked(self, layer: LayerKey) -> None:
        """The sender is told at once; its next picture is a key frame."""
        self.seen.key_frames_asked += 1
        self._key_wanted.add(layer[0])
