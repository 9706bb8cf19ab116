"""What is set for all, as a part of the fold."""

from typing import assert_never

from meetdesk.core.entries import LobbySwitched, LockSwitched, Permissions, PermissionsChanged, RulesChange


class Rules:
    """Permissions, waiting room, lock."""

    def __init__(self, permissions: Permissions, lobby: bool, locked: bool) -> None:
        self.permissions = permissions
        self.lobby = lobby
        self.locked = locked

    def apply(self, change: RulesChange) -> None:
        match change:
            case PermissionsChanged(permissions=permissions):
                self.permissions = permissions
            case LobbySwitched(on=on):
                self.lobby = on
            case LockSwitched(on=on):
                self.locked = on
            case _:
                assert_never(change)
