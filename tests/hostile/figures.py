"""What the honest had of a stretch of a meeting, compared with one that nobody disturbed. Pure."""

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
    def chat_p95_ms(self) -> float:
        return percentile(self.chat_ms, 0.95) if self.chat_ms else float("inf")

    @property
    def joined(self) -> int:
        return sum(seconds is not None and seconds <= JOIN_SECONDS for seconds in self.joins)


class Cost(NamedTuple):
    """What the honest lost, and whether each is within what is promised."""

    gaps: int
    """Silences above ``GAP_MS``, and above the longest of the quiet stretch."""
    longest_gap_ms: float
    pictures: float
    """Share of the quiet stretch's rate; not a number: nobody looked."""
    chat_ms: float
    joined: int
    asked: int
    cpu: float
    """Host's work for the quiet stretch's."""
    core: float
    """What the host used of a core, 0 to 1 for each."""
    window_mb: float
    """More than in the quiet stretch."""

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


def cost(quiet: Stretch, disturbed: Stretch) -> Cost:
    heard = max(GAP_MS, quiet.longest_gap_ms)
    rate = quiet.pictures / quiet.seconds
    return Cost(
        gaps=sum(silence > heard for silence in disturbed.silences_ms),
        longest_gap_ms=disturbed.longest_gap_ms,
        pictures=disturbed.pictures / disturbed.seconds / rate if rate else float("nan"),
        chat_ms=disturbed.chat_p95_ms,
        joined=disturbed.joined,
        asked=len(disturbed.joins),
        cpu=disturbed.host_cpu / disturbed.seconds / (quiet.host_cpu / quiet.seconds),
        core=disturbed.host_cpu / disturbed.seconds,
        window_mb=disturbed.window_mb - quiet.window_mb,
    )
