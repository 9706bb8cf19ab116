"""Runs single checks of the doctor, in whatever network namespace this process is in, and prints what they found.

python -m tests.support.check echo,firewall [TARGET [NEIGHBOUR]]

They run side by side, since most of it is waiting.
"""

import asyncio
import sys

import msgspec

from meetdesk.doctor.context import Context
from meetdesk.doctor.doctor import run_check
from meetdesk.joining.address import parse_address
from meetdesk.wire.findings import Check


async def _run(names: str, target: str, neighbour: str) -> None:
    context = Context(target=target, neighbours=(parse_address(neighbour),) if neighbour else ())
    reports = await asyncio.gather(*(run_check(Check(name), context) for name in names.split(",")))
    print(msgspec.json.encode([one for report in reports for one in report.findings]).decode())


if __name__ == "__main__":
    asyncio.run(_run(*[*sys.argv[1:], "", ""][:3]))
