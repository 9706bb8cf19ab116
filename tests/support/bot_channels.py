"""How a bot reaches a host: the join handshake and the channels over TLS, by the protocol's sections 2 and 3.5.

Written against ``docs/protocol.md`` with the ``websockets`` library, not with the product's own WebSocket, so that
the two check each other.
"""

import asyncio
import hashlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from meetdesk.core.errors import ErrorCode, MeetDeskError
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

    def pinned(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        context.load_verify_locations(cadata=self.certificate)
        return context


async def ask_to_join(
    address: str, port: int, by: str, connector: Connector = connect_here, protocol: int | None = None
) -> Admission:
    """Section 2 of the protocol, steps 1 to 4, ``by`` a code or an invitation. ``protocol`` None: ``spoken``.

    Raises MeetDeskError with the host's code if it refuses."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with await _upgrade(address, port, "/meetdesk/join", context, connector) as websocket:
        certificate = websocket.transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        async with asyncio.timeout(2 * HANDSHAKE_SECONDS):
            fingerprint = hashlib.sha256(certificate).digest()
            said = await prove(websocket.send, websocket.recv, fingerprint, by, protocol=protocol or spoken())
    answer = msgspec.convert(said, JoinAnswer)
    if isinstance(answer, JoinRefused):
        raise MeetDeskError(ErrorCode(answer.code), **answer.detail)
    assert isinstance(answer, Admitted), answer
    return Admission(address, port, certificate, answer, connector)


async def open_channel(admission: Admission, kind: str) -> ClientConnection:
    """Step 5: ``kind`` is ``control``, ``audio`` or ``video``. Raises websockets' InvalidStatus (401, 409, 410)."""
    return await _upgrade(
        admission.address,
        admission.port,
        f"/meetdesk/1/{kind}",
        admission.pinned(),
        admission.connector,
        {"Authorization": f"Bearer {admission.admitted.ticket}"},
    )


async def _upgrade(
    address: str,
    port: int,
    path: str,
    context: ssl.SSLContext,
    connector: Connector,
    headers: dict[str, str] | None = None,
) -> ClientConnection:
    connected = await asyncio.to_thread(connector, address, port)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    host = f"[{address}]" if ":" in address else address
    return await connect(
        f"wss://{host}:{port}{path}",
        sock=connected,
        ssl=context,
        additional_headers=headers,
        user_agent_header=None,
        compression=None,
        max_size=2_000_000,
        max_queue=256,
        ping_interval=None,
        open_timeout=HANDSHAKE_SECONDS,
        close_timeout=1,
    )
