"""What a bad link does to packets: a pure, seeded rule. The same seed and the same packets give the same fate."""

import random
from dataclasses import dataclass, field
from typing import Self

import msgspec


class LinkQuality(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bad a link is, in each direction. The default is a perfect one."""

    loss: float = 0.0
    """Share of packets that are lost, 0 to 1."""
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    """Every packet is late by up to this, evenly spread; order is kept, as on a real LAN."""
    rate_bit_s: float = 0.0
    """Packets leave at this rate; 0: as fast as they come."""
    queue_bytes: int = 200_000
    """What waits for the rate; a packet that finds the queue full is lost."""
    stall_every_s: float = 0.0
    """Nothing passes for ``stall_s`` in each period of this length; waiting packets then come all at once."""
    stall_s: float = 0.0
    down: bool = False
    """Everything is lost."""


@dataclass
class OneWay:
    """One direction of a link. Time is in seconds from any origin and never goes back."""

    quality: LinkQuality
    random: random.Random
    _leaves: float = 0.0
    _last: float = 0.0
    _waiting: list[tuple[float, int]] = field(default_factory=list)

    @classmethod
    def seeded(cls, quality: LinkQuality, seed: int) -> Self:
        return cls(quality, random.Random(seed))

    def arrival(self, now: float, size: int) -> float | None:
        """When a packet of ``size`` bytes, sent now, arrives; None if it is lost."""
        quality = self.quality
        # Both drawn for every packet, so that a packet's fate does not depend on which faults are switched on.
        lost, late = self.random.random() < quality.loss, self.random.random() * quality.jitter_ms
        if quality.down or lost:
            return None
        leaves = now
        if quality.rate_bit_s:
            self._waiting = [(at, waiting) for at, waiting in self._waiting if at > now]
            if sum(waiting for _, waiting in self._waiting) + size > quality.queue_bytes:
                return None
            leaves = self._leaves = max(now, self._leaves) + size * 8 / quality.rate_bit_s
            self._waiting.append((leaves, size))
        arrives = leaves + (quality.delay_ms + late) / 1000
        if quality.stall_every_s:
            into_period = arrives % quality.stall_every_s
            if into_period < quality.stall_s:
                arrives += quality.stall_s - into_period
        self._last = max(self._last, arrives)
        return self._last
