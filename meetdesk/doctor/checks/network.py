"""Does this computer have an address that colleagues could reach?"""

import asyncio
import ipaddress
from collections.abc import Sequence

from meetdesk.doctor.context import Context
from meetdesk.joining.interfaces import InterfaceAddress, is_real, lan_addresses, to_read_out
from meetdesk.wire.findings import Finding, FindingCode, finding


def judge(addresses: Sequence[InterfaceAddress]) -> tuple[Finding, ...]:
    if not addresses:
        return (finding(FindingCode.NETWORK_NONE),)
    shown = ", ".join(to_read_out(addresses))
    real = [ipaddress.ip_address(address.ip) for address in addresses if is_real(address)]
    if not real:
        return (finding(FindingCode.NETWORK_VIRTUAL_ONLY, addresses=shown),)
    four = [ip for ip in real if ip.version == 4]
    given = [ip for ip in real if not ip.is_link_local]
    if four and not given:
        return (finding(FindingCode.NETWORK_SELF_ASSIGNED, addresses=shown),)
    return (finding(FindingCode.NETWORK_FINE, addresses=shown),)


async def check(_: Context) -> tuple[Finding, ...]:
    return judge(await asyncio.to_thread(lan_addresses))
