"""Who comes to the door: into the meeting, into the lobby, or away; and letting people in, or not."""

from typing import assert_never

from meetdesk.core import limits
from meetdesk.core.commands import KeptWaiting, Reply, TurnedAway
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.events import Arrived, WaitGivenUp, WaitingLinkWentAway
from meetdesk.core.texts import normal_name
from meetdesk.core.topics.lobby import (
    Admit,
    AdmitAll,
    LetBack,
    LobbyRequest,
    RefuseEntry,
    Waiting,
    WaitingBegan,
    WaitingConnectionChanged,
    WaitingEnded,
)
from meetdesk.core.topics.people import Joined, Participant, Role


def decide(decision: Decision, person: Participant, request: LobbyRequest) -> None:
    """Raises Refused ``not_waiting``, ``meeting_full``."""
    lobby = decision.unlogged.lobby
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


def come_to_the_door(decision: Decision, event: Arrived | WaitingLinkWentAway | WaitGivenUp) -> None:
    """Raises Refused, as ``normal_name`` does, or ``meeting_locked``, ``lobby_full``, ``meeting_full``."""
    lobby = decision.unlogged.lobby
    match event:
        case Arrived(arrival=number) if number in lobby.waiting:
            # Under the name it came with: that is whom the host lets in.
            decision.record(WaitingConnectionChanged(number, connected=True))
            decision.answer(KeptWaiting(number))
        case Arrived():
            _arrived(decision, event)
        case WaitingLinkWentAway(arrival=number):
            if number in lobby.waiting:
                decision.record(WaitingConnectionChanged(number, connected=False))
        case WaitGivenUp(arrival=number):
            if number in lobby.waiting:
                decision.record(WaitingEnded(number))
        case _:
            assert_never(event)


def _arrived(decision: Decision, event: Arrived) -> None:
    name = normal_name(event.name)
    rules = decision.fold.rules
    if rules.locked and event.role is not Role.HOST:
        raise Refused(ErrorCode.MEETING_LOCKED)
    lobby = decision.unlogged.lobby
    after = lobby.kept_out_lately(event.same_address or 0, event.at)
    if event.role is Role.GUEST or ((rules.lobby or after) and event.role is not Role.HOST):
        if lobby.full:
            raise Refused(ErrorCode.LOBBY_FULL)
        waiting = Waiting(event.arrival, name, event.role, decision.time_of_day, after=after)
        decision.record(WaitingBegan(waiting))
        decision.answer(KeptWaiting(event.arrival))
    else:
        join(decision, event.arrival, name, event.role)


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
    decision.record(WaitingEnded(number))
    decision.close(TurnedAway(code, arrival=number, for_good=True))


def _let_in(decision: Decision, people: list[Waiting]) -> None:
    room = limits.PARTICIPANTS - len(decision.fold.participants)
    if people and room <= 0:
        raise Refused(ErrorCode.MEETING_FULL)
    for one in people[:room]:
        decision.record(WaitingEnded(one.waiting))
        join(decision, one.waiting, one.name, one.role)
