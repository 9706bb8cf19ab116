"""Which permission of the meeting a request needs, where its row leaves it to that. Most say it themselves; here are
those of which it depends on what they say, and to whom."""

from meetdesk.core.request import Request
from meetdesk.core.rights import Permission
from meetdesk.core.state import Fold
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import EditChat, PostChat, ReactToChat
from meetdesk.core.topics.people import Role
from meetdesk.core.topics.rules import Permissions
from meetdesk.core.topics.tracks import PublishTrack, Source, UpdateTrack

_TO_START = {
    Source.MICROPHONE: Permission.MICROPHONE,
    Source.CAMERA: Permission.CAMERA,
    Source.SCREEN: Permission.SCREEN,
    Source.SCREEN_AUDIO: Permission.SCREEN,
}

_AT_ONCE = frozenset({Source.SCREEN, Source.SCREEN_AUDIO})
"""Shared from the first moment; a muted microphone or camera is only ready to be turned on."""


def needed(fold: Fold, request: Request) -> Permission | None:
    """None: this very request begins nothing that can be forbidden."""
    match request:
        case PostChat(to=whom) | EditChat(to=whom) | ReactToChat(to=whom, on=True):
            return to_write(fold, whom)
        case ReactToChat():
            return None  # taken back
        case PublishTrack(source=source, muted=muted):
            return None if muted and source not in _AT_ONCE else _TO_START[source]
        case UpdateTrack(track=number, muted=False):
            track = fold.tracks.get(number)
            return _TO_START[track.source] if track is not None and track.muted else None
        case _:
            return request.permission


def to_write(fold: Fold, to: ParticipantId | None) -> Permission | None:
    """What has to be on for writing to this one; None: to all."""
    if to is None:
        return Permission.CHAT
    return None if _leads(fold, to) else Permission.PRIVATE_CHAT


def _leads(fold: Fold, who: ParticipantId | None) -> bool:
    """Whether somebody may need this one to say that something does not work."""
    person = fold.participants.get(who or 0)
    return person is not None and person.role in {Role.HOST, Role.CO_HOST}


def granted(permissions: Permissions, permission: Permission) -> bool:
    return bool(getattr(permissions, permission.value))
