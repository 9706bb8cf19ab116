"""One question to everybody on the network, and who answers: IPv4 multicast DNS (RFC 6762)."""

import select
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass

_GROUP, _PORT = "224.0.0.251", 5353
_TYPE_PTR, _CLASS_IN, _QUERY = 12, 1, 0
_NAMES = ("_services._dns-sd._udp.local.", "_meetdesk._tcp.local.")
_LARGEST = 9_000


@dataclass(frozen=True)
class Asked:
    refused: str = ""
    """What the system said when it did not let the question out; empty if it did."""
    heard_itself: bool = False
    answered: tuple[str, ...] = ()
    """Addresses of the other machines that said anything."""


def ask_everybody(addresses: Sequence[str], seconds: float) -> Asked:
    """Asks from each of this machine's IPv4 ``addresses`` and listens for ``seconds``. Blocks."""
    from zeroconf import DNSOutgoing, DNSQuestion  # type: ignore[attr-defined]  # noqa: PLC0415  (slow to import)

    question = DNSOutgoing(_QUERY)
    for name in _NAMES:
        question.add_question(DNSQuestion(name, _TYPE_PTR, _CLASS_IN))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ears:
        try:
            _listen(ears, addresses)
            for address in addresses:
                _say(question.packets()[0], address)
        except OSError as error:
            return Asked(refused=error.strerror or str(error))
        return _hear(ears, set(addresses), seconds)


def _listen(ears: socket.socket, addresses: Sequence[str]) -> None:
    ears.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT"):
        ears.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    ears.bind(("", _PORT))
    for address in addresses:
        member = struct.pack("4s4s", socket.inet_aton(_GROUP), socket.inet_aton(address))
        ears.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)


def _say(packet: bytes, address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        mouth.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            mouth.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
        # From the same port: only so are answers sent to everybody, and let in by firewalls that know mDNS.
        mouth.bind((address, _PORT))
        mouth.sendto(packet, (_GROUP, _PORT))


def _hear(ears: socket.socket, own: set[str], seconds: float) -> Asked:
    heard: set[str] = set()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([ears], [], [], left)[0]:
            _, (source, _port) = ears.recvfrom(_LARGEST)
            heard.add(source)
    return Asked("", bool(heard & own), tuple(sorted(heard - own - {"127.0.0.1"})))
