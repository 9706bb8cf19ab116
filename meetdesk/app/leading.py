"""Where a link leads to, as far as this computer can tell: to be shown before anything is done about it. Pure."""

from meetdesk.core.errors import MeetDeskError
from meetdesk.joining.address import unmistakable
from meetdesk.joining.fingerprint import spoken_fingerprint
from meetdesk.joining.invitation import parse_destination
from meetdesk.store.known_hosts import KnownHosts
from meetdesk.wire.local import OpenedLink


def described(address: str, code: str, known: KnownHosts) -> OpenedLink:
    """``address``: an address or an invitation, as it was opened. Where it is neither, nothing is known of it.

    The host's name is that under which it was joined before: by its certificate, or by the address if the link names
    no certificate. What a link says of itself would have to be believed.
    """
    try:
        destination = parse_destination(address)
    except MeetDeskError:
        return OpenedLink(address, code)
    first, *others = destination.addresses
    if destination.fingerprint is None:
        host, words = known.at(str(first)), ""
    else:
        host, words = known.by_fingerprint(destination.fingerprint), spoken_fingerprint(destination.fingerprint)
    return OpenedLink(address, code, unmistakable(first), len(others), host.name if host else "", words)
