"""The bytes that came from one participant and went to it, in all its connections together. Pure."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from meetdesk.core.budget import WINDOW_SECONDS


class Counted(Protocol):
    """A connection."""

    received: int
    sent: int


class Totals(NamedTuple):
    """What a participant's connections carried so far."""

    up: int
    """Bytes from the participant, as they came out of TLS."""
    down: int
    passed_on: int
    """Frames of the participant that were handed to others."""


class Traffic:
    """A participant's totals, second by second, for the last of them."""

    def __init__(self) -> None:
        self._seconds: deque[Totals] = deque([Totals(0, 0, 0)], maxlen=WINDOW_SECONDS + 1)
        self._up = self._down = 0
        """Of connections that are closed."""

    def closed(self, connection: Counted) -> None:
        """A connection is gone; what it carried still counts."""
        self._up += connection.received
        self._down += connection.sent

    def second_passed(self, connections: Iterable[Counted], passed_on: int) -> None:
        """To be called about once a second with the connections that are open."""
        up, down = self._up, self._down
        for connection in connections:
            up += connection.received
            down += connection.sent
        self._seconds.append(Totals(up, down, passed_on))

    @property
    def lately(self) -> Totals:
        """Of the last seconds, a second."""
        seconds = len(self._seconds) - 1
        if seconds == 0:
            return Totals(0, 0, 0)
        return Totals(
            *(round((now - then) / seconds) for now, then in zip(self._seconds[-1], self._seconds[0], strict=True))
        )
