"""Has this computer enough power left for a meeting?"""

import asyncio

from meetdesk.doctor.context import Context
from meetdesk.wire.findings import Finding, FindingCode, finding

SAMPLE_SECONDS = 1.0
BUSY_PERCENT = 80
FEWEST_CORES = 2
LEAST_MEMORY_MB = 400


def judge(cores: int, busy_percent: float, free_mb: int) -> tuple[Finding, ...]:
    found = []
    if cores < FEWEST_CORES:
        found.append(finding(FindingCode.PROCESSOR_WEAK, cores=cores))
    if busy_percent > BUSY_PERCENT:
        found.append(finding(FindingCode.PROCESSOR_BUSY, percent=round(busy_percent)))
    if free_mb < LEAST_MEMORY_MB:
        found.append(finding(FindingCode.MEMORY_SHORT, free=free_mb))
    return tuple(found) or (finding(FindingCode.PROCESSOR_FINE, cores=cores, percent=round(busy_percent)),)


async def check(_: Context) -> tuple[Finding, ...]:
    import psutil  # noqa: PLC0415  (only here)

    psutil.cpu_percent()
    await asyncio.sleep(SAMPLE_SECONDS)
    free = psutil.virtual_memory().available // 1_000_000
    return judge(psutil.cpu_count() or 1, psutil.cpu_percent(), free)
