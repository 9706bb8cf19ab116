"""How much may be written into the log of one kind, so that nobody outside can fill it and push the rest out: pure.

A kind is a place in the code. Most lines come from there because of what somebody did, who may be a stranger and do it
again a thousand times a second. So each network has a share, and what the others do is still written.
"""

import ipaddress
import re
from typing import TypeAlias

from meetdesk.core.budget import Allowed, Bucket
from meetdesk.core.latest import Latest
from meetdesk.net.strangers.networks import network_of

HOUR = 3_600.0
OF_ONE_KIND = Allowed(50, 200 / HOUR, "half a class that joins at once")
OF_ONE_NETWORK = Allowed(10, 40 / HOUR, "somebody who mistypes; five of them are needed to hide others")
TOLD = Allowed(5, 20 / HOUR, "lines that say how many of a kind were left out")
MOST_NETWORKS = 256
"""Whose share of a kind is kept; the one that was heard of longest ago is forgotten."""
LINE_CHARACTERS = 500
"""Of one line; the rest of a longer one is a stranger's doing, such as the path of a request."""
TRACE_CHARACTERS = 8_000
"""Of one with the trace of an error."""

Kind: TypeAlias = tuple[str, int]
"""File and line of the code."""

_END_OF_REQUEST = re.compile(r" \(([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\)$")
"""Of Tornado's summary of a request; what the client has written stands before it."""


class _Count:
    def __init__(self, name: str) -> None:
        self.name = name
        self.left_out = 0
        self.told = Bucket(TOLD)
        self._all = Bucket(OF_ONE_KIND)
        self._networks: Latest[str, Bucket] = Latest(MOST_NETWORKS)

    def take(self, network: str | None, now: float) -> bool:
        if network is None:
            return self._all.take(1.0, now)
        share = self._networks.get(network)
        if share is None:
            share = self._networks[network] = Bucket(OF_ONE_NETWORK)
        self._networks.move_to_end(network)
        # What one has no share left for is not taken from the others.
        return share.wait(1.0, now) == 0.0 and self._all.take(1.0, now) and share.take(1.0, now)


class Rated:
    """There are as many kinds as places in the code that log."""

    def __init__(self) -> None:
        self._counts: dict[Kind, _Count] = {}

    def may(self, kind: Kind, name: str, now: float, network: str | None = None) -> bool:
        """Whether a line of this kind is written now (seconds); else it is counted. ``name``: of its logger.
        ``network``: of whoever it is about (``network_about``)."""
        count = self._counts.setdefault(kind, _Count(name))
        if count.take(network, now):
            return True
        count.left_out += 1
        return False

    def left_out(self, now: float | None = None) -> list[tuple[Kind, str, int]]:
        """Kinds, their loggers' names and how many lines were left out, each told once; None: at the end, all."""
        told = []
        for kind, count in self._counts.items():
            if count.left_out and (now is None or count.told.take(1.0, now)):
                told.append((kind, count.name, count.left_out))
                count.left_out = 0
        return told


def network_about(arguments: object) -> str | None:
    """The network of whom a line is about, out of what is put into it: the first that is an IP address, alone, of a
    socket, or at the end of a request; None: none is. What somebody else has written is never taken for one."""
    if not isinstance(arguments, tuple):
        return None
    return next((found for one in arguments if (found := _network(one)) is not None), None)


def _network(one: object) -> str | None:
    if isinstance(one, tuple) and one:
        one = one[0]
    text = str(one) if type(one).__name__ == "_HTTPRequestContext" else one
    if not isinstance(text, str):
        return None
    request = _END_OF_REQUEST.search(text)
    address = request[1] if request else text
    try:
        ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return network_of(address)


def shortened(text: str, most: int) -> str:
    """One line without control characters, with "…" and the number of characters that are left out."""
    text = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text[: most + 1])
    return text if len(text) <= most else f"{text[:most]}…"
