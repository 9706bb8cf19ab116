"""What the honest had of stretches of a meeting, each compared with one just before that nobody disturbed. Pure."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from tests.bench.latency.figures import percentile

GAP_MS = 40.0
"""A silence that is heard."""
PICTURE_SHARE = 0.9
CHAT_MS = 300.0
JOIN_SECONDS = 5.0
CPU_RATIO = 1.15
WINDOW_MB = 100.0


class Stretch(NamedTuple):
    seconds: float
    silences_ms: tuple[float, ...]
    """In the sound that a window played, of 20 ms or more."""
    pictures: int
    """That a window showed of an honest camera."""
    chat_ms: tuple[float, ...]
    """From one person's sending to another's reading."""
    joins: tuple[float | None, ...]
    """Seconds of each join by the code; None: refused or never answered."""
    host_cpu: float
    """Seconds of the host's process."""
    window_mb: float
    """The most memory of the window's processes."""

    @property
    def longest_gap_ms(self) -> float:
        return max(self.silences_ms, default=0.0)

    @property
    def joined(self) -> int:
        return sum(seconds is not None and seconds <= JOIN_SECONDS for seconds in self.joins)


class Cost(NamedTuple):
    """What the honest lost, and whether each is within what is promised."""

    gaps: int
    """Silences in all turns above ``GAP_MS``, and above the longest of the quiet stretches."""
    longest_gap_ms: float
    pictures: float
    """Share of the quiet stretch's rate, the median of the turns; not a number: nobody looked."""
    chat_ms: float
    """95th percentile of all turns together."""
    joined: int
    asked: int
    cpu: float
    """Host's work for the quiet stretch's, the median of the turns."""
    core: float
    """What the host used of a core, 0 to 1 for each, the median of the turns."""
    window_mb: float
    """The most of all turns, above the first quiet stretch: what stays counts."""

    def broken(self) -> list[str]:
        """The promises that were not kept, in words."""
        kept = {
            f"{self.gaps} gaps, the longest {self.longest_gap_ms:.0f} ms": self.gaps == 0,
            f"{self.pictures:.2f} of the pictures": not self.pictures < PICTURE_SHARE,
            f"chat took {self.chat_ms:.0f} ms": self.chat_ms <= CHAT_MS,
            f"{self.joined} of {self.asked} joined": self.joined == self.asked,
            f"host {self.cpu:.2f} x": self.cpu <= CPU_RATIO,
            f"window +{self.window_mb:.0f} MB": self.window_mb <= WINDOW_MB,
        }
        return [words for words, is_kept in kept.items() if not is_kept]


def cost(turns: Sequence[tuple[Stretch, Stretch]]) -> Cost:
    """``turns``: a quiet stretch and the disturbed one after it, at least once. Raises ValueError for none."""
    if not turns:
        raise ValueError("nothing to compare")
    quiet, disturbed = [before for before, _ in turns], [after for _, after in turns]
    heard = max(GAP_MS, *(one.longest_gap_ms for one in quiet))
    took = [one_ms for one in disturbed for one_ms in one.chat_ms]
    return Cost(
        gaps=sum(silence > heard for one in disturbed for silence in one.silences_ms),
        longest_gap_ms=max(one.longest_gap_ms for one in disturbed),
        pictures=median(
            _share(_rate(after.pictures, after), _rate(before.pictures, before)) for before, after in turns
        ),
        chat_ms=percentile(took, 0.95) if took else float("inf"),
        joined=sum(one.joined for one in disturbed),
        asked=sum(len(one.joins) for one in disturbed),
        cpu=median(_share(_rate(after.host_cpu, after), _rate(before.host_cpu, before)) for before, after in turns),
        core=median(_rate(one.host_cpu, one) for one in disturbed),
        window_mb=max(one.window_mb for one in disturbed) - quiet[0].window_mb,
    )


def _rate(amount: float, stretch: Stretch) -> float:
    return amount / stretch.seconds


def _share(of: float, whole: float) -> float:
    return of / whole if whole else float("nan")
