"""The timer."""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core import limits
from meetdesk.core.requests.basics import Numbered


class StartTimer(Numbered, frozen=True, tag="start_timer"):
    """Takes the place of one that is there."""

    seconds: Annotated[int, msgspec.Meta(ge=1, le=limits.TIMER_SECONDS)]


class PauseTimer(Numbered, frozen=True, tag="pause_timer"):
    pass


class ResumeTimer(Numbered, frozen=True, tag="resume_timer"):
    pass


class ResetTimer(Numbered, frozen=True, tag="reset_timer"):
    """There is none then."""


TimerRequest: TypeAlias = StartTimer | PauseTimer | ResumeTimer | ResetTimer
