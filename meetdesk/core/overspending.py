"""Somebody cost the others too much: what is stopped, and who is told."""

from meetdesk.core.asking.moderation import stop_track
from meetdesk.core.budget import Kind
from meetdesk.core.commands import TellStopped
from meetdesk.core.decision import Decision
from meetdesk.core.entries import HOSTS_APP, LeaveReason, Participant, ParticipantId, Source
from meetdesk.core.events import Expelled, Overspent
from meetdesk.core.roles import moderates


def stop(decision: Decision, event: Overspent) -> None:
    """Stops one track. Its publisher, the host and the co-hosts are told; the publisher may start it again."""
    person = decision.fold.participants.get(event.participant)
    track = decision.fold.tracks.get(event.track)
    if person is None or track is None or track.participant != event.participant:
        return
    stop_track(decision, HOSTS_APP, track)
    _tell(decision, person, event.kind, track.source)


def expel(decision: Decision, event: Expelled) -> None:
    """Takes somebody out for good. Whoever went on costing too much is kept out, until a moderator lets it back."""
    person = decision.fold.participants.get(event.participant)
    if person is None:
        return
    if event.kind is not None:
        _tell(decision, person, event.kind, None)
        decision.keep_out(person.name, participant=person.participant)
    decision.leave(person, LeaveReason.REMOVED)


def _tell(decision: Decision, person: Participant, kind: Kind, source: Source | None) -> None:
    decision.answer(TellStopped(_concerned(decision, person), person.participant, person.name, kind, source))


def _concerned(decision: Decision, person: Participant) -> tuple[ParticipantId, ...]:
    people = decision.fold.participants.values()
    return tuple(one.participant for one in people if one is person or moderates(one.role))
