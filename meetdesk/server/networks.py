"""Whom an address stands for, where people are counted by where they come from. Pure."""

import ipaddress
from functools import lru_cache

NETWORK_BITS = 64
"""Of IPv6: a whole network of 64 bits is given to everybody, who may take any of its addresses (RFC 6177, RFC 4291)."""


@lru_cache(4_096)
def network_of(address: str) -> str:
    """The IPv4 address itself, or the IPv6 network of ``NETWORK_BITS`` that it is in; what is no IP address is taken as
    it is. An IPv4 address written as IPv6 is an IPv4 address, and the interface behind a ``%`` says nothing."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(ip), NETWORK_BITS), strict=False))


def plain_address(address: str) -> str:
    """The address itself in one form."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return str(mapped or ip)
