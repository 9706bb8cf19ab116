"""Roles x requests: who may ask for what, collected from the requests, and which permission of the meeting a request
needs where its row leaves it to that. ``docs/protocol.md`` shows this table (``meetdesk.wire.roles_table``)."""

from typing import get_args

from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.request import Request
from meetdesk.core.rights import Permission, Right, Row
from meetdesk.core.state import Fold
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import EditChat, PostChat, ReactToChat
from meetdesk.core.topics.lobby import Admit
from meetdesk.core.topics.people import Participant, Role
from meetdesk.core.topics.rules import Permissions
from meetdesk.core.topics.tracks import PublishTrack, Source, UpdateTrack

TABLE: dict[type[Request], Row] = {kind: kind.row for kind in get_args(Request)}
"""A request without a row is an error when this is imported."""

RANK: dict[Role, int] = {Role.HOST: 2, Role.CO_HOST: 1, Role.PARTICIPANT: 0, Role.GUEST: 0}
"""One can act only upon people of a lower rank."""


def right(role: Role, kind: type[Request]) -> Right:
    """What the table says of this role and this kind of request."""
    found: Right = getattr(TABLE[kind], role.value)
    return found


def moderates(role: Role) -> bool:
    """Whether this role lets people in, and so is told who waits."""
    return right(role, Admit) is Right.YES


def check(fold: Fold, person: Participant, request: Request) -> None:
    """Raises Refused if this person may not ask for this now: ``not_allowed`` for its role, ``not_permitted`` while the
    permission is off (its name is in the detail)."""
    check_kind(fold, person, type(request), needed(fold, request))


def check_kind(fold: Fold, person: Participant, kind: type[Request], permission: Permission | None) -> None:
    """As ``check``, for a request of this kind that needs this permission where its row leaves it to that."""
    match right(person.role, kind):
        case Right.NO:
            raise Refused(ErrorCode.NOT_ALLOWED)
        case Right.PERMITTED:
            if permission is not None and not granted(fold.rules.permissions, permission):
                raise Refused(ErrorCode.NOT_PERMITTED, permission=permission.value)


def outranks(one: Role, other: Role) -> bool:
    """Whether ``one`` may moderate ``other``: only those below."""
    return RANK[one] > RANK[other]


_TO_START = {
    Source.MICROPHONE: Permission.MICROPHONE,
    Source.CAMERA: Permission.CAMERA,
    Source.SCREEN: Permission.SCREEN,
    Source.SCREEN_AUDIO: Permission.SCREEN,
}

_AT_ONCE = frozenset({Source.SCREEN, Source.SCREEN_AUDIO})
"""Shared from the first moment; a muted microphone or camera is only ready to be turned on."""


def needed(fold: Fold, request: Request) -> Permission | None:
    """Most requests say it themselves; here are those of which it depends on what they say, and to whom. None: this
    very request begins nothing that can be forbidden."""
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
    """Whether the meeting gives this permission to its participants now."""
    return bool(getattr(permissions, permission.value))
