"""Roles x actions: who may ask for what. ``docs/protocol.md`` shows this table (``meetdesk.wire.roles_table``)."""

from enum import StrEnum
from typing import NamedTuple

from meetdesk.core import requests
from meetdesk.core.entries import Participant, Role
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.permissions import granted, needed
from meetdesk.core.requests import Request
from meetdesk.core.state import Fold


class Right(StrEnum):
    YES = "yes"
    NO = "no"
    PERMITTED = "if permitted"
    """While the meeting's permission for it is on."""


class Row(NamedTuple):
    """One request: who may ask for it."""

    host: Right
    co_host: Right
    participant: Right
    guest: Right


_EVERYBODY = Row(Right.YES, Right.YES, Right.YES, Right.YES)
_PERMITTED = Row(Right.YES, Right.YES, Right.PERMITTED, Right.PERMITTED)
_WITHOUT_GUESTS = Row(Right.YES, Right.YES, Right.YES, Right.NO)
_PERMITTED_PARTICIPANTS = Row(Right.YES, Right.YES, Right.PERMITTED, Right.NO)
_MODERATORS = Row(Right.YES, Right.YES, Right.NO, Right.NO)
_HOST = Row(Right.YES, Right.NO, Right.NO, Right.NO)

TABLE: dict[type[Request], Row] = {
    # A guest was let in by the name it gave.
    requests.Rename: _PERMITTED_PARTICIPANTS,
    requests.Leave: _EVERYBODY,
    requests.EndMeeting: _HOST,
    requests.PublishTrack: _PERMITTED,
    requests.UpdateTrack: _PERMITTED,
    requests.UnpublishTrack: _EVERYBODY,
    requests.Subscribe: _EVERYBODY,
    requests.PostChat: _PERMITTED,
    requests.LoadChat: _EVERYBODY,
    requests.EditChat: _PERMITTED,
    requests.RemoveChat: _EVERYBODY,
    requests.TakeDownChat: _MODERATORS,
    requests.ReactToChat: _PERMITTED,
    requests.OfferFile: _PERMITTED,
    requests.WithdrawFile: _EVERYBODY,
    requests.SetFileLimit: _MODERATORS,
    requests.ChangePermissions: _MODERATORS,
    requests.SwitchLobby: _MODERATORS,
    requests.SwitchLock: _MODERATORS,
    requests.SetSpotlight: _MODERATORS,
    requests.Admit: _MODERATORS,
    requests.AdmitAll: _MODERATORS,
    requests.RefuseEntry: _MODERATORS,
    requests.LetBack: _MODERATORS,
    requests.StopTrack: _MODERATORS,
    requests.MuteAll: _MODERATORS,
    requests.Remove: _MODERATORS,
    requests.LoadUsage: _MODERATORS,
    requests.LiftStop: _MODERATORS,
    requests.MakeCoHost: _HOST,
    requests.UnmakeCoHost: _HOST,
    requests.RaiseHand: _EVERYBODY,
    requests.LowerHand: _EVERYBODY,
    requests.LowerOthersHand: _MODERATORS,
    requests.LowerAllHands: _MODERATORS,
    requests.SendReaction: _EVERYBODY,
    requests.CreatePoll: _PERMITTED_PARTICIPANTS,
    requests.Vote: _EVERYBODY,
    # Participants their own, and guests have none.
    requests.ClosePoll: _WITHOUT_GUESTS,
    requests.ReopenPoll: _WITHOUT_GUESTS,
    requests.RemovePoll: _WITHOUT_GUESTS,
    requests.StartTimer: _PERMITTED_PARTICIPANTS,
    requests.PauseTimer: _PERMITTED_PARTICIPANTS,
    requests.ResumeTimer: _PERMITTED_PARTICIPANTS,
    requests.ResetTimer: _PERMITTED_PARTICIPANTS,
    requests.WriteNotes: _PERMITTED,
    requests.CompactNotes: _EVERYBODY,
    requests.ReadNotes: _EVERYBODY,
    requests.NotesStuck: _MODERATORS,
}

RANK: dict[Role, int] = {Role.HOST: 2, Role.CO_HOST: 1, Role.PARTICIPANT: 0, Role.GUEST: 0}
"""One can act only upon people of a lower rank."""


def right(role: Role, kind: type[Request]) -> Right:
    found: Right = getattr(TABLE[kind], role.value)
    return found


def moderates(role: Role) -> bool:
    """Whether this role lets people in, and so is told who waits."""
    return right(role, requests.Admit) is Right.YES


def check(fold: Fold, person: Participant, request: Request) -> None:
    """Raises Refused if this person may not ask for this now: ``not_allowed`` for its role, ``not_permitted`` while the
    permission is off (its name is in the detail)."""
    match right(person.role, type(request)):
        case Right.NO:
            raise Refused(ErrorCode.NOT_ALLOWED)
        case Right.PERMITTED:
            permission = needed(fold, request)
            if permission is not None and not granted(fold.rules.permissions, permission):
                raise Refused(ErrorCode.NOT_PERMITTED, permission=permission.value)


def outranks(one: Role, other: Role) -> bool:
    return RANK[one] > RANK[other]
