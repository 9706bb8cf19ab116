"""The meeting's timer."""

import msgspec

from meetdesk.core.entries.basics import ChangeBase, Count, ParticipantId


class Timer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seconds: Count
    """What it was set to."""
    left: float
    """Seconds that were left when it was started, went on or was paused."""
    ends_at: float | None = None
    """When it is over, by the meeting's clock (``events``); None while it is paused."""


class TimerChanged(ChangeBase, frozen=True, tag="timer_changed"):
    timer: Timer | None
    """As it is now; None: there is none any more."""
    by: ParticipantId


TimerChange = TimerChanged
