"""Who is served next where strangers ask for more than can be done."""

import pytest

from meetdesk.core.budget import Allowed
from meetdesk.net.strangers.arrivals import Arrivals
from meetdesk.net.strangers.fair_turns import (
    DEBT_SECONDS,
    FIRST_PAGE,
    FIRST_PAGES,
    JOIN,
    JOINS,
    PAGES,
    PAGES_NETWORK,
    REMEMBERED,
    VAIN,
    VAIN_KNOWN,
    VAIN_NETWORK,
    WAITING_NETWORKS,
    FairTurns,
)

STEP = 0.01


def served(turns: FairTurns[str], now: float) -> list[str]:
    found = []
    while (one := turns.next(now)) is not None:
        found.append(one)
    return found


def test_so_many_at_once_and_then_so_many_a_second() -> None:
    turns: FairTurns[str] = FairTurns(per_second=10, at_once=5)
    for number in range(40):
        turns.ask(f"{number}", f"10.0.{number}.1", 0.0)
    assert len(served(turns, 0.0)) == 5
    assert turns.wait(0.0) == pytest.approx(0.1)
    assert len(served(turns, 1.0)) == 5, "no more than at once"
    assert len(served(turns, 1.25)) == 2
    turns = FairTurns()
    assert turns.wait(0.0) is None


def test_one_network_does_not_hold_up_another() -> None:
    """Its many addresses do not help it."""
    turns: FairTurns[str] = FairTurns(per_second=10, at_once=1)
    for number in range(200):
        turns.ask("flood", f"2001:db8::{number:x}", 0.0)
    served(turns, 0.0)
    turns.ask("honest", "192.168.1.20", 0.01)
    assert served(turns, 0.11) == ["honest"]


def test_in_one_network_addresses_take_turns() -> None:
    turns: FairTurns[str] = FairTurns(per_second=10, at_once=1)
    for _ in range(50):
        turns.ask("flood", "2001:db8::bad", 0.0)
    served(turns, 0.0)
    turns.ask("honest", "2001:db8::1", 0.0)
    assert "honest" in served(turns, 0.1) + served(turns, 0.2)


def test_who_was_served_longest_ago_is_next() -> None:
    turns: FairTurns[str] = FairTurns(per_second=1, at_once=1)
    order = []
    for second in range(6):
        for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
            turns.ask(address[-1], address, float(second))
        order += served(turns, float(second))
    assert order == ["1", "2", "3", "1", "2", "3"]


def test_known_addresses_wait_for_nobody() -> None:
    turns: FairTurns[str] = FairTurns(per_second=1, at_once=1)
    for number in range(50):
        turns.ask("stranger", f"10.1.{number}.1", 0.0)
    turns.ask("known", "10.0.0.7", 0.0, known=True)
    assert served(turns, 0.0) in (["stranger", "known"], ["known", "stranger"])


def test_who_gives_up_is_forgotten() -> None:
    turns: FairTurns[str] = FairTurns(at_once=0)
    turns.ask("a", "10.0.0.1", 0.0)
    for _ in range(2):
        turns.give_up("a", "10.0.0.1")
    turns.give_up("b", "10.0.0.2")
    assert turns.wait(0.0) is None
    assert not served(turns, 60.0)


@pytest.mark.parametrize("strength", [1_140, 11_400], ids=str)
@pytest.mark.parametrize("addresses", [1, 40])
def test_honest_people_beside_a_flood_of_handshakes(strength: int, addresses: int) -> None:
    """Somebody comes every half second with the five connections of a join; each waits until it is served."""
    turns: FairTurns[str] = FairTurns()
    waited: list[float] = []
    asked: dict[str, tuple[float, str]] = {}
    vain = 0
    debt = 0.0
    for step in range(int(20 / STEP)):
        now = step * STEP
        debt += strength * STEP
        for number in range(int(debt)):
            turns.ask("flood", f"10.6.0.{number % addresses}", now)
        debt -= int(debt)
        if step % 50 == 0 and now < 17:
            for connection in range(5):
                address = f"10.9.{step // 50}.1"
                asked[f"{step} {connection}"] = now, address
                turns.ask(f"{step} {connection}", address, now)
        for one in served(turns, now):
            vain += one not in asked
            if one in asked:
                began, address = asked.pop(one)
                waited.append(now - began)
                turns.led_to_something(address)
    assert not asked
    assert max(waited) < 2.0, f"somebody waited {max(waited):.2f} s"
    assert vain <= VAIN.at_once + 20 * VAIN.per_second, "and the host's work is bounded"


