"""Invitations: ``meetdesk://join?addr=…&port=…&fp=…&s=…``.

The addresses of a host, its certificate's fingerprint, and the secret that lets in whoever has the invitation.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import DEFAULT_PORT, Address, parse_address

LONGEST_TEXT = 4_096
MOST_ADDRESSES = 16
_INVITATION = re.compile(r"meetdesk:(?://)?join/?\?([^\s<>\"']*)", re.IGNORECASE)
_FIELD_BYTES = 32
"""Of the fingerprint and of the secret."""


@dataclass(frozen=True)
class Destination:
    """Where to join: addresses to try side by side, best first."""

    addresses: tuple[Address, ...]
    fingerprint: bytes | None = None
    """SHA-256 (32 bytes) that the host's certificate must have; None if only an address is known."""
    secret: bytes = field(default=b"", repr=False)
    """The invitation's, 32 bytes; empty if the code is to be asked for."""

    @property
    def invitation(self) -> str:
        """What joins the same meeting again without a code; empty if this is no such invitation. Secret."""
        if self.fingerprint is None or not self.secret:
            return ""
        return make_invitation(self.addresses, self.fingerprint, self.secret)


def make_invitation(addresses: Sequence[Address], fingerprint: bytes, secret: bytes) -> str:
    """The link for these addresses. The port of the first is the link's; another one's own port stays with it."""
    port = addresses[0].port if addresses else DEFAULT_PORT
    pairs = [("addr", _host(address, port)) for address in addresses[:MOST_ADDRESSES]]
    pairs += [("port", str(port)), ("fp", _text(fingerprint)), ("s", _text(secret))]
    return "meetdesk://join?" + urlencode(pairs, safe=":[]")


def parse_destination(text: str) -> Destination:
    """An address as typed or an invitation as pasted, also from the middle of other text.

    Raises MeetDeskError ``address_invalid``, or ``invitation_invalid`` for a link that is not whole.
    """
    found = _INVITATION.search(text[: 2 * LONGEST_TEXT])
    if found is None:
        return Destination((parse_address(text),))
    return _parse_query(found[1].replace("&amp;", "&"))


def _host(address: Address, port: int) -> str:
    if address.port == port:
        return address.host
    return f"[{address.host}]:{address.port}" if ":" in address.host else f"{address.host}:{address.port}"


def _parse_query(query: str) -> Destination:
    try:
        if len(query) > LONGEST_TEXT:
            raise ValueError("too long")
        fields = parse_qs(query, max_num_fields=64, errors="strict")
        (fingerprint_text,) = fields["fp"]
        (secret_text,) = fields.get("s", [""])
        (port_text,) = fields.get("port", [str(DEFAULT_PORT)])
        port = int(port_text) if re.fullmatch("[0-9]{1,5}", port_text) else 0
        hosts = fields["addr"]
        if not 0 < port < 65536 or len(hosts) > MOST_ADDRESSES:
            raise ValueError("port or number of addresses")
        addresses = tuple(dict.fromkeys(_with_port(host, port) for host in hosts))
        return Destination(addresses, _bytes(fingerprint_text), _bytes(secret_text) if secret_text else b"")
    except (KeyError, ValueError, MeetDeskError) as error:
        raise MeetDeskError(ErrorCode.INVITATION_INVALID) from error


def _with_port(host: str, port: int) -> Address:
    address = parse_address(host)
    has_own_port = host.rpartition("]")[2].startswith(":") if host.startswith("[") else host.count(":") == 1
    return address if has_own_port else Address(address.host, port)


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}=?", text):
        raise ValueError("length")
    try:
        value = base64.urlsafe_b64decode(text[:43] + "=")
    except binascii.Error as error:
        raise ValueError("base64") from error
    if len(value) != _FIELD_BYTES:
        raise ValueError("length")
    return value
