"""What is made of the measured times."""

from collections.abc import Sequence
from statistics import median

import msgspec


class Slice(msgspec.Struct, frozen=True):
    """One stretch of one path: delays in milliseconds, and what it cost."""

    picture_ms: list[float]
    sound_ms: list[float]
    seconds: float
    cpu_seconds: float
    clicks_made: int

    @property
    def pictures_a_second(self) -> float:
        return len(self.picture_ms) / self.seconds

    @property
    def cpu_share(self) -> float:
        """Cores used, of browser and apps together."""
        return self.cpu_seconds / self.seconds


def percentile(values: Sequence[float], share: float) -> float:
    """The value at ``share`` (0 to 1) of the sorted values, nearest rank; NaN if there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Figures(msgspec.Struct, frozen=True):
    """One path over all its slices: the median over slices of each slice's figure."""

    picture_p50_ms: float
    picture_p95_ms: float
    sound_p50_ms: float
    sound_p95_ms: float
    pictures_a_second: float
    clicks_heard: float
    """Share of the clicks that were heard."""
    cores: float


def figures(slices: Sequence[Slice]) -> Figures:
    """Summary of one path."""
    made = sum(one.clicks_made for one in slices)
    return Figures(
        picture_p50_ms=median(percentile(one.picture_ms, 0.5) for one in slices),
        picture_p95_ms=median(percentile(one.picture_ms, 0.95) for one in slices),
        sound_p50_ms=median(percentile(one.sound_ms, 0.5) for one in slices),
        sound_p95_ms=median(percentile(one.sound_ms, 0.95) for one in slices),
        pictures_a_second=median(one.pictures_a_second for one in slices),
        clicks_heard=sum(len(one.sound_ms) for one in slices) / made if made else float("nan"),
        cores=median(one.cpu_share for one in slices),
    )


def click_delays(made: Sequence[float], heard: Sequence[float], longest_ms: float = 850.0) -> list[float]:
    """Delay of every heard click: to the latest one made before it. Times in milliseconds of one clock."""
    delays = []
    for at in heard:
        before = [each for each in made if each <= at + 5]
        if before and at - before[-1] < longest_ms:
            delays.append(max(0.0, at - before[-1]))
    return delays