def test_turns_that_lead_to_something_are_as_many_as_all_may_have() -> None:
    turns: FairTurns[str] = FairTurns()
    vain, useful = 0, 0
    for step in range(3_000):
        now = step * STEP
        turns.ask("vain", f"10.1.{step % 200}.1", now)
        turns.ask("useful", f"10.2.{step % 200}.1", now)
        for one in served(turns, now):
            vain, useful = vain + (one == "vain"), useful + (one == "useful")
            if one == "useful":
                turns.led_to_something(f"10.2.{step % 200}.1")
    assert vain <= VAIN.at_once + 30 * VAIN.per_second
    assert useful > 2_900


def test_a_class_behind_one_router_is_served_within_seconds() -> None:
    """Thirty who come in with a browser at the same moment: 450 connections, of which each third leads to nothing in
    the end, and none before it has been answered."""
    turns: FairTurns[str] = FairTurns()
    under_way: list[tuple[float, int]] = []
    for number in range(450):
        turns.ask(str(number), "10.0.0.7", 0.0)
    done = 0
    for step in range(int(5 / STEP)):
        now = step * STEP
        under_way += [(now + 0.2, int(one)) for one in served(turns, now)]
        while under_way and under_way[0][0] <= now:
            if under_way.pop(0)[1] % 5:
                turns.led_to_something("10.0.0.7")
            done += 1
    assert done == 450
    assert turns.too_many("10.0.0.7", 5.0) is None


def test_a_class_comes_in_beside_forty_who_flood() -> None:
    """From the first of it that was admitted on, its address is known, and those who wait there do so no more."""
    turns: FairTurns[str] = FairTurns()
    for step in range(500):
        turns.ask("flood", f"10.6.0.{step % 40}", step * STEP)
        served(turns, step * STEP)
    for number in range(30):
        turns.ask(f"pupil {number}", "10.0.0.7", 5.0)
    came: list[str] = []
    for step in range(200):
        for one in served(turns, 5.0 + step * STEP):
            if one != "flood":
                came.append(one)
                turns.led_to_something("10.0.0.7")
                turns.recognise("10.0.0.7")
        if len(came) == 30:
            break
    assert len(came) == 30


def test_those_who_wait_for_far_too_much_are_named() -> None:
    turns: FairTurns[str] = FairTurns(vain=Allowed(1, 0.001, "a test"))
    turns.ask("one", "10.0.0.1", 0.0)
    served(turns, 0.0)
    named = []
    for _number in range(200):
        turns.ask("flood", "10.0.0.9", 0.0)
        named.append(turns.too_many("10.0.0.9", 0.0))
    assert named.index("10.0.0.9") == 30
    turns.ask("honest", "10.0.0.2", 0.0)
    assert turns.too_many("10.0.0.2", 0.0) is None


def test_many_networks_of_one_wider_one_are_named_together() -> None:
    turns: FairTurns[str] = FairTurns(vain=Allowed(1, 0.001, "a test"))
    turns.ask("one", "10.0.0.1", 0.0)
    served(turns, 0.0)
    named = []
    for number in range(150):
        turns.ask("flood", f"2001:db8:0:{number:x}::1", 0.0)
        named.append(turns.too_many(f"2001:db8:0:{number:x}::1", 0.0))
    assert named.index("2001:db8::/56") == WAITING_NETWORKS
    turns.ask("honest", "2001:db8:7::1", 0.0)
    assert turns.too_many("2001:db8:7::1", 0.0) is None


def test_what_costs_more_is_as_many_turns() -> None:
    turns: FairTurns[str] = FairTurns(vain=Allowed(100, 1, "a test"))
    turns.charge(1_000, "10.0.0.1", 0.0)
    turns.ask("guesser", "10.0.0.1", 0.0)
    turns.ask("honest", "10.9.0.1", 0.0)
    assert served(turns, 1.0 + 0.9 * DEBT_SECONDS) == []
    assert served(turns, 1.0 + DEBT_SECONDS) == ["honest"]
    turns.charge(1_000, "10.0.0.7", 0.0, known=True)
    turns.ask("known", "10.0.0.7", 0.0, known=True)
    assert turns.wait(0.0) == pytest.approx(DEBT_SECONDS + 1 / VAIN_KNOWN.per_second)


def test_where_nothing_is_left_each_that_costs_more_holds_up_the_next() -> None:
    """Who guesses without end gets no turn as soon as one has come back."""
    turns: FairTurns[str] = FairTurns()
    done = 0
    for step in range(6_000):
        turns.ask("guesser", f"10.6.0.{step % 40}", step * STEP)
        for _ in served(turns, step * STEP):
            turns.charge(25, f"10.6.0.{step % 40}", step * STEP)
            done += 1
    assert done <= VAIN.at_once / 26 + 60 / (DEBT_SECONDS + 1 / VAIN.per_second) + 1


