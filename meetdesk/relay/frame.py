"""A media frame on its way through the relay: one object, shared by all receivers."""


class Frame:
    """``wire`` is what every receiver is sent: the WebSocket frame around header and payload.

    ``arrived`` is in seconds of the relay's own (monotonic) clock; ``screen``: it belongs to something shared. The
    other fields are those of the header.
    """

    __slots__ = ("arrived", "audio", "key_frame", "layer", "screen", "sequence", "t0", "temporal", "track", "wire")

    def __init__(  # noqa: PLR0917 (made once per frame: positional arguments are cheaper)
        self,
        wire: bytes,
        arrived: float,
        audio: bool,
        track: int,
        layer: int,
        temporal: int,
        key_frame: bool,
        sequence: int,
        t0: int,
        screen: bool = False,
    ) -> None:
        self.wire = wire
        self.arrived = arrived
        self.audio = audio
        self.track = track
        self.layer = layer
        self.temporal = temporal
        self.key_frame = key_frame
        self.sequence = sequence
        self.t0 = t0
        self.screen = screen

    def __repr__(self) -> str:
        kind = "audio" if self.audio else f"layer {self.layer} T{self.temporal}{' key' * self.key_frame} t0={self.t0}"
        return f"<Frame track {self.track} {kind} seq={self.sequence} at={self.arrived:.3f} {len(self.wire)} B>"
