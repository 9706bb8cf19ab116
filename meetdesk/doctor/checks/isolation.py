"""Does the network keep its devices apart, as guest Wi-Fi does?

Nobody's computer is searched for: this machine asks everybody one question, and looks at whom it has met.
"""

import asyncio

from meetdesk.doctor.context import Context
from meetdesk.doctor.multicast import ask_everybody
from meetdesk.doctor.neighbours import gateways, neighbours, split_routers
from meetdesk.joining.interfaces import present_addresses
from meetdesk.joining.sides import Side
from meetdesk.wire.findings import Finding, FindingCode, finding

LISTEN_SECONDS = 1.5


def judge(met: int, *, gateway_met: bool) -> tuple[Finding, ...]:
    """``met``: machines on the network other than this one and the gateway that were heard of."""
    if met:
        return (finding(FindingCode.ISOLATION_NONE, count=met),)
    return (finding(FindingCode.ISOLATION_SUSPECTED if gateway_met else FindingCode.ISOLATION_UNKNOWN),)


async def check(_: Context) -> tuple[Finding, ...]:
    return await asyncio.to_thread(_look)


def _look() -> tuple[Finding, ...]:
    present = present_addresses()
    # Whom this computer meets there are its own containers and virtual machines.
    guests = {address.interface for address in present if address.standing.side is Side.GUESTS}
    own = [address.ip for address in present if address.interface not in guests]
    answered = ask_everybody([ip for ip in own if ":" not in ip], LISTEN_SECONDS).answered
    known = gateways()
    table = [one for one in neighbours() if one.interface not in guests]
    routers, others = split_routers([one for one in table if one.ip not in own], known or [])
    met = {one.ip for one in others} | (set(answered) - {one.ip for one in routers} - set(known or []))
    if known is None and met:  # one of them may be the router
        return judge(len(met) - 1, gateway_met=True)
    return judge(len(met), gateway_met=bool(routers))
