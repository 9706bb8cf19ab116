"""Leaving a meeting on behalf of a window that is closing: one request to the host, and no long wait for an answer."""

import asyncio
import hashlib
import logging

from tornado.iostream import StreamClosedError

from meetdesk.core.errors import MeetDeskError
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.reach import only_certificate, reach
from meetdesk.wire.channels import Channel, host_path

log = logging.getLogger(__name__)

GOODBYE_SECONDS = 1.0
"""Nobody waits longer for their window to close."""


async def say_goodbye(host: JoinedHost) -> None:
    """Asks the host to take this participant out of the meeting (``docs/protocol.md``, 2). If the host does not answer
    in time, or has let the participant go already, nothing is missed: a lost link ends the same way, only later."""
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            status = await _ask(host)
    except (MeetDeskError, StreamClosedError, TimeoutError, OSError) as error:
        log.info("meeting %s: left without a goodbye: %r", host.meeting, error)
    else:
        log.info("meeting %s: goodbye answered %s", host.meeting, status)


async def _ask(host: JoinedHost) -> str:
    fingerprint = hashlib.sha256(host.certificate).digest()
    reached = await reach(host.addresses, only_certificate(host.certificate), fingerprint=fingerprint)
    try:
        lines = [
            f"DELETE {host_path(Channel.CONTROL)} HTTP/1.1",
            "Host: host",
            f"Authorization: Bearer {host.ticket}",
            "Content-Length: 0",
            "Connection: close",
        ]
        await reached.stream.write("\r\n".join([*lines, "", ""]).encode("ascii"))
        answer = await reached.stream.read_until(b"\r\n", max_bytes=1_024)
        return answer.decode("latin-1").split(" ")[1]
    except (IndexError, StreamClosedError) as error:
        raise StreamClosedError from error
    finally:
        reached.stream.close()
