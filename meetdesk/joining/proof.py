"""How a joiner and a host prove to each other that they have the same code or invitation, and that nobody sits between.

The code is the password of SPAKE2 (Abdalla and Pointcheval, 2005; here over Ed25519, by the package ``spake2``): what
is sent cannot be tested against codes afterwards, so a guess costs a connection. The asymmetric form is used: joiner
and host have different parts, so neither can be shown its own message. The identities hold the protocol's version and
the SHA-256 of the host's certificate *as each side saw it*: with somebody in between, who must show another
certificate, the two get different keys even with the right code.

Then both confirm the key by HMAC-SHA-256 over the transcript. The joiner does it first, so whoever plays joiner learns
whether a guess was right only after the host has counted it.

An invitation's secret cannot be guessed (256 bits), so it is the HMAC's key without a PAKE.

None of the arithmetic in ``spake2`` takes constant time: whoever uses it must not answer sooner for being done sooner.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from spake2 import SPAKE2_A, SPAKE2_B
from spake2.ed25519_basic import NotOnCurve
from spake2.spake2 import SPAKEError

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.wire.messages import PROTOCOL_VERSION

SECRET_BYTES = 32
"""Of an invitation."""
_CONTEXT = f"MeetDesk join {PROTOCOL_VERSION} ".encode()


@dataclass(frozen=True)
class Proofs:
    """What the two sides show each other, 32 bytes each."""

    joiner: bytes = field(repr=False)
    host: bytes = field(repr=False)

    def right(self, shown: bytes) -> bool:
        """Whether this is the joiner's proof; takes the same time whatever it is."""
        return hmac.compare_digest(self.joiner, shown)


class CodeJoiner:
    """The joiner's part: side A. To be used once."""

    def __init__(self, code: str, fingerprint: bytes) -> None:
        """``fingerprint``: SHA-256 of the certificate that this side saw. Takes about 10 ms."""
        joiner, host = _identities(fingerprint)
        self._spake = SPAKE2_A(code.encode(), idA=joiner, idB=host)
        self.element: bytes = self._spake.start()

    def proofs(self, element: bytes, transcript: bytes) -> Proofs:
        """``element``: the host's. Takes about 15 ms. Raises MeetDeskError ``malformed_message``."""
        return _confirmations(_finish(self._spake, element), b"code", transcript)


class CodeHost:
    """The host's part: side B. To be used once."""

    def __init__(self, code: str, fingerprint: bytes, element: bytes) -> None:
        """``element``: the joiner's; ``fingerprint``: SHA-256 of the own certificate. All of the arithmetic is done
        here and takes about 25 ms. Raises MeetDeskError ``malformed_message``."""
        joiner, host = _identities(fingerprint)
        spake = SPAKE2_B(code.encode(), idA=joiner, idB=host)
        self.element: bytes = spake.start()
        self._key = _finish(spake, element)

    def proofs(self, transcript: bytes) -> Proofs:
        return _confirmations(self._key, b"code", transcript)


def invitation_proofs(secret: bytes, fingerprint: bytes, transcript: bytes, nonce: bytes) -> Proofs:
    """``nonce``: the joiner's, 32 bytes; the host's is in the transcript."""
    key = hmac.digest(secret, _CONTEXT + b"invitation " + fingerprint + nonce, hashlib.sha256)
    return _confirmations(key, b"invitation", transcript)


def make_secret() -> bytes:
    """Of a new invitation."""
    return secrets.token_bytes(SECRET_BYTES)


def _identities(fingerprint: bytes) -> tuple[bytes, bytes]:
    return _CONTEXT + b"joiner", _CONTEXT + b"host " + fingerprint


def _finish(spake: SPAKE2_A | SPAKE2_B, element: bytes) -> bytes:
    try:
        key: bytes = spake.finish(element)
    except (ValueError, NotOnCurve, SPAKEError) as error:
        raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE) from error
    return key


def _confirmations(key: bytes, way: bytes, transcript: bytes) -> Proofs:
    joiner, host = (
        hmac.digest(key, _CONTEXT + way + b" " + side + b" " + transcript, hashlib.sha256)
        for side in (b"joiner", b"host")
    )
    return Proofs(joiner, host)
