"""How often the code may be guessed."""

import math
import random
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetdesk.net.strangers.networks import network_of
from meetdesk.server.lan.guesses import FIRST, LONG, SHORT, TOLD_FROM, Guess, Guesses, Guessing, Limit, Limits, Refusal
from meetdesk.server.lan.own_tries import OWN_APPS, OWN_TRIES
from tests.support.few_guesses import guesses as few

HOUR = 3_600.0
EACH = sum(limit.guesses for limit in SHORT.address if limit.seconds == HOUR)
ALL, AGAIN, KNOWN = SHORT.all[0].guesses, SHORT.again[0].guesses, SHORT.known[0].guesses


def wrong(guesses: Guesses, address: str, now: float, *known: str) -> bool:
    """Guesses wrongly if that is allowed."""
    guess = guesses.begin(address, now, known)
    if isinstance(guess, Refusal):
        return False
    guesses.wrong(guess, now)
    return True


def right(guesses: Guesses, address: str, now: float, *known: str) -> bool:
    guess = guesses.begin(address, now, known)
    if isinstance(guess, Guess):
        guesses.right(guess)
    return isinstance(guess, Guess)


def test_so_many_from_one_address() -> None:
    guesses = Guesses()
    most = SHORT.address[0].guesses
    assert [wrong(guesses, "a", now) for now in range(most + 1)] == [True] * most + [False]
    assert guesses.begin("a", 20.0) == Refusal(40.0)
    assert wrong(guesses, "b", 20), "others may go on"
    assert not wrong(guesses, "a", 59.9)
    assert wrong(guesses, "a", 60)
    assert sum(wrong(guesses, "a", float(now)) for now in range(61, int(HOUR) - 1)) == EACH - most - 1


def test_one_address_leaves_the_others_most_of_what_there_is() -> None:
    guesses = Guesses()
    for now in range(int(HOUR)):
        wrong(guesses, "a", float(now))
    others = sum(wrong(guesses, f"other {number}", HOUR) for number in range(500))
    assert others >= ALL - EACH - 1
    assert EACH <= ALL // 3


def test_a_network_of_ipv6_is_one_though_each_of_its_addresses_has_less() -> None:
    guesses = Guesses()
    spent = sum(wrong(guesses, f"2001:db8::{now:x}", float(now)) for now in range(1, int(HOUR)))
    assert spent <= SHORT.network[-1].guesses
    guesses = Guesses()
    for now in range(int(HOUR)):
        wrong(guesses, "2001:db8::bad", float(now))
    assert right(guesses, "2001:db8::1", HOUR - 1), "one address does not use up its network"


def test_so_many_an_hour_from_all() -> None:
    guesses = Guesses()
    assert sum(wrong(guesses, f"address {number}", 0) for number in range(500)) == ALL
    assert not any(wrong(guesses, f"address {number}", number) for number in range(1, 3600))
    assert wrong(guesses, "somebody", HOUR)


def test_what_is_kept_for_those_who_have_only_mistyped_is_not_used_up_by_who_goes_on() -> None:
    guesses = Guesses()
    attackers = [f"10.0.0.{number}" for number in range(10)]
    spent = sum(wrong(guesses, who, float(now)) for now in range(int(HOUR)) for who in attackers)
    assert spent == len(attackers) * FIRST + AGAIN
    for number in range(ALL - spent):
        assert wrong(guesses, f"fresh {number}", HOUR - 1)


def test_who_was_in_before_is_not_in_the_way_of_strangers_nor_they_in_its() -> None:
    guesses = Guesses()
    for number in range(500):
        wrong(guesses, f"address {number}", 0)
    assert not right(guesses, "a", 1)
    assert right(guesses, "a", 1, "app")
    assert right(guesses, "a", 1, "unheard of", "app")
    assert sum(wrong(guesses, "a", 2, "app") for _ in range(500)) == SHORT.known_each[0].guesses
    assert right(guesses, "a", 3, "other app")
    assert sum(wrong(guesses, "a", 4, f"app {number}") for number in range(500)) == KNOWN - SHORT.known_each[0].guesses
    assert not right(guesses, "a", 5, "third app"), "then it is a stranger like others"


def in_before(guesses: Guesses, address: str, app: str) -> None:
    """Came in by the code."""
    guess = guesses.begin(address, 0, [], app)
    assert isinstance(guess, Guess)
    guesses.right(guess)


