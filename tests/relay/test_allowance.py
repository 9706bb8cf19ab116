from meetdesk.relay.allowance import STEPS, Allowance


def settle(allowance: Allowance, start: float, seconds: int) -> None:
    for second in range(seconds):
        allowance.passed(start + second)


def test_pressure_steps_down_one_at_a_time() -> None:
    allowance = Allowance()
    assert allowance.pressed(0.0)
    assert not allowance.pressed(0.1), "the effect of the first step is awaited"
    assert allowance.cap == STEPS[1]
    for second in range(1, 20):
        allowance.pressed(second * 1.1)
    assert allowance.cap == STEPS[-1]


def test_quiet_time_steps_up_again_to_everything() -> None:
    allowance = Allowance()
    allowance.pressed(0.0)
    settle(allowance, 0.0, 4)
    assert not allowance.full
    settle(allowance, 4.0, 2)
    assert allowance.full


def test_a_step_up_that_fails_is_tried_less_often() -> None:
    allowance = Allowance()
    for second in (0.0, 1.5, 3.0):
        allowance.pressed(second)
    now, waits = 3.0, []
    for _ in range(5):
        pressed_at = now
        while not allowance.passed(now):
            now += 0.5
        waits.append(now - pressed_at)
        now += 1.5
        allowance.pressed(now)
    assert waits == sorted(waits)
    assert waits[-1] == 32.0
