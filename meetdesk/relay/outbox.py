"""What is on its way to one receiver over one media channel: bounded in bytes and in age."""

from collections.abc import Callable
from typing import Protocol

from meetdesk.relay.drop import Holes, LayerKey, decodable, fresh, relieve
from meetdesk.relay.frame import Frame

AUDIO_OUTBOX_BYTES = 64_000
"""Two seconds of five speakers; the age is what binds."""
VIDEO_OUTBOX_BYTES = 1_200_000
"""Holds the largest single frame, and 300 ms of 49 cameras at 600 kbit/s."""
WRITE_BYTES = 65_536
"""Most that is handed over at once: what was handed over can no longer be dropped."""


class Sink(Protocol):
    """The sending half of a channel."""

    @property
    def ready(self) -> bool:
        """Whether all that was written is on its way."""

    def write(self, data: bytes, /) -> None:
        """Sends or queues these bytes; whole frames only."""


class Joined:
    """The bytes of frames, for the outboxes of one turn. Most of them are to send the same frames, since everybody gets
    all but their own: these share the bytes, which are joined only once."""

    __slots__ = ("_bytes", "_frames")

    def __init__(self) -> None:
        self._frames: list[Frame] = []
        self._bytes = b""

    def of(self, frames: list[Frame]) -> bytes:
        """``frames`` is not kept: it may be changed afterwards."""
        if frames != self._frames:
            self._frames = frames.copy()
            self._bytes = frames[0].wire if len(frames) == 1 else b"".join([frame.wire for frame in frames])
        return self._bytes


class Outbox:
    """Append frames to ``pending`` (the same list for the outbox's whole life), then call ``flush`` once.

    You must call ``drained`` when the sink has become ready again. ``on_thinned`` is called whenever frames were
    dropped. ``on_key_frame_needed`` names a layer that cannot go on without a key frame, but only once the receiver
    takes data again: one that is stuck must not make others send key frames.
    """

    def __init__(self, sink: Sink, limit: int) -> None:
        """``limit``: bytes that may wait."""
        self.pending: list[Frame] = []
        self.dropped = 0
        """Frames not sent so far, for statistics."""
        self.on_key_frame_needed: Callable[[LayerKey], None] = lambda _: None
        self.on_thinned: Callable[[], None] = lambda: None
        self._sink = sink
        self._write = sink.write
        self._limit = limit
        self._holes: Holes = {}
        self._asked: set[LayerKey] = set()
        self._checked = 0
        self._swift = True
        """Nothing waits and nothing is missing: if the sink takes data, what is pending leaves without a look at it."""

    def flush(self, now: float, joined: Joined) -> None:
        """Ends a turn of the event loop: sends what is pending in one write, or what of it fits and is fresh."""
        if self._swift and self._sink.ready:
            data = joined.of(self.pending)
            if len(data) <= WRITE_BYTES:
                self.pending.clear()
                self._write(data)
                return
        self._flush_with_care(now)

    def drained(self, now: float) -> None:
        """The sink is ready again."""
        if not self._swift:
            self._flush_with_care(now)

    def clear(self) -> None:
        """Forgets everything: the channel is gone."""
        self.pending.clear()
        self._holes.clear()
        self._asked.clear()
        self._checked = 0
        self._swift = True

    def _flush_with_care(self, now: float) -> None:
        pending = self.pending
        offered = len(pending)
        stuck = not self._sink.ready
        pending[self._checked :] = decodable(pending[self._checked :], self._holes)
        # Where a key frame has come, another one is asked for should it be needed again: also if that one grows too old
        # here, and if the sink is not ready at the end of a turn that leaves nothing to look after.
        self._asked = {layer for layer in self._asked if _without_key(self._holes, layer)}
        count = len(pending)
        written = 0
        pending[:] = fresh(pending, self._holes, now)
        while self._sink.ready and pending:
            written += self._write_some()
        pending[:] = relieve(pending, self._holes, now, self._limit)
        # Frames lost to an old hole say nothing about the link once it takes data again.
        if len(pending) + written < (offered if stuck else count):
            self.on_thinned()
        self.dropped += offered - written - len(pending)
        self._checked = len(pending)
        self._swift = not pending and not self._holes
        if self._sink.ready:
            self._ask_for_key_frames()

    def _write_some(self) -> int:
        """Hands over the oldest frames, at least one and as many as fit in ``WRITE_BYTES``; returns how many."""
        pending = self.pending
        count = size = 0
        for frame in pending:
            size += len(frame.wire)
            if count and size > WRITE_BYTES:
                break
            count += 1
        data = pending[0].wire if count == 1 else b"".join([frame.wire for frame in pending[:count]])
        del pending[:count]
        self._write(data)
        return count

    def _ask_for_key_frames(self) -> None:
        missing = {layer for layer in self._holes if _without_key(self._holes, layer)}
        for layer in missing - self._asked:
            self.on_key_frame_needed(layer)
        self._asked = missing


def _without_key(holes: Holes, layer: LayerKey) -> bool:
    hole = holes.get(layer)
    return hole is not None and hole.until_key
