"""Whether the pictures of one track are as small as their sender announced. Pure."""

from meetdesk.core import limits
from meetdesk.core.topics.tracks import Track
from meetdesk.relay.header import HEADER_BYTES
from meetdesk.relay.picture_size import vp8_area, vp9_area

ROUNDING = 1.03
"""Sides are rounded to even numbers, so that another shape of the same area may come out a little larger."""
KEPT_SECONDS = 5.0
"""What was announced counts for so long after something smaller was: its last frames may come later than that news."""
PATIENCE_SECONDS = 10.0
"""How long frames may be larger than announced: that news may come later than its first frames. Windows, which decode
none of them, wait for less."""


class SizeWatch:
    """Of one video track."""

    __slots__ = ("_before", "_last", "_layers", "_since", "_vp9")

    def __init__(self) -> None:
        self._vp9 = False
        self._layers: dict[int, int] = {}
        """Pixels, by layer."""
        self._before: dict[int, list[tuple[int, float]]] = {}
        """Larger ones that were announced before, and until when they count: the largest first, which ends first."""
        self._since: float | None = None
        self._last = float("-inf")

    def announce(self, track: Track, now: float) -> None:
        """What the track is from now on. ``now``: seconds, monotonic."""
        self._vp9 = track.codec.startswith("vp09")
        layers = {layer.layer: layer.width * layer.height for layer in track.layers}
        if layers == self._layers:
            return
        for layer, area in self._layers.items():
            if area > layers.get(layer, 0):
                before = [one for one in self._before.get(layer, ()) if one[0] > area and one[1] > now]
                self._before[layer] = [*before, (area, now + KEPT_SECONDS)]
        self._layers = layers
        # Whoever says something new of its sizes is heard out.
        self._since = None

    def exceeds(self, frame: bytes, layer: int, key_frame: bool, now: float) -> bool:
        """Whether this frame, with its header, shows that they have been larger for too long."""
        # In VP8 only key frames state a size.
        if not key_frame and not self._vp9:
            return False
        area = (vp9_area if self._vp9 else vp8_area)(frame, HEADER_BYTES)
        if area == 0:
            return False
        if area <= self._most(layer, now):
            self._since = None
            return False
        if self._since is None or now - self._last > PATIENCE_SECONDS:
            self._since = now
        self._last = now
        return area > limits.SCREEN_AREA or now - self._since >= PATIENCE_SECONDS

    def _most(self, layer: int, now: float) -> float:
        before = next((area for area, until in self._before.get(layer, ()) if until > now), 0)
        return max(self._layers.get(layer, 0), before) * ROUNDING
