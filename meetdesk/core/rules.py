"""What is set for all, as a part of the fold."""

from typing import assert_never

from meetdesk.core.entries import (
    FileLimitChanged,
    LobbySwitched,
    LockSwitched,
    MeetingState,
    ParticipantId,
    PermissionsChanged,
    RulesChange,
    SpotlightChanged,
)


class Rules:
    """Permissions, waiting room, lock, spotlight."""

    def __init__(self, state: MeetingState) -> None:
        self.permissions = state.permissions
        self.lobby = state.lobby
        self.locked = state.locked
        self.spotlight = state.spotlight
        self.file_limit = state.file_limit

    def apply(self, change: RulesChange) -> None:
        match change:
            case PermissionsChanged(permissions=permissions):
                self.permissions = permissions
            case LobbySwitched(on=on):
                self.lobby = on
            case LockSwitched(on=on):
                self.locked = on
            case SpotlightChanged(participants=participants):
                self.spotlight = participants
            case FileLimitChanged(limit=limit):
                self.file_limit = limit
            case _:
                assert_never(change)

    def left(self, participant: ParticipantId) -> None:
        self.spotlight = tuple(one for one in self.spotlight if one != participant)
