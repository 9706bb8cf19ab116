"""The text frames of the control channel: decoding what participants say, sending what they are told."""

from collections.abc import Callable
from typing import Any

import msgspec

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.server.websocket.connection import Connection
from meetdesk.server.websocket.frames import text_frame
from meetdesk.wire.messages import ClientMessage, HostMessage

CONTROL_MESSAGE_BYTES = 65_536
"""Longest message from a participant."""
CONTROL_OUTBOX_BYTES = 4_000_000
"""What may wait for a participant that does not read, besides the answer to its hello, which may be long."""

_decoder = msgspec.json.Decoder(ClientMessage)
_encoder = msgspec.json.Encoder()
_TYPES = frozenset(member.__struct_config__.tag for member in ClientMessage.__args__)


class Unusable(MeetDeskError):
    """A text frame that is no message; ``id`` is that of the request it was meant to be, if it has one."""

    def __init__(self, code: ErrorCode, request_id: int | None) -> None:
        super().__init__(code)
        self.id = request_id


def decode(text: str) -> ClientMessage:
    """The message in a text frame. Raises Unusable ``malformed_message`` or ``unknown_message_type``."""
    try:
        message: ClientMessage = _decoder.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        code, request_id = _diagnosis(text)
        raise Unusable(code, request_id) from None
    return message


def _diagnosis(text: str) -> tuple[ErrorCode, int | None]:
    try:
        raw: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return ErrorCode.MALFORMED_MESSAGE, None
    if not isinstance(raw, dict):
        return ErrorCode.MALFORMED_MESSAGE, None
    kind, request_id = raw.get("type"), raw.get("id")
    unknown = isinstance(kind, str) and kind not in _TYPES
    code = ErrorCode.UNKNOWN_MESSAGE_TYPE if unknown else ErrorCode.MALFORMED_MESSAGE
    return code, request_id if isinstance(request_id, int) and abs(request_id) < 2**53 else None


def framed(message: HostMessage) -> bytes:
    """The whole frame of one message; the same bytes serve all who are told the same."""
    return text_frame(_encoder.encode(message))


class ControlOutbox:
    """What one participant is still to be told. Nothing is dropped; whoever falls too far behind is too slow."""

    def __init__(self, connection: Connection, on_too_slow: Callable[[], None]) -> None:
        self._connection = connection
        self._on_too_slow = on_too_slow
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._exempt = 0

    def send(self, frame: bytes, exempt: bool = False) -> bool:
        """Queues a frame; returns whether ``flush`` must be called at the end of this turn of the event loop."""
        self._waiting.append(frame)
        self._bytes += len(frame)
        if exempt:
            self._exempt += len(frame)
        if self._bytes - self._exempt > CONTROL_OUTBOX_BYTES:
            self._on_too_slow()
        return len(self._waiting) == 1

    def flush(self) -> None:
        """Sends all that waits in one write if the connection takes it; call it also whenever it is ready again."""
        if self._waiting and self._connection.ready:
            self.flush_all()

    def flush_all(self) -> None:
        """Hands over everything, to be sent before the close frame that follows."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._bytes = self._exempt = 0
        if data:
            self._connection.write(data)
