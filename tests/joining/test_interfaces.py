"""Which addresses are read out, and in which order."""

import socket

import pytest

from meetdesk.joining.interfaces import InterfaceAddress, lan_addresses, rank, to_read_out


def test_best_first() -> None:
    found = [
        InterfaceAddress("lo", "127.0.0.1"),
        InterfaceAddress("lo", "::1"),
        InterfaceAddress("docker0", "172.17.0.1"),
        InterfaceAddress("veth12ab", "fe80::7", 9),
        InterfaceAddress("tun0", "10.8.0.2"),
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


LINK_LOCAL = InterfaceAddress("eth0", "fe80::1", 2)


def test_a_link_local_address_is_not_read_out_beside_another() -> None:
    others = [InterfaceAddress("eth0", "192.168.1.20"), InterfaceAddress("eth0", "fd00::2")]
    assert to_read_out([*others, LINK_LOCAL]) == ["192.168.1.20", "fd00::2"]


@pytest.mark.parametrize("interface", ["docker0", "tun0"])
def test_a_link_local_address_is_read_out_where_colleagues_reach_nothing_else(interface: str) -> None:
    assert to_read_out([LINK_LOCAL, InterfaceAddress(interface, "10.8.0.2")]) == ["fe80::1", "10.8.0.2"]


def test_a_scope_is_never_read_out() -> None:
    assert to_read_out([LINK_LOCAL, InterfaceAddress("wlan0", "fe80::1", 3)]) == ["fe80::1"]


def test_every_address_of_this_machine_can_be_listened_on() -> None:
    for address in lan_addresses():
        target = socket.getaddrinfo(address.host, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(target[0], socket.SOCK_STREAM) as server:
            server.bind(target[4])
        assert not address.ip.startswith("127.")
