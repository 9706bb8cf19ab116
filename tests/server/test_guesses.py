"""How often the code may be guessed."""

import math

from hypothesis import given
from hypothesis import strategies as st

from meetdesk.server.guesses import PER_ADDRESS, TOTAL, Guess, Guesses, Limit, Refusal


def wrong(guesses: Guesses, address: str, now: float) -> bool:
    """Guesses wrongly if that is allowed."""
    guess = guesses.begin(address, now)
    if isinstance(guess, Refusal):
        return False
    guesses.wrong(guess, now)
    return True


def test_five_a_minute_from_one_address() -> None:
    guesses = Guesses()
    assert [wrong(guesses, "a", now) for now in range(6)] == [True] * 5 + [False]
    assert guesses.begin("a", 5.0) == Refusal(55.0)
    assert wrong(guesses, "b", 6), "others may go on"
    assert not wrong(guesses, "a", 59.9)
    assert wrong(guesses, "a", 60)
    assert not wrong(guesses, "a", 60)


def test_ten_a_minute_and_a_hundred_an_hour_from_all() -> None:
    guesses = Guesses()
    assert sum(wrong(guesses, f"address {number}", 0) for number in range(500)) == 10
    total = 10 + sum(wrong(guesses, f"address {number}", number) for number in range(1, 3600))
    assert total == 100
    assert wrong(guesses, "somebody", 3600)


def test_right_ones_do_not_count() -> None:
    guesses = Guesses()
    for _ in range(1000):
        guess = guesses.begin("a", 0)
        assert isinstance(guess, Guess)
        guesses.right(guess)


def test_one_that_has_not_ended_counts_as_long_as_it_lasts_and_then_in_full() -> None:
    guesses = Guesses((Limit(1, 60.0),), (Limit(9, 60.0),))
    guess = guesses.begin("a", 0)
    assert isinstance(guess, Guess)
    refusal = guesses.begin("a", 1_000)
    assert isinstance(refusal, Refusal)
    assert refusal.crowded
    assert math.isinf(refusal.seconds)
    guesses.wrong(guess, 1_000)
    assert guesses.begin("a", 1_000) == Refusal(60.0)
    assert not wrong(guesses, "a", 1_059)
    assert wrong(guesses, "a", 1_060)


@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.floats(0, 30), st.floats(0, 20)), max_size=120))
def test_never_more_in_any_minute_whatever_comes(attempts: list[tuple[str, float, float]]) -> None:
    """Attempts from any address, any time after the one before, each taking any time to be answered."""
    guesses, now = Guesses(), 0.0
    under_way: list[tuple[float, Guess]] = []
    answered: list[tuple[float, str]] = []

    def let_pass(until: float) -> None:
        for ends, guess in sorted(under_way, key=lambda one: one[0]):
            if ends <= until:
                guesses.wrong(guess, ends)
                answered.append((ends, guess.address))
                under_way.remove((ends, guess))

    for address, pause, lasts in attempts:
        now += pause
        let_pass(now)
        guess = guesses.begin(address, now)
        if isinstance(guess, Guess):
            under_way.append((now + lasts, guess))
    let_pass(math.inf)
    for start, _ in answered:
        within = [address for at, address in answered if start <= at < start + 60]
        assert len(within) <= TOTAL[0].guesses
        assert all(within.count(address) <= PER_ADDRESS[0].guesses for address in within)


def test_what_is_kept_is_bounded() -> None:
    guesses = Guesses()
    for number in range(10_000):
        wrong(guesses, str(number), float(number))
    assert len(guesses._guesses) <= TOTAL[1].guesses
