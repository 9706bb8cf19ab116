"""Roles x actions: who may ask for what. The table in ``docs/protocol.md`` is compared with this one by a test."""

from meetdesk.core.entries import Role
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.requests import (
    EndMeeting,
    Leave,
    LoadChat,
    PostChat,
    PublishTrack,
    Rename,
    Request,
    Subscribe,
    UnpublishTrack,
    UpdateTrack,
)

_EVERYONE = frozenset({Role.HOST, Role.PARTICIPANT})
_HOST = frozenset({Role.HOST})

ALLOWED: dict[type[Request], frozenset[Role]] = {
    Rename: _EVERYONE,
    PublishTrack: _EVERYONE,
    UpdateTrack: _EVERYONE,
    UnpublishTrack: _EVERYONE,
    Subscribe: _EVERYONE,
    PostChat: _EVERYONE,
    LoadChat: _EVERYONE,
    Leave: _EVERYONE,
    EndMeeting: _HOST,
}


def check_role(role: Role, request: Request) -> None:
    """Raises Refused ``not_allowed`` if this role may not ask for this."""
    if role not in ALLOWED[type(request)]:
        raise Refused(ErrorCode.NOT_ALLOWED)
