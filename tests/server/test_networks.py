"""Whom an address stands for."""

import pytest

from meetdesk.net.strangers.networks import network_of, plain_address


@pytest.mark.parametrize(
    ("address", "network", "plain"),
    [
        ("192.168.1.20", "192.168.1.20", "192.168.1.20"),
        ("::ffff:192.168.1.20", "192.168.1.20", "192.168.1.20"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1:2:3:4:5:6"),
        ("2001:DB8:1:2::6", "2001:db8:1:2::/64", "2001:db8:1:2::6"),
        ("fe80::1%eth0", "fe80::/64", "fe80::1"),
        ("::1", "::/64", "::1"),
        ("", "", ""),
        ("/run/meetdesk", "/run/meetdesk", "/run/meetdesk"),
    ],
)
def test_a_network(address: str, network: str, plain: str) -> None:
    assert network_of(address) == network
    assert plain_address(address) == plain


def test_millions_of_addresses_are_one() -> None:
    assert len({network_of(f"2001:db8::{number:x}:{number:x}") for number in range(1, 2_000)}) == 1
