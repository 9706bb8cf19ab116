"""What is set for all: permissions, waiting room, lock, spotlight."""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core import limits
from meetdesk.core.entries import ParticipantId
from meetdesk.core.requests.basics import Numbered


class ChangePermissions(Numbered, frozen=True, tag="change_permissions"):
    """Those left out stay as they are."""

    chat: bool | None = None
    private_chat: bool | None = None
    files: bool | None = None
    screen: bool | None = None
    rename: bool | None = None
    microphone: bool | None = None
    camera: bool | None = None
    tools: bool | None = None
    notes: bool | None = None


class SwitchLobby(Numbered, frozen=True, tag="switch_lobby"):
    """Whoever waits when it is switched off goes on waiting."""

    on: bool


class SwitchLock(Numbered, frozen=True, tag="switch_lock"):
    """Whoever waits when it is switched on goes on waiting."""

    on: bool


class SetSpotlight(Numbered, frozen=True, tag="set_spotlight"):
    """Whom every window shows large; nobody: an empty list."""

    participants: Annotated[tuple[ParticipantId, ...], msgspec.Meta(max_length=limits.SPOTLIGHT)]


RulesRequest: TypeAlias = ChangePermissions | SwitchLobby | SwitchLock | SetSpotlight
