"""The numbering of a participant's own frames (``docs/protocol.md``, 4.1). Pure: the time of capture is an argument."""

from meetdesk.relay.header import Header, Kind

SOUND_100US = 200
"""Duration of a packet of sound: 20 ms."""
TEMPORAL_PATTERN = (0, 2, 1, 2)
"""Temporal ids of pictures in a row, as the window's encoders make them."""


class Sound:
    """Packets of one track of sound, 20 ms each."""

    def __init__(self, track: int) -> None:
        self.track = track
        self._sequence = 0

    def next(self, capture_us: int, level: int) -> Header:
        """``capture_us``: microseconds of the sender's clock; ``level``: -dBov, 0 loudest, 127 silence."""
        sequence = self._sequence
        self._sequence = (sequence + 1) & 0xFFFFFFFF
        return Header(Kind.AUDIO, True, 0, 0, level, self.track, sequence, 0, SOUND_100US, capture_us)


class Pictures:
    """Frames of one layer of one track of pictures."""

    def __init__(self, track: int, layer: int, rate: float) -> None:
        """``rate``: frames a second."""
        self.track = track
        self.layer = layer
        self.key_wanted = True
        """Whether the next frame of ``in_pattern`` is a key frame."""
        self.duration_100us = round(10_000 / rate)
        self._sequence = 0
        self._t0 = 0
        self._phase = 0

    def next(self, capture_us: int, *, key: bool, temporal: int) -> Header:
        """``capture_us``: microseconds of the sender's clock."""
        sequence = self._sequence
        self._sequence = (sequence + 1) & 0xFFFFFFFF
        if temporal == 0:
            self._t0 = (self._t0 + 1) & 0xFFFF
        return Header(
            Kind.VIDEO, key, temporal, self.layer, 0, self.track, sequence, self._t0, self.duration_100us, capture_us
        )

    def in_pattern(self, capture_us: int) -> Header:
        """The next one of pictures without content: temporal ids by ``TEMPORAL_PATTERN``, which begins anew at each key
        frame."""
        key, self.key_wanted = self.key_wanted, False
        if key:
            self._phase = 0
        temporal = TEMPORAL_PATTERN[self._phase]
        self._phase = (self._phase + 1) % len(TEMPORAL_PATTERN)
        return self.next(capture_us, key=key, temporal=temporal)
