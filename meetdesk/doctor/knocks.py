"""Asks colleagues' apps whether they get through to this computer."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tornado.httputil import HTTPInputError, parse_response_start_line
from tornado.iostream import StreamClosedError, UnsatisfiableReadError

from meetdesk.core.errors import MeetDeskError
from meetdesk.joining.address import Address
from meetdesk.joining.interfaces import own_addresses
from meetdesk.joining.reach import Patience, any_certificate, reach
from meetdesk.net.listening import bind_lan
from meetdesk.server.lan.knocking import KNOCK_HEADER, KNOCK_PATH, KNOCK_SECONDS

PATIENCE = Patience(connect=2.0, answer=3.0)
MOST_ASKED = 3
_LONGEST_HEAD = 8_192


@dataclass(frozen=True)
class Knocked:
    address: str
    """Of the colleague."""
    port: int
    """Of this computer."""
    reached: bool


async def knocked_by(neighbours: Sequence[Address], hosting_port: int | None) -> list[Knocked]:
    """What the first three of ``neighbours`` say who can be asked. Older apps know no such question.

    Apps on this computer are not asked: between them there is no firewall. While nothing is hosted, a port that a
    meeting would have is open for that long. Raises MeetDeskError if there is no free one.
    """
    own = await asyncio.to_thread(own_addresses)
    outside = [one for one in neighbours if not (one.host.partition("%")[0] in own or one.host.startswith("127."))]
    if not outside:
        return []
    with _listening(hosting_port) as port:
        answers = await asyncio.gather(*(_ask(one, port) for one in outside[:MOST_ASKED]))
    return [one for one in answers if one is not None]


@contextmanager
def _listening(hosting_port: int | None) -> Iterator[int]:
    if hosting_port is not None:
        yield hosting_port
        return
    sockets, port = bind_lan()  # the system takes connections for it; nobody needs to answer
    try:
        yield port
    finally:
        for one in sockets:
            one.close()


async def _ask(neighbour: Address, port: int) -> Knocked | None:
    try:
        reached = await reach([neighbour], any_certificate(), patience=PATIENCE)
    except MeetDeskError:
        return None
    request = f"GET {KNOCK_PATH} HTTP/1.1\r\nHost: meetdesk.invalid\r\n{KNOCK_HEADER}: {port}\r\n\r\n"
    try:
        async with asyncio.timeout(KNOCK_SECONDS + PATIENCE.answer):
            await reached.stream.write(request.encode("ascii"))
            head = await reached.stream.read_until(b"\r\n\r\n", max_bytes=_LONGEST_HEAD)
        status = parse_response_start_line(head.split(b"\r\n", 1)[0].decode("ascii")).code
    except (TimeoutError, StreamClosedError, UnsatisfiableReadError, HTTPInputError, ValueError):
        return None
    finally:
        reached.stream.close()
    return Knocked(str(neighbour), port, status == 204) if status in {204, 504} else None
