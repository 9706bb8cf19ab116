"""Which of the addresses that a stranger claims are worth trying."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetdesk.joining.address import Address, parse_address
from meetdesk.joining.discovery.label import Label
from meetdesk.joining.discovery.sighting import Sighting, key_of, promising

NETWORKS = [ipaddress.ip_network(text) for text in ("192.168.1.0/24", "fd00::/64", "130.60.0.0/16")]


def test_the_own_networks_first() -> None:
    found = ["10.8.0.2", "fe80::1%2", "fd00::7", "192.168.1.20", "130.60.3.4", "fd77::1"]
    assert promising(found, NETWORKS) == ["130.60.3.4", "192.168.1.20", "fd00::7", "10.8.0.2", "fd77::1", "fe80::1%2"]


def test_what_this_computer_has_itself_comes_last() -> None:
    """Such as the address of a bridge that is the same on both computers."""
    found = ["172.17.0.1", "192.168.1.20", "10.8.0.2"]
    networks = [ipaddress.ip_network("172.17.0.0/16"), *NETWORKS]
    assert promising(found, networks, {"172.17.0.1", "127.0.0.1"}) == ["192.168.1.20", "10.8.0.2", "172.17.0.1"]


@pytest.mark.parametrize(
    "claimed",
    [
        "8.8.8.8",
        "2001:4860:4860::8888",
        "130.61.0.1",
        "127.0.0.1",
        "::1",
        "0.0.0.0",
        "224.0.0.251",
        "255.255.255.255",
        "ff02::fb",
        "fe80::1",  # without a scope it leads nowhere
        "::ffff:192.168.1.20",
        "x",
    ],
)
def test_nobody_is_sent_to_the_internet_or_to_themselves(claimed: str) -> None:
    assert promising([claimed], NETWORKS) == []


@given(st.lists(st.ip_addresses().map(str) | st.text(max_size=20), max_size=40))
def test_every_address_can_be_typed(claimed: list[str]) -> None:
    found = promising(claimed, NETWORKS)
    assert len(found) <= 8
    for text in found:
        assert parse_address(text) == Address(text)


def test_the_scope_is_not_shown() -> None:
    sighting = Sighting("0" * 16, Label("", "Mira", 1), (Address("fe80::1%2", 47_801),))
    assert sighting.shown_address == "[fe80::1]:47801"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("0123456789abcdef._meetdesk._tcp.local.", "0123456789abcdef"),
        ("0123456789ABCDEF._meetdesk._tcp.local.", None),
        ("<script>._meetdesk._tcp.local.", None),
        ("0123456789abcdef._http._tcp.local.", None),
        ("", None),
    ],
)
def test_only_names_that_meetdesk_gives(name: str, key: str | None) -> None:
    assert key_of(name) == key
