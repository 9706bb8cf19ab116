"""Who gives way when too many come at once."""

from meetdesk.net.strangers.newcomers import (
    KNOWN_PLACES,
    PER_NETWORK,
    PLACES,
    SILENT_SECONDS,
    Newcomer,
    Newcomers,
    Stage,
)


class Crowd:
    def __init__(self, newcomers: Newcomers | None = None) -> None:
        self.newcomers = Newcomers() if newcomers is None else newcomers
        self.closed: list[Newcomer] = []

    def come(self, address: str, stage: Stage = Stage.SILENT, *, known: bool = False, at: float = 0.0) -> Newcomer:
        one = Newcomer(address, lambda: self.closed.append(one), known=known, came_at=at)
        self.newcomers.came(one)
        one.advance(stage)
        return one


def few(silent: int = 9, speaking: int = 9, greeted: int = 9, per_network: int = 9, known: int = 9) -> Crowd:
    places = {Stage.SILENT: silent, Stage.SPEAKING: speaking, Stage.GREETED: greeted}
    return Crowd(Newcomers(places, per_network, known))


def test_there_is_room() -> None:
    crowd = few(silent=3)
    for address in "aab":
        crowd.come(address)
    assert (len(crowd.newcomers), crowd.closed) == (3, [])


def test_the_first_of_the_same_network_gives_way() -> None:
    crowd = few(per_network=2)
    first = crowd.come("2001:db8::1")
    crowd.come("192.168.1.1")
    crowd.come("2001:db8::2")
    crowd.come("2001:db8::3")
    assert crowd.closed == [first]
    assert first.gave_way
    assert len(crowd.newcomers) == 3


def test_the_busiest_address_gives_way_for_others_of_its_network() -> None:
    crowd = few(per_network=4)
    quiet = crowd.come("2001:db8::1")
    flood = [crowd.come("2001:db8::bad") for _ in range(3)]
    crowd.come("2001:db8::2")
    crowd.come("2001:db8::bad")
    assert crowd.closed == flood[:2]
    assert not quiet.gave_way


def test_the_busiest_network_gives_way_for_others() -> None:
    crowd = few(silent=10)
    alone = crowd.come("10.0.0.1")
    flood = [crowd.come("10.0.0.66") for _ in range(9)]
    for number in range(5):
        crowd.come(f"10.0.1.{number}")
    assert crowd.closed == flood[:5]
    assert not alone.gave_way


def test_nobody_who_has_said_something_gives_way_for_who_has_not() -> None:
    """Ten thousand connections, each from an address of its own, while some are on their way in."""
    crowd = Crowd()
    joining = [crowd.come(f"10.9.{n}.1", stage) for n, stage in enumerate((Stage.SPEAKING, Stage.GREETED) * 20)]
    silent = [crowd.come(f"10.1.{n // 250}.{n % 250}") for n in range(10_000)]
    assert not any(one.gave_way for one in joining)
    assert crowd.closed == silent[: -PLACES[Stage.SILENT]], "the silent one that came first"


def test_nobody_who_has_greeted_gives_way_for_who_only_begins() -> None:
    crowd = Crowd()
    joining = [crowd.come(f"10.9.{n}.1", Stage.GREETED) for n in range(40)]
    for n in range(10_000):
        crowd.come(f"10.1.{n // 250}.{n % 250}", Stage.SPEAKING)
    assert not any(one.gave_way for one in joining)


def test_one_who_greets_finds_a_place_however_many_have() -> None:
    crowd = few(greeted=2)
    first = crowd.come("a", Stage.GREETED)
    crowd.come("b", Stage.GREETED)
    assert not crowd.come("c", Stage.GREETED).gave_way
    assert crowd.closed == [first]


def test_who_comes_from_a_known_address_has_places_of_its_own() -> None:
    crowd = Crowd()
    known = [crowd.come("10.0.0.7", known=True) for _ in range(KNOWN_PLACES)]
    for n in range(2_000):
        crowd.come(f"10.1.{n // 250}.{n % 250}", Stage(n % 3))
    assert not any(one.gave_way for one in known)


def test_a_class_behind_one_router_has_places() -> None:
    """Thirty browsers of guests with six connections each."""
    crowd = Crowd()
    for stage in Stage:
        for _ in range(30 * 6):
            crowd.come("10.0.0.7", stage)
    assert not crowd.closed
    assert PER_NETWORK >= 30 * 6


def test_whoever_is_admitted_or_gone_does_not_count() -> None:
    crowd = few(silent=1, greeted=1)
    for stage in (Stage.SILENT, Stage.GREETED):
        one = crowd.come("a", stage)
        crowd.newcomers.gone(one)
        crowd.newcomers.gone(one)
        one.greet()
        crowd.come("a", stage)
        assert not crowd.closed
        crowd = few(silent=1, greeted=1)


def test_who_is_silent_for_too_long_is_closed_however_far_it_came_but_for_who_joins() -> None:
    crowd = Crowd()
    late = [crowd.come("a", at=1.0), crowd.come("b", Stage.SPEAKING, at=1.0), crowd.come("c", known=True, at=1.0)]
    joining, fresh = crowd.come("d", Stage.GREETED, at=1.0), crowd.come("e", at=1.1)
    crowd.newcomers.close_silent(1.0 + SILENT_SECONDS)
    assert crowd.closed == late
    assert not any(one.gave_way for one in late), "it is its own fault"
    assert not joining.gave_way
    assert len(crowd.newcomers) == 2
    assert fresh not in crowd.closed
