"""Never two who decide: what a deputy and a host may do when they lose each other."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetdesk.core.succession import ALONE_SECONDS, Hold, Say, Vigil

DEPUTY, CEM, DAN, EVE = 2, 3, 4, 5


def vigil(*members: int) -> Vigil:
    one = Vigil(DEPUTY)
    one.named(1, (DEPUTY, *members))
    return one


def test_a_deputy_that_hears_its_host_waits_whatever_others_say() -> None:
    one = vigil(CEM, DAN)
    one.word(CEM, 1)
    one.word(DAN, 1)
    assert not one.may_succeed(0)
    one.host_is_gone(0)
    assert one.may_succeed(0)
    one.host_is_there()
    assert not one.may_succeed(0)


@pytest.mark.parametrize(("members", "words"), [((CEM,), 1), ((CEM, DAN), 1), ((CEM, DAN, EVE), 2)])
def test_it_takes_more_than_half_of_the_members_its_own_word_counted(members: tuple[int, ...], words: int) -> None:
    one = vigil(*members)
    one.host_is_gone(0)
    for member in members[: words - 1]:
        one.word(member, 1)
    assert not one.may_succeed(0)
    one.word(members[words - 1], 1)
    assert one.may_succeed(0)


def test_a_word_of_before_and_that_of_a_stranger_do_not_count() -> None:
    one = vigil(CEM)
    one.host_is_gone(0)
    one.word(DAN, 1)
    one.word(CEM, 0)
    assert not one.may_succeed(0)
    one.word(CEM, 1)
    one.named(2, (DEPUTY, CEM))
    assert not one.may_succeed(0)
    one.word(CEM, 2)
    assert one.may_succeed(0)


def test_who_was_not_named_yet_does_nothing() -> None:
    one = Vigil(DEPUTY)
    one.host_is_gone(0)
    assert not one.may_succeed(ALONE_SECONDS)


def test_who_would_be_alone_waits() -> None:
    one = vigil()
    one.host_is_gone(0)
    assert not one.may_succeed(ALONE_SECONDS - 0.1)
    one.host_is_gone(ALONE_SECONDS - 0.1)
    assert one.may_succeed(ALONE_SECONDS)


def test_a_host_goes_on_once_so_many_have_promised_that_the_others_are_no_majority() -> None:
    hold = Hold(DEPUTY, {1: (DEPUTY, CEM, DAN, EVE)})
    assert not hold.holds
    hold.promised(CEM, 0)
    assert not hold.holds
    hold.promised(DAN, 0)
    assert hold.holds


def test_a_host_goes_on_when_its_deputy_is_back_or_was_the_only_one() -> None:
    hold = Hold(DEPUTY, {1: (DEPUTY, CEM, DAN)})
    hold.promised(DEPUTY, 0)
    assert hold.holds
    assert Hold(DEPUTY, {1: (DEPUTY,)}).holds


def test_an_electorate_that_the_deputy_may_not_know_of_counts_like_the_one_it_knows() -> None:
    hold = Hold(DEPUTY, {1: (DEPUTY, CEM), 2: (DEPUTY, CEM, DAN, EVE)})
    hold.promised(DAN, 0)
    hold.promised(EVE, 0)
    assert not hold.holds, "the deputy may still count by the first one, with the word of Cem"
    hold.promised(CEM, 0)
    assert hold.holds


def test_a_member_says_one_of_two_things_and_keeps_to_it() -> None:
    one = Say()
    assert one.gives_word(3)
    assert one.gives_word(3)
    assert one.promises(4) == 3, "the host is told that for the third the word is given"
    assert not one.gives_word(4)
    assert one.gives_word(5)


def test_a_promise_does_not_count_where_the_word_was_given_before() -> None:
    hold = Hold(DEPUTY, {3: (DEPUTY, CEM)})
    hold.promised(CEM, 3)
    assert not hold.holds
    hold = Hold(DEPUTY, {4: (DEPUTY, CEM)})
    hold.promised(CEM, 3)
    assert hold.holds


@settings(max_examples=300)
@given(st.integers(1, 6), st.integers(0, 2**32))
def test_never_do_both_decide(count: int, seed: int) -> None:
    """Members' apps come, go, lose the host and find it again; what is said arrives in any order, late, or never."""
    chance = random.Random(seed)
    people = list(range(DEPUTY + 1, DEPUTY + 1 + count))
    says = {member: Say() for member in people}
    one = Vigil(DEPUTY)
    namings: list[frozenset[int]] = []
    confirmed = 0
    on_its_way: list[Callable[[], None]] = []

    def name() -> None:
        some = frozenset({DEPUTY, *chance.sample(people, chance.randint(0, count))})
        namings.append(some)
        number = len(namings)
        on_its_way.append(lambda: one.named(number, some))

    def confirm(known: int) -> None:
        nonlocal confirmed
        confirmed = max(confirmed, known)

    name()  # the first is in what a deputy begins with
    on_its_way.pop()()
    confirmed = 1
    hold: Hold | None = None
    one.host_is_gone(0.0)
    deputy_decides = host_decides = False
    for _ in range(200):
        act = chance.random()
        member = chance.choice(people)
        number = chance.randint(max(1, len(namings) - 1), len(namings))
        if on_its_way and act < 0.4:
            on_its_way.pop(chance.randrange(len(on_its_way)))()
        elif act < 0.5 and hold is None and len(namings) < 5:
            name()
        elif act < 0.6 and hold is None and not deputy_decides:
            on_its_way.append(lambda known=one.naming: confirm(known))
        elif act < 0.7 and hold is None:
            hold = Hold(DEPUTY, dict(list(enumerate(namings, 1))[max(confirmed, 1) - 1 :]))
        elif act < 0.85:
            if says[member].gives_word(number):
                on_its_way.append(lambda member=member, number=number: one.word(member, number))
        elif hold is not None:
            word = says[member].promises(len(namings))
            on_its_way.append(lambda member=member, hold=hold, word=word: hold.promised(member, word))
        alone = one.naming > 0 and len(namings[one.naming - 1]) == 1
        deputy_decides = deputy_decides or (not alone and one.may_succeed(0.0))
        host_decides = host_decides or (hold is not None and hold.holds)
        assert not (deputy_decides and host_decides), f"both: {namings}, of which {confirmed} confirmed"


def test_who_has_a_say_and_who_has_answered() -> None:
    hold = Hold(DEPUTY, {1: (DEPUTY, CEM), 2: (DEPUTY, DAN)})
    assert hold.electors == {CEM, DAN}
    hold.promised(CEM, 2)
    assert set(hold.answered) == {CEM}
