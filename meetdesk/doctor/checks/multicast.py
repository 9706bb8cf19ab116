"""Does multicast work, by which meetings appear by themselves?"""

import asyncio

from meetdesk.doctor.context import Context
from meetdesk.doctor.multicast import Asked, ask_everybody
from meetdesk.joining.interfaces import lan_addresses
from meetdesk.wire.findings import Finding, FindingCode, finding

LISTEN_SECONDS = 1.5


def judge(asked: Asked) -> tuple[Finding, ...]:
    if asked.answered:
        return (finding(FindingCode.MULTICAST_FINE, count=len(asked.answered)),)
    if asked.refused or not asked.heard_itself:
        return (finding(FindingCode.MULTICAST_BLOCKED, reason=asked.refused or "-"),)
    return (finding(FindingCode.MULTICAST_ALONE),)


async def check(_: Context) -> tuple[Finding, ...]:
    addresses = [address.ip for address in await asyncio.to_thread(lan_addresses) if ":" not in address.ip]
    return judge(await asyncio.to_thread(ask_everybody, addresses, LISTEN_SECONDS))
