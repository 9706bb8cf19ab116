"""Who carries the meeting on: the deputies, and the change of the host."""

from meetdesk.core.commands import HandOverTo
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.events import DeputiesChosen, Succeeded
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.lobby import WaitingConnectionChanged
from meetdesk.core.topics.people import DeputiesNamed, DeputyWished, HostChanged, Role, WentAway


def decide(decision: Decision, event: DeputiesChosen | Succeeded) -> None:
    """What the host's app, or that of a deputy, says of who carries the meeting on."""
    match event:
        case DeputiesChosen():
            _name_deputies(decision, event)
        case Succeeded(participant=who):
            _succeed(decision, who)


def _name_deputies(decision: Decision, event: DeputiesChosen) -> None:
    """Everybody is told who stands in, and why others do not, if that is news. Whoever left meanwhile does not."""
    fold = decision.fold

    def still_here(them: tuple[ParticipantId, ...]) -> tuple[ParticipantId, ...]:
        return tuple(one for one in them if one in fold.participants)

    named = DeputiesNamed(still_here(event.participants), still_here(event.unreached), still_here(event.unwilling))
    if named != DeputiesNamed(fold.deputies, fold.unreached, fold.unwilling):
        decision.append(named)


def wish(decision: Decision, who: ParticipantId | None) -> None:
    """Raises Refused ``person_unknown``, ``not_for_guests`` (they have no app), ``outranked`` (the host itself)."""
    if who is not None:
        person = decision.fold.participants.get(who)
        if person is None:
            raise Refused(ErrorCode.PERSON_UNKNOWN)
        if person.role is Role.GUEST:
            raise Refused(ErrorCode.NOT_FOR_GUESTS)
        if person.role is Role.HOST:
            raise Refused(ErrorCode.OUTRANKED)
    if who != decision.fold.wished_deputy:
        decision.append(DeputyWished(who))


def hand_over(decision: Decision, who: ParticipantId) -> None:
    """Raises Refused ``no_deputy``: this one's app does not have the meeting, or is not there."""
    person = decision.fold.participants.get(who)
    if person is None or who not in decision.fold.deputies or not person.connected:
        raise Refused(ErrorCode.NO_DEPUTY)
    decision.close(HandOverTo(who))


def _succeed(decision: Decision, who: ParticipantId) -> None:
    """The meeting goes on in this one's app. Nobody is connected to it yet; whoever does not come back in time has
    left, as after any lost link. The bytes of files were in the app before."""
    people = decision.fold.participants
    if who not in people:
        return
    before = next((one.participant for one in people.values() if one.role is Role.HOST), None)
    decision.append(HostChanged(who, None if before == who else before, decision.fold.term + 1))
    for one in people.values():
        decision.record(WentAway(one.participant))
        decision.connection_changed(one)
    for number in list(decision.unlogged.lobby.waiting):
        decision.record(WaitingConnectionChanged(number, connected=False))
    for file in decision.unlogged.files.known:
        decision.drop_file(file)
