"""JSON text to typed messages and back. Whatever comes in, only MeetDeskError with a documented code comes out."""

from functools import cache
from typing import Any, Final, NoReturn, TypeVar, get_args

import msgspec

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.wire.files import FileChannelSaid, FileChannelTold
from meetdesk.wire.join import JoinAnswer, JoinHello, JoinStep
from meetdesk.wire.local import AppEvent
from meetdesk.wire.messages import ClientMessage, HostMessage

CONTROL_BYTES: Final = 65_536
"""Largest control message from a participant."""
JOIN_BYTES: Final = 4_096
"""Largest message of the join handshake."""
FILE_TEXT_BYTES: Final = 1_024
"""Largest text message on a file channel."""
BODY_BYTES: Final = 2_000_000
"""Largest body of a local request: a page of the longest chat messages for the transcript."""

T = TypeVar("T")

_UNDECODABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""All that a decoder raises for bytes that are no such message, deep nesting included."""

_ENCODER = msgspec.json.Encoder()
_CLIENT: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_HOST: msgspec.json.Decoder[HostMessage] = msgspec.json.Decoder(HostMessage)
_JOIN_HELLO = msgspec.json.Decoder(JoinHello)
_JOIN_STEP: msgspec.json.Decoder[JoinStep] = msgspec.json.Decoder(JoinStep)
_JOIN_ANSWER: msgspec.json.Decoder[JoinAnswer] = msgspec.json.Decoder(JoinAnswer)

_FILE_SAID: msgspec.json.Decoder[FileChannelSaid] = msgspec.json.Decoder(FileChannelSaid)
_FILE_TOLD: msgspec.json.Decoder[FileChannelTold] = msgspec.json.Decoder(FileChannelTold)


class _Tagged(msgspec.Struct):
    """Only the name of a message; the rest of it is skipped."""

    type: str


_TAGGED = msgspec.json.Decoder(_Tagged)


def decode_client(text: str | bytes) -> ClientMessage:
    """A participant's control message.

    Raises MeetDeskError: ``message_too_large``, ``unknown_message_type`` or ``malformed_message``.
    """
    return _decode_tagged(_CLIENT, text, CONTROL_BYTES)


def encode_host(message: HostMessage) -> bytes:
    """The control message as UTF-8, for a text frame."""
    return _ENCODER.encode(message)


def decode_host(text: str | bytes) -> HostMessage:
    """The host's control message, of any size: a snapshot may be long. Raises MeetDeskError as ``decode_client``."""
    return _decode_tagged(_HOST, text, None)


def encode_client(message: ClientMessage) -> bytes:
    """A participant's control message as UTF-8, for a text frame."""
    return _ENCODER.encode(message)


def decode_join_hello(text: str | bytes) -> JoinHello:
    """First message on the join path. Its unknown fields are ignored, so that every version can be told apart.

    Raises MeetDeskError: ``message_too_large``, ``unknown_message_type`` or ``malformed_message``.
    """
    return _decode_tagged(_JOIN_HELLO, text, JOIN_BYTES)


def decode_join_step(text: str | bytes) -> JoinStep:
    """What a joining app says after its hello. Raises MeetDeskError as ``decode_join_hello``."""
    return _decode_tagged(_JOIN_STEP, text, JOIN_BYTES)


def decode_join_answer(text: str | bytes) -> JoinAnswer:
    """The host's answer on the join path. Raises MeetDeskError as ``decode_join_hello``."""
    return _decode_tagged(_JOIN_ANSWER, text, JOIN_BYTES)


def encode_join(message: JoinHello | JoinStep | JoinAnswer) -> bytes:
    """A message of the join path as UTF-8, for a text frame."""
    return _ENCODER.encode(message)


def decode_file_message(text: str | bytes) -> FileChannelSaid:
    """What a participant says on a file channel. Raises MeetDeskError as ``decode_join_hello``."""
    return _decode_tagged(_FILE_SAID, text, FILE_TEXT_BYTES)


def decode_file_answer(text: str | bytes) -> FileChannelTold:
    """What the host says on a file channel. Raises MeetDeskError as ``decode_join_hello``."""
    return _decode_tagged(_FILE_TOLD, text, FILE_TEXT_BYTES)


def encode_file_message(message: FileChannelTold | FileChannelSaid) -> bytes:
    """A message of a file channel as UTF-8, for a text frame; the file's own bytes go as binary frames beside it."""
    return _ENCODER.encode(message)


def decode_body(kind: type[T], body: bytes, limit: int = BODY_BYTES) -> T:
    """The JSON body of a local request. Raises MeetDeskError ``message_too_large`` or ``malformed_message``."""
    raw = _bounded(body, limit)
    try:
        return msgspec.json.decode(raw, type=kind)
    except _UNDECODABLE as error:
        _malformed(error)


def encode_body(body: msgspec.Struct) -> bytes:
    """JSON in UTF-8, for the body of an answer over HTTP; fields that have their default are in it."""
    return _ENCODER.encode(body)


def encode_app_event(event: AppEvent) -> bytes:
    """What an app tells its own window unasked, as UTF-8, for a text frame."""
    return _ENCODER.encode(event)


def _decode_tagged(decoder: msgspec.json.Decoder[T], text: str | bytes, limit: int | None) -> T:
    """Decodes one of the messages of a union, or the only one."""
    raw = _bounded(text, limit)
    try:
        return decoder.decode(raw)
    except _UNDECODABLE as error:
        union: Any = decoder.type
        if _name(raw) not in _tags(union):
            raise MeetDeskError(ErrorCode.UNKNOWN_MESSAGE_TYPE) from error
        _malformed(error)


def _name(raw: bytes) -> str:
    try:
        return _TAGGED.decode(raw).type
    except _UNDECODABLE as error:
        _malformed(error)


def _bounded(text: str | bytes, limit: int | None) -> bytes:
    try:
        raw = text.encode() if isinstance(text, str) else text
    except UnicodeError as error:
        _malformed(error)
    if limit is not None and len(raw) > limit:
        raise MeetDeskError(ErrorCode.MESSAGE_TOO_LARGE, bytes=len(raw), limit=limit)
    return raw


def _malformed(error: Exception) -> NoReturn:
    raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE) from error


@cache
def _tags(kind: Any) -> frozenset[str]:
    return frozenset(str(member.__struct_config__.tag) for member in get_args(kind) or (kind,))
