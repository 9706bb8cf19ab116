"""Renaming, leaving, the end."""

from contextlib import suppress
from typing import assert_never

from meetdesk.core.commands import CloseChannels, Finish, Reply
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.decisions.succession import hand_over, wish
from meetdesk.core.errors import Refused
from meetdesk.core.roles import check_kind
from meetdesk.core.texts import normal_name
from meetdesk.core.topics.people import (
    Ended,
    EndMeeting,
    EndReason,
    HandOver,
    Leave,
    LeaveReason,
    Participant,
    PeopleRequest,
    Rename,
    Renamed,
    WishDeputy,
)


def decide(decision: Decision, person: Participant, request: PeopleRequest) -> None:
    """Carries out a request of a person about itself, or the host's about the end; raises Refused."""
    match request:
        case Rename():
            rename(decision, person, request.name)
        case Leave():
            decision.leave(person, LeaveReason.LEFT)
            decision.close(CloseChannels(person.participant, None))
        case EndMeeting():
            end(decision, EndReason.ENDED_BY_HOST)
        case HandOver(participant=who):
            hand_over(decision, who)
        case WishDeputy(participant=who):
            wish(decision, who)
        case _:
            assert_never(request)
    decision.answer(Reply(person.participant, request.id))


def rename(decision: Decision, person: Participant, name: str) -> None:
    """Raises Refused as ``normal_name`` does. A name that stays the same is no change."""
    name = normal_name(name)
    if name != person.name:
        decision.append(Renamed(person.participant, name))


def rename_if_allowed(decision: Decision, person: Participant, name: str) -> None:
    """The name said on coming back: one that cannot be used is no reason not to let somebody back in."""
    with suppress(Refused):
        check_kind(decision.fold, person, Rename, Rename.permission)
        rename(decision, person, name)


def end(decision: Decision, reason: EndReason) -> None:
    """The meeting is over for everybody; every channel is closed."""
    decision.append(Ended(reason))
    decision.close(Finish())
