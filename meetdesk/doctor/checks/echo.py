"""Does this computer reach its own relay by each of its LAN addresses, as colleagues would by theirs?

It cannot tell whether others get through: what this computer sends to itself never leaves it. But what filters by port
is seen, and so is an address that does not work.
"""

import asyncio
import json
import ssl
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from meetdesk import __version__
from meetdesk.core.errors import MeetDeskError
from meetdesk.core.topics.people import EndReason
from meetdesk.doctor.context import Context
from meetdesk.joining import identity
from meetdesk.joining.address import Address
from meetdesk.joining.code import make_code
from meetdesk.joining.dial import JoinedHost, join
from meetdesk.joining.door import Door
from meetdesk.joining.interfaces import lan_addresses
from meetdesk.joining.invitation import Destination
from meetdesk.joining.reach import Patience, any_certificate, only_certificate, reach
from meetdesk.net.listening import bind_lan
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.channels import Channel, host_path
from meetdesk.wire.findings import Finding, FindingCode, finding
from meetdesk.wire.messages import PROTOCOL_VERSION

PATIENCE = Patience(connect=2.0, answer=3.0)
_PINGS = 5
_PING_SECONDS = 2.0


def judge(times: Sequence[tuple[str, float | None]], port: int) -> tuple[Finding, ...]:
    """``times``: each address and the milliseconds there and back; None if it was not reached."""
    if not times:
        return (finding(FindingCode.ECHO_NO_ADDRESS),)
    blocked = tuple(
        finding(FindingCode.ECHO_BLOCKED, address=address, port=port) for address, took in times if took is None
    )
    good = [(address, took) for address, took in times if took is not None]
    if not good:
        return blocked
    slowest = max(took for _, took in good)
    fine = finding(
        FindingCode.ECHO_FINE, addresses=", ".join(address for address, _ in good), ms=max(1, round(slowest))
    )
    return (*blocked, fine)


async def check(context: Context) -> tuple[Finding, ...]:
    """Raises MeetDeskError if no port is free."""
    hosts = [address.host for address in await asyncio.to_thread(lan_addresses)]
    if context.hosting_port is not None:
        port = context.hosting_port
        times = await asyncio.gather(*(_greet(Address(host, port), context.fingerprint) for host in hosts))
    else:
        async with _relay() as (port, destination):
            times = await asyncio.gather(*(_echo(Address(host, port), destination) for host in hosts))
    return judge(list(zip(hosts, times, strict=True)), port)


@asynccontextmanager
async def _relay() -> AsyncIterator[tuple[int, Destination]]:
    """A meeting as it would be hosted, for this check only."""
    sockets, port = bind_lan()
    own = await asyncio.to_thread(identity.make)
    door = Door(own.fingerprint, make_code())
    session = MeetingSession("MeetDesk")
    server = LanServer(session, sockets, own.server_context(), door)
    try:
        yield port, Destination((), own.fingerprint, door.secret)
    finally:
        await session.end(EndReason.HOST_QUIT)
        server.stop()


async def _greet(address: Address, fingerprint: bytes) -> float | None:
    """Milliseconds until the running meeting's certificate was seen."""
    begun = time.perf_counter()
    try:
        reached = await reach([address], any_certificate(), fingerprint=fingerprint, patience=PATIENCE)
    except MeetDeskError:
        return None
    reached.stream.close()
    return (time.perf_counter() - begun) * 1000


async def _echo(address: Address, destination: Destination) -> float | None:
    """Joins as an invited app would, and sends pings through the control channel; the median time in milliseconds."""
    try:
        invited = Destination((address,), destination.fingerprint, destination.secret)
        host = await join(invited, app_version=__version__, patience=PATIENCE)
        return await _pings(address, host, only_certificate(host.certificate))
    except (MeetDeskError, OSError, WebSocketException, TimeoutError, ValueError):
        return None


async def _pings(address: Address, host: JoinedHost, tls: ssl.SSLContext) -> float:
    channel = connect(
        # The name in the URL is nobody's; the connection goes to the address.
        f"wss://meetdesk.invalid{host_path(Channel.CONTROL)}",
        ssl=tls,
        host=address.host,
        port=address.port,
        additional_headers={"Authorization": f"Bearer {host.ticket}"},
        open_timeout=PATIENCE.answer,
        close_timeout=0.5,
        proxy=None,
    )
    times = []
    async with asyncio.timeout(_PING_SECONDS + PATIENCE.answer), channel as control:
        await control.send(
            json.dumps({"type": "hello", "protocol": PROTOCOL_VERSION, "app": __version__, "name": "MeetDesk"})
        )
        for _ in range(_PINGS):
            begun = time.perf_counter()
            await control.send(json.dumps({"type": "ping", "sent_us": 0}))
            while json.loads(await control.recv())["type"] != "pong":
                pass
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)
