"""Somebody cost the others too much: what is stopped, and who is told."""

from meetdesk.core.decisions.decision import Decision
from meetdesk.core.decisions.moderation import stop_track
from meetdesk.core.events import Expelled, Overspent
from meetdesk.core.topics.basics import HOSTS_APP
from meetdesk.core.topics.people import LeaveReason
from meetdesk.core.topics.stops import Stop, Stoppable


def stop(decision: Decision, event: Overspent) -> None:
    """Stops one track. Its publisher, the host and the co-hosts are told; the publisher may start it again."""
    person = decision.fold.participants.get(event.participant)
    track = decision.fold.tracks.get(event.track)
    if person is None or track is None or track.participant != event.participant:
        return
    stop_track(decision, HOSTS_APP, track)
    what = Stoppable(track.source.value)
    decision.tell_stopped(Stop(person.participant, person.name, event.kind, what))


def expel(decision: Decision, event: Expelled) -> None:
    """Takes somebody out for good. Whoever went on costing too much is kept out, until a moderator lets it back."""
    person = decision.fold.participants.get(event.participant)
    if person is None:
        return
    if event.kind is not None:
        number = decision.keep_out(person.name, participant=person.participant)
        decision.stop(Stop(person.participant, person.name, event.kind, Stoppable.MEETING, number))
    decision.leave(person, LeaveReason.REMOVED)
