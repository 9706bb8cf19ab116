"""Joining a host: connect, look at its certificate, say hello, be admitted (``docs/protocol.md``, section 2)."""

import asyncio
import base64
import logging
import os
import re
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
from tornado.iostream import IOStream, StreamClosedError
from websockets.exceptions import WebSocketException
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address
from meetdesk.joining.invitation import Destination
from meetdesk.joining.reach import PATIENCE, Patience, any_certificate, reach
from meetdesk.joining.upgrade import NotUpgraded, upgrade
from meetdesk.wire.join import Admitted, JoinAnswer, JoinHello, JoinRefused
from meetdesk.wire.messages import PROTOCOL_VERSION

log = logging.getLogger(__name__)

JOIN_PATH = "/meetdesk/join"
LONGEST_ANSWER = 4_096
_TICKET = re.compile("[0-9a-f]{64}")
_MEETING = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class JoinedHost:
    """A host that admitted this app."""

    address: Address
    """The one that answered."""
    addresses: tuple[Address, ...]
    """All that are known, the one that answered first."""
    certificate: bytes = field(repr=False)
    """DER; later connections take no other."""
    ticket: str = field(repr=False)
    meeting: str
    title: str
    host: str
    """Name of the person hosting."""


async def join(destination: Destination, *, app_version: str, patience: Patience = PATIENCE) -> JoinedHost:
    """Joins the first of the destination's addresses that answers.

    Raises MeetDeskError: ``address_unknown``, ``host_unreachable``, ``host_refused``, ``host_silent``,
    ``not_meetdesk``, ``certificate_changed``, ``protocol_version``, or the code with which the host refused.
    """
    reached = await reach(
        destination.addresses, any_certificate(), fingerprint=destination.fingerprint, patience=patience
    )
    try:
        answer = await _ask(reached.stream, reached.address, app_version, patience)
    finally:
        reached.stream.close()
    others = tuple(address for address in destination.addresses if address != reached.address)
    log.info("admitted to meeting %s at %s", answer.meeting, reached.address)
    return JoinedHost(
        address=reached.address,
        addresses=(reached.address, *others),
        certificate=reached.certificate,
        ticket=answer.ticket,
        meeting=answer.meeting,
        title=answer.title,
        host=answer.host,
    )


def moved_first(host: JoinedHost, address: Address) -> JoinedHost:
    """The host with this one of its addresses in front: the one that worked last is tried first."""
    return replace(host, addresses=(address, *(other for other in host.addresses if other != address)))


async def _ask(stream: IOStream, address: Address, app_version: str, patience: Patience) -> Admitted:
    key = base64.b64encode(os.urandom(16)).decode("ascii")
    try:
        await upgrade(stream, address, JOIN_PATH, key, {}, seconds=patience.answer)
    except NotUpgraded as error:
        raise MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(address)) from error
    hello = msgspec.json.encode(JoinHello(protocol=PROTOCOL_VERSION, app=app_version))
    try:
        async with asyncio.timeout(patience.answer):
            answer = _answer(await _exchange(stream, hello), address)
    except TimeoutError as error:
        raise MeetDeskError(ErrorCode.HOST_SILENT, address=str(address)) from error
    except (StreamClosedError, WebSocketException) as error:
        raise MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(address)) from error
    if isinstance(answer, JoinRefused):
        raise MeetDeskError(answer.code, **answer.detail)
    return answer


async def _exchange(stream: IOStream, hello: bytes) -> bytes:
    """Sends one text message and returns the first one that comes back. Raises StreamClosedError or
    WebSocketException if none does."""
    frames = Protocol(Side.CLIENT, max_size=LONGEST_ANSWER)
    frames.send_text(hello)
    while True:
        for data in frames.data_to_send():
            if data:
                await stream.write(data)
        frames.receive_data(await stream.read_bytes(LONGEST_ANSWER, partial=True))
        if frames.parser_exc is not None:
            raise frames.parser_exc
        for frame in frames.events_received():
            if isinstance(frame, Frame) and frame.opcode is Opcode.TEXT and frame.fin:
                await _say_goodbye(stream, frames)
                return bytes(frame.data)
            if isinstance(frame, Frame) and frame.opcode not in {Opcode.PING, Opcode.PONG}:
                raise StreamClosedError


async def _say_goodbye(stream: IOStream, frames: Protocol) -> None:
    if frames.close_expected():
        return
    frames.send_close(1000)
    await stream.write(b"".join(frames.data_to_send()))


def _answer(data: bytes, address: Address) -> JoinAnswer:
    try:
        answer: JoinAnswer = msgspec.json.decode(data, type=JoinAnswer)
    except (msgspec.DecodeError, UnicodeError) as error:
        if _is_refusal(data):
            # A newer host may refuse for a reason this app has no word for.
            raise MeetDeskError(ErrorCode.NOT_ADMITTED, address=str(address)) from error
        raise MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(address)) from error
    if isinstance(answer, Admitted) and not (_TICKET.fullmatch(answer.ticket) and _MEETING.fullmatch(answer.meeting)):
        raise MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(address))
    return answer


def _is_refusal(data: bytes) -> bool:
    try:
        value: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError):
        return False
    return isinstance(value, dict) and value.get("type") == "join_refused"
