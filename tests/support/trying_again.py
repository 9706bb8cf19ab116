"""Joining on a machine that is busy: who hears nothing from a host in time tries again, as a person would.

For tests that are about something else. What a silent host is answered with: ``tests/joining``.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining import dial
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.invitation import Destination

SECONDS = 60.0
"""No attempt begins later than this after the first."""
APART = 0.5


async def join(destination: Destination, code: str = "", **more: Any) -> JoinedHost:
    """As ``meetdesk.joining.dial.join``. Raises its last MeetDeskError, with all answers as notes."""
    until = time.monotonic() + SECONDS
    answers: list[str] = []
    while True:
        try:
            return await dial.join(destination, code, **more)
        except MeetDeskError as error:
            answers.append(str(error))
            if error.code is not ErrorCode.HOST_SILENT or time.monotonic() > until:
                error.add_note(f"answers to {len(answers)} attempts to join: {answers}")
                raise
        await asyncio.sleep(APART)


def asked_again(ask: Callable[[], tuple[int, Any]], seconds: float = SECONDS) -> tuple[int, Any]:
    """Status and body of the first answer of a window's app to ``/api/join`` that is not ``host_silent``; printed, if
    it took more than one."""
    until = time.monotonic() + seconds
    answers: list[tuple[int, Any]] = []
    while True:
        status, body = ask()
        answers.append((status, body))
        silent = isinstance(body, dict) and body.get("code") == ErrorCode.HOST_SILENT
        if not silent or time.monotonic() > until:
            break
        time.sleep(APART)
    if len(answers) > 1:
        print(f"answers to {len(answers)} attempts to join: {answers}")
    return status, body
