"""Who comes to the door: into the meeting, into the lobby, or away."""

from typing import assert_never

from meetdesk.core.commands import KeptWaiting
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.decisions.lobby import join
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.events import Arrived, WaitGivenUp, WaitingLinkWentAway
from meetdesk.core.texts import normal_name
from meetdesk.core.topics.lobby import Waiting
from meetdesk.core.topics.people import Role


def decide(decision: Decision, event: Arrived | WaitingLinkWentAway | WaitGivenUp) -> None:
    """Raises Refused, as ``normal_name`` does, or ``meeting_locked``, ``lobby_full``, ``meeting_full``."""
    lobby = decision.lobby
    match event:
        case Arrived(arrival=number) if number in lobby.waiting:
            # Under the name it came with: that is whom the host lets in.
            lobby.link_restored(number)
            _keep_waiting(decision, number)
        case Arrived():
            _arrived(decision, event)
        case WaitingLinkWentAway(arrival=number):
            if number in lobby.waiting:
                lobby.link_lost(number, event.at)
                decision.lobby_changed()
        case WaitGivenUp(arrival=number):
            if number in lobby.waiting:
                lobby.leave(number)
                decision.lobby_changed()
        case _:
            assert_never(event)


def _arrived(decision: Decision, event: Arrived) -> None:
    name = normal_name(event.name)
    rules = decision.fold.rules
    if rules.locked and event.role is not Role.HOST:
        raise Refused(ErrorCode.MEETING_LOCKED)
    after = decision.lobby.kept_out_lately(event.same_address or 0, event.at)
    if event.role is Role.GUEST or ((rules.lobby or after) and event.role is not Role.HOST):
        if decision.lobby.full:
            raise Refused(ErrorCode.LOBBY_FULL)
        decision.lobby.enter(Waiting(event.arrival, name, event.role, decision.time_of_day, after=after), event.at)
        _keep_waiting(decision, event.arrival)
    else:
        join(decision, event.arrival, name, event.role)


def _keep_waiting(decision: Decision, number: int) -> None:
    decision.answer(KeptWaiting(number))
    decision.lobby_changed()
