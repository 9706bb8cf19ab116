"""What is made of the measured times."""

from collections.abc import Iterable, Sequence

import msgspec


class Click(msgspec.Struct, frozen=True):
    """A click that was made or heard: when, in ms since the epoch, and which of the four pitches it has."""

    at: float
    pitch: int


class Slice(msgspec.Struct, frozen=True):
    """One stretch of one path, both directions together: delays in milliseconds, and what it cost."""

    picture_ms: list[float]
    sound_ms: list[float]
    clicks_made: int
    gap_ms: float
    """How long less than the steady tone was played."""
    seconds: float
    cpu_seconds: float


class Figures(msgspec.Struct, frozen=True):
    """One path over all its slices."""

    picture_p50_ms: float
    picture_p95_ms: float
    sound_p50_ms: float
    sound_p95_ms: float
    pictures_a_second: float
    """Of one direction, as is all below but the CPU."""
    clicks_heard: float
    """Share of the clicks made."""
    gap_ms_a_second: float
    cores: float
    """CPU time a second of both browsers and all apps."""


def percentile(values: Iterable[float], share: float) -> float:
    """The value at ``share`` (0 to 1) of the sorted values, nearest rank; NaN if there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def figures(slices: Sequence[Slice]) -> Figures:
    """Summary of one path: percentiles over the measurements of all slices."""
    picture = [delay for one in slices for delay in one.picture_ms]
    sound = [delay for one in slices for delay in one.sound_ms]
    seconds = sum(one.seconds for one in slices)
    return Figures(
        picture_p50_ms=percentile(picture, 0.5),
        picture_p95_ms=percentile(picture, 0.95),
        sound_p50_ms=percentile(sound, 0.5),
        sound_p95_ms=percentile(sound, 0.95),
        pictures_a_second=len(picture) / seconds / 2,
        clicks_heard=len(sound) / max(1, sum(one.clicks_made for one in slices)),
        gap_ms_a_second=sum(one.gap_ms for one in slices) / seconds / 2,
        cores=sum(one.cpu_seconds for one in slices) / seconds,
    )


def click_delays(made: Sequence[Click], heard: Sequence[Click], longest_ms: float = 1100.0) -> list[float]:
    """Delay in ms of every click made and heard: the first one heard of its pitch after it. Times by one clock."""
    delays = []
    for click in made:
        later = [each.at - click.at for each in heard if each.pitch == click.pitch and each.at > click.at - 5]
        if later and min(later) < longest_ms:
            delays.append(max(0.0, min(later)))
    return delays
