"""Who is in the meeting, and as what; renaming, leaving, the end for all."""

from enum import StrEnum
from typing import ClassVar, TypeAlias

import msgspec

from meetdesk.core import rights
from meetdesk.core.rights import Permission
from meetdesk.core.topics.basics import Answered, ChangeBase, ParticipantId


class Role(StrEnum):
    """What somebody may do: ``core.roles``."""

    HOST = "host"
    """Whose app carries the meeting; there is one."""
    CO_HOST = "co_host"
    PARTICIPANT = "participant"
    GUEST = "guest"
    """Without an app of its own: was let in by name from the lobby."""


class LeaveReason(StrEnum):
    LEFT = "left"
    LINK_LOST = "link_lost"
    REMOVED = "removed"


class Participant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    participant: ParticipantId
    name: str
    role: Role
    joined_at: float
    """Seconds since the Unix epoch as the host's clock showed them: a time of day."""
    connected: bool = True


class Joined(ChangeBase, frozen=True, tag="joined"):
    participant: Participant


class Left(ChangeBase, frozen=True, tag="left"):
    participant: ParticipantId
    reason: LeaveReason
    by: ParticipantId | None = None
    """Who removed it; None also if the host's app did, because it misbehaved."""


class LinkLost(ChangeBase, frozen=True, tag="link_lost"):
    """The participant's connection is gone; it may come back within ``limits.RETURN_SECONDS``."""

    participant: ParticipantId


class LinkRestored(ChangeBase, frozen=True, tag="link_restored"):
    participant: ParticipantId


class Renamed(ChangeBase, frozen=True, tag="renamed"):
    participant: ParticipantId
    name: str


class RoleChanged(ChangeBase, frozen=True, tag="role_changed"):
    participant: ParticipantId
    role: Role
    by: ParticipantId


PeopleChange: TypeAlias = Joined | Left | LinkLost | LinkRestored | Renamed | RoleChanged


class EndReason(StrEnum):
    ENDED_BY_HOST = "ended_by_host"
    HOST_QUIT = "host_quit"


class Ended(ChangeBase, frozen=True, tag="ended"):
    reason: EndReason


class Rename(Answered, frozen=True, tag="rename"):
    row: ClassVar = rights.PERMITTED_PARTICIPANTS  # a guest was let in by the name it gave
    permission: ClassVar = Permission.RENAME
    name: str


class Leave(Answered, frozen=True, tag="leave"):
    row: ClassVar = rights.EVERYBODY


class EndMeeting(Answered, frozen=True, tag="end_meeting"):
    row: ClassVar = rights.HOST


PeopleRequest: TypeAlias = Rename | Leave | EndMeeting
