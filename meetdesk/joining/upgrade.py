"""The HTTP side of opening a WebSocket to a host: one request, one answer's head."""

import asyncio
from collections.abc import Mapping

from tornado.httputil import HTTPHeaders, HTTPInputError, parse_response_start_line
from tornado.iostream import IOStream, StreamClosedError, UnsatisfiableReadError
from tornado.websocket import WebSocketProtocol13

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address

LONGEST_HEAD = 8 * 1024
"""Most bytes of an answer before its body."""


class NotUpgraded(Exception):
    """The host answered with another status than 101."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP status {status}")
        self.status = status


async def upgrade(
    stream: IOStream, address: Address, path: str, key: str, headers: Mapping[str, str], *, seconds: float
) -> str:
    """Opens a WebSocket with ``Sec-WebSocket-Key`` ``key`` on a connected stream; returns its ``Sec-WebSocket-Accept``.

    Nothing after the answer's head is read. Raises NotUpgraded, or MeetDeskError ``not_meetdesk`` or ``host_silent``.
    """
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {_host_header(address)}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    not_meetdesk = MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(address))
    try:
        async with asyncio.timeout(seconds):
            await stream.write("\r\n".join([*lines, "", ""]).encode("ascii"))
            head = await stream.read_until(b"\r\n\r\n", max_bytes=LONGEST_HEAD)
    except TimeoutError as error:
        raise MeetDeskError(ErrorCode.HOST_SILENT, address=str(address)) from error
    except (StreamClosedError, UnsatisfiableReadError) as error:
        raise not_meetdesk from error
    try:
        status, fields = _parse_head(head)
    except (HTTPInputError, ValueError) as error:
        raise not_meetdesk from error
    if status != 101:
        raise NotUpgraded(status)
    accept = fields.get("Sec-WebSocket-Accept", "")
    if fields.get("Upgrade", "").lower() != "websocket" or accept != WebSocketProtocol13.compute_accept_value(key):
        raise not_meetdesk
    return accept


def _parse_head(head: bytes) -> tuple[int, HTTPHeaders]:
    first, _, rest = head.decode("latin-1").partition("\n")
    return parse_response_start_line(first.rstrip("\r")).code, HTTPHeaders.parse(rest)


def _host_header(address: Address) -> str:
    host = address.host.partition("%")[0]
    name = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    return f"{name}:{address.port}"
