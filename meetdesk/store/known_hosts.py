"""Hosts that this app has joined before: their certificate, the name of the person, and where they were reached.

On a LAN an address belongs to a computer for a while only, and the certificate is the computer's own. So a host is its
certificate; an address belongs to the host that was reached there last, and a host may have several.
"""

import sqlite3
from collections.abc import Iterable
from typing import Self

import msgspec

HOSTS_KEPT = 100
ADDRESSES_KEPT = 8
"""For each host, the latest."""


class KnownHost(msgspec.Struct, frozen=True):
    fingerprint: bytes
    """SHA-256 of its certificate."""
    name: str
    """Of the person who hosted."""
    addresses: tuple[str, ...]
    """As they are read out, the latest first."""


class KnownHosts:
    """All of them, the latest first. Does not change."""

    def __init__(self, hosts: Iterable[KnownHost] = ()) -> None:
        self.hosts = tuple(hosts)

    def by_fingerprint(self, fingerprint: bytes) -> KnownHost | None:
        return next((host for host in self.hosts if host.fingerprint == fingerprint), None)

    def at(self, address: str) -> KnownHost | None:
        """Who was reached at this address last."""
        return next((host for host in self.hosts if address in host.addresses), None)

    def joined(self, fingerprint: bytes, name: str, address: str) -> Self:
        """As they are after this host was joined at this address: it is nobody else's any more."""
        before = self.by_fingerprint(fingerprint)
        addresses = (address, *(other for other in (before.addresses if before else ()) if other != address))
        others = (
            msgspec.structs.replace(host, addresses=tuple(other for other in host.addresses if other != address))
            for host in self.hosts
            if host.fingerprint != fingerprint
        )
        return type(self)([KnownHost(fingerprint, name, addresses[:ADDRESSES_KEPT]), *others][:HOSTS_KEPT])


def load(connection: sqlite3.Connection) -> KnownHosts:
    rows = connection.execute("SELECT fingerprint, name, addresses FROM host ORDER BY place")
    return KnownHosts(KnownHost(row[0], row[1], tuple(row[2].split("\n")) if row[2] else ()) for row in rows)


def replace(connection: sqlite3.Connection, known: KnownHosts) -> None:
    connection.execute("DELETE FROM host")
    rows = [(place, host.fingerprint, host.name, "\n".join(host.addresses)) for place, host in enumerate(known.hosts)]
    connection.executemany("INSERT INTO host (place, fingerprint, name, addresses) VALUES (?, ?, ?, ?)", rows)
