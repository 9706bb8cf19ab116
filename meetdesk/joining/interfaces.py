"""The addresses under which colleagues on the LAN may reach this machine, best first."""

import errno
import ipaddress
import re
import socket
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import ifaddr

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST_ADDRESSES = 8
# Bridges and adapters of containers and virtual machines: colleagues hardly ever reach anything there.
_VIRTUAL = re.compile(
    r"(docker|br-|veth|virbr|vmnet|vboxnet|vnet|lxc|lxd|cni|flannel|podman|cali|bridge\d|awdl|llw)"
    r"|.*(vethernet|virtualbox|vmware|hyper-v|host-only|wsl)",
    re.IGNORECASE,
)
_TUNNEL = re.compile(r"(tun|tap|wg|ppp|utun|ipsec|tailscale|zt)|.*(vpn|wireguard|tailscale)", re.IGNORECASE)
_UNIQUE_LOCAL = ipaddress.IPv6Network("fc00::/7")
_GOING_DOWN = {"down", "lowerlayerdown", "notpresent", "dormant"}


@dataclass(frozen=True)
class InterfaceAddress:
    interface: str
    """Name as people know it."""
    ip: str
    """Without scope."""
    scope: int = 0
    """IPv6 zone index; 0 if there is none."""

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
    """Addresses of this machine that a server can use now, best first, at most 8. Empty without a network."""
    return rank(address for address in _present() if _is_up(address.interface) and _usable(address))


def to_read_out(addresses: Sequence[InterfaceAddress]) -> list[str]:
    """What to tell people on other machines, in the order of ``addresses``.

    A link-local IPv6 address only if no other address of a real interface is there, and without its scope, which names
    an interface of this machine: whoever joins tries all of their own (``link_local_scopes``).
    """
    others = [address for address in addresses if not address.is_link_local_ipv6]
    if any(is_real(address) for address in others):
        return [address.ip for address in others]
    return list(dict.fromkeys(address.ip for address in addresses))


def link_local_scopes() -> list[int]:
    """Zone indices of this machine's interfaces that speak IPv6, real ones first, at most 8.

    An interface that came up a moment ago does not: its address is tentative (RFC 4862), and nothing answers to it.
    """
    found = (address for address in _present() if address.is_link_local_ipv6 and _is_up(address.interface))
    found = (address for address in found if _usable(address))
    return list(dict.fromkeys(address.scope for address in rank(found)))


def own_networks() -> list[Network]:
    """The subnets this machine has an address in, without loopback and link-local ones."""
    found: dict[Network, None] = {}
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            address = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            network = ipaddress.ip_network(f"{address}/{ip.network_prefix}", strict=False)
            if not (network.is_loopback or network.is_link_local):
                found[network] = None
    return list(found)


def rank(found: Iterable[InterfaceAddress]) -> list[InterfaceAddress]:
    """Orders addresses: private IPv4 of a real interface, other IPv4, IPv6 beyond the link, link-local; those of
    tunnels and virtual machines behind all others. Leaves out loopback and what no other machine could use."""
    kept = {address.host: address for address in found if _place(address) is not None}
    return sorted(kept.values(), key=lambda address: _place(address) or (0, 0))[:MOST_ADDRESSES]


def _place(address: InterfaceAddress) -> tuple[int, int] | None:
    ip = ipaddress.ip_address(address.ip)
    if ip.is_loopback or ip.is_unspecified or ip.is_multicast:
        return None
    if isinstance(ip, ipaddress.IPv4Address):
        kind = 3 if ip.is_link_local else 0 if ip.is_private else 1
    elif ip.is_link_local:
        if not address.scope:
            return None
        kind = 4
    else:
        kind = 2
    if _VIRTUAL.match(address.interface):
        return (2, kind)
    return (1 if _TUNNEL.match(address.interface) else 0, kind)


def is_real(address: InterfaceAddress) -> bool:
    return not (_VIRTUAL.match(address.interface) or _TUNNEL.match(address.interface))


def _present() -> Iterable[InterfaceAddress]:
    for adapter in ifaddr.get_adapters():
        name = adapter.name if sys.platform != "win32" else adapter.nice_name
        for ip in adapter.ips:
            if isinstance(ip.ip, str):
                yield InterfaceAddress(name, ip.ip)
            else:
                text, _flow, scope = ip.ip
                yield InterfaceAddress(name, text, scope)


def _is_up(interface: str) -> bool:
    """Linux keeps the addresses of an interface whose cable is out; elsewhere they go away by themselves."""
    try:
        return Path("/sys/class/net", interface, "operstate").read_text().strip() not in _GOING_DOWN
    except (OSError, ValueError):
        return True


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
