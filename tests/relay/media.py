"""Streams of media frames for tests, and the rule of ``docs/protocol.md`` 4.1 as a receiver applies it."""

from dataclasses import dataclass, field

from meetdesk.relay.frame import Frame

PATTERN = (0, 2, 1, 2)
"""Temporal ids of L1T3."""


@dataclass
class Sender:
    """One layer of a video track, as an encoder makes it."""

    track: int
    layer: int = 0
    size: int = 1_000
    screen: bool = False
    _count: int = 0
    _t0: int = 65_530  # about to wrap
    _sequence: int = 2**32 - 10  # about to wrap

    def frame(self, at: float, key: bool = False) -> Frame:
        if key:
            self._count = 0
        temporal = PATTERN[self._count % 4]
        key = key or self._count == 0
        if temporal == 0:
            self._t0 = (self._t0 + 1) & 0xFFFF
        self._sequence = (self._sequence + 1) & 0xFFFFFFFF
        self._count += 1
        return Frame(
            bytes(self.size * (8 if key else 1)), at, False, self.track, self.layer, temporal, key, self._sequence,
            self._t0, self.screen,
        )  # fmt: skip


@dataclass
class Decoder:
    """Applies the decodability rule; ``broken`` collects what could not be decoded."""

    broken: list[Frame] = field(default_factory=list)
    _t0: dict[tuple[int, int], int] = field(default_factory=dict)
    _decoded: dict[tuple[int, int], int] = field(default_factory=dict)

    def receive(self, frame: Frame) -> None:
        layer = (frame.track, frame.layer)
        last_t0, last = self._t0.get(layer), self._decoded.get(layer)
        if not (
            frame.key_frame
            or (last_t0 is not None and frame.temporal == 0 and frame.t0 == (last_t0 + 1) & 0xFFFF)
            or (frame.temporal == 1 and frame.t0 == last_t0)
            or (frame.temporal == 2 and frame.t0 == last_t0 and last == (frame.sequence - 1) & 0xFFFFFFFF)
        ):
            self.broken.append(frame)
            return
        if frame.temporal == 0:
            self._t0[layer] = frame.t0
        self._decoded[layer] = frame.sequence


def audio(at: float, sequence: int, track: int = 1, size: int = 120) -> Frame:
    return Frame(bytes(size), at, True, track, 0, 0, True, sequence, 0)


class Sink:
    """A receiver's connection; ``room``: writes it takes until it is full."""

    def __init__(self) -> None:
        self.room = 10**9
        self.written: list[bytes] = []

    @property
    def ready(self) -> bool:
        return self.room > 0

    def write(self, data: bytes) -> None:
        assert self.ready, "written to a connection that takes nothing"
        self.room -= 1
        self.written.append(data)
