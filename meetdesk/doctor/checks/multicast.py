"""Does multicast work, by which meetings appear by themselves?"""

import asyncio

from meetdesk.doctor.context import Context
from meetdesk.doctor.multicast import Asked, ask_everybody, ask_everybody_by_ipv6
from meetdesk.joining.interfaces import lan_addresses
from meetdesk.wire.findings import Finding, FindingCode, finding

LISTEN_SECONDS = 1.5


def judge(ipv4: Asked | None, ipv6: Asked | None = None) -> tuple[Finding, ...]:
    """None: this computer has no address of that kind. One of the two is enough for meetings to appear."""
    asked = [one for one in (ipv4, ipv6) if one is not None]
    working = [one for one in asked if not one.blocked]
    if not working:
        reason = next((one.refused for one in asked if one.refused), "-")
        return (finding(FindingCode.MULTICAST_BLOCKED, reason=reason),)
    answered = sum(len(one.answered) for one in working)
    found = finding(FindingCode.MULTICAST_FINE, count=answered) if answered else finding(FindingCode.MULTICAST_ALONE)
    if len(working) == len(asked):
        return (found,)
    kind = "IPv6" if working == [ipv4] else "IPv4"
    (blocked,) = (one for one in asked if one.blocked)
    return (found, finding(FindingCode.MULTICAST_HALF, kind=kind, reason=blocked.refused or "-"))


async def check(_: Context) -> tuple[Finding, ...]:
    # Of this computer's own containers and virtual machines any answer says nothing.
    found = await asyncio.to_thread(lan_addresses)
    addresses = [address.ip for address in found]
    scopes = list(dict.fromkeys(address.scope for address in found if address.is_link_local_ipv6))
    ipv4 = [ip for ip in addresses if ":" not in ip]
    ipv6 = [ip for ip in addresses if ":" in ip]
    return judge(*await asyncio.gather(_ask(ipv4), _ask_by_ipv6(scopes, ipv6)))


async def _ask(addresses: list[str]) -> Asked | None:
    return await asyncio.to_thread(ask_everybody, addresses, LISTEN_SECONDS) if addresses else None


async def _ask_by_ipv6(scopes: list[int], own: list[str]) -> Asked | None:
    return await asyncio.to_thread(ask_everybody_by_ipv6, scopes, own, LISTEN_SECONDS) if scopes else None
