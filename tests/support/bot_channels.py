"""How a bot reaches a host: its own join handshake, then the product's channels, both over TLS from wherever it is.

The handshake is written against ``docs/protocol.md`` with the ``websockets`` library and not with the product's own
code, so that the two check each other, and so that bots can join hosts of another source tree.
"""

import asyncio
import hashlib
import socket
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from tornado.iostream import IOStream, SSLIOStream
from websockets.asyncio.client import connect

from meetdesk.client.channel import Channel
from meetdesk.client.opening import open_ticketed
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address
from meetdesk.joining.reach import any_certificate, only_certificate
from meetdesk.wire.join import Admitted, JoinAnswer, JoinRefused
from tests.support.proof import prove, spoken

HANDSHAKE_SECONDS = 5.0
Connector = Callable[[str, int], socket.socket]
"""Makes a connected socket; a bot behind a bad link or in a network namespace brings its own."""


def connect_here(address: str, port: int) -> socket.socket:
    """An ordinary TCP connection from this process's network."""
    return socket.create_connection((address, port), timeout=HANDSHAKE_SECONDS)


@dataclass(frozen=True)
class Admission:
    """What the host gave: enough to open channels, as often as wanted."""

    address: str
    port: int
    certificate: bytes
    """DER."""
    admitted: Admitted
    connector: Connector


async def ask_to_join(
    address: str, port: int, by: str, connector: Connector = connect_here, protocol: int | None = None
) -> Admission:
    """Section 2 of the protocol, steps 1 to 4, ``by`` a code or an invitation. ``protocol`` None: ``spoken``.

    Raises MeetDeskError with the host's code if it refuses."""
    connected = await asyncio.to_thread(connector, address, port)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    host = f"[{address}]" if ":" in address else address
    async with connect(
        f"wss://{host}:{port}/meetdesk/join",
        sock=connected,
        ssl=any_certificate(),
        user_agent_header=None,
        compression=None,
        ping_interval=None,
        open_timeout=HANDSHAKE_SECONDS,
        close_timeout=1,
    ) as websocket:
        certificate = websocket.transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        async with asyncio.timeout(2 * HANDSHAKE_SECONDS):
            fingerprint = hashlib.sha256(certificate).digest()
            said = await prove(websocket.send, websocket.recv, fingerprint, by, protocol=protocol or spoken())
    answer = msgspec.convert(said, JoinAnswer)
    if isinstance(answer, JoinRefused):
        raise MeetDeskError(ErrorCode(answer.code), **answer.detail)
    assert isinstance(answer, Admitted), answer
    return Admission(address, port, certificate, answer, connector)


async def open_channel(admission: Admission, name: str) -> Channel:
    """Step 5. Raises OSError, or MeetDeskError as ``client.opening.open_ticketed``."""
    connected = await asyncio.to_thread(admission.connector, admission.address, admission.port)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connected.setblocking(False)
    plain = IOStream(connected)
    try:
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            stream: SSLIOStream = await plain.start_tls(False, only_certificate(admission.certificate))
    except BaseException:
        plain.close()
        raise
    address = Address(admission.address, admission.port)
    return await open_ticketed(stream, address, name, ticket=admission.admitted.ticket, protocol=spoken())
