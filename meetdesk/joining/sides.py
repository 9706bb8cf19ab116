"""Who is on the other side of a network interface: the LAN, a VPN, or nothing but this computer's own guests.

On Linux the kernel says what a link is and what it leads to; names, which anybody chooses, count for nothing. Elsewhere
the system's names have to do.
"""

import re
import socket
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from meetdesk.joining.links import Link, default_routes, read_links

NO_ROUTE = 1_000
"""``Standing.route`` of what leads to no other network."""
_UP, _UNKNOWN = 6, 0
_ENABLED, _LOOPBACK, _POINT_TO_POINT, _NO_ARP = 0x1, 0x8, 0x10, 0x80
# Links that carry Ethernet, or look like it: linux/if_arp.h. All others are tunnels, modems and the like.
_ETHERNET_LIKE = {1, 6, 24, 32, 801, 802, 803}
_TUNNELS = {"tun", "gretap", "ip6gretap", "erspan", "ip6erspan", "vxlan", "geneve", "l2tpeth"}
"""Kinds that carry Ethernet over something else; ``tun`` are those of programs, ``tap`` too."""
_PAIRS = {"veth", "netkit"}
_SWITCH = "openvswitch"

# Of macOS and Windows, where these names are the system's or the product's own.
_GUESTS_NAME = re.compile(
    r"(bridge\d|vmnet|vmenet|vboxnet|awdl|llw|docker)|.*(vethernet|virtualbox|vmware|hyper-v|host-only|wsl)",
    re.IGNORECASE,
)
_VPN_NAME = re.compile(
    r"(tun|tap|wg|wt\d|ppp|utun|ipsec|tailscale|zt)"
    r"|.*(vpn|wireguard|tailscale|zerotier|tunnel|anyconnect|globalprotect|pangp|nordlynx|netbird|tap-windows|wintun|fortinet"
    r"|mullvad|hamachi|cloudflarewarp|check point|juniper|pulse secure|netextender|wan miniport)",
    re.IGNORECASE,
)
# An address that nobody has (RFC 5737). Connecting a datagram socket chooses a route and sends nothing.
_ELSEWHERE = ("192.0.2.1", 9)


class Side(Enum):
    LAN = "lan"
    VPN = "vpn"
    """Whoever uses the same one."""
    GUESTS = "guests"
    """Containers and virtual machines of this computer; other computers have the same address for theirs."""


@dataclass(frozen=True)
class Standing:
    side: Side = Side.LAN
    enabled: bool = True
    """Nobody switched it off."""
    up: bool = True
    """A cable is in, a network is joined."""
    route: int = NO_ROUTE
    """Place among the interfaces that lead to other networks: 0 is the first."""


LIKE_A_CARD = Standing()
"""Of what nothing is known about."""


def standings(names: Mapping[str, str]) -> dict[str, Standing]:
    """Of interfaces, by name. ``names``: of the interface of each of this machine's addresses. Empty if the system says
    nothing. Blocks for some milliseconds."""
    if sys.platform.startswith("linux"):
        try:
            return judge_links(read_links(), default_routes())
        except OSError:
            return {}
    return judge_names(set(names.values()), _point_to_point(), names.get(_source(), ""))


def judge_links(links: Sequence[Link], routes: Mapping[str, int]) -> dict[str, Standing]:
    """By name. ``routes``: interfaces with a default route, and its metric."""
    sides = _Links(links, routes)
    order = sorted(routes, key=lambda name: routes[name])
    return {
        link.name: Standing(
            sides.of(link),
            bool(link.flags & _ENABLED),
            link.state in {_UP, _UNKNOWN},
            order.index(link.name) if link.name in routes else NO_ROUTE,
        )
        for link in links
    }


class _Links:
    def __init__(self, links: Sequence[Link], routes: Mapping[str, int]) -> None:
        self._links = links
        self._by_index = {link.index: link for link in links}
        self._routes = routes
        self._in_container = not any(link.hardware for link in links)
        """What looks like the end of a container's cable is this one's own then."""
        self._switched = any(link.hardware and self._kind(link.master) == _SWITCH for link in links)
        """A card is a port of a virtual switch; the computer's addresses are at other ports of it."""

    def of(self, link: Link) -> Side:
        if link.flags & _LOOPBACK:
            return Side.GUESTS
        if link.type not in _ETHERNET_LIKE or link.flags & _POINT_TO_POINT or link.kind in _TUNNELS:
            return Side.VPN
        # A modem that looks like a card (MBIM): nobody else is on its link.
        if link.hardware and link.flags & _NO_ARP:
            return Side.VPN
        # The way to other networks does not go through one's own guests.
        leads_out = link.name in self._routes or self._leads_out(link, ())
        return Side.LAN if leads_out else Side.GUESTS

    def _leads_out(self, link: Link, seen: tuple[int, ...]) -> bool:
        """Whether a network card of this computer is under it, or among its ports."""
        if link.index in seen:
            return False
        if link.hardware:
            return link.type in _ETHERNET_LIKE
        if link.kind == _SWITCH:
            return self._switched
        if link.lower_elsewhere:  # a cable to, or a card of, the machine that this container runs on
            return self._in_container
        if link.kind in _TUNNELS | _PAIRS:  # of a pair, both ends are here
            return False
        return any(self._leads_out(one, (*seen, link.index)) for one in self._under(link))

    def _under(self, link: Link) -> list[Link]:
        if link.lower and (lower := self._by_index.get(link.lower)):
            return [lower]
        ports = [one for one in self._links if one.master == link.index]
        return [port for port in ports if not self._is_guests_cable(port, link)]

    def _is_guests_cable(self, port: Link, bridge: Link) -> bool:
        """Within a container, its own cable and those of containers in it look alike; but its own was there before the
        bridge, or else the route to other networks would go by it."""
        return self._in_container and port.kind in _PAIRS and port.index > bridge.index

    def _kind(self, index: int) -> str:
        link = self._by_index.get(index)
        return link.kind if link else ""


def judge_names(names: Iterable[str], point_to_point: frozenset[str], first: str) -> dict[str, Standing]:
    """Where the system says no more than names. ``first``: the interface by which other networks are reached, if that
    is known. If all look like guests' ones, none is taken for it: a virtual switch can have the card."""
    sides = {
        name: Side.VPN
        if name in point_to_point or _VPN_NAME.match(name)
        else Side.GUESTS
        if _GUESTS_NAME.match(name) and name != first
        else Side.LAN
        for name in names
    }
    only_guests = Side.LAN not in sides.values()
    return {
        name: Standing(
            side=Side.LAN if only_guests and side is Side.GUESTS else side, route=0 if name == first else NO_ROUTE
        )
        for name, side in sides.items()
    }


def _point_to_point() -> frozenset[str]:
    """Interfaces with one other end, as tunnels have on macOS. Windows says it of none."""
    import psutil  # noqa: PLC0415  (only here)

    try:
        found = psutil.net_if_stats()
    except OSError:
        return frozenset()
    return frozenset(name for name, stats in found.items() if "pointopoint" in stats.flags.split(","))


def _source() -> str:
    """The IPv4 address that this machine would speak from to other networks; empty if it knows no way there."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_ELSEWHERE)
            return str(probe.getsockname()[0])
    except OSError:
        return ""
