"""Permissions, waiting room, lock, spotlight. What is so already is no change."""

from typing import assert_never

from meetdesk.core.commands import Reply
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.topics.people import Participant
from meetdesk.core.topics.rules import (
    ChangePermissions,
    LobbySwitched,
    LockSwitched,
    Permissions,
    PermissionsChanged,
    RulesRequest,
    SetSpotlight,
    SpotlightChanged,
    SwitchLobby,
    SwitchLock,
)


def decide(decision: Decision, person: Participant, request: RulesRequest) -> None:
    """Raises Refused ``person_unknown``."""
    rules = decision.fold.rules
    match request:
        case ChangePermissions():
            permissions = _changed(rules.permissions, request)
            if permissions != rules.permissions:
                decision.append(PermissionsChanged(permissions, person.participant))
        case SwitchLobby(on=on):
            if on != rules.lobby:
                decision.append(LobbySwitched(on, person.participant))
        case SwitchLock(on=on):
            if on != rules.locked:
                decision.append(LockSwitched(on, person.participant))
        case SetSpotlight(participants=participants):
            if not decision.fold.participants.keys() >= set(participants):
                raise Refused(ErrorCode.PERSON_UNKNOWN)
            named = tuple(dict.fromkeys(participants))
            if named != rules.spotlight:
                decision.append(SpotlightChanged(named, person.participant))
        case _:
            assert_never(request)
    decision.answer(Reply(person.participant, request.id))


def _changed(before: Permissions, request: ChangePermissions) -> Permissions:
    def value(name: str) -> bool:
        asked: bool | None = getattr(request, name)
        known: bool = getattr(before, name)
        return known if asked is None else asked

    return Permissions(**{name: value(name) for name in Permissions.__struct_fields__})
