"""The meeting's timer."""

from typing import Annotated, ClassVar, TypeAlias

import msgspec

from meetdesk.core import limits, rights
from meetdesk.core.rights import Permission
from meetdesk.core.topics.basics import Answered, ChangeBase, Count, ParticipantId


class Timer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The meeting's one timer, running or paused."""

    seconds: Count
    """What it was set to."""
    left: float
    """Seconds that were left when it was started, went on or was paused."""
    ends_at: float | None = None
    """When it is over, by the meeting's clock (``events``); None while it is paused."""


class TimerChanged(ChangeBase, frozen=True, tag="timer_changed"):
    """The timer was set, paused, started again, extended or removed."""

    timer: Timer | None
    """As it is now; None: there is none any more."""
    by: ParticipantId


TimerChange = TimerChanged


class StartTimer(Answered, frozen=True, tag="start_timer"):
    """Takes the place of one that is there."""

    row: ClassVar = rights.PERMITTED_PARTICIPANTS
    permission: ClassVar = Permission.TOOLS
    seconds: Annotated[int, msgspec.Meta(ge=1, le=limits.TIMER_SECONDS)]


class PauseTimer(Answered, frozen=True, tag="pause_timer"):
    """Stops the timer where it is."""

    row: ClassVar = rights.PERMITTED_PARTICIPANTS
    permission: ClassVar = Permission.TOOLS


class ResumeTimer(Answered, frozen=True, tag="resume_timer"):
    """Lets a paused timer go on."""

    row: ClassVar = rights.PERMITTED_PARTICIPANTS
    permission: ClassVar = Permission.TOOLS


class ExtendTimer(Answered, frozen=True, tag="extend_timer"):
    """Adds to what is left. One that is over goes on with it; at most ``limits.TIMER_SECONDS`` are left then."""

    row: ClassVar = rights.PERMITTED_PARTICIPANTS
    permission: ClassVar = Permission.TOOLS
    seconds: Annotated[int, msgspec.Meta(ge=1, le=limits.TIMER_SECONDS)]


class ResetTimer(Answered, frozen=True, tag="reset_timer"):
    """There is none then."""

    row: ClassVar = rights.PERMITTED_PARTICIPANTS
    permission: ClassVar = Permission.TOOLS


TimerRequest: TypeAlias = StartTimer | PauseTimer | ResumeTimer | ExtendTimer | ResetTimer
