"""The meeting's timer."""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core import limits
from meetdesk.core.topics.basics import ChangeBase, Count, ParticipantId, RequestBase


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


class StartTimer(RequestBase, frozen=True, tag="start_timer"):
    """Takes the place of one that is there."""

    seconds: Annotated[int, msgspec.Meta(ge=1, le=limits.TIMER_SECONDS)]


class PauseTimer(RequestBase, frozen=True, tag="pause_timer"):
    pass


class ResumeTimer(RequestBase, frozen=True, tag="resume_timer"):
    pass


class ResetTimer(RequestBase, frozen=True, tag="reset_timer"):
    """There is none then."""


TimerRequest: TypeAlias = StartTimer | PauseTimer | ResumeTimer | ResetTimer
