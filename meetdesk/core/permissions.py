"""Which permission of the meeting a request needs, where its row in ``core.roles`` leaves it to that."""

from enum import StrEnum

from meetdesk.core.request import Request
from meetdesk.core.state import Fold
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import EditChat, PostChat, ReactToChat
from meetdesk.core.topics.files import OfferFile
from meetdesk.core.topics.notes import WriteNotes
from meetdesk.core.topics.people import Rename, Role
from meetdesk.core.topics.polls import CreatePoll
from meetdesk.core.topics.rules import Permissions
from meetdesk.core.topics.timer import PauseTimer, ResetTimer, ResumeTimer, StartTimer
from meetdesk.core.topics.tracks import PublishTrack, Source, UpdateTrack


class Permission(StrEnum):
    """The fields of ``entries.Permissions``."""

    CHAT = "chat"
    PRIVATE_CHAT = "private_chat"
    FILES = "files"
    SCREEN = "screen"
    RENAME = "rename"
    MICROPHONE = "microphone"
    CAMERA = "camera"
    TOOLS = "tools"
    NOTES = "notes"


_TO_START = {
    Source.MICROPHONE: Permission.MICROPHONE,
    Source.CAMERA: Permission.CAMERA,
    Source.SCREEN: Permission.SCREEN,
    Source.SCREEN_AUDIO: Permission.SCREEN,
}

_AT_ONCE = frozenset({Source.SCREEN, Source.SCREEN_AUDIO})
"""Shared from the first moment; a muted microphone or camera is only ready to be turned on."""


_ALWAYS: dict[type[Request], Permission] = {
    OfferFile: Permission.FILES,
    Rename: Permission.RENAME,
    CreatePoll: Permission.TOOLS,
    StartTimer: Permission.TOOLS,
    PauseTimer: Permission.TOOLS,
    ResumeTimer: Permission.TOOLS,
    ResetTimer: Permission.TOOLS,
    WriteNotes: Permission.NOTES,
}
"""Needed whatever the request says."""


def needed(fold: Fold, request: Request) -> Permission | None:
    """None: this very request begins nothing that can be forbidden."""
    match request:
        case PostChat(to=None) | EditChat(to=None) | ReactToChat(to=None, on=True):
            return Permission.CHAT
        case PostChat(to=whom) | EditChat(to=whom) | ReactToChat(to=whom, on=True):
            return None if _leads(fold, whom) else Permission.PRIVATE_CHAT
        case PublishTrack(source=source, muted=muted):
            return None if muted and source not in _AT_ONCE else _TO_START[source]
        case UpdateTrack(track=number, muted=False):
            track = fold.tracks.get(number)
            return _TO_START[track.source] if track is not None and track.muted else None
        case _:
            return _ALWAYS.get(type(request))


def _leads(fold: Fold, who: ParticipantId | None) -> bool:
    """Whether somebody may need this one to say that something does not work."""
    person = fold.participants.get(who or 0)
    return person is not None and person.role in {Role.HOST, Role.CO_HOST}


def granted(permissions: Permissions, permission: Permission) -> bool:
    return bool(getattr(permissions, permission.value))
