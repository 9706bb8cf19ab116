"""Who is in the meeting, and as what; renaming, leaving, the end for all."""

from enum import StrEnum
from typing import ClassVar, TypeAlias

import msgspec

from meetdesk.core import rights
from meetdesk.core.rights import Permission
from meetdesk.core.topics.basics import Answered, ChangeBase, Count, ParticipantId, UnloggedBase


class Role(StrEnum):
    """What somebody may do: ``core.roles``."""

    HOST = "host"
    """Whose app carries the meeting; there is one."""
    CO_HOST = "co_host"
    PARTICIPANT = "participant"
    GUEST = "guest"
    """Without an app of its own: was let in by name from the lobby."""


class LeaveReason(StrEnum):
    """Why somebody is not in the meeting any more."""

    LEFT = "left"
    LINK_LOST = "link_lost"
    REMOVED = "removed"


class Participant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is in the meeting, with a link or for the moment without."""

    participant: ParticipantId
    name: str
    role: Role
    joined_at: float
    """Seconds since the Unix epoch as the host's clock showed them: a time of day."""
    connected: bool = True


class Joined(ChangeBase, frozen=True, tag="joined"):
    """Somebody is in."""

    participant: Participant


class Left(ChangeBase, frozen=True, tag="left"):
    """Somebody is in no more; the number is never given to another."""

    participant: ParticipantId
    reason: LeaveReason
    by: ParticipantId | None = None
    """Who removed it; None also if the host's app did, because it misbehaved."""


class LinkLost(ChangeBase, frozen=True, tag="link_lost"):
    """The participant's connection is gone; it may come back within ``limits.RETURN_SECONDS``."""

    participant: ParticipantId


class LinkRestored(ChangeBase, frozen=True, tag="link_restored"):
    """Somebody whose link was lost is back."""

    participant: ParticipantId


class Renamed(ChangeBase, frozen=True, tag="renamed"):
    """Somebody is called otherwise from now on."""

    participant: ParticipantId
    name: str


class RoleChanged(ChangeBase, frozen=True, tag="role_changed"):
    """Somebody has another role from now on."""

    participant: ParticipantId
    role: Role
    by: ParticipantId


class DeputiesNamed(ChangeBase, frozen=True, tag="deputies_named"):
    """Whose apps have the whole meeting now and carry it on if the host's is gone, the first one first."""

    participants: tuple[ParticipantId, ...]
    unreached: tuple[ParticipantId, ...] = ()
    """Whose apps would, but nobody who tried reaches them: often it is their firewall."""
    unwilling: tuple[ParticipantId, ...] = ()
    """Whose people have said "never on this one"."""


class DeputyWished(ChangeBase, frozen=True, tag="deputy_wished"):
    """The host wants this one's app to stand in before any other, as soon as it can; None: the host's app chooses."""

    participant: ParticipantId | None


class HostChanged(ChangeBase, frozen=True, tag="host_changed"):
    """Somebody else's app carries the meeting from now on. Everybody's link is lost with it and comes back there."""

    participant: ParticipantId
    """Who hosts now."""
    before: ParticipantId | None
    """Who did; a co-host from now on. None: had left already."""
    term: Count
    """Number of the reign: the higher one is right."""


PeopleChange: TypeAlias = (
    Joined | Left | LinkLost | LinkRestored | Renamed | RoleChanged | DeputiesNamed | DeputyWished | HostChanged
)


class WentAway(UnloggedBase, frozen=True, tag="went_away"):
    """At this entry's time the participant's connection was gone. ``LinkLost`` says it to people; this is measured by,
    and said again when it begins anew."""

    participant: ParticipantId


class Absent:
    """Whose connection is gone, and since when by the meeting's clock."""

    def __init__(self) -> None:
        self.since: dict[ParticipantId, float] = {}

    def apply(self, change: WentAway, at: float) -> None:
        """``at``: of the entry, by the meeting's clock. Said again of somebody, it counts from then."""
        self.since[change.participant] = at

    def follow(self, change: PeopleChange) -> None:
        """Whoever is back, or gone for good, is not absent any more."""
        if isinstance(change, LinkRestored | Left):
            self.since.pop(change.participant, None)

    def save(self, at: float) -> dict[ParticipantId, float]:
        """For how many seconds each is gone."""
        return {who: at - since for who, since in self.since.items()}

    @classmethod
    def restore(cls, saved: dict[ParticipantId, float], at: float) -> "Absent":
        """``at``: now, by the meeting's clock, from which the saved ages are counted back."""
        one = cls()
        one.since = {who: at - seconds for who, seconds in saved.items()}
        return one


class EndReason(StrEnum):
    """Why the meeting is over."""

    ENDED_BY_HOST = "ended_by_host"
    HOST_QUIT = "host_quit"


class Ended(ChangeBase, frozen=True, tag="ended"):
    """The meeting is over: the last entry of its log."""

    reason: EndReason


class Rename(Answered, frozen=True, tag="rename"):
    """Gives oneself another name."""

    row: ClassVar = rights.PERMITTED_PARTICIPANTS  # a guest was let in by the name it gave
    permission: ClassVar = Permission.RENAME
    name: str


class Leave(Answered, frozen=True, tag="leave"):
    """Goes for good; a lost link does not."""

    row: ClassVar = rights.EVERYBODY


class EndMeeting(Answered, frozen=True, tag="end_meeting"):
    """Ends the meeting for everybody."""

    row: ClassVar = rights.HOST


class HandOver(Answered, frozen=True, tag="hand_over"):
    """Has the app of a deputy carry the meeting on."""

    row: ClassVar = rights.HOST
    participant: ParticipantId


class WishDeputy(Answered, frozen=True, tag="wish_deputy"):
    """Wants the app of this person to stand in for the host's; None: the host's app is to choose."""

    row: ClassVar = rights.HOST
    participant: ParticipantId | None


PeopleRequest: TypeAlias = Rename | Leave | EndMeeting | HandOver | WishDeputy
