"""What the host and co-hosts do to others."""

from typing import assert_never

from msgspec.structs import replace

from meetdesk.core.commands import CloseChannels, Reply
from meetdesk.core.decision import Decision
from meetdesk.core.entries import (
    LeaveReason,
    Participant,
    ParticipantId,
    Role,
    RoleChanged,
    Source,
    Track,
    TrackUnpublished,
    TrackUpdated,
)
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.requests import MakeCoHost, ModerationRequest, MuteAll, Remove, StopTrack, UnmakeCoHost
from meetdesk.core.roles import outranks
from meetdesk.core.tracks import RULES


def decide(decision: Decision, person: Participant, request: ModerationRequest) -> None:
    """Raises Refused ``person_unknown``, ``track_unknown``, ``outranked``, ``not_for_guests``."""
    match request:
        case StopTrack(track=number):
            track = decision.fold.tracks.get(number)
            if track is None:
                raise Refused(ErrorCode.TRACK_UNKNOWN)
            _below(decision, person, track.participant)
            _stop(decision, person, track)
        case MuteAll():
            for track in list(decision.fold.tracks.values()):
                owner = decision.fold.participants[track.participant]
                if track.source is Source.MICROPHONE and outranks(person.role, owner.role):
                    _stop(decision, person, track)
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
    decision.answer(Reply(person.participant, request.id))


def _below(decision: Decision, person: Participant, who: ParticipantId) -> Participant:
    """The participant that ``person`` may act upon."""
    target = decision.fold.participants.get(who)
    if target is None:
        raise Refused(ErrorCode.PERSON_UNKNOWN)
    if not outranks(person.role, target.role):
        raise Refused(ErrorCode.OUTRANKED)
    return target


def _stop(decision: Decision, person: Participant, track: Track) -> None:
    if RULES[track.source].screen:
        decision.append(TrackUnpublished(track.track, person.participant))
    elif track.muted:
        return
    else:
        decision.append(TrackUpdated(replace(track, muted=True), person.participant))
    decision.touch([track.track])


def _change_role(decision: Decision, person: Participant, target: Participant, role: Role) -> None:
    if target.role is role:
        return
    decision.append(RoleChanged(target.participant, role, person.participant))
    decision.tell_lobby(target)
