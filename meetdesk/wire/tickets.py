"""What a ticket is known by, and the ticket that a participant shows to a deputy instead."""

import hashlib
import hmac
from typing import Final

TICKET_BITS: Final = 256
_DEPUTY: Final = b"MeetDesk deputy 1 "


def ticket_key(ticket: str) -> bytes:
    """SHA-256 of it: whoever has that can recognise the ticket, and not show it."""
    return hashlib.sha256(ticket.encode(errors="surrogatepass")).digest()


def deputy_ticket(ticket: str, certificate: bytes) -> str:
    """What the holder of ``ticket`` shows to the deputy with this certificate (DER): as a ticket, 64 hexadecimal
    digits. The deputy learns nothing by it that opens the host or another deputy."""
    return hmac.digest(ticket.encode(), _DEPUTY + hashlib.sha256(certificate).digest(), "sha256").hex()
