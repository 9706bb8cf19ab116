"""What is set for all: permissions, waiting room, lock."""

from typing import TypeAlias

from meetdesk.core.requests.basics import Numbered


class ChangePermissions(Numbered, frozen=True, tag="change_permissions"):
    """Those left out stay as they are."""

    chat: bool | None = None
    screen: bool | None = None
    rename: bool | None = None
    microphone: bool | None = None
    camera: bool | None = None


class SwitchLobby(Numbered, frozen=True, tag="switch_lobby"):
    """Whoever waits when it is switched off goes on waiting."""

    on: bool


class SwitchLock(Numbered, frozen=True, tag="switch_lock"):
    """Whoever waits when it is switched on goes on waiting."""

    on: bool


RulesRequest: TypeAlias = ChangePermissions | SwitchLobby | SwitchLock
