"""Is the window's browser engine in its sandbox?"""

import asyncio

from meetdesk.desktop.sandbox import Sandbox, sandbox
from meetdesk.doctor.context import Context
from meetdesk.wire.findings import Finding, FindingCode, finding

_CODES = {
    Sandbox.ON: FindingCode.SANDBOX_FINE,
    Sandbox.ROOT: FindingCode.SANDBOX_ROOT,
    Sandbox.REFUSED: FindingCode.SANDBOX_REFUSED,
}


def judge(state: Sandbox) -> tuple[Finding, ...]:
    return (finding(_CODES[state]),)


async def check(_: Context) -> tuple[Finding, ...]:
    return judge(await asyncio.to_thread(sandbox))
