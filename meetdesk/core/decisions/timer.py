"""The timer. Pausing one that is over or stands, and going on with one that runs, is no change."""

from typing import assert_never

from msgspec.structs import replace

from meetdesk.core.commands import Reply
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.topics.people import Participant
from meetdesk.core.topics.timer import (
    PauseTimer,
    ResetTimer,
    ResumeTimer,
    StartTimer,
    Timer,
    TimerChanged,
    TimerRequest,
)


def decide(decision: Decision, person: Participant, request: TimerRequest) -> None:
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
        case ResetTimer():
            return None
        case _:
            assert_never(request)
