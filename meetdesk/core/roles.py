"""Roles x actions: who may ask for what. ``docs/protocol.md`` shows this table (``meetdesk.wire.roles_table``)."""

from enum import StrEnum
from typing import NamedTuple

from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.permissions import granted, needed
from meetdesk.core.request import Request
from meetdesk.core.state import Fold
from meetdesk.core.topics.chat import EditChat, LoadChat, PostChat, ReactToChat, RemoveChat, TakeDownChat
from meetdesk.core.topics.files import OfferFile, SetFileLimit, WithdrawFile
from meetdesk.core.topics.hands import LowerAllHands, LowerHand, LowerOthersHand, RaiseHand, SendReaction
from meetdesk.core.topics.lobby import Admit, AdmitAll, LetBack, RefuseEntry
from meetdesk.core.topics.moderation import LiftStop, LoadUsage, MakeCoHost, MuteAll, Remove, StopTrack, UnmakeCoHost
from meetdesk.core.topics.notes import CompactNotes, NotesStuck, ReadNotes, WriteNotes
from meetdesk.core.topics.people import EndMeeting, Leave, Participant, Rename, Role
from meetdesk.core.topics.polls import ClosePoll, CreatePoll, RemovePoll, ReopenPoll, Vote
from meetdesk.core.topics.rules import ChangePermissions, SetSpotlight, SwitchLobby, SwitchLock
from meetdesk.core.topics.timer import PauseTimer, ResetTimer, ResumeTimer, StartTimer
from meetdesk.core.topics.tracks import PublishTrack, Subscribe, UnpublishTrack, UpdateTrack


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
    Rename: _PERMITTED_PARTICIPANTS,
    Leave: _EVERYBODY,
    EndMeeting: _HOST,
    PublishTrack: _PERMITTED,
    UpdateTrack: _PERMITTED,
    UnpublishTrack: _EVERYBODY,
    Subscribe: _EVERYBODY,
    PostChat: _PERMITTED,
    LoadChat: _EVERYBODY,
    EditChat: _PERMITTED,
    RemoveChat: _EVERYBODY,
    TakeDownChat: _MODERATORS,
    ReactToChat: _PERMITTED,
    OfferFile: _PERMITTED,
    WithdrawFile: _EVERYBODY,
    SetFileLimit: _MODERATORS,
    ChangePermissions: _MODERATORS,
    SwitchLobby: _MODERATORS,
    SwitchLock: _MODERATORS,
    SetSpotlight: _MODERATORS,
    Admit: _MODERATORS,
    AdmitAll: _MODERATORS,
    RefuseEntry: _MODERATORS,
    LetBack: _MODERATORS,
    StopTrack: _MODERATORS,
    MuteAll: _MODERATORS,
    Remove: _MODERATORS,
    LoadUsage: _MODERATORS,
    LiftStop: _MODERATORS,
    MakeCoHost: _HOST,
    UnmakeCoHost: _HOST,
    RaiseHand: _EVERYBODY,
    LowerHand: _EVERYBODY,
    LowerOthersHand: _MODERATORS,
    LowerAllHands: _MODERATORS,
    SendReaction: _EVERYBODY,
    CreatePoll: _PERMITTED_PARTICIPANTS,
    Vote: _EVERYBODY,
    # Participants their own, and guests have none.
    ClosePoll: _WITHOUT_GUESTS,
    ReopenPoll: _WITHOUT_GUESTS,
    RemovePoll: _WITHOUT_GUESTS,
    StartTimer: _PERMITTED_PARTICIPANTS,
    PauseTimer: _PERMITTED_PARTICIPANTS,
    ResumeTimer: _PERMITTED_PARTICIPANTS,
    ResetTimer: _PERMITTED_PARTICIPANTS,
    WriteNotes: _PERMITTED,
    CompactNotes: _EVERYBODY,
    ReadNotes: _EVERYBODY,
    NotesStuck: _MODERATORS,
}

RANK: dict[Role, int] = {Role.HOST: 2, Role.CO_HOST: 1, Role.PARTICIPANT: 0, Role.GUEST: 0}
"""One can act only upon people of a lower rank."""


def right(role: Role, kind: type[Request]) -> Right:
    found: Right = getattr(TABLE[kind], role.value)
    return found


def moderates(role: Role) -> bool:
    """Whether this role lets people in, and so is told who waits."""
    return right(role, Admit) is Right.YES


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
