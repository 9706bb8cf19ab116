"""Key-frame requests of many receivers, merged into few to the publisher. Pure."""

from meetdesk.relay.drop import LayerKey

INTERVAL_SECONDS = 0.3
"""At most one request in this time for a layer."""
REPEAT_SECONDS = 1.0
"""A request that brought no key frame is repeated after this time."""


class KeyFrameRequests:
    """Which layers need a key frame, and when to ask for it."""

    def __init__(self) -> None:
        self._outstanding: dict[LayerKey, float] = {}
        """When to ask (again)."""
        self._sent: dict[LayerKey, float] = {}

    def want(self, layer: LayerKey, now: float) -> None:
        """Somebody needs a key frame of this layer: at once, or ``INTERVAL_SECONDS`` after the last one was asked for.

        ``now``: seconds, monotonic.
        """
        due = max(now, self._sent.get(layer, float("-inf")) + INTERVAL_SECONDS)
        self._outstanding[layer] = min(due, self._outstanding.get(layer, due))

    def arrived(self, layer: LayerKey) -> None:
        """A key frame came: all who wait for one have it now."""
        self._outstanding.pop(layer, None)

    def forget(self, track: int) -> None:
        """This track is no more."""
        self.unwanted(track)
        for layer in [layer for layer in self._sent if layer[0] == track]:
            del self._sent[layer]

    def unwanted(self, track: int) -> None:
        """Nobody receives this track any more. When it was last asked is kept: somebody who looks again and again must
        not have more key frames made than anybody else."""
        for layer in [layer for layer in self._outstanding if layer[0] == track]:
            del self._outstanding[layer]

    def due(self, now: float) -> list[LayerKey]:
        """The requests to send now; they count as sent."""
        ready = [layer for layer, at in self._outstanding.items() if at <= now]
        for layer in ready:
            self._sent[layer] = now
            self._outstanding[layer] = now + REPEAT_SECONDS
        return ready

    @property
    def next_due(self) -> float | None:
        """When to call ``due`` next; None if nothing is outstanding."""
        return min(self._outstanding.values(), default=None)
