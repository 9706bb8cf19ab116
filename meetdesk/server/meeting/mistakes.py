"""Counting what a participant sends that cannot be used. Pure."""

from collections import deque

from meetdesk.core.errors import ErrorCode

MISTAKES = 20
MISTAKE_SECONDS = 60.0
_ANSWER_SECONDS = 1.0
"""Bad media frames come by the hundred: one answer a second for each code says enough."""


class Mistakes:
    """One participant's mistakes of the last minute."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MISTAKES)
        self._answered: dict[ErrorCode, float] = {}

    def made(self, now: float) -> bool:
        """Counts one; returns whether it was one too many."""
        self._times.append(now)
        return len(self._times) == MISTAKES and now - self._times[0] <= MISTAKE_SECONDS

    def to_be_answered(self, code: ErrorCode, now: float) -> bool:
        """Whether a media frame's mistake of this kind is worth an answer now."""
        if now - self._answered.get(code, float("-inf")) < _ANSWER_SECONDS:
            return False
        self._answered[code] = now
        return True
