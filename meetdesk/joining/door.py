"""The door of a hosted meeting: its code and the secret of its invitations, for ``server.lan.door``."""

import hmac

from meetdesk.joining.code import LENGTHS, LONG_KINDS, normal_code
from meetdesk.joining.proof import CodeHost, Proofs, invitation_proofs, make_secret
from meetdesk.wire.local import CodeKind


class Door:
    """Who has neither code nor invitation stays out. What is shut again does not put anybody out."""

    def __init__(self, fingerprint: bytes, code: str, kind: CodeKind = CodeKind.OWN) -> None:
        """``fingerprint``: SHA-256 of the host's certificate. ``code``: as it is shown. Raises MeetDeskError
        ``code_invalid``."""
        self._fingerprint = fingerprint
        self.renew(code, kind)

    def renew(self, code: str, kind: CodeKind = CodeKind.OWN) -> None:
        """A new code and a new secret: the old code and the invitations sent so far are void.

        Raises MeetDeskError ``code_invalid``, and then nothing changes.
        """
        self._normal = normal_code(code)
        self.code = code
        self.kind = kind
        self.secret = make_secret()

    def knock(self, element: bytes) -> CodeHost:
        return CodeHost(self._normal, self._fingerprint, element)

    @property
    def long(self) -> bool:
        return self.kind in LONG_KINDS

    @property
    def digits(self) -> bool:
        return self.kind in LENGTHS

    def check(self, typed: str) -> None:
        normal_code(typed)

    def fits(self, typed: str) -> bool:
        return hmac.compare_digest(normal_code(typed).encode(), self._normal.encode())

    def invited(self, transcript: bytes, nonce: bytes) -> Proofs:
        return invitation_proofs(self.secret, self._fingerprint, transcript, nonce)
