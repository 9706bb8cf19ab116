"""However many names somebody makes up, the meetings that are there are found."""

from meetdesk.joining.address import Address
from meetdesk.joining.discovery.heard import MOST_AT_ONE_ADDRESS, MOST_MEETINGS, MOST_UNRESOLVED, Heard
from meetdesk.joining.discovery.label import Label
from meetdesk.joining.discovery.sighting import Sighting


def sighting(number: int, host: str, title: str = "Forged") -> Sighting:
    return Sighting(f"{number:016x}", Label(title, "Mira", 1), (Address(host),))


def titles(heard: Heard) -> list[str]:
    return [one.label.title for one in heard.sightings]


def test_names_that_do_not_resolve_hide_no_later_meeting() -> None:
    heard = Heard()
    for number in range(10 * MOST_MEETINGS):
        heard.hear(f"forged {number}", None)
    heard.hear("plans", sighting(1, "192.168.1.20", "Plans"))
    assert titles(heard) == ["Plans"]
    assert len(heard.names) == 1 + MOST_UNRESOLVED
    assert "forged 0" not in heard
    assert f"forged {10 * MOST_MEETINGS - 1}" in heard


def test_one_address_has_a_few_names_and_the_newest_count() -> None:
    heard = Heard()
    heard.hear("plans", sighting(1, "192.168.1.20", "Plans"))
    for number in range(500):
        heard.hear(f"forged {number}", sighting(number, "192.168.1.66"))
    assert titles(heard).count("Forged") == MOST_AT_ONE_ADDRESS
    assert "Plans" in titles(heard)
    assert "forged 499" in heard


def test_who_is_known_comes_first_and_is_displaced_by_no_other_address() -> None:
    heard = Heard(lambda address: address == str(Address("192.168.1.20")))
    heard.hear("forged", sighting(2, "192.168.1.66"))
    heard.hear("plans", sighting(1, "192.168.1.20", "Plans"))
    assert titles(heard) == ["Plans", "Forged"], "the one that is known is not shown first"
    for number in range(5 * MOST_MEETINGS):
        heard.hear(f"forged {number}", sighting(number, f"10.0.{number // 250}.{number % 250}"))
    assert titles(heard)[0] == "Plans"
    assert len(heard.sightings) == MOST_MEETINGS


def test_a_name_that_resolves_waits_no_longer() -> None:
    heard = Heard()
    heard.hear("plans", None)
    heard.hear("plans", sighting(1, "192.168.1.20", "Plans"))
    assert heard.names == ("plans",)
    heard.forget("plans")
    assert "plans" not in heard


def test_a_name_that_is_heard_no_more_makes_room() -> None:
    heard = Heard()
    heard.hear("plans", sighting(1, "192.168.1.20", "Plans"))
    heard.hear("plans", None)
    assert heard.sightings == ()
    assert "plans" in heard
    heard.forget("plans")
    assert heard.names == ()
