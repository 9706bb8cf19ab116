"""One question to everybody on the network, and who answers: multicast DNS (RFC 6762), by IPv4 and by IPv6."""

import select
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass

_GROUP4, _GROUP6, _PORT = "224.0.0.251", "ff02::fb", 5353
_TYPE_PTR, _CLASS_IN, _QUERY = 12, 1, 0
_NAMES = ("_services._dns-sd._udp.local.", "_meetdesk._tcp.local.")
_LARGEST = 9_000
_LINK_ONLY = 255
"""Hops: an answer that was forwarded would show it."""


@dataclass(frozen=True)
class Asked:
    refused: str = ""
    """What the system said when it did not let the question out; empty if it did."""
    heard_itself: bool = False
    answered: tuple[str, ...] = ()
    """Addresses of the other machines that said anything."""

    @property
    def blocked(self) -> bool:
        return bool(self.refused) or not (self.heard_itself or self.answered)


def ask_everybody(addresses: Sequence[str], seconds: float) -> Asked:
    """Asks from each of this machine's IPv4 ``addresses`` and listens for ``seconds``. Blocks."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ears:
        try:
            _share_port(ears)
            ears.bind(("", _PORT))
            for address in addresses:
                member = struct.pack("4s4s", socket.inet_aton(_GROUP4), socket.inet_aton(address))
                ears.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
            for address in addresses:
                _say(address)
        except OSError as error:
            return Asked(refused=error.strerror or str(error))
        return _hear(ears, {*addresses, "127.0.0.1"}, set(addresses), seconds)


def ask_everybody_by_ipv6(scopes: Sequence[int], own: Sequence[str], seconds: float) -> Asked:
    """Asks on the interfaces of these zone indices. ``own``: the machine's IPv6 addresses, without scope. Blocks."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as ears:
        try:
            _share_port(ears)
            ears.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            ears.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, _LINK_ONLY)
            ears.bind(("::", _PORT))
            for scope in scopes:
                member = socket.inet_pton(socket.AF_INET6, _GROUP6) + struct.pack("@I", scope)
                ears.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, member)
            for scope in scopes:
                ears.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, scope)
                ears.sendto(_question(), (_GROUP6, _PORT, 0, scope))
        except OSError as error:
            return Asked(refused=error.strerror or str(error))
        return _hear(ears, {*own, "::1"}, set(own), seconds)


def _question() -> bytes:
    from zeroconf import DNSOutgoing, DNSQuestion  # type: ignore[attr-defined]  # noqa: PLC0415  (slow to import)

    question = DNSOutgoing(_QUERY)
    for name in _NAMES:
        question.add_question(DNSQuestion(name, _TYPE_PTR, _CLASS_IN))
    return question.packets()[0]


def _share_port(one: socket.socket) -> None:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT"):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)


def _say(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        _share_port(mouth)
        mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, _LINK_ONLY)
        # From the same port: only so are answers sent to everybody, and let in by firewalls that know mDNS.
        mouth.bind((address, _PORT))
        mouth.sendto(_question(), (_GROUP4, _PORT))


def _hear(ears: socket.socket, ours: set[str], shown: set[str], seconds: float) -> Asked:
    """``ours``: addresses of this machine; ``shown``: those of them that the question was sent from."""
    heard: set[str] = set()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([ears], [], [], left)[0]:
            _, (source, *_) = ears.recvfrom(_LARGEST)
            heard.add(source.partition("%")[0])
    return Asked("", bool(heard & shown), tuple(sorted(heard - ours)))
