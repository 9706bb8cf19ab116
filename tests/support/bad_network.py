"""A bad network as a pure library: events in, commands out, seeded; time is an argument, and there is no socket.

Two sides exchange packets. The same seed and the same events give the same commands, in a unit test that simulates an
hour in a moment, in a benchmark, and in ``badlink_process``, which carries real packets::

    network = Network(seed=7)
    network.handle(Changed(LinkQuality(loss=0.03, delay_ms=2)), now)
    network.handle(Sent(side=0, packet=b"..."), now)
    for command in network.handle(TimePassed(), network.wake_at): ...
"""

import heapq
import random
from dataclasses import dataclass, field
from typing import Self, TypeAlias, assert_never

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


class _Event(msgspec.Struct, frozen=True):
    pass


class Sent(_Event, frozen=True):
    """A side sends a packet."""

    side: int
    """0 or 1."""
    packet: bytes


class Changed(_Event, frozen=True):
    """From now on the link is like this, both ways. What is on its way already stays as it was."""

    quality: LinkQuality


class TimePassed(_Event, frozen=True):
    """Nothing but that."""


Event: TypeAlias = Sent | Changed | TimePassed


class _Command(msgspec.Struct, frozen=True):
    pass


class Deliver(_Command, frozen=True):
    """Hand the packet to this side."""

    side: int
    packet: bytes


class Lose(_Command, frozen=True):
    """The packet that ``side`` has just sent arrives nowhere."""

    side: int
    packet: bytes


Command: TypeAlias = Deliver | Lose


@dataclass
class OneWay:
    """The fate of packets in one direction. Time is in seconds from any origin and never goes back."""

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


class Network:
    """Both directions between two sides, and what is on its way. Seconds, as in ``OneWay``."""

    def __init__(self, seed: int, quality: LinkQuality | None = None) -> None:
        """``quality``: None for a perfect link."""
        self._ways = [OneWay.seeded(quality or LinkQuality(), seed + side) for side in (0, 1)]
        self._due: list[tuple[float, int, Deliver]] = []
        self._count = 0

    @property
    def wake_at(self) -> float | None:
        """When time must be said to have passed; None while nothing is on its way."""
        return self._due[0][0] if self._due else None

    def handle(self, event: Event, now: float) -> list[Command]:
        """What is to be done at this event, packets that are due first, in the order in which they arrive."""
        commands: list[Command] = []
        match event:
            case Sent(side=side, packet=packet):
                arrives = self._ways[side].arrival(now, len(packet))
                if arrives is None:
                    commands.append(Lose(side, packet))
                else:
                    self._count += 1
                    heapq.heappush(self._due, (arrives, self._count, Deliver(1 - side, packet)))
            case Changed(quality=quality):
                for way in self._ways:
                    way.quality = quality
            case TimePassed():
                pass
            case _:
                assert_never(event)
        arrived: list[Command] = []
        while self._due and self._due[0][0] <= now:
            arrived.append(heapq.heappop(self._due)[2])
        return arrived + commands