@pytest.mark.parametrize("known", [True, False], ids=["known", "stranger"])
def test_pages_cost_nothing_up_to_what_a_class_needs(known: bool) -> None:
    turns: FairTurns[str] = FairTurns()
    done = 0
    for step in range(6_000):
        turns.ask("page", "10.0.0.7", step * STEP, known=known)
        for _ in served(turns, step * STEP):
            turns.showed("10.0.0.7", step * STEP, known=known)
            done += 1
    vain = VAIN_KNOWN if known else VAIN_NETWORK
    all_of_it = PAGES_NETWORK.at_once + vain.at_once + 60 * (PAGES_NETWORK.per_second + vain.per_second)
    assert PAGES_NETWORK.at_once <= done <= all_of_it + 1, "all of a minute"


@pytest.mark.parametrize("known", [True, False], ids=["known", "stranger"])
def test_who_joins_without_end_waits_in_the_end(known: bool) -> None:
    """A right code costs the host as much as a wrong one."""
    turns: FairTurns[str] = FairTurns()
    done = 0
    for step in range(6_000):
        turns.ask("somebody", "10.0.0.7", step * STEP, known=known)
        for _ in served(turns, step * STEP):
            turns.joined("10.0.0.7", step * STEP, known=known)
            done += 1
    again = (VAIN_KNOWN if known else VAIN_NETWORK).at_once / JOIN + 60 / DEBT_SECONDS
    assert JOINS.at_once <= done <= JOINS.at_once + 60 * JOINS.per_second + again


def test_pages_of_all_strangers_are_bounded() -> None:
    turns: FairTurns[str] = FairTurns()
    done = 0
    for step in range(6_000):
        address = f"10.{step % 200}.0.1"
        turns.ask("page", address, step * STEP)
        for _ in served(turns, step * STEP):
            turns.showed(address, step * STEP)
            done += 1
    assert done <= PAGES.at_once + VAIN.at_once + 60 * (PAGES.per_second + VAIN.per_second) + 1


def test_who_asks_for_the_first_page_again_and_again_is_no_browser() -> None:
    """From forty addresses, thirty a second: after twenty seconds few a second are answered."""
    turns: FairTurns[str] = FairTurns()
    done = [0, 0]
    for step in range(4_000):
        now = step * STEP
        if step % 3 == 0:
            turns.ask("page", f"10.6.0.{step % 40}", now)
        while turns.next(now) is not None:
            turns.showed(f"10.6.0.{step % 40}", now, first=True)
            done[now >= 20] += 1
    assert done[0] >= FIRST_PAGES.at_once, "two classes are answered at once"
    assert done[1] <= 20 * (FIRST_PAGES.per_second + VAIN.per_second / FIRST_PAGE) + 1


def test_a_class_behind_one_router_opens_the_page_beside_those_who_do_so_without_end() -> None:
    turns: FairTurns[str] = FairTurns()
    done, honest = 0, 0
    for step in range(3_000):
        now = step * STEP
        turns.ask("page", f"10.6.0.{step % 40}", now)
        if step == 2_000:
            for _ in range(30):
                turns.ask("pupil", "192.168.1.20", now)
        while (who := turns.next(now)) is not None:
            address = "192.168.1.20" if who == "pupil" else f"10.6.0.{step % 40}"
            turns.showed(address, now, first=True)
            honest += who == "pupil"
            done += 1
    assert honest == 30


def test_connections_that_a_browser_did_not_use_are_forgiven_when_its_person_is_admitted() -> None:
    turns: FairTurns[str] = FairTurns(vain=Allowed(5, 0.001, "a test"))
    for number in range(5):
        turns.ask(str(number), "10.0.0.7", 0.0)
    assert len(served(turns, 0.0)) == 5
    turns.ask("next", "10.9.0.1", 0.0)
    assert served(turns, 0.0) == []
    turns.recognise("10.0.0.7")
    assert served(turns, 0.0) == ["next"]


def test_what_is_remembered_is_bounded() -> None:
    turns: FairTurns[str] = FairTurns()
    arrivals = Arrivals()
    for number in range(2 * REMEMBERED):
        address = f"10.{number % 250}.{number // 250}.1"
        turns.ask("one", address, 0.0)
        turns.give_up("one", address)
        assert arrivals.take(address, 0.0)
    assert len(turns._networks) <= REMEMBERED
    assert not turns._waiting
    assert len(arrivals._buckets) <= REMEMBERED


def test_one_network_opens_no_more_connections_than_a_class_needs() -> None:
    arrivals = Arrivals()
    taken = sum(arrivals.take(f"2001:db8::{number:x}", number / 5_500) for number in range(55_000))
    assert 600 <= taken <= 600 + 10 * 100 + 1
    assert arrivals.take("192.168.1.20", 10.0)
