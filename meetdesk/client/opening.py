"""Opening a channel: of a host that admitted this participant, or any WebSocket on a connected stream."""

import base64
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from tornado.iostream import IOStream

from meetdesk.client.channel import Channel
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.reach import PATIENCE, Patience, only_certificate, reach
from meetdesk.joining.upgrade import NotUpgraded, upgrade
from meetdesk.wire import channels as names
from meetdesk.wire.join import MEETING_HEADER
from meetdesk.wire.messages import PROTOCOL_VERSION

OpenChannel: TypeAlias = Callable[[names.Channel], Awaitable[Channel]]
"""Opens the channel of this name. Raises MeetDeskError or OSError."""


def channels_of(host: JoinedHost, patience: Patience = PATIENCE) -> OpenChannel:
    """Opens channels at a host, pinned to its certificate, at whichever of its addresses answers.

    The opener raises MeetDeskError as ``joining.reach.reach``, or ``not_admitted``, ``not_in_meeting``,
    ``meeting_ended`` or ``meeting_replaced``, with which the host refuses.
    """
    context = only_certificate(host.certificate)

    async def open_channel(name: names.Channel) -> Channel:
        reached = await reach(host.addresses, context, fingerprint=host.fingerprint, patience=patience)
        return await open_ticketed(reached.stream, reached.address, name, ticket=host.ticket, meeting=host.meeting)

    return open_channel


async def open_ticketed(
    stream: IOStream,
    address: Address,
    name: names.Channel,
    *,
    ticket: str,
    meeting: str = "",
    protocol: int = PROTOCOL_VERSION,
) -> Channel:
    """The channel of this name on a connected stream, which is closed if the host refuses. ``meeting``: the id of the
    one that is meant; empty: whichever is held there. Raises MeetDeskError: ``not_admitted``, ``not_in_meeting``,
    ``meeting_ended``, ``meeting_replaced``, ``not_meetdesk`` or ``host_silent``."""
    headers = {"Authorization": f"Bearer {ticket}"}
    if meeting:
        headers[MEETING_HEADER] = meeting
    try:
        return await open_websocket(stream, address, names.host_path(name, protocol), headers)
    except NotUpgraded as error:
        code = names.REFUSED.get(error.status, ErrorCode.NOT_MEETDESK)
        raise MeetDeskError(code, address=str(address)) from error


async def open_websocket(
    stream: IOStream, address: Address, path: str, headers: Mapping[str, str], seconds: float = PATIENCE.answer
) -> Channel:
    """A WebSocket on a connected stream, which is closed on failure. Raises as ``joining.upgrade.upgrade``."""
    key = base64.b64encode(os.urandom(16)).decode("ascii")
    try:
        await upgrade(stream, address, path, key, headers, seconds=seconds)
    except BaseException:
        stream.close()
        raise
    return Channel(stream)
