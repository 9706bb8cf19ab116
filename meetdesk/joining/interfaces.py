"""The addresses under which colleagues on the LAN may reach this machine, best first."""

import errno
import ipaddress
import socket
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import ifaddr

from meetdesk.joining.sides import LIKE_A_CARD, Side, Standing, standings

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST_ADDRESSES = 8


@dataclass(frozen=True)
class InterfaceAddress:
    interface: str
    """Name as people know it."""
    ip: str
    """Without scope."""
    scope: int = 0
    """IPv6 zone index; 0 if there is none."""
    standing: Standing = LIKE_A_CARD

    @property
    def host(self) -> str:
        """As it is typed: a link-local IPv6 address with its scope."""
        zone = self.scope if sys.platform == "win32" else self.interface
        return f"{self.ip}%{zone}" if self.is_link_local_ipv6 and self.scope else self.ip

    @property
    def is_link_local_ipv6(self) -> bool:
        address = ipaddress.ip_address(self.ip)
        return address.version == 6 and address.is_link_local


def lan_addresses() -> list[InterfaceAddress]:
    """Addresses of this machine that a server can use now and others may reach, best first, at most 8. Empty without a
    network."""
    return [address for address in present_addresses() if address.standing.side is not Side.GUESTS]


def present_addresses() -> list[InterfaceAddress]:
    """The same with those that only this machine's own containers and virtual machines reach, which are last."""
    return rank(address for address in _all() if address.standing.up and _usable(address))


def guest_addresses() -> list[InterfaceAddress]:
    """Those that only this machine's own containers and virtual machines reach, whether any run or not."""
    return rank(address for address in _all() if address.standing.side is Side.GUESTS)


def idle_addresses() -> list[InterfaceAddress]:
    """What would be read out if the cable were in, but for link-local addresses."""
    out = (address for address in _all() if address.standing.enabled and not address.standing.up)
    found = (address for address in out if not address.is_link_local_ipv6)
    return [address for address in rank(found) if address.standing.side is not Side.GUESTS]


def own_addresses() -> frozenset[str]:
    """All IP addresses of this machine, without scope, but for loopback: who types that means it."""
    return frozenset(address.ip for address in _all() if not ipaddress.ip_address(address.ip).is_loopback)


def to_read_out(addresses: Sequence[InterfaceAddress]) -> list[str]:
    """What to tell people on other machines, in the order of ``addresses``.

    Nothing that only this machine's own containers and virtual machines reach: elsewhere it is another computer. A
    link-local IPv6 address only if the LAN has no other, and without its scope, which names an interface of this
    machine: whoever joins tries all of their own (``link_local_scopes``).
    """
    useful = [address for address in addresses if address.standing.side is not Side.GUESTS]
    others = [address for address in useful if not address.is_link_local_ipv6]
    if not any(is_lan(address) for address in others):
        others = [address for address in useful if address in others or is_lan(address)] or useful
    return list(dict.fromkeys(address.ip for address in others))


def link_local_scopes() -> list[int]:
    """Zone indices of this machine's interfaces that speak IPv6, those of the LAN first, at most 8.

    An interface that came up a moment ago does not: its address is tentative (RFC 4862), and nothing answers to it.
    """
    return list(dict.fromkeys(address.scope for address in present_addresses() if address.is_link_local_ipv6))


def own_networks() -> list[Network]:
    """The subnets of the LAN and of VPNs that this machine has an address in, without loopback and link-local ones."""
    return _networks(guests=False)


def guest_networks() -> list[Network]:
    """Those in which there is nobody but this machine's own containers and virtual machines."""
    return _networks(guests=True)


def rank(found: Iterable[InterfaceAddress]) -> list[InterfaceAddress]:
    """Orders addresses by who can reach them: the LAN, then VPNs, then nobody but this machine's own guests; within
    that IPv4, IPv6 beyond the link, link-local; then by the route to other networks. At most 8. Leaves out loopback and
    what no other machine could use."""
    kept = {address.host: address for address in found if _place(address) is not None}
    return sorted(kept.values(), key=lambda address: _place(address) or (0,))[:MOST_ADDRESSES]


_ORDER = (Side.LAN, Side.VPN, Side.GUESTS)


def _place(address: InterfaceAddress) -> tuple[int, ...] | None:
    ip = ipaddress.ip_address(address.ip)
    if ip.is_loopback or ip.is_unspecified or ip.is_multicast:
        return None
    if ip.is_link_local:
        if ip.version == 6 and not address.scope:
            return None
        kind = 2 if ip.version == 4 else 3
    else:
        kind = 0 if ip.version == 4 else 1
    return (_ORDER.index(address.standing.side), kind, address.standing.route, int(not ip.is_private))


def is_lan(address: InterfaceAddress) -> bool:
    return address.standing.side is Side.LAN


def _all() -> list[InterfaceAddress]:
    found = [(_name(adapter), ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    plain = [(name, (ip, 0) if isinstance(ip, str) else (ip[0], ip[2])) for name, ip in found]
    outside = {ip: name for name, (ip, _) in plain if not ipaddress.ip_address(ip).is_loopback}
    known = standings(outside)
    # An address of Linux may have a label of its own: "eth0:1".
    return [
        InterfaceAddress(name, ip, scope, known.get(name) or known.get(name.partition(":")[0]) or LIKE_A_CARD)
        for name, (ip, scope) in plain
    ]


def _name(adapter: ifaddr.Adapter) -> str:
    return adapter.name if sys.platform != "win32" else adapter.nice_name


def _networks(*, guests: bool) -> list[Network]:
    prefixes = {
        ip.ip if isinstance(ip.ip, str) else ip.ip[0]: ip.network_prefix
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    }
    found: dict[Network, None] = {}
    for address in _all():
        if (address.standing.side is Side.GUESTS) is guests and address.ip in prefixes:
            network = ipaddress.ip_network(f"{address.ip}/{prefixes[address.ip]}", strict=False)
            if not (network.is_loopback or network.is_link_local):
                found[network] = None
    return list(found)


def _usable(address: InterfaceAddress) -> bool:
    family = socket.AF_INET6 if ":" in address.ip else socket.AF_INET
    target = (address.ip, 0, 0, address.scope) if family == socket.AF_INET6 else (address.ip, 0)
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind(target)
    except OSError as error:
        # Out of file descriptors says nothing about the address.
        return error.errno in {errno.EMFILE, errno.ENFILE}
    return True
