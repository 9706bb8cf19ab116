"""Stable error codes: one table for the core, the wire, the window and the command line.

A code never changes its meaning and is never reused. The sentence a person reads for a code is the message
``error_<code>`` in ``meetdesk/messages/<language>.json``.

Exceptions::

    MeetDeskError
    └── Refused          a request that the rules do not allow, answered with its code; nobody else notices
"""

from enum import StrEnum


class ErrorCode(StrEnum):
    """What went wrong, in a form that scripts and translations can rely on."""

    # Reaching a host
    ADDRESS_INVALID = "address_invalid"
    ADDRESS_UNKNOWN = "address_unknown"
    ADDRESS_OWN = "address_own"
    HOST_UNREACHABLE = "host_unreachable"
    HOST_REFUSED = "host_refused"
    HOST_SILENT = "host_silent"
    NOT_MEETDESK = "not_meetdesk"
    PROTOCOL_VERSION = "protocol_version"
    CERTIFICATE_CHANGED = "certificate_changed"
    HOST_CHANGED = "host_changed"
    HOST_ANOTHER = "host_another"
    INVITATION_INVALID = "invitation_invalid"
    INVITATION_EXPIRED = "invitation_expired"
    CODE_NEEDED = "code_needed"
    CODE_INVALID = "code_invalid"
    CODE_WEAK = "code_weak"
    CODE_WRONG = "code_wrong"
    TOO_MANY_GUESSES = "too_many_guesses"
    HOST_UNPROVEN = "host_unproven"
    GUESTS_NOT_ALLOWED = "guests_not_allowed"
    MEETING_ENDED = "meeting_ended"
    MEETING_REPLACED = "meeting_replaced"
    MEETING_FULL = "meeting_full"
    NOT_ADMITTED = "not_admitted"
    MEETING_LOCKED = "meeting_locked"
    LOBBY_FULL = "lobby_full"
    LOBBY_REFUSED = "lobby_refused"
    WAITED_TOO_LONG = "waited_too_long"
    REMOVED = "removed"
    KEPT_OUT = "kept_out"
    # Hosting
    PORT_IN_USE = "port_in_use"
    PORT_NOT_ALLOWED = "port_not_allowed"
    NO_NETWORK = "no_network"
    ALREADY_IN_MEETING = "already_in_meeting"
    NOT_IN_MEETING = "not_in_meeting"
    # Names, titles and texts
    NAME_EMPTY = "name_empty"
    NAME_TOO_LONG = "name_too_long"
    NAME_INVALID = "name_invalid"
    TITLE_TOO_LONG = "title_too_long"
    CHAT_EMPTY = "chat_empty"
    CHAT_TOO_LONG = "chat_too_long"
    CHAT_UNKNOWN = "chat_unknown"
    CHAT_NOT_YOURS = "chat_not_yours"
    TOO_MANY_REACTIONS = "too_many_reactions"
    # Files
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNKNOWN = "file_unknown"
    FILE_DAMAGED = "file_damaged"
    FILE_UNREADABLE = "file_unreadable"
    FILE_STORAGE_FULL = "file_storage_full"
    FILE_SHARE_FULL = "file_share_full"
    FILE_IDLE = "file_idle"
    TOO_MANY_FILES = "too_many_files"
    # Messages and frames
    MALFORMED_MESSAGE = "malformed_message"
    UNKNOWN_MESSAGE_TYPE = "unknown_message_type"
    MESSAGE_TOO_LARGE = "message_too_large"
    UNEXPECTED_MESSAGE = "unexpected_message"
    MALFORMED_FRAME = "malformed_frame"
    FRAME_TOO_LARGE = "frame_too_large"
    TRACK_NOT_YOURS = "track_not_yours"
    TRACK_UNKNOWN = "track_unknown"
    TRACK_INVALID = "track_invalid"
    TOO_MANY_TRACKS = "too_many_tracks"
    TRACKS_TOO_LARGE = "tracks_too_large"
    NOT_ALLOWED = "not_allowed"
    NOT_PERMITTED = "not_permitted"
    OUTRANKED = "outranked"
    NOT_FOR_GUESTS = "not_for_guests"
    NO_DEPUTY = "no_deputy"
    PERSON_UNKNOWN = "person_unknown"
    NOT_WAITING = "not_waiting"
    POLL_INVALID = "poll_invalid"
    POLL_UNKNOWN = "poll_unknown"
    POLL_CLOSED = "poll_closed"
    POLL_NOT_YOURS = "poll_not_yours"
    TOO_MANY_POLLS = "too_many_polls"
    VOTE_SETTLED = "vote_settled"
    NOTES_FULL = "notes_full"
    NOTES_INVALID = "notes_invalid"
    NOTES_STOPPED = "notes_stopped"
    NOTES_STUCK = "notes_stuck"
    DRAWING_NOT_ALLOWED = "drawing_not_allowed"
    STROKE_INVALID = "stroke_invalid"
    STROKE_UNKNOWN = "stroke_unknown"
    STROKE_NOT_YOURS = "stroke_not_yours"
    STROKES_FULL = "strokes_full"
    REACTING_TOO_FAST = "reacting_too_fast"
    TOO_FAST = "too_fast"
    TOO_MANY_MISTAKES = "too_many_mistakes"
    FLOODING = "flooding"
    TOO_SLOW = "too_slow"
    DISPLACED = "displaced"
    HEARTBEAT_LOST = "heartbeat_lost"
    # The person's own machine
    NO_CAMERA = "no_camera"
    NO_MICROPHONE = "no_microphone"
    CAMERA_DENIED = "camera_denied"
    MICROPHONE_DENIED = "microphone_denied"
    CAMERA_BUSY = "camera_busy"
    MICROPHONE_BUSY = "microphone_busy"
    CAMERA_LOST = "camera_lost"
    MICROPHONE_LOST = "microphone_lost"
    SOUND_LOST = "sound_lost"
    SOUND_LOST_BROWSER = "sound_lost_browser"
    SCREEN_DENIED = "screen_denied"
    SCREEN_FAILED = "screen_failed"
    SCREEN_NO_PIPEWIRE = "screen_no_pipewire"
    SCREEN_NO_PORTAL = "screen_no_portal"
    SCREEN_NO_SOUND = "screen_no_sound"
    SCREEN_UNSUPPORTED = "screen_unsupported"
    AUDIO_SUSPENDED = "audio_suspended"
    AUDIO_INTERRUPTED = "audio_interrupted"
    NOISE_REMOVAL_FAILED = "noise_removal_failed"
    BACKGROUND_FAILED = "background_failed"
    PICTURE_UNREADABLE = "picture_unreadable"
    ENGINE_FAILED = "engine_failed"
    ENGINE_UNSUPPORTED = "engine_unsupported"
    STORAGE_FAILED = "storage_failed"
    PAST_UNREACHABLE = "past_unreachable"
    PAST_ERASED = "past_erased"
    NO_DISPLAY = "no_display"
    ALREADY_RUNNING = "already_running"
    FOLDER_NOT_SHOWN = "folder_not_shown"
    INTERNAL = "internal"


class MeetDeskError(Exception):
    """Base of every error MeetDesk raises on purpose; ``detail`` fills the placeholders of its sentence."""

    def __init__(self, code: ErrorCode, **detail: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.detail = detail


class Refused(MeetDeskError):
    """A request that the meeting's rules do not allow."""
