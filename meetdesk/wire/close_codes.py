"""WebSocket close codes of every MeetDesk channel, and the one place that turns an error into one."""

from enum import IntEnum

from meetdesk.core.errors import ErrorCode


class CloseCode(IntEnum):
    """4000-4099: it is over, do not come back. 4100-4199: come back at once. 4400-4499: the peer's mistake."""

    MEETING_ENDED = 4000
    LEFT = 4001
    DISPLACED = 4002
    REMOVED = 4003
    HEARTBEAT_LOST = 4100
    TOO_SLOW = 4101
    HOST_UNREACHABLE = 4102
    MALFORMED = 4400
    NOT_ADMITTED = 4401
    FILE_REFUSED = 4404
    PROTOCOL_VERSION = 4406
    NO_SESSION = 4409
    TOO_LARGE = 4413
    TOO_MANY_MISTAKES = 4429
    INTERNAL = 4500


_BY_ERROR = {
    ErrorCode.MEETING_ENDED: CloseCode.MEETING_ENDED,
    ErrorCode.DISPLACED: CloseCode.DISPLACED,
    ErrorCode.HEARTBEAT_LOST: CloseCode.HEARTBEAT_LOST,
    ErrorCode.TOO_SLOW: CloseCode.TOO_SLOW,
    ErrorCode.HOST_UNREACHABLE: CloseCode.HOST_UNREACHABLE,
    ErrorCode.HOST_REFUSED: CloseCode.HOST_UNREACHABLE,
    ErrorCode.HOST_SILENT: CloseCode.HOST_UNREACHABLE,
    ErrorCode.ADDRESS_UNKNOWN: CloseCode.HOST_UNREACHABLE,
    ErrorCode.NOT_MEETDESK: CloseCode.HOST_UNREACHABLE,
    ErrorCode.CERTIFICATE_CHANGED: CloseCode.NOT_ADMITTED,
    ErrorCode.MALFORMED_MESSAGE: CloseCode.MALFORMED,
    ErrorCode.UNKNOWN_MESSAGE_TYPE: CloseCode.MALFORMED,
    ErrorCode.UNEXPECTED_MESSAGE: CloseCode.MALFORMED,
    ErrorCode.MALFORMED_FRAME: CloseCode.MALFORMED,
    ErrorCode.NAME_EMPTY: CloseCode.MALFORMED,
    ErrorCode.NAME_TOO_LONG: CloseCode.MALFORMED,
    ErrorCode.NAME_INVALID: CloseCode.MALFORMED,
    ErrorCode.FILE_UNKNOWN: CloseCode.FILE_REFUSED,
    ErrorCode.FILE_DAMAGED: CloseCode.FILE_REFUSED,
    ErrorCode.FILE_STORAGE_FULL: CloseCode.FILE_REFUSED,
    ErrorCode.TOO_MANY_FILES: CloseCode.FILE_REFUSED,
    ErrorCode.NOT_ADMITTED: CloseCode.NOT_ADMITTED,
    ErrorCode.MEETING_REPLACED: CloseCode.NOT_ADMITTED,
    ErrorCode.MEETING_FULL: CloseCode.NOT_ADMITTED,
    ErrorCode.MEETING_LOCKED: CloseCode.NOT_ADMITTED,
    ErrorCode.LOBBY_FULL: CloseCode.NOT_ADMITTED,
    ErrorCode.LOBBY_REFUSED: CloseCode.NOT_ADMITTED,
    ErrorCode.WAITED_TOO_LONG: CloseCode.NOT_ADMITTED,
    ErrorCode.KEPT_OUT: CloseCode.NOT_ADMITTED,
    ErrorCode.REMOVED: CloseCode.REMOVED,
    ErrorCode.CODE_WRONG: CloseCode.NOT_ADMITTED,
    ErrorCode.INVITATION_EXPIRED: CloseCode.NOT_ADMITTED,
    ErrorCode.TOO_MANY_GUESSES: CloseCode.NOT_ADMITTED,
    ErrorCode.PROTOCOL_VERSION: CloseCode.PROTOCOL_VERSION,
    ErrorCode.NOT_IN_MEETING: CloseCode.NO_SESSION,
    ErrorCode.MESSAGE_TOO_LARGE: CloseCode.TOO_LARGE,
    ErrorCode.FRAME_TOO_LARGE: CloseCode.TOO_LARGE,
    ErrorCode.TOO_MANY_MISTAKES: CloseCode.TOO_MANY_MISTAKES,
    ErrorCode.FLOODING: CloseCode.TOO_MANY_MISTAKES,
}


def close_code_for(code: ErrorCode) -> CloseCode:
    """The close code a connection ends with after an error of this kind."""
    return _BY_ERROR.get(code, CloseCode.INTERNAL)
