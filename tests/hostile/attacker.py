"""Somebody who misbehaves, in a process of its own: ``python -m tests.hostile.attacker ACT TIMES PORT CODE``.

Says ``begun`` when something was done, and ends at SIGTERM with one line of JSON. It runs with the lowest priority,
since it stands for another computer; but for somebody honest, who must not fail for want of a processor.
"""

import asyncio
import json
import os
import signal
import sys

from tests.hostile.act import Host, persist
from tests.hostile.listed import ACTS

_BEGIN_SECONDS = 60.0
"""On a machine that does much else."""


async def _begun(host: Host) -> None:
    # The acts count by themselves and tell nobody.
    while not (host.done or host.faults):  # noqa: ASYNC110
        await asyncio.sleep(0.05)


async def main(name: str, times: int, host: Host) -> None:
    if ACTS[name].who != "honest":
        os.nice(19)
    work, told = asyncio.create_task(persist(ACTS[name], host, times)), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    beginning = asyncio.create_task(_begun(host))
    await asyncio.wait([work, beginning], timeout=_BEGIN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    beginning.cancel()
    print("begun", flush=True)
    await told.wait()
    # Not by the end of the task: Python 3.11's wait_for may lose a cancellation.
    print(json.dumps({"done": host.done, "came": host.came, "faults": host.faults}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    act, times, port, code = sys.argv[1:]
    asyncio.run(main(act, int(times), Host("127.0.0.1", int(port), code)))
