"""From measurements to the number of people. Pure."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from meetdesk.core.limits import PARTICIPANTS
from meetdesk.selftest.settings import Setting, deliveries, sent_bits

CPU_SHARE = 0.7
"""Of one core, for carrying the meeting: the rest is for bursts. The host's own window works on other cores."""
LINK_BITS = 0.8e9
"""Bits a second that may be sent to a 1 Gbit/s link."""
HEALTHY = 0.98
"""Share of the frames that must arrive."""
FAILED = 0.9
"""Below this share of the frames it was too much for the host."""
BUSY = 0.9
"""Share of a core at which the people's own process is too busy for its figures to mean anything."""


class Sample(msgspec.Struct, frozen=True):
    """One measurement."""

    setting: Setting
    people: int
    cpu_share: float
    """Of one core, used by the host."""
    load_share: float
    """Of one core, used by the people's process."""
    us_per_frame: float
    """Microseconds of the host's CPU per delivered frame."""
    delivered: float
    """Share of the frames that were due."""
    p50_ms: float
    p99_ms: float
    """From sending a frame to receiving it."""

    @property
    def healthy(self) -> bool:
        return self.delivered >= HEALTHY and self.load_share < BUSY

    @property
    def too_much(self) -> bool:
        """Whether the host did not manage, and not the people."""
        return self.delivered < FAILED and self.load_share < BUSY

    @property
    def worth_going_on(self) -> bool:
        """Whether more people would still tell something new."""
        return self.healthy and self.cpu_share < CPU_SHARE


class Limit(StrEnum):
    CPU = "cpu"
    LINK = "link"
    MEETING = "meeting"
    """The most people a meeting takes."""


class Capacity(msgspec.Struct, frozen=True):
    """The answer for one setting."""

    setting: Setting
    people: int
    limit: Limit
    measured: int
    """Largest number of people that was really there; beyond it the figures are extrapolated."""
    us_per_frame: float
    p50_ms: float
    p99_ms: float
    """At the largest number of people that went well."""
    megabits: float
    """Sent to the LAN with ``people``, a second, in Mbit."""


def capacity(samples: Sequence[Sample], most: int = PARTICIPANTS) -> Capacity:
    """The largest meeting that fits into CPU and link. ``samples``: of one setting, at least one, by rising people."""
    setting = samples[0].setting
    people, limit = 1, Limit.MEETING
    too_many = min((sample.people for sample in samples if sample.too_much), default=most + 1)
    while people < most:
        if people + 1 >= too_many or cost(samples, people + 1) * deliveries(setting, people + 1) / 1e6 > CPU_SHARE:
            limit = Limit.CPU
            break
        if sent_bits(setting, people + 1) > LINK_BITS:
            limit = Limit.LINK
            break
        people += 1
    best = max((sample for sample in samples if sample.healthy), key=lambda one: one.people, default=samples[0])
    return Capacity(
        setting,
        people,
        limit,
        measured=best.people,
        us_per_frame=best.us_per_frame,
        p50_ms=best.p50_ms,
        p99_ms=best.p99_ms,
        megabits=sent_bits(setting, people) / 1e6,
    )


def cost(samples: Sequence[Sample], people: int) -> float:
    """Microseconds per delivered frame with so many people: between measurements on a straight line, beyond them as in
    the nearest one, which is on the safe side, because more frames at a time cost less each."""
    below = [sample for sample in samples if sample.people <= people]
    above = [sample for sample in samples if sample.people > people]
    if not below or not above:
        return (below[-1] if below else above[0]).us_per_frame
    first, second = below[-1], above[0]
    share = (people - first.people) / (second.people - first.people)
    return first.us_per_frame + share * (second.us_per_frame - first.us_per_frame)
