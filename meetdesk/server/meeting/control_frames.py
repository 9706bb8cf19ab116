"""The text frames of the control channel: decoding what participants say, sending what they are told."""

from collections.abc import Callable

import msgspec

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.net.websocket.connection import Connection
from meetdesk.net.websocket.frames import text_frame
from meetdesk.wire.codec import decode_client, encode_host
from meetdesk.wire.messages import ClientMessage, HostMessage

CONTROL_OUTBOX_BYTES = 4_000_000
"""What may wait for a participant that does not read, besides the answer to its hello, which may be long."""


class _Numbered(msgspec.Struct):
    """Any request; the rest of it is skipped."""

    id: int


class Unusable(MeetDeskError):
    """A text frame that is no message; ``id`` is that of the request it was meant to be, if it has one."""

    def __init__(self, code: ErrorCode, request_id: int | None) -> None:
        super().__init__(code)
        self.id = request_id


def decode(text: str) -> ClientMessage:
    """The message in a text frame. Raises Unusable ``malformed_message`` or ``unknown_message_type``."""
    try:
        return decode_client(text)
    except MeetDeskError as error:
        raise Unusable(error.code, request_id(text)) from error


def request_id(text: str | bytes) -> int | None:
    """The id of the request that ``text`` may have been meant to be, so that it is answered as one."""
    try:
        return msgspec.json.decode(text, type=_Numbered).id
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def framed(message: HostMessage) -> bytes:
    """The whole frame of one message; the same bytes serve all who are told the same."""
    return text_frame(encode_host(message))


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
