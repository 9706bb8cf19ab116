"""The joiner's side of the join handshake: ``docs/protocol.md``, section 2."""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.conversation import Conversation
from meetdesk.joining.proof import CodeJoiner, Proofs, invitation_proofs
from meetdesk.joining.refusals import refusal
from meetdesk.net.even_time import in_even_time
from meetdesk.wire import codec
from meetdesk.wire.join import (
    NONCE_BYTES,
    Admitted,
    CodeAnswer,
    CodeElement,
    CodeProof,
    InvitationProof,
    JoinAnswer,
    JoinChallenge,
    JoinHello,
    JoinRefused,
)
from meetdesk.wire.messages import PROTOCOL_VERSION
from meetdesk.wire.transcript import Transcript

STEP_SECONDS = 0.1
"""What depends on the code is said at a multiple of this time: how long the arithmetic took would tell about it."""
_TICKET = re.compile("[0-9a-f]{64}")
_MEETING = re.compile("[0-9a-f]{32}")

T = TypeVar("T")
Answer = TypeVar("Answer", JoinChallenge, CodeAnswer, Admitted)


@dataclass(frozen=True)
class Credentials:
    """What the joiner can prove. With both, the code is what counts: it was typed just now."""

    code: str = field(default="", repr=False)
    """In its normal form (``joining.code``)."""
    secret: bytes = field(default=b"", repr=False)
    """An invitation's."""


async def ask(
    talk: Conversation,
    credentials: Credentials,
    fingerprint: bytes,
    app_version: str,
    *,
    known_as: str | None = None,
    meeting: str = "",
) -> Admitted:
    """Proves to the host that the joiner may come in, and has it prove that it is the host.

    ``fingerprint``: SHA-256 of the certificate that the host showed. ``known_as``: ``Identity.known_as`` for it.
    ``meeting``: the one to come back to; empty: whichever is held there.
    Raises MeetDeskError: ``code_needed`` (nothing was tried), ``code_wrong``, ``invitation_expired``,
    ``meeting_replaced``, ``too_many_guesses``, ``host_unproven``, ``host_silent``, ``not_meetdesk``, or another code
    with which a host may refuse (``joining.refusals``).
    """
    transcript = Transcript()
    hello = codec.encode_join(
        JoinHello(protocol=PROTOCOL_VERSION, app=app_version, known_as=known_as, meeting=meeting or None)
    )
    transcript.add(hello)
    await talk.say(hello)
    await _heard(talk, JoinChallenge, app_version, transcript)
    if credentials.code:
        proofs, proof = await _by_code(talk, credentials.code, fingerprint, transcript, app_version)
        await talk.say(proof)
    elif credentials.secret:
        nonce = secrets.token_bytes(NONCE_BYTES)
        proofs = invitation_proofs(credentials.secret, fingerprint, transcript.digest(), nonce)
        await talk.say(codec.encode_join(InvitationProof(nonce.hex(), proofs.joiner.hex())))
    else:
        await talk.goodbye()
        raise MeetDeskError(ErrorCode.CODE_NEEDED)
    admitted = await _heard(talk, Admitted, app_version)
    await talk.goodbye()
    if not hmac.compare_digest(bytes.fromhex(admitted.proof), proofs.host):
        raise MeetDeskError(ErrorCode.HOST_UNPROVEN)
    if not (_TICKET.fullmatch(admitted.ticket) and _MEETING.fullmatch(admitted.meeting)):
        raise MeetDeskError(ErrorCode.NOT_MEETDESK)
    return admitted


async def _by_code(
    talk: Conversation, code: str, fingerprint: bytes, transcript: Transcript, app_version: str
) -> tuple[Proofs, bytes]:
    joiner = await in_even_time(lambda: CodeJoiner(code, fingerprint), STEP_SECONDS)
    element = codec.encode_join(CodeElement(joiner.element.hex()))
    transcript.add(element)
    await talk.say(element)
    answer = await _heard(talk, CodeAnswer, app_version, transcript)
    try:
        proofs = await in_even_time(
            lambda: joiner.proofs(bytes.fromhex(answer.element), transcript.digest()), STEP_SECONDS
        )
    except MeetDeskError as error:
        raise MeetDeskError(ErrorCode.NOT_MEETDESK) from error
    return proofs, codec.encode_join(CodeProof(proofs.joiner.hex()))


async def _heard(
    talk: Conversation, kind: type[Answer], app_version: str, transcript: Transcript | None = None
) -> Answer:
    """The host's next message, which must be of this kind. Raises the error with which the host refuses."""
    text = await talk.hear()
    answer = _decoded(text)
    if isinstance(answer, JoinRefused):
        await talk.goodbye()
        raise refusal(answer.code, answer.detail, app_version)
    if not isinstance(answer, kind):
        # A host that wants no proof is none: it would have to be believed unproven.
        raise MeetDeskError(ErrorCode.HOST_UNPROVEN if isinstance(answer, Admitted) else ErrorCode.NOT_MEETDESK)
    if transcript is not None:
        transcript.add(text)
    return answer


def _decoded(data: bytes) -> JoinAnswer:
    try:
        return codec.decode_join_answer(data)
    except MeetDeskError as error:
        # A newer host may refuse for a reason this app has no word for.
        code = ErrorCode.NOT_ADMITTED if _is_refusal(data) else ErrorCode.NOT_MEETDESK
        raise MeetDeskError(code) from error


def _is_refusal(data: bytes) -> bool:
    try:
        value: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return isinstance(value, dict) and value.get("type") == "join_refused"
