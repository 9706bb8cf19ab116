"""Publishing and subscribing."""

from typing import assert_never

from msgspec.structs import replace

from meetdesk.core.commands import Reply
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.state import Fold
from meetdesk.core.topics.basics import Everybody, ParticipantId
from meetdesk.core.topics.people import Participant
from meetdesk.core.topics.tracks import (
    PublishTrack,
    Subscribe,
    Track,
    TrackPublished,
    TrackRequest,
    TrackUnpublished,
    TrackUpdated,
    UnpublishTrack,
    UpdateTrack,
    check_area,
    check_room,
    checked,
)


def decide(decision: Decision, person: Participant, request: TrackRequest) -> None:
    """Carries out a request about tracks, or raises Refused."""
    match request:
        case PublishTrack():
            _publish(decision, person, request)
        case UpdateTrack():
            _update(decision, person, request)
        case UnpublishTrack():
            track = owned_track(decision.fold, person.participant, request.track)
            decision.append(TrackUnpublished(track.track))
            decision.touch([track.track])
            decision.answer(Reply(person.participant, request.id))
        case Subscribe():
            decision.subscribe(person, request.wants)
            decision.cannot_decode(person, request.lacks)
        case _:
            assert_never(request)


def _publish(decision: Decision, person: Participant, request: PublishTrack) -> None:
    number = decision.next_number
    track = checked(
        Track(number, person.participant, request.source, request.codec, request.muted, request.layers),
    )
    check_room(track, decision.fold.tracks_of(person.participant))
    decision.append(TrackPublished(track))
    decision.touch([number])
    decision.tell_canvas(decision.readers(Everybody()), track)
    decision.answer(Reply(person.participant, request.id, number))


def _update(decision: Decision, person: Participant, request: UpdateTrack) -> None:
    track = owned_track(decision.fold, person.participant, request.track)
    updated = checked(
        replace(
            track,
            muted=track.muted if request.muted is None else request.muted,
            codec=track.codec if request.codec is None else request.codec,
            layers=track.layers if request.layers is None else request.layers,
        )
    )
    if updated.layers != track.layers:
        others = decision.fold.tracks_of(person.participant)
        check_area(updated, (other for other in others if other.track != track.track))
    if updated != track:
        decision.append(TrackUpdated(updated))
        decision.touch([track.track])
    decision.answer(Reply(person.participant, request.id))


def owned_track(fold: Fold, participant: ParticipantId, track: int) -> Track:
    """The participant's own track. Raises Refused ``track_unknown``, ``track_not_yours``."""
    found = fold.tracks.get(track)
    if found is None:
        raise Refused(ErrorCode.TRACK_UNKNOWN)
    if found.participant != participant:
        raise Refused(ErrorCode.TRACK_NOT_YOURS)
    return found
