"""What the host and co-hosts do to others, and the host's app to whoever costs the others too much."""

from typing import assert_never

from msgspec.structs import replace

from meetdesk.core.commands import CloseChannels, Reply, SendUsage
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.events import Expelled, Overspent
from meetdesk.core.roles import moderates, outranks
from meetdesk.core.topics.basics import HOSTS_APP, ParticipantId
from meetdesk.core.topics.moderation import (
    LiftStop,
    LoadUsage,
    MakeCoHost,
    ModerationRequest,
    MuteAll,
    Remove,
    Stop,
    Stoppable,
    StopTrack,
    UnmakeCoHost,
)
from meetdesk.core.topics.people import LeaveReason, Participant, Role, RoleChanged
from meetdesk.core.topics.tracks import RULES, Source, Track, TrackUnpublished, TrackUpdated


def decide(decision: Decision, person: Participant, request: ModerationRequest) -> None:
    """Raises Refused ``person_unknown``, ``track_unknown``, ``outranked``, ``not_for_guests``."""
    if isinstance(request, LoadUsage):
        decision.answer(SendUsage(person.participant, request.id))
        return
    if isinstance(request, LiftStop):
        _lift(decision, person, request.participant, request.what)
    else:
        _act(decision, person, request)
    decision.answer(Reply(person.participant, request.id))


def _act(
    decision: Decision,
    person: Participant,
    request: StopTrack | MuteAll | Remove | MakeCoHost | UnmakeCoHost,
) -> None:
    match request:
        case StopTrack(track=number):
            track = decision.fold.tracks.get(number)
            if track is None:
                raise Refused(ErrorCode.TRACK_UNKNOWN)
            _below(decision, person, track.participant)
            stop_track(decision, person.participant, track)
        case MuteAll():
            for track in list(decision.fold.tracks.values()):
                owner = decision.fold.participants[track.participant]
                if track.source is Source.MICROPHONE and outranks(person.role, owner.role):
                    stop_track(decision, person.participant, track)
        case Remove(participant=who, keep_out=keep_out):
            target = _below(decision, person, who)
            if keep_out:
                decision.keep_out(target.name, participant=who)
            decision.leave(target, LeaveReason.REMOVED, person.participant)
            decision.close(CloseChannels(who, ErrorCode.REMOVED))
        case MakeCoHost(participant=who):
            target = _below(decision, person, who)
            if target.role is Role.GUEST:
                raise Refused(ErrorCode.NOT_FOR_GUESTS)
            _change_role(decision, person, target, Role.CO_HOST)
        case UnmakeCoHost(participant=who):
            target = _below(decision, person, who)
            if target.role is Role.CO_HOST:
                _change_role(decision, person, target, Role.PARTICIPANT)
        case _:
            assert_never(request)


def _lift(decision: Decision, person: Participant, who: ParticipantId, what: Stoppable) -> None:
    stop = decision.unlogged.stops.stopped(who, what)
    if stop is None:
        return  # somebody else was quicker, or the publisher may start it again as it likes
    if stop.kept_out is not None:
        decision.let_back(stop.kept_out)
    else:
        _below(decision, person, who)
        decision.take_back(stop)


def _below(decision: Decision, person: Participant, who: ParticipantId) -> Participant:
    """The participant that ``person`` may act upon."""
    target = decision.fold.participants.get(who)
    if target is None:
        raise Refused(ErrorCode.PERSON_UNKNOWN)
    if not outranks(person.role, target.role):
        raise Refused(ErrorCode.OUTRANKED)
    return target


def stop_track(decision: Decision, by: ParticipantId, track: Track) -> None:
    """Mutes a microphone or camera, ends a screen and with the last one its sound."""
    if RULES[track.source].screen:
        decision.append(TrackUnpublished(track.track, by))
        left = decision.fold.tracks_of(track.participant)
        if not any(other.source is Source.SCREEN for other in left):
            # The sound of a screen ends with the last screen.
            for sound in [other for other in left if RULES[other.source].screen]:
                stop_track(decision, by, sound)
    elif track.muted:
        return
    else:
        decision.append(TrackUpdated(replace(track, muted=True), by))
    decision.touch([track.track])


def _change_role(decision: Decision, person: Participant, target: Participant, role: Role) -> None:
    if target.role is role:
        return
    decision.append(RoleChanged(target.participant, role, person.participant))
    decision.tell_lobby(target)
    if moderates(role):
        decision.tell_stops(decision.fold.participants[target.participant])


def misbehaved(decision: Decision, event: Expelled | Overspent) -> None:
    """The host's app stopped somebody, or has to."""
    match event:
        case Expelled():
            _expel(decision, event)
        case Overspent():
            _stop_overspent(decision, event)


def _stop_overspent(decision: Decision, event: Overspent) -> None:
    """Stops one track. Its publisher, the host and the co-hosts are told; the publisher may start it again."""
    person = decision.fold.participants.get(event.participant)
    track = decision.fold.tracks.get(event.track)
    if person is None or track is None or track.participant != event.participant:
        return
    stop_track(decision, HOSTS_APP, track)
    what = Stoppable(track.source.value)
    decision.tell_stopped(Stop(person.participant, person.name, event.kind, what))


def _expel(decision: Decision, event: Expelled) -> None:
    """Takes somebody out for good. Whoever went on costing too much is kept out, until a moderator lets it back."""
    person = decision.fold.participants.get(event.participant)
    if person is None:
        return
    if event.kind is not None:
        number = decision.keep_out(person.name, participant=person.participant)
        decision.stop(Stop(person.participant, person.name, event.kind, Stoppable.MEETING, number))
    decision.leave(person, LeaveReason.REMOVED)
