"""Joining a host: connect, look at its certificate, prove the code, be admitted (``docs/protocol.md``, section 2)."""

import asyncio
import base64
import hashlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from meetdesk.core import limits
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.texts import normal_line
from meetdesk.joining.address import Address
from meetdesk.joining.conversation import Conversation
from meetdesk.joining.handshake import Credentials, ask
from meetdesk.joining.identity import Identity
from meetdesk.joining.interfaces import own_addresses
from meetdesk.joining.invitation import Destination
from meetdesk.joining.reach import PATIENCE, Patience, any_certificate, reach
from meetdesk.joining.upgrade import NotUpgraded, upgrade
from meetdesk.wire.join import JOIN_PATH

log = logging.getLogger(__name__)


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

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate."""
        return hashlib.sha256(self.certificate).digest()


Recognise: TypeAlias = Callable[[Address, bytes], None]
"""Looks at a host before anything is said to it: its address and its certificate's SHA-256. May raise MeetDeskError."""


def take_any(_address: Address, _fingerprint: bytes) -> None:
    """Whoever answers may be the host; it still has to prove it."""


async def join(
    destination: Destination,
    code: str = "",
    *,
    app_version: str,
    recognise: Recognise = take_any,
    identity: Identity | None = None,
    meeting: str = "",
    patience: Patience = PATIENCE,
) -> JoinedHost:
    """Joins the first of the destination's addresses that answers, by ``code`` (``joining.code.normal_code``) or by the
    invitation.

    ``identity``: this app's own, by which the host recognises it; None: not at all.
    ``meeting``: the id of the one to come back to; empty: whichever is held there.

    Raises MeetDeskError: ``address_unknown``, ``address_own``, ``host_unreachable``, ``host_refused``, ``host_silent``,
    ``not_meetdesk``, ``certificate_changed``, ``protocol_version``, ``code_needed``, ``code_wrong``,
    ``invitation_expired``, ``meeting_replaced``, ``too_many_guesses``, ``host_unproven``, what ``recognise`` raises
    (which is not asked about the host that an invitation names), or the code with which the host refused.
    """
    reached = await reach(
        destination.addresses,
        any_certificate(),
        fingerprint=destination.fingerprint,
        own=await asyncio.to_thread(own_addresses),
        patience=patience,
    )
    try:
        if destination.fingerprint is None:
            recognise(reached.address, hashlib.sha256(reached.certificate).digest())
        key = base64.b64encode(os.urandom(16)).decode("ascii")
        try:
            await upgrade(reached.stream, reached.address, JOIN_PATH, key, {}, seconds=patience.answer)
        except NotUpgraded as error:
            raise MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(reached.address)) from error
        fingerprint = hashlib.sha256(reached.certificate).digest()
        answer = await ask(
            Conversation(reached.stream, reached.address, patience.answer),
            Credentials(code, destination.secret),
            fingerprint,
            app_version,
            known_as=None if identity is None else identity.known_as(fingerprint),
            meeting=meeting,
        )
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
        # Shown and kept: without line breaks, control characters and hidden directions.
        title=normal_line(answer.title, limits.TITLE_CHARACTERS) or "",
        host=normal_line(answer.host, limits.NAME_CHARACTERS) or "",
    )


def moved_first(host: JoinedHost, address: Address) -> JoinedHost:
    """The host with this one of its addresses in front: the one that worked last is tried first."""
    return replace(host, addresses=(address, *(other for other in host.addresses if other != address)))
