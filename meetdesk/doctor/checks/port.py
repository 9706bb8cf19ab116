"""Is a port free for hosting?"""

from meetdesk.core.errors import MeetDeskError
from meetdesk.doctor.context import Context
from meetdesk.net.listening import DEFAULT_PORT, LAST_PORT, bind_lan
from meetdesk.wire.findings import Finding, FindingCode, finding


def judge(free: int | None, hosting: int | None) -> tuple[Finding, ...]:
    """``free``: the port a meeting would get now; None if there is none."""
    if hosting is not None:
        return (finding(FindingCode.PORT_HOSTING, port=hosting),)
    if free is None:
        return (finding(FindingCode.PORT_NONE, first=DEFAULT_PORT, last=LAST_PORT),)
    if free != DEFAULT_PORT:
        return (finding(FindingCode.PORT_TAKEN, default=DEFAULT_PORT, port=free),)
    return (finding(FindingCode.PORT_FREE, port=free),)


async def check(context: Context) -> tuple[Finding, ...]:
    return judge(None if context.hosting_port else _free(), context.hosting_port)


def _free() -> int | None:
    try:
        sockets, port = bind_lan()
    except MeetDeskError:
        return None
    for one in sockets:
        one.close()
    return port
