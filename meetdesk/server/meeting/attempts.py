"""Which of a participant's control channels is its latest: not the one that came last, but the one begun last.

A browser may finish connections that its page gave up long ago, and what a page said may wait in a bad network for
longer than the page does.
"""

LATE_SECONDS = 60.0
"""For so long after a hello, one that was begun before it is late. TCP repeats what was lost for about so long; after
it, an earlier number is another window's, on a computer whose clock was set back meanwhile."""


class Attempts:
    """Which of a person's control channels was begun last."""

    def __init__(self) -> None:
        self._latest = 0
        self._heard_at = 0.0

    def is_next(self, attempt: int | None, now: float) -> bool:
        """Whether the channel that says hello now is the latest; it is taken for that from now on. ``attempt``: when it
        was begun, microseconds by the participant's clock; None: it does not say, and is. ``now``: seconds, monotonic.
        """
        if attempt is None:
            return True
        if attempt < self._latest and now - self._heard_at < LATE_SECONDS:
            return False
        self._latest, self._heard_at = attempt, now
        return True
