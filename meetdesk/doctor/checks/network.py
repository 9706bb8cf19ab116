"""Does this computer have an address that colleagues could reach?"""

import asyncio
import ipaddress
from collections.abc import Sequence

from meetdesk.doctor.context import Context
from meetdesk.joining.interfaces import (
    InterfaceAddress,
    guest_addresses,
    idle_addresses,
    is_lan,
    lan_addresses,
    to_read_out,
)
from meetdesk.wire.findings import Finding, FindingCode, finding


def judge(
    addresses: Sequence[InterfaceAddress],
    guests: Sequence[InterfaceAddress] = (),
    idle: Sequence[InterfaceAddress] = (),
) -> tuple[Finding, ...]:
    """``addresses``: what can be read out, best first. ``guests``: what only this computer's own containers and virtual
    machines reach. ``idle``: those of interfaces that are not connected."""
    found = _connected(addresses)
    vpns = [address for address in addresses if not is_lan(address)] if any(map(is_lan, addresses)) else []
    left_out = (
        (FindingCode.NETWORK_VPN_LAST, vpns),
        (FindingCode.NETWORK_GUESTS_LEFT_OUT, guests),
        (FindingCode.NETWORK_UNPLUGGED, idle),
    )
    return (found, *(finding(code, addresses=_with_names(some)) for code, some in left_out if _told(some)))


def _told(addresses: Sequence[InterfaceAddress]) -> list[InterfaceAddress]:
    """Link-local ones of interfaces that are not read out are nobody's concern."""
    return [address for address in addresses if not address.is_link_local_ipv6]


def _with_names(addresses: Sequence[InterfaceAddress]) -> str:
    return ", ".join(f"{address.ip} ({address.interface})" for address in _told(addresses))


def _connected(addresses: Sequence[InterfaceAddress]) -> Finding:
    if not addresses:
        return finding(FindingCode.NETWORK_NONE)
    shown = ", ".join(to_read_out(addresses))
    real = [ipaddress.ip_address(address.ip) for address in addresses if is_lan(address)]
    if not real:
        return finding(FindingCode.NETWORK_VIRTUAL_ONLY, addresses=shown)
    four = [ip for ip in real if ip.version == 4]
    given = [ip for ip in real if not ip.is_link_local]
    if four and not given:
        return finding(FindingCode.NETWORK_SELF_ASSIGNED, addresses=shown)
    return finding(FindingCode.NETWORK_FINE, addresses=shown)


async def check(_: Context) -> tuple[Finding, ...]:
    return judge(*await asyncio.to_thread(lambda: (lan_addresses(), guest_addresses(), idle_addresses())))
