"""Which addresses are read out, and in which order."""

import socket

import pytest

from meetdesk.joining.interfaces import InterfaceAddress, lan_addresses, rank, to_read_out
from meetdesk.joining.sides import Side, Standing

LAN, VPN, GUESTS = Standing(), Standing(Side.VPN), Standing(Side.GUESTS)
ROUTED = Standing(route=0)


def test_best_first() -> None:
    found = [
        InterfaceAddress("lo", "127.0.0.1"),
        InterfaceAddress("lo", "::1"),
        InterfaceAddress("waydroid0", "172.17.0.1", standing=GUESTS),
        InterfaceAddress("veth12ab", "fe80::7", 9, GUESTS),
        InterfaceAddress("gpd0", "10.8.0.2", standing=VPN),
        InterfaceAddress("eth0", "fe80::1", 2),
        InterfaceAddress("eth0", "fe80::2"),
        InterfaceAddress("eth0", "169.254.3.4"),
        InterfaceAddress("eth0", "fd00::2"),
        InterfaceAddress("eth0", "8.8.4.4"),
        InterfaceAddress("eth0", "192.168.1.20"),
        InterfaceAddress("eth0", "192.168.1.20"),
    ]
    assert [address.host for address in rank(found)] == [
        "192.168.1.20",
        "8.8.4.4",
        "fd00::2",
        "169.254.3.4",
        "fe80::1%eth0",
        "10.8.0.2",
        "172.17.0.1",
        "fe80::7%veth12ab",
    ]


def test_the_card_that_leads_on_is_first_whatever_address_it_has() -> None:
    found = [
        InterfaceAddress("enp4s0", "10.10.10.1"),
        InterfaceAddress("enp3s0", "141.84.9.7", standing=ROUTED),
        InterfaceAddress("enp3s0", "2001:db8::7", standing=ROUTED),
    ]
    assert [address.host for address in rank(found)] == ["141.84.9.7", "10.10.10.1", "2001:db8::7"]


LINK_LOCAL = InterfaceAddress("eth0", "fe80::1", 2)


def test_a_link_local_address_is_not_read_out_beside_another() -> None:
    others = [InterfaceAddress("eth0", "192.168.1.20"), InterfaceAddress("eth0", "fd00::2")]
    assert to_read_out([*others, LINK_LOCAL]) == ["192.168.1.20", "fd00::2"]


@pytest.mark.parametrize(
    ("other", "told"),
    [(VPN, ["fe80::1", "10.8.0.2"]), (GUESTS, ["fe80::1"]), (LAN, ["10.8.0.2"])],
)
def test_a_link_local_address_is_read_out_where_colleagues_reach_nothing_else(other: Standing, told: list[str]) -> None:
    addresses = [
        LINK_LOCAL,
        InterfaceAddress("x0", "10.8.0.2", standing=other),
        InterfaceAddress("x0", "fe80::2", 3, VPN),
    ]
    assert to_read_out(addresses) == told


def test_what_only_own_guests_reach_is_never_read_out() -> None:
    assert to_read_out([InterfaceAddress("docker0", "172.17.0.1", standing=GUESTS)]) == []


def test_a_scope_is_never_read_out() -> None:
    assert to_read_out([LINK_LOCAL, InterfaceAddress("wlan0", "fe80::1", 3)]) == ["fe80::1"]


def test_every_address_of_this_machine_can_be_listened_on() -> None:
    for address in lan_addresses():
        target = socket.getaddrinfo(address.host, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(target[0], socket.SOCK_STREAM) as server:
            server.bind(target[4])
        assert not address.ip.startswith("127.")
