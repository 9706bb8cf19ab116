"""A meeting that was seen on the network: its label and where it says it is."""

import ipaddress
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from meetdesk.joining.address import Address
from meetdesk.joining.discovery import SERVICE
from meetdesk.joining.discovery.label import Label
from meetdesk.joining.interfaces import Network

MOST_ADDRESSES = 8
_KEY = re.compile("[0-9a-f]{16}")
_Ip: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Sighting:
    key: str
    """Tells this meeting from others for as long as it is announced: 16 hexadecimal digits of the host's choice."""
    label: Label
    addresses: tuple[Address, ...]
    """At least one, the most promising first."""

    @property
    def shown_address(self) -> str:
        """What people would type: without the scope, which only this machine understands."""
        first = self.addresses[0]
        return str(Address(first.host.partition("%")[0], first.port))


def key_of(instance: str) -> str | None:
    """The key in a service's full name; None if MeetDesk gives no such name."""
    name = instance.removesuffix(f".{SERVICE}")
    return name if _KEY.fullmatch(name) else None


def promising(found: Iterable[str], networks: Sequence[Network], own: Collection[str] = ()) -> list[str]:
    """Of the IP addresses that somebody says are theirs, those that can be on this LAN, best first, at most 8.

    Those in one of ``networks``, which this machine is in, come first; those that this machine has itself (``own``),
    last. Elsewhere only private ones are believed: what anybody on the network says must send nobody to the internet.
    """
    places = {place: text for text in found if (place := _place(text, networks)) is not None}
    ranked = sorted(places.items(), key=lambda one: (one[1].partition("%")[0] in own, one[0]))
    return [text for _, text in ranked[:MOST_ADDRESSES]]


def _place(text: str, networks: Sequence[Network]) -> tuple[int, int, int, str] | None:
    try:
        ip: _Ip = ipaddress.ip_address(text)
    except ValueError:
        return None
    if ip.is_loopback or ip.is_unspecified or ip.is_multicast or ip.is_reserved:
        return None
    near = any(ip in network for network in networks)
    if not (near or ip.is_private or ip.is_link_local):
        return None
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped is not None or (ip.is_link_local and not ip.scope_id)):
        return None
    return (int(ip.is_link_local), int(not near), ip.version, text)
