"""Calling the succession channel of a host or a deputy."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from meetdesk.client.channel import Channel
from meetdesk.client.opening import open_websocket
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import parse_address
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.reach import Patience, only_certificate, reach
from meetdesk.joining.upgrade import NotUpgraded
from meetdesk.wire.channels import REFUSED
from meetdesk.wire.join import MEETING_HEADER
from meetdesk.wire.succession import (
    ADDRESSES,
    SUCCESSION_PATH,
    Deputy,
    HostSaid,
    MemberSaid,
    Moved,
    decode_host,
    encode,
)
from meetdesk.wire.tickets import deputy_ticket

PATIENCE = Patience(connect=0.5, answer=0.5, stagger=0.05)
"""On one LAN an answer takes milliseconds. Everybody waits meanwhile."""


class Call:
    """A succession channel, from the app's side. Set the callbacks and call ``start``."""

    def __init__(self, channel: Channel, on_said: Callable[[HostSaid], None], on_ended: Callable[[], None]) -> None:
        """What cannot be understood ends it."""
        self._channel = channel
        self._on_said = on_said
        channel.on_text = self._heard
        channel.on_closed = lambda _: on_ended()

    def start(self) -> Self:
        """Begins to read; ``on_ended`` is called at once if it has ended already."""
        self._channel.start()
        if self._channel.closed is not None:
            self._channel.on_closed(self._channel.closed)
        return self

    def say(self, message: MemberSaid) -> None:
        """Lost if the channel has ended."""
        self._channel.send_text(encode(message))

    def end(self) -> None:
        """At once."""
        self._channel.abort()

    def _heard(self, text: bytes) -> None:
        try:
            message = decode_host(text)
        except MeetDeskError:
            self._channel.abort()
            return
        self._on_said(message)


async def open_channel(host: JoinedHost, patience: Patience = PATIENCE) -> Channel:
    """At whichever of its addresses answers. Raises MeetDeskError as ``joining.reach.reach``, or what the host refuses
    with."""
    context = only_certificate(host.certificate)
    reached = await reach(host.addresses, context, fingerprint=host.fingerprint, patience=patience)
    headers = {"Authorization": f"Bearer {host.ticket}", MEETING_HEADER: host.meeting}
    try:
        return await open_websocket(reached.stream, reached.address, SUCCESSION_PATH, headers, patience.answer)
    except NotUpgraded as error:
        raise MeetDeskError(REFUSED.get(error.status, ErrorCode.NOT_MEETDESK)) from error


def host_at(deputy: Deputy, ticket: str, meeting: str, title: str) -> JoinedHost:
    """The deputy as a host, to the holder of ``ticket`` at the host before it. Raises MeetDeskError
    ``address_invalid``, also for names: what another app says is not looked up; ``not_meetdesk``, ValueError: its
    certificate is none."""
    addresses = tuple(parse_address(one) for one in deputy.addresses[: ADDRESSES + 1])
    if not addresses or not all(one.is_ip for one in addresses):
        raise MeetDeskError(ErrorCode.ADDRESS_INVALID)
    try:
        only_certificate(deputy.certificate)
    except ssl.SSLError as error:
        raise MeetDeskError(ErrorCode.NOT_MEETDESK) from error
    return JoinedHost(
        address=addresses[0],
        addresses=addresses,
        certificate=deputy.certificate,
        ticket=deputy_ticket(ticket, deputy.certificate),
        meeting=meeting,
        title=title,
        host=deputy.name,
    )


def way_to(deputy: Deputy | None, ticket: str, meeting: str, title: str) -> JoinedHost | None:
    """As ``host_at``; None: there is no deputy, or this app understands not all of its addresses."""
    try:
        return None if deputy is None else host_at(deputy, ticket, meeting, title)
    except (MeetDeskError, ValueError):
        return None


async def reaches(deputy: Deputy) -> bool:
    """Whether this app reaches that one; tried for a second or two."""
    try:
        host = host_at(deputy, "", "", "")
        found = await reach(host.addresses, only_certificate(host.certificate), fingerprint=host.fingerprint)
    except (MeetDeskError, ValueError):
        return False
    found.stream.close()
    return True


async def ask_whether_moved(host: JoinedHost, on_moved: Callable[[int], None]) -> None:
    """Asks a deputy, for a second at most, whether it carries the meeting on; ``on_moved`` gets the term in which it
    does."""
    answer: asyncio.Future[Moved] = asyncio.get_running_loop().create_future()

    def said(message: HostSaid) -> None:
        if isinstance(message, Moved) and not answer.done():
            answer.set_result(message)

    with suppress(MeetDeskError, TimeoutError):
        call = Call(await open_channel(host), said, lambda: None).start()
        try:
            async with asyncio.timeout(1.0):
                on_moved((await answer).term)
        finally:
            call.end()
