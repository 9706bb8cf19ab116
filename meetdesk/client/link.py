"""When to beat, when to take the link for gone and when to come back (``docs/protocol.md``, 3.3 and 3.8). Pure.

What happens to the control channel goes in with the time, in seconds of any clock that never goes back; ``step`` says
what is to be done now. Whoever drives it asks again until that is nothing, and then when ``wake_at`` has come.
"""

from enum import Enum, auto

from meetdesk.core.limits import BEAT_SECONDS, SILENCE_SECONDS
from meetdesk.wire.close_codes import CloseCode

BACK_OFF_SECONDS = (0.0, 0.25, 0.5, 1.0, 2.0)
"""Before each attempt to come back; the last one again and again."""
FINAL = frozenset(
    {
        CloseCode.MEETING_ENDED,
        CloseCode.LEFT,
        CloseCode.DISPLACED,
        CloseCode.REMOVED,
        CloseCode.MALFORMED,
        CloseCode.NOT_ADMITTED,
        CloseCode.PROTOCOL_VERSION,
        CloseCode.TOO_MANY_MISTAKES,
        CloseCode.FILE_REFUSED,
    }
)
"""Close codes after which nobody comes back."""


class Step(Enum):
    """What is to be done now."""

    BEAT = auto()
    """Send ``ping``."""
    DROP = auto()
    """Drop all channels without a word: nothing was heard for too long."""
    OPEN = auto()
    """Open the channels. Then say ``on_welcome``, or ``on_closed`` if that failed."""
    OVER = auto()
    """It is over; nothing more will be said."""


class _Stage(Enum):
    WAITING = auto()
    OPENING = auto()
    UP = auto()
    OVER = auto()


class Link:
    """Of one participant, from before its first connection."""

    def __init__(self, now: float, *, comes_back: bool, silence_seconds: float = SILENCE_SECONDS) -> None:
        self.comes_back = comes_back
        self.silence_seconds = silence_seconds
        self._stage = _Stage.WAITING
        self._attempt = 1
        """Number of the next attempt in a row; the first, at once, counts as one."""
        self.wake_at = now
        self._heard = now
        self._beat = now

    @property
    def up(self) -> bool:
        """Whether all channels are open and the host has welcomed this participant."""
        return self._stage is _Stage.UP

    def on_welcome(self, now: float) -> None:
        """The host has welcomed the participant, on a new connection."""
        self._stage = _Stage.UP
        self._attempt = 0
        self._heard = self._beat = self.wake_at = now

    def on_heard(self, now: float) -> None:
        """Anything came on the control channel."""
        self._heard = now

    def on_closed(self, now: float, code: int) -> None:
        """The control channel was closed with this code, or could not be opened (any code that is not final)."""
        if self._stage is _Stage.OVER or self._stage is _Stage.WAITING:
            return
        if code in FINAL or not self.comes_back:
            self._stage = _Stage.OVER
            self.wake_at = now
            return
        self._stage = _Stage.WAITING
        self.wake_at = now + BACK_OFF_SECONDS[min(self._attempt, len(BACK_OFF_SECONDS) - 1)]
        self._attempt += 1

    def on_left(self) -> None:
        """The person has gone, and does not come back."""
        self._stage = _Stage.OVER

    def step(self, now: float) -> Step | None:
        """What is to be done now, each thing once; None: nothing before ``wake_at``."""
        match self._stage:
            case _Stage.OVER:
                return Step.OVER
            case _Stage.WAITING if now >= self.wake_at:
                self._stage = _Stage.OPENING
                return Step.OPEN
            case _Stage.UP if now - self._heard >= self.silence_seconds:
                self.on_closed(now, 1006)
                return Step.DROP
            case _Stage.UP if now >= self._beat:
                # After a long pause one beat, not all that were left out.
                self._beat += BEAT_SECONDS
                if self._beat <= now:
                    self._beat = now + BEAT_SECONDS
                return Step.BEAT
            case _Stage.UP:
                self.wake_at = min(self._beat, self._heard + self.silence_seconds)
        return None