def knocks(guesses: Guesses, app: str) -> Guess | Refusal:
    """At the address where strangers have used up what there is."""
    return guesses.begin("10.0.0.1", 2, [app], app)


def test_others_who_were_in_before_do_not_use_up_what_an_app_has_of_its_own() -> None:
    guesses = Guesses()
    for app in ["honest", *(f"bad {number}" for number in range(20))]:
        in_before(guesses, "10.0.0.1", app)
    for number in range(20):  # what all of them share, what each has, and what strangers have at their address
        for _ in range(60):
            if isinstance(guess := knocks(guesses, f"bad {number}"), Guess):
                guesses.wrong(guess, 2)
    assert isinstance(knocks(guesses, "bad 0"), Refusal)
    assert isinstance(knocks(guesses, "never in"), Refusal)
    for _ in range(OWN_TRIES):
        guess = knocks(guesses, "honest")
        assert isinstance(guess, Guess), "an app that did nothing wrong is kept out by what others guessed"
        guesses.broken_off(guess)
    for _ in range(2):
        for _ in range(OWN_TRIES - 1):
            guesses.wrong(guess_of(knocks(guesses, "honest")), 2)
        guesses.right(guess_of(knocks(guesses, "honest")))  # and has them anew
    at_once = [knocks(guesses, "honest") for _ in range(50)]
    assert sum(isinstance(one, Guess) for one in at_once) == OWN_TRIES, "many at once are not more"


def guess_of(result: Guess | Refusal) -> Guess:
    assert isinstance(result, Guess)
    return result


def test_what_apps_have_of_their_own_is_once_for_the_whole_meeting() -> None:
    """However many apps somebody made known while it had the code, and however long it goes on."""
    guesses = Guesses()
    in_before(guesses, "10.0.0.9", "honest")
    for number in range(2_000):
        in_before(guesses, "10.0.0.1", f"bad {number}")
    own = 0
    for hour in range(1, 9):
        for number in range(2_000):
            guess = guesses.begin("10.0.0.1", hour * HOUR, ["everybody"], f"bad {number}")
            if isinstance(guess, Guess):
                guesses.wrong(guess, hour * HOUR)
                own += guess.own
    assert own == OWN_TRIES * (OWN_APPS - 1)
    assert isinstance(guesses.begin("10.0.0.1", 8 * HOUR, ["everybody"], "honest"), Guess), "many apps push out one"


def test_right_ones_and_those_that_were_broken_off_do_not_count() -> None:
    guesses = Guesses()
    for number in range(1000):
        guess = guesses.begin("a", 0)
        assert isinstance(guess, Guess)
        (guesses.right if number % 2 else guesses.broken_off)(guess)


def test_one_that_has_not_ended_counts_as_long_as_it_lasts_and_then_in_full() -> None:
    guesses = few(1, 9)
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


MINUTE = Limits(
    address=(Limit(3, 60.0),), network=(Limit(5, 60.0),), again=(Limit(6, 60.0),), all=(Limit(10, 60.0),),
    known=(Limit(4, 60.0),), known_each=(Limit(2, 60.0),),
)  # fmt: skip


class Attempt(NamedTuple):
    guess: Guess
    address: str
    known: str
    """Empty: it counts as a stranger's."""


WHO = [*(f"2001:db8::{number}" for number in range(1, 5)), *"abcdefgh"]


@given(
    st.lists(
        st.tuples(st.sampled_from(WHO), st.floats(0, 30), st.floats(0, 20), st.sampled_from(["", "", "x", "y"])),
        max_size=120,
    )
)
def test_never_more_in_any_minute_whatever_comes(attempts: list[tuple[str, float, float, str]]) -> None:
    """Attempts from any address, any time after the one before, each taking any time to be answered."""
    guesses, now = Guesses(lambda: MINUTE), 0.0
    under_way: list[tuple[float, Attempt]] = []
    answered: list[tuple[float, Attempt]] = []

    def let_pass(until: float) -> None:
        for ends, attempt in sorted(under_way, key=lambda one: one[0]):
            if ends <= until:
                guesses.wrong(attempt.guess, ends)
                answered.append((ends, attempt))
                under_way.remove((ends, attempt))

    for address, pause, lasts, known in attempts:
        now += pause
        let_pass(now)
        guess = guesses.begin(address, now, [known] if known else [])
        if isinstance(guess, Guess):
            stranger = any(count is guesses._count("all", "", 60.0) for count in guess.counts)
            under_way.append((now + lasts, Attempt(guess, address, "" if stranger else known)))
    let_pass(math.inf)

    def most(limit: int, within: list[Attempt], by: Callable[[Attempt], str] = lambda _: "") -> bool:
        kinds = [by(one) for one in within]
        return all(kinds.count(kind) <= limit for kind in kinds)

    for start, _ in answered:
        within = [attempt for at, attempt in answered if start <= at < start + 60]
        strangers = [one for one in within if not one.known]
        known_ones = [one for one in within if one.known]
        assert most(10, strangers)
        assert most(3, strangers, lambda one: one.address)
        assert most(5, strangers, lambda one: network_of(one.address))
        assert most(4, known_ones)
        assert most(2, known_ones, lambda one: one.known)


