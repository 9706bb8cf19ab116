"""Whether the host that answers at an address is the one that was joined there before."""

import logging

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.texts import normal_name
from meetdesk.joining.address import Address
from meetdesk.joining.dial import JoinedHost, Recognise
from meetdesk.joining.fingerprint import spoken_fingerprint
from meetdesk.store.store import Store

log = logging.getLogger(__name__)


def recognising(store: Store, accepted: str) -> Recognise:
    """``accepted``: the fingerprint (hexadecimal) that the person goes on with, after it was told.

    What it gives raises MeetDeskError ``host_changed`` or, for a host that is known from elsewhere, ``host_another``;
    before the host has had a chance to try a code on the person.
    """

    def recognise(address: Address, fingerprint: bytes) -> None:
        before = store.hosts.at(str(address))
        if before is None or before.fingerprint == fingerprint or fingerprint.hex() == accepted:
            return
        log.info("another host than before at %s", address)
        detail: dict[str, str | int] = {
            "address": str(address),
            "name": before.name,
            "words": spoken_fingerprint(fingerprint),
            "fingerprint": fingerprint.hex(),
        }
        if (now := store.hosts.by_fingerprint(fingerprint)) is not None:
            raise MeetDeskError(ErrorCode.HOST_ANOTHER, now=now.name, **detail)
        raise MeetDeskError(ErrorCode.HOST_CHANGED, **detail)

    return recognise


def remember(store: Store, host: JoinedHost) -> None:
    """The host that was joined belongs to the address that answered. A disk that fails is only logged."""
    try:
        name = normal_name(host.host)
    except MeetDeskError as error:
        log.warning("The host is not remembered: %s", error.code)
        return
    store.remember_host(host.fingerprint, name, str(host.address))
