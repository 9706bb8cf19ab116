"""Is the clock right enough for the times of chat and log, and does it run evenly?"""

import asyncio
import time
from datetime import UTC, date, datetime

from meetdesk.doctor.context import Context
from meetdesk.joining.plausible_time import is_plausible
from meetdesk.wire.findings import Finding, FindingCode, finding

SAMPLE_SECONDS = 1.0
MOST_JUMP_MS = 250.0
"""More than any clock service corrects a running clock by in a second (it slews by 0.5 ms, adjtime(3))."""


def judge(today: date, jump_ms: float) -> tuple[Finding, ...]:
    """``jump_ms``: by how much the clock went wrong within the sample."""
    if not is_plausible(today):
        return (finding(FindingCode.CLOCK_WRONG, date=today.isoformat()),)
    if abs(jump_ms) > MOST_JUMP_MS:
        return (finding(FindingCode.CLOCK_JUMPS, ms=round(abs(jump_ms))),)
    return (finding(FindingCode.CLOCK_FINE),)


async def check(_: Context) -> tuple[Finding, ...]:
    wall, steady = time.time(), time.monotonic()
    await asyncio.sleep(SAMPLE_SECONDS)
    jump = (time.time() - wall) - (time.monotonic() - steady)
    return judge(datetime.now(UTC).date(), jump * 1000)
