"""Why can the address that was to be joined not be reached?"""

import asyncio
import base64
import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.doctor.context import Context
from meetdesk.doctor.neighbours import Neighbour, neighbours
from meetdesk.joining.address import Address
from meetdesk.joining.code import split_code
from meetdesk.joining.interfaces import Network, guest_networks, own_addresses, own_networks
from meetdesk.joining.invitation import parse_destination
from meetdesk.joining.reach import Patience, Reached, any_certificate, reach
from meetdesk.joining.upgrade import NotUpgraded, upgrade
from meetdesk.wire.findings import Finding, FindingCode, finding
from meetdesk.wire.join import JOIN_PATH

PATIENCE = Patience(connect=4.0, answer=4.0)
_BY_ERROR = {
    ErrorCode.ADDRESS_UNKNOWN: FindingCode.TARGET_NAME_UNKNOWN,
    ErrorCode.HOST_REFUSED: FindingCode.TARGET_REFUSED,
    ErrorCode.HOST_SILENT: FindingCode.TARGET_NOT_MEETDESK,
    ErrorCode.NOT_MEETDESK: FindingCode.TARGET_NOT_MEETDESK,
}


@dataclass(frozen=True)
class Seen:
    address: Address
    error: ErrorCode | None
    """Why it was not reached; None if it was."""
    ips: tuple[str, ...] = ()
    """What it resolves to, without scope."""
    networks: tuple[Network, ...] = ()
    """Subnets of this machine on the LAN."""
    own: frozenset[str] = frozenset()
    """IP addresses of this machine."""
    guests: tuple[Network, ...] = ()
    """Subnets of this machine's own containers and virtual machines."""
    table: tuple[Neighbour, ...] = ()


def judge(seen: Seen) -> tuple[Finding, ...]:
    shown: dict[str, str | int] = {"address": str(seen.address), "port": seen.address.port}
    if seen.error is None:
        return (finding(FindingCode.TARGET_FINE, **shown),)
    if seen.ips and all(_is_own(ip, seen) for ip in seen.ips):
        return (finding(FindingCode.TARGET_OWN, **shown),)
    if code := _BY_ERROR.get(seen.error):
        return (finding(code, **shown),)
    if not _near(seen.ips, seen.networks):
        return (finding(FindingCode.TARGET_OTHER_NETWORK, **shown),)
    there = any(one.answers and one.ip in seen.ips for one in seen.table)
    return (finding(FindingCode.TARGET_FILTERED if there else FindingCode.TARGET_ABSENT, **shown),)


async def check(context: Context) -> tuple[Finding, ...]:
    typed, _ = split_code(context.target)
    try:
        destination = parse_destination(typed)
    except MeetDeskError:
        return (finding(FindingCode.TARGET_INVALID),)
    address = destination.addresses[0]
    try:
        reached = await reach(destination.addresses, any_certificate(), patience=PATIENCE)
        await _require_meeting(reached)
    except MeetDeskError as error:
        ips = await _resolve(address.host)
        return judge(await asyncio.to_thread(_look, address, error.code, ips))
    return judge(Seen(reached.address, None))


async def _require_meeting(reached: Reached) -> None:
    """Many things answer by TLS. Asks to join, says nothing, and goes: that is no guess of the code.

    Raises MeetDeskError."""
    key = base64.b64encode(os.urandom(16)).decode("ascii")
    try:
        await upgrade(reached.stream, reached.address, JOIN_PATH, key, {}, seconds=PATIENCE.answer)
    except NotUpgraded as error:
        raise MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(reached.address)) from error
    finally:
        reached.stream.close()


def _look(address: Address, error: ErrorCode, ips: tuple[str, ...]) -> Seen:
    networks, guests = tuple(own_networks()), tuple(guest_networks())
    return Seen(address, error, ips, networks, own_addresses(), guests, tuple(neighbours()))


def _is_own(text: str, seen: Seen) -> bool:
    ip = ipaddress.ip_address(text)
    return text in seen.own or ip.is_loopback or any(ip in network for network in seen.guests)


def _near(ips: Sequence[str], networks: Sequence[Network]) -> bool:
    parsed = [ipaddress.ip_address(ip) for ip in ips]
    return any(ip.is_link_local or any(ip in network for network in networks) for ip in parsed)


async def _resolve(host: str) -> tuple[str, ...]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(target[0]).partition("%")[0] for *_, target in found))
