"""Permissions, waiting room, lock. What is so already is no change."""

from typing import assert_never

from meetdesk.core.commands import Reply
from meetdesk.core.decision import Decision
from meetdesk.core.entries import LobbySwitched, LockSwitched, Participant, Permissions, PermissionsChanged
from meetdesk.core.requests import ChangePermissions, RulesRequest, SwitchLobby, SwitchLock


def decide(decision: Decision, person: Participant, request: RulesRequest) -> None:
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
        case _:
            assert_never(request)
    decision.answer(Reply(person.participant, request.id))


def _changed(before: Permissions, request: ChangePermissions) -> Permissions:
    def value(name: str) -> bool:
        asked: bool | None = getattr(request, name)
        known: bool = getattr(before, name)
        return known if asked is None else asked

    return Permissions(**{name: value(name) for name in Permissions.__struct_fields__})
