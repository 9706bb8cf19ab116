"""Letting people in, or not."""

from typing import assert_never

from meetdesk.core import limits
from meetdesk.core.commands import Reply, TurnedAway
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.topics.lobby import Admit, AdmitAll, LetBack, LobbyRequest, RefuseEntry, Waiting
from meetdesk.core.topics.people import Joined, Participant, Role


def decide(decision: Decision, person: Participant, request: LobbyRequest) -> None:
    """Raises Refused ``not_waiting``, ``meeting_full``."""
    lobby = decision.lobby
    match request:
        case Admit(waiting=number):
            one = lobby.waiting.get(number)
            if one is None or not one.connected:
                raise Refused(ErrorCode.NOT_WAITING)
            _let_in(decision, [one])
        case AdmitAll():
            _let_in(decision, lobby.ready)
        case RefuseEntry(waiting=number, keep_out=keep_out):
            if number not in lobby.waiting:
                raise Refused(ErrorCode.NOT_WAITING)
            if keep_out:
                decision.keep_out(lobby.waiting[number].name, arrival=number)
            turn_away(decision, number, ErrorCode.LOBBY_REFUSED)
        case LetBack(kept_out=number):
            decision.let_back(number)
        case _:
            assert_never(request)
    decision.answer(Reply(person.participant, request.id))


def join(decision: Decision, arrival: int, name: str, role: Role) -> None:
    """Takes somebody into the meeting. Raises Refused ``meeting_full``."""
    if len(decision.fold.participants) >= limits.PARTICIPANTS:
        raise Refused(ErrorCode.MEETING_FULL)
    person = Participant(decision.next_number, name, role, joined_at=decision.time_of_day)
    decision.append(Joined(person))
    decision.connection_changed(person)
    decision.welcome(person, arrival)
    decision.tell_lobby(person)


def turn_away(decision: Decision, number: int, code: ErrorCode) -> None:
    """Sends away one who waits, for good."""
    decision.lobby.leave(number)
    decision.close(TurnedAway(code, arrival=number, for_good=True))
    decision.lobby_changed()


def _let_in(decision: Decision, people: list[Waiting]) -> None:
    room = limits.PARTICIPANTS - len(decision.fold.participants)
    if people and room <= 0:
        raise Refused(ErrorCode.MEETING_FULL)
    for one in people[:room]:
        decision.lobby.leave(one.waiting)
        join(decision, one.waiting, one.name, one.role)
        decision.lobby_changed()
