"""The certificates that browsers are shown, one for each address that they come to (``docs/decisions/``,
``a-certificate-for-each-address``).

They keep to what systems ask of a certificate that a person accepts, Apple's for example ("Requirements for trusted
certificates in iOS 13 and macOS 10.15"): the address as a subject alternative name, server authentication, SHA-256, at
most 825 days. The app's identity, which other apps remember, is another certificate of the same key.

A browser asks its person again when the certificate is another one. So everything in it follows from the key, the
address and a period of two years: it is the same after every start, nothing has to be kept, and what other addresses
this machine has, had or will have is neither told nor a reason for a new one.
"""

import hashlib
import hmac
import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from cryptography import x509

from meetdesk.core.latest import Latest
from meetdesk.joining.certificate import Validity, der, self_signed, server_context, with_key
from meetdesk.joining.identity import Identity
from meetdesk.joining.plausible_time import RELEASED, is_plausible

MOST_DAYS = 825
"""Apple's rule for certificates that no known authority signed."""
PERIOD = timedelta(days=730)
"""After so long a new meeting has a new certificate."""
BEFORE = timedelta(days=30)
"""Valid before its period begins: clocks of machines without internet are wrong by days."""
AFTER = timedelta(days=60)
"""Valid beyond its period, for a meeting that goes on."""
RENEWED = timedelta(days=7)
"""Before its end; a meeting that is held by then shows a new one from then on."""
ADDRESSES = 32
"""So many are kept ready. A machine has a few; on Linux whoever is on it may use all 16 million of its loopback."""
_FIRST = datetime.combine(RELEASED, time(), UTC)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class _Shown:
    certificate: bytes
    pem: bytes
    validity: Validity

    @cached_property
    def context(self) -> ssl.SSLContext:
        return server_context(self.pem)

    def fits(self, moment: datetime) -> bool:
        return self.validity.begins <= moment <= self.validity.ends - RENEWED


class BrowserCertificates:
    """Of one meeting: while it is held, each address keeps its certificate until shortly before the end of that."""

    def __init__(self, identity: Identity, clock: Callable[[], datetime] = _now) -> None:
        self._identity = identity
        self._clock = clock
        self._shown: Latest[str, _Shown] = Latest(ADDRESSES)

    def context(self, address: str) -> ssl.SSLContext:
        """For a browser that came to this IP address (without scope) of this machine. Raises MeetDeskError
        ``storage_failed``."""
        return self._at(address).context

    def certificate(self, address: str) -> bytes:
        """What is shown at this address: DER."""
        return self._at(address).certificate

    def fingerprint(self, address: str) -> str:
        """Its SHA-256 as browsers show it: upper-case hexadecimal pairs with colons."""
        return hashlib.sha256(self.certificate(address)).digest().hex(":").upper()

    def _at(self, address: str) -> _Shown:
        moment = self._moment()
        shown = self._shown.get(address)
        if shown is None or not shown.fits(moment):
            shown = self._make(address, moment)
        self._shown[address] = shown
        self._shown.move_to_end(address)
        return shown

    def _moment(self) -> datetime:
        """Now. Where the clock cannot be right, the earliest that now can be: guests' clocks are better, and hold a
        certificate of 1970 for expired and one of 2100 for not valid yet."""
        now = self._clock()
        if is_plausible(now.date()):
            return now
        made = self._identity.made
        return made if is_plausible(made.date()) else _FIRST

    def _make(self, address: str, moment: datetime) -> _Shown:
        # The first period begins with the identity, so that its guests are left alone for two years.
        period = (moment - self._identity.made) // PERIOD
        begins = self._identity.made + period * PERIOD
        validity = Validity(begins - BEFORE, begins + PERIOD + AFTER)
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        key, serial = self._identity.key, self._serial(address, period)
        certificate = self_signed(key, validity, serial=serial, names=names)
        return _Shown(der(certificate), with_key(certificate, key), validity)

    def _serial(self, address: str, period: int) -> int:
        """Positive, below 2^127: browsers refuse two certificates of one issuer with the same number."""
        about = f"MeetDesk browser certificate 1 {address} {period}"
        return int.from_bytes(hmac.digest(self._identity.pem, about.encode(), "sha256")[:16]) >> 1 | 1
