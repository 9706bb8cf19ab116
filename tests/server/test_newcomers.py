"""Who gives way when too many come at once."""

from meetdesk.server.newcomers import Newcomer, Newcomers


def come(newcomers: Newcomers, address: str, *, greeted: bool = False) -> tuple[Newcomer, list[Newcomer]]:
    one = Newcomer(address, lambda: None, greeted)
    return one, newcomers.came(one)


def test_there_is_room() -> None:
    newcomers = Newcomers(2, 3)
    assert [come(newcomers, address)[1] for address in "aab"] == [[], [], []]
    assert len(newcomers) == 3


def test_the_first_of_the_same_address_gives_way() -> None:
    newcomers = Newcomers(2, 9)
    first, _ = come(newcomers, "a")
    come(newcomers, "b")
    come(newcomers, "a")
    assert come(newcomers, "a")[1] == [first]
    assert len(newcomers) == 3


def test_who_is_joining_stays_before_who_says_nothing() -> None:
    newcomers = Newcomers(2, 9)
    joining, _ = come(newcomers, "a", greeted=True)
    silent, _ = come(newcomers, "a")
    third, out = come(newcomers, "a")
    assert out == [silent]
    third.greet()
    assert come(newcomers, "a")[1] == [joining]


def test_the_busiest_address_gives_way_for_others() -> None:
    newcomers = Newcomers(9, 10)
    alone, _ = come(newcomers, "quiet")
    flood = [come(newcomers, "flood")[0] for _ in range(9)]
    for number in range(5):
        assert come(newcomers, f"new {number}")[1] == [flood[number]]
    assert alone in newcomers._all


def test_whoever_is_admitted_or_gone_does_not_count() -> None:
    newcomers = Newcomers(1, 1)
    one, _ = come(newcomers, "a")
    newcomers.gone(one)
    newcomers.gone(one)
    assert come(newcomers, "a")[1] == []
