"""The timer. Pausing one that is over or stands, and going on with one that runs, is no change."""

from typing import TypeVar, assert_never

from msgspec.structs import replace

from meetdesk.core import limits
from meetdesk.core.commands import Reply
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.topics.people import Participant
from meetdesk.core.topics.timer import (
    ExtendTimer,
    PauseTimer,
    ResetTimer,
    ResumeTimer,
    StartTimer,
    Timer,
    TimerChanged,
    TimerRequest,
)

T = TypeVar("T", int, float)


def decide(decision: Decision, person: Participant, request: TimerRequest) -> None:
    """Carries out a request about the timer. What changes nothing is answered and not logged."""
    before = decision.fold.timer
    after = _after(before, request, decision.at)
    if after != before:
        decision.append(TimerChanged(after, person.participant))
    decision.answer(Reply(person.participant, request.id))


def _after(timer: Timer | None, request: TimerRequest, at: float) -> Timer | None:
    match request:
        case StartTimer(seconds=seconds):
            return Timer(seconds, seconds, at + seconds)
        case PauseTimer():
            if timer is None or timer.ends_at is None or timer.ends_at <= at:
                return timer
            # Never more than there was, whatever sums of floating point numbers and late events give.
            return replace(timer, left=min(timer.left, timer.ends_at - at), ends_at=None)
        case ResumeTimer():
            return timer if timer is None or timer.ends_at is not None else replace(timer, ends_at=at + timer.left)
        case ExtendTimer(seconds=seconds):
            return None if timer is None else _longer(timer, seconds, at)
        case ResetTimer():
            return None
        case _:
            assert_never(request)


def _longer(timer: Timer, seconds: int, at: float) -> Timer:
    if timer.ends_at is None:
        return replace(timer, seconds=_at_most(timer.seconds + seconds), left=_at_most(timer.left + seconds))
    # As for pausing: never more than there was.
    left = _at_most(min(timer.left, max(0.0, timer.ends_at - at)) + seconds)
    return Timer(_at_most(timer.seconds + seconds), left, at + left)


def _at_most(seconds: T) -> T:
    return min(seconds, limits.TIMER_SECONDS)
