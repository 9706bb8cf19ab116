"""The join handshake: JSON text frames between a joining app and the LAN server, before anybody is admitted.

``docs/protocol.md``, section 2. Every message before ``CodeProof`` or ``InvitationProof`` goes into the transcript
(``wire.transcript``) that the two proofs are made over. Bytes are written in lower-case hexadecimal.
"""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.basics import Count

JOIN_PATH = "/meetdesk/join"
MEETING_HEADER = "MeetDesk-Meeting"
"""In the request for a channel: the meeting that it is a channel of."""
PROOF_BYTES = 32
NONCE_BYTES = 32
ELEMENT_BYTES = 33
"""A SPAKE2 message: one byte that names the side, and a point of the Ed25519 group."""

Hex16: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$", max_length=32)]
Hex32: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
HexElement: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{66}$", max_length=66)]


class _Message(msgspec.Struct, frozen=True, tag_field="type"):
    """Unknown fields are ignored: apps of different versions must be able to tell each other so."""


class JoinHello(_Message, frozen=True, tag="join_hello"):
    """First message, from the joining app."""

    protocol: Count
    app: Annotated[str, msgspec.Meta(max_length=64)]
    known_as: Hex32 | None = None
    """By what this host, and no other, may recognise the joining app later: so it keeps out whom it removed."""
    meeting: Hex16 | None = None
    """The one that it wants to come back to. The host of another one says so, before any code is tried."""


class JoinChallenge(_Message, frozen=True, tag="join_challenge"):
    """The host wants to know that the joiner has the code or an invitation. It says nothing about the meeting."""

    nonce: Hex32
    """New for every connection."""


class CodeElement(_Message, frozen=True, tag="code_element"):
    """From the joiner: its message of SPAKE2, side A. From here on the attempt counts as a guess."""

    element: HexElement


class CodeAnswer(_Message, frozen=True, tag="code_answer"):
    """From the host: its message of SPAKE2, side B. It says nothing about whether the code is right."""

    element: HexElement


class CodeProof(_Message, frozen=True, tag="code_proof"):
    """From the joiner: it has the same key, so the same code and the same certificate before it."""

    proof: Hex32


class InvitationProof(_Message, frozen=True, tag="invitation_proof"):
    """From the joiner, instead of the three messages about the code: it has the invitation's secret."""

    nonce: Hex32
    """The joiner's own, new for every connection."""
    proof: Hex32


class Admitted(_Message, frozen=True, tag="admitted"):
    """The app may open the meeting's channels with ``Authorization: Bearer <ticket>``.

    Nothing of it may be believed before ``proof`` is found right.
    """

    proof: Hex32
    """The host's: it has the same code or secret too."""
    ticket: str
    """256 random bits, hexadecimal. Belongs to one participant; valid until that participant has left."""
    meeting: str
    title: str
    host: str


class JoinRefused(_Message, frozen=True, tag="join_refused"):
    """The last message of an attempt that failed, whichever step it failed in; the host closes after it."""

    code: ErrorCode
    detail: dict[str, str | int] = {}


JoinStep: TypeAlias = CodeElement | CodeProof | InvitationProof
"""What the joiner says after its hello."""
JoinAnswer: TypeAlias = JoinChallenge | CodeAnswer | Admitted | JoinRefused
"""What the host says."""
