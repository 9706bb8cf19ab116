"""Work whose length must say nothing about what was worked upon."""

import asyncio
import math
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

T = TypeVar("T")


async def in_even_time(work: Callable[[], T], step: float, executor: Executor | None = None) -> T:
    """Does ``work`` in a thread of ``executor``; done or failed, it is seen at a multiple of ``step`` seconds only."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        return await loop.run_in_executor(executor, work)
    finally:
        steps = math.ceil((loop.time() - began) / step)
        await asyncio.sleep(began + steps * step - loop.time())
