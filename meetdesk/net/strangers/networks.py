"""Whom an address stands for, where people are counted by where they come from. Pure."""

import ipaddress
from functools import lru_cache

NETWORK_BITS = 64
"""Of IPv6: a whole network of 64 bits is given to everybody, who may take any of its addresses (RFC 6177, RFC 4291)."""
WIDER_BITS = {4: (24, 16), 6: (56, 48)}
"""By IP version: what one network is part of. An office or a home is given as much of IPv6 (RFC 6177)."""


@lru_cache(4_096)
def network_of(address: str) -> str:
    """The IPv4 address itself, or the IPv6 network of ``NETWORK_BITS`` that it is in; what is no IP address is taken as
    it is. An IPv4 address written as IPv6 is an IPv4 address, and the interface behind a ``%`` says nothing."""
    return networks_of(address)[0]


@lru_cache(4_096)
def networks_of(address: str) -> tuple[str, ...]:
    """``network_of`` and the wider ones that it is in, the widest last; no wider ones of what is no IP address."""
    ip = _ip(address)
    if ip is None:
        return (address,)
    if isinstance(ip, ipaddress.IPv4Address):
        wider = (str(ipaddress.IPv4Network((int(ip), bits), strict=False)) for bits in WIDER_BITS[4])
        return (str(ip), *wider)
    return tuple(str(ipaddress.IPv6Network((int(ip), bits), strict=False)) for bits in (NETWORK_BITS, *WIDER_BITS[6]))


def plain_address(address: str) -> str:
    """The address itself in one form."""
    ip = _ip(address)
    return address if ip is None else str(ip)


def _ip(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None) or ip
