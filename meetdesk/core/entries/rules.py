"""What the host has set for all: permissions, waiting room, lock, spotlight."""

from typing import TypeAlias

import msgspec

from meetdesk.core.entries.basics import ChangeBase, ParticipantId
from meetdesk.core.entries.files import FileLimitChanged


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
    permissions: Permissions
    """All of them, as they are now."""
    by: ParticipantId


class LobbySwitched(ChangeBase, frozen=True, tag="lobby_switched"):
    on: bool
    """On: whoever comes waits until it is let in."""
    by: ParticipantId


class LockSwitched(ChangeBase, frozen=True, tag="lock_switched"):
    on: bool
    """On: nobody new gets in, not even into the lobby."""
    by: ParticipantId


class SpotlightChanged(ChangeBase, frozen=True, tag="spotlight_changed"):
    participants: tuple[ParticipantId, ...]
    """Everybody who is in it now; whoever leaves the meeting leaves the spotlight as well."""
    by: ParticipantId


RulesChange: TypeAlias = PermissionsChanged | LobbySwitched | LockSwitched | SpotlightChanged | FileLimitChanged
