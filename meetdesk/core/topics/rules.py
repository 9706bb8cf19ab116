"""What is set for all: permissions, waiting room, lock, spotlight."""

from typing import Annotated, ClassVar, TypeAlias, assert_never

import msgspec

from meetdesk.core import limits, rights
from meetdesk.core.topics.basics import Answered, ChangeBase, ParticipantId
from meetdesk.core.topics.files import FileLimitChanged


class Permissions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What participants and guests may begin; it binds neither host nor co-hosts, and stops nothing that runs."""

    chat: bool = True
    """Writing to all."""
    private_chat: bool = True
    """Writing to each other; one can always write to the host and to co-hosts."""
    files: bool = True
    """Sending files, where one may write."""
    screen: bool = True
    """Sharing a screen."""
    rename: bool = True
    """Taking another name."""
    microphone: bool = True
    """Turning the own microphone on."""
    camera: bool = True
    """Turning the own camera on."""
    tools: bool = True
    """Creating polls, and the timer."""
    notes: bool = True
    """Writing in the shared notes."""


class PermissionsChanged(ChangeBase, frozen=True, tag="permissions_changed"):
    """Participants may do other things from now on."""

    permissions: Permissions
    """All of them, as they are now."""
    by: ParticipantId


class LobbySwitched(ChangeBase, frozen=True, tag="lobby_switched"):
    """The waiting room is on, or off."""

    on: bool
    """On: whoever comes waits until it is let in."""
    by: ParticipantId


class LockSwitched(ChangeBase, frozen=True, tag="lock_switched"):
    """The meeting is locked, or open again."""

    on: bool
    """On: nobody new gets in, not even into the lobby."""
    by: ParticipantId


class SpotlightChanged(ChangeBase, frozen=True, tag="spotlight_changed"):
    """Other people are shown large to everybody."""

    participants: tuple[ParticipantId, ...]
    """Everybody who is in it now; whoever leaves the meeting leaves the spotlight as well."""
    by: ParticipantId


RulesChange: TypeAlias = PermissionsChanged | LobbySwitched | LockSwitched | SpotlightChanged | FileLimitChanged


class ChangePermissions(Answered, frozen=True, tag="change_permissions"):
    """Those left out stay as they are."""

    row: ClassVar = rights.MODERATORS
    chat: bool | None = None
    private_chat: bool | None = None
    files: bool | None = None
    screen: bool | None = None
    rename: bool | None = None
    microphone: bool | None = None
    camera: bool | None = None
    tools: bool | None = None
    notes: bool | None = None


class SwitchLobby(Answered, frozen=True, tag="switch_lobby"):
    """Whoever waits when it is switched off goes on waiting."""

    row: ClassVar = rights.MODERATORS
    on: bool


class SwitchLock(Answered, frozen=True, tag="switch_lock"):
    """Whoever waits when it is switched on goes on waiting."""

    row: ClassVar = rights.MODERATORS
    on: bool


class SetSpotlight(Answered, frozen=True, tag="set_spotlight"):
    """Whom every window shows large; nobody: an empty list."""

    row: ClassVar = rights.MODERATORS
    participants: Annotated[tuple[ParticipantId, ...], msgspec.Meta(max_length=limits.SPOTLIGHT)]


RulesRequest: TypeAlias = ChangePermissions | SwitchLobby | SwitchLock | SetSpotlight


class Rules:
    """Permissions, waiting room, lock, spotlight."""

    def __init__(
        self,
        permissions: Permissions,
        spotlight: tuple[ParticipantId, ...],
        file_limit: int,
        *,
        lobby: bool,
        locked: bool,
    ) -> None:
        """As the fields of ``entry.MeetingState`` of these names."""
        self.permissions = permissions
        self.lobby = lobby
        self.locked = locked
        self.spotlight = spotlight
        self.file_limit = file_limit

    def apply(self, change: RulesChange) -> None:
        """Each change replaces the rule that it is of, as a whole."""
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

    def on_left(self, participant: ParticipantId) -> None:
        """Nobody is in the spotlight who is not there."""
        self.spotlight = tuple(one for one in self.spotlight if one != participant)