def test_what_is_kept_is_bounded() -> None:
    guesses = Guesses()
    for number in range(10_000):
        wrong(guesses, str(number), float(number))
    assert len(guesses._counts) <= 10 * ALL


def test_a_longer_code_may_be_tried_more_often() -> None:
    limits = [SHORT]
    guesses = Guesses(lambda: limits[0])
    for number in range(500):
        wrong(guesses, f"address {number}", 0)
    assert not right(guesses, "honest", 1)
    limits[0] = LONG
    assert right(guesses, "honest", 61)


def test_the_host_is_told_from_the_fifth_on_and_at_every_doubling() -> None:
    guesses = few(1_000)
    told = []
    for number in range(40):
        guess = guesses.begin("10.0.0.7", float(number))
        assert isinstance(guess, Guess)
        if (found := guesses.wrong(guess, float(number))) is not None:
            told.append(found)
    assert [one.times for one in told] == [TOLD_FROM, 2 * TOLD_FROM, 4 * TOLD_FROM, 8 * TOLD_FROM]
    assert told[0] == Guessing("10.0.0.7", 5, 5, 1)


def test_people_who_mistype_are_not_told_of() -> None:
    """A class of thirty in which every third mistypes once."""
    guesses = Guesses()
    for number in range(10):
        guess = guesses.begin(f"10.0.0.{number}", float(number))
        assert isinstance(guess, Guess)
        assert guesses.wrong(guess, float(number)) is None


def test_many_addresses_together_are_told_of() -> None:
    guesses = Guesses()
    told = []
    for number in range(30):
        guess = guesses.begin(f"10.0.0.{number}", float(number))
        assert isinstance(guess, Guess)
        if (found := guesses.wrong(guess, float(number))) is not None:
            told.append(found)
    assert [(one.total, one.addresses) for one in told] == [(15, 15), (30, 30)]


@pytest.mark.parametrize(
    ("attackers", "limits", "refused"), [(1, SHORT, 0), (10, SHORT, 0), (100, SHORT, None), (100, LONG, 0)]
)
def test_eight_hours_of_guessing_beside_honest_codes(attackers: int, limits: Limits, refused: int | None) -> None:
    """Each attacking address tries every ten seconds, as ``tests.bench.half_open guessing`` does for other strengths.
    With a short code a hundred addresses do lock out whoever has nothing but the code, which the host is told."""
    found = eight_hours(attackers, limits)
    assert found.honest > 400
    if refused is None:
        assert found.refused > 0
        assert found.told
    else:
        assert found.refused == refused
    assert found.wrong <= 8 * (limits.all[-1].guesses + limits.known[-1].guesses)


class Found:
    def __init__(self) -> None:
        self.honest = self.refused = self.wrong = 0
        self.told: list[Guessing] = []


def eight_hours(attackers: int, limits: Limits, seed: int = 7) -> Found:
    """Somebody honest comes every minute or so, each from an address of its own, and one in five mistypes first."""
    chance, guesses, found = random.Random(seed), Guesses(lambda: limits), Found()
    comes = chance.expovariate(1 / 60)
    for second in range(0, 8 * 3_600, 10):
        for number in range(attackers):
            guess = guesses.begin(f"10.6.{number // 250}.{number % 250}", float(second))
            if isinstance(guess, Guess):
                found.wrong += 1
                if (told := guesses.wrong(guess, float(second))) is not None:
                    found.told.append(told)
        while comes <= second:
            found.honest += 1
            address = f"10.{7 + found.honest // 60_000}.{found.honest // 250}.{found.honest % 250}"
            if chance.random() < 0.2:
                found.wrong += wrong(guesses, address, float(second))
            found.refused += not right(guesses, address, float(second) + 5)
            comes += chance.expovariate(1 / 60)
    return found
