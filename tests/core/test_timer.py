"""The timer, by the host's clock."""

from meetdesk.core import limits
from meetdesk.core.commands import Refuse, Reply
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.rules import ChangePermissions
from meetdesk.core.topics.timer import ExtendTimer, PauseTimer, ResetTimer, ResumeTimer, StartTimer, Timer, TimerChanged

from .script import ANN, BOB, START, asks, entry, meeting_of


def test_it_runs_is_paused_goes_on_and_is_reset() -> None:
    assert (
        meeting_of(ANN, BOB)
        >> asks(BOB, StartTimer(1, 300))
        << entry(TimerChanged(Timer(300, 300, START + 300), BOB))
        << Reply(BOB, 1)
        >> asks(ANN, PauseTimer(1), at=START + 100)
        << entry(TimerChanged(Timer(300, 200), ANN))
        << Reply(ANN, 1)
        >> asks(ANN, PauseTimer(2), at=START + 120)
        << Reply(ANN, 2)
        >> asks(ANN, ResumeTimer(3), at=START + 500)
        << entry(TimerChanged(Timer(300, 200, START + 700), ANN))
        << Reply(ANN, 3)
        >> asks(ANN, ResumeTimer(4), at=START + 510)
        << Reply(ANN, 4)
        >> asks(ANN, ResetTimer(5), at=START + 520)
        << entry(TimerChanged(None, ANN))
        << Reply(ANN, 5)
        >> asks(ANN, ResetTimer(6), at=START + 521)
        << Reply(ANN, 6)
    )


def test_more_time_while_it_runs_while_it_is_paused_and_when_it_is_over() -> None:
    assert (
        meeting_of(ANN, BOB)
        >> asks(BOB, ExtendTimer(1, 60))
        << Reply(BOB, 1)
        >> asks(ANN, StartTimer(1, 300))
        << entry(TimerChanged(Timer(300, 300, START + 300), ANN))
        << Reply(ANN, 1)
        >> asks(BOB, ExtendTimer(2, 60), at=START + 100)
        << entry(TimerChanged(Timer(360, 260, START + 360), BOB))
        << Reply(BOB, 2)
        >> asks(ANN, PauseTimer(2), at=START + 350)
        << entry(TimerChanged(Timer(360, 10), ANN))
        << Reply(ANN, 2)
        >> asks(ANN, ExtendTimer(3, 60), at=START + 400)
        << entry(TimerChanged(Timer(420, 70), ANN))
        << Reply(ANN, 3)
        >> asks(ANN, ResumeTimer(4), at=START + 400)
        << entry(TimerChanged(Timer(420, 70, START + 470), ANN))
        << Reply(ANN, 4)
        >> asks(ANN, ExtendTimer(5, 60), at=START + 500)
        << entry(TimerChanged(Timer(480, 60, START + 560), ANN))
        << Reply(ANN, 5)
    )


def test_more_time_ends_at_the_limit() -> None:
    script = meeting_of(ANN)
    (script >> asks(ANN, StartTimer(1, limits.TIMER_SECONDS))).and_so_on()
    longest = Timer(limits.TIMER_SECONDS, limits.TIMER_SECONDS, START + 5 + limits.TIMER_SECONDS)
    assert script >> asks(ANN, ExtendTimer(2, 60), at=START + 5) << entry(TimerChanged(longest, ANN)) << Reply(ANN, 2)


def test_one_that_is_over_is_not_paused() -> None:
    script = meeting_of(ANN)
    (script >> asks(ANN, StartTimer(1, 5))).and_so_on()
    assert script >> asks(ANN, PauseTimer(2), at=START + 5) << Reply(ANN, 2)


def test_a_new_one_takes_the_place_of_the_old() -> None:
    script = meeting_of(ANN)
    (script >> asks(ANN, StartTimer(1, 60))).and_so_on()
    again = asks(ANN, StartTimer(2, 90), at=START + 30)
    assert script >> again << entry(TimerChanged(Timer(90, 90, START + 120), ANN)) << Reply(ANN, 2)


def test_without_the_permission_it_is_the_hosts() -> None:
    script = meeting_of(ANN, BOB)
    (script >> asks(ANN, ChangePermissions(1, tools=False))).and_so_on()
    refused = Refuse(BOB, 1, ErrorCode.NOT_PERMITTED, {"permission": "tools"})
    assert script >> asks(BOB, StartTimer(1, 60)) << refused


def test_pausing_never_adds_time() -> None:
    """Told with an earlier moment than the start, or where floating point numbers do not add up."""
    for start, pause in ((START + 100.0, START + 99.0), (START + 0.1, START + 0.1)):
        script = meeting_of(ANN)
        (script >> asks(ANN, StartTimer(1, 60), at=start)).and_so_on()
        (script >> asks(ANN, PauseTimer(2), at=pause)).and_so_on()
        timer = script.state.timer
        assert timer is not None
        assert timer.left <= 60


def test_an_event_from_before_the_start_gives_no_more_than_there_is() -> None:
    script = meeting_of(ANN)
    (script >> asks(ANN, StartTimer(1, 60), at=START + 1)).and_so_on()
    late = asks(ANN, ExtendTimer(2, 60), at=START)
    assert script >> late << entry(TimerChanged(Timer(120, 120, START + 120), ANN)) << Reply(ANN, 2)
