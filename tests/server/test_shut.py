"""Networks from which nothing is taken for a while."""

from meetdesk.net.strangers.shut import LATELY_SECONDS, MOST, MOST_SECONDS, SECONDS, Shut


def test_each_time_is_twice_as_long() -> None:
    shut, now, times = Shut(), 0.0, []
    for _ in range(6):
        shut.shut("10.0.0.1", now)
        began = now
        while shut.has("10.0.0.1", now):
            shut.shut("10.0.0.1", now)
            now += 0.5
        times.append(now - began)
    assert times == [SECONDS, 2 * SECONDS, 4 * SECONDS, 8 * SECONDS, MOST_SECONDS, MOST_SECONDS]
    assert shut.lately("10.0.0.1", now)
    now += LATELY_SECONDS + 1
    assert not shut.lately("10.0.0.1", now)
    shut.shut("10.0.0.1", now)
    assert not shut.has("10.0.0.1", now + SECONDS)


def test_whoever_is_admitted_opens_it() -> None:
    shut = Shut()
    shut.shut("10.0.0.1", 0.0)
    assert shut.all(1.0) == {"10.0.0.1"}
    shut.open("10.0.0.1")
    assert shut.all(1.0) == frozenset()


def test_what_is_remembered_is_bounded() -> None:
    shut = Shut()
    for number in range(2 * MOST):
        shut.shut(f"10.0.{number // 250}.{number % 250}", 0.0)
    assert len(shut.all(0.0)) == MOST
