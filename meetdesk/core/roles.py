"""Roles x requests: who may ask for what, collected from the requests. ``docs/protocol.md`` shows this table
(``meetdesk.wire.roles_table``)."""

from typing import get_args

from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.permissions import granted, needed
from meetdesk.core.request import Request
from meetdesk.core.rights import Permission, Right, Row
from meetdesk.core.state import Fold
from meetdesk.core.topics.lobby import Admit
from meetdesk.core.topics.people import Participant, Role

TABLE: dict[type[Request], Row] = {kind: kind.row for kind in get_args(Request)}
"""A request without a row is an error when this is imported."""

RANK: dict[Role, int] = {Role.HOST: 2, Role.CO_HOST: 1, Role.PARTICIPANT: 0, Role.GUEST: 0}
"""One can act only upon people of a lower rank."""


def right(role: Role, kind: type[Request]) -> Right:
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
    return RANK[one] > RANK[other]
