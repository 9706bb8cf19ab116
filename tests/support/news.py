"""Waiting for what somebody is told."""

import asyncio
from collections.abc import Callable
from typing import Any


async def until_told(find: Callable[[], Any], news: asyncio.Event, seconds: float, why: Callable[[], str]) -> Any:
    """Looks again whenever there is ``news``, until something is found; returns it. Fails with ``why``."""
    try:
        async with asyncio.timeout(seconds):
            while not (found := find()):
                news.clear()
                await news.wait()
            return found
    except TimeoutError:
        raise AssertionError(why()) from None
