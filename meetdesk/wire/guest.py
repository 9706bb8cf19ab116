"""What a browser guest's page and the LAN server say to each other before the meeting (``docs/protocol.md``, 2.5)."""

from http import HTTPStatus
from typing import Final

import msgspec

GUEST_PATH: Final = "/meetdesk/guest"
NOTHING_HERE: Final = HTTPStatus.NOT_FOUND
"""What everything for guests is answered while none are allowed."""


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class GuestMeeting(_Body, frozen=True):
    """What a guest is told of the meeting that it was admitted to, not before."""

    meeting: str
    title: str
    host: str
    """Name of the person hosting."""


class GuestState(_Body, frozen=True):
    """Answer to ``GET /meetdesk/guest``: all that the page needs to ask for the code, or to come back."""

    version: str
    words: str
    """Of the host's identity, to be compared with those in the host's window."""
    fingerprint: str
    """SHA-256 of the certificate that the browser was shown, as it shows it: hexadecimal pairs with colons."""
    joined: GuestMeeting | None = None
    """The meeting this browser was admitted to already."""
    digits: bool = False
    """Whether the code is made of digits alone, so that a phone can offer the keys for it. How many are not said."""


class GuestJoin(_Body, frozen=True):
    """``POST /meetdesk/guest``: asks to be admitted. Answered with ``GuestMeeting`` and a cookie that is the ticket."""

    code: str
    """As typed."""
