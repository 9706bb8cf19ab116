"""The decision on each kind of request."""

from typing import assert_never

from msgspec.structs import replace

from meetdesk.core import limits
from meetdesk.core.commands import CloseChannels, Finish, Reply, SendChatPage
from meetdesk.core.decision import Decision
from meetdesk.core.entries import (
    ChatMessage,
    ChatPosted,
    Ended,
    EndReason,
    LeaveReason,
    Participant,
    Renamed,
    Track,
    TrackPublished,
    TrackUnpublished,
    TrackUpdated,
)
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.requests import (
    EndMeeting,
    Leave,
    LoadChat,
    PostChat,
    PublishTrack,
    Rename,
    Request,
    Subscribe,
    UnpublishTrack,
    UpdateTrack,
)
from meetdesk.core.roles import check_role
from meetdesk.core.texts import normal_chat, normal_name
from meetdesk.core.tracks import check_room, checked, owned_track


def decide(decision: Decision, person: Participant, request: Request) -> None:
    """Carries out what ``person`` asks for, or raises Refused and changes nothing."""
    check_role(person.role, request)
    match request:
        case Rename():
            rename(decision, person, request.name)
            decision.answer(Reply(person.participant, request.id))
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
        case PostChat():
            _post(decision, person, request)
        case LoadChat():
            messages, more = decision.fold.chat.before(request.before)
            decision.answer(SendChatPage(person.participant, request.id, messages, more))
        case Leave():
            decision.leave(person, LeaveReason.LEFT)
            decision.answer(Reply(person.participant, request.id))
            decision.close(CloseChannels(person.participant, None))
        case EndMeeting():
            end(decision, EndReason.ENDED_BY_HOST)
            decision.answer(Reply(person.participant, request.id))
        case _:
            assert_never(request)


def rename(decision: Decision, person: Participant, name: str) -> None:
    """Raises Refused as ``normal_name`` does. A name that stays the same is no change."""
    name = normal_name(name)
    if name != person.name:
        decision.append(Renamed(person.participant, name))


def end(decision: Decision, reason: EndReason) -> None:
    decision.append(Ended(reason))
    decision.close(Finish())


def _publish(decision: Decision, person: Participant, request: PublishTrack) -> None:
    number = decision.next_number
    track = checked(
        Track(number, person.participant, request.source, request.codec, request.muted, request.layers),
    )
    check_room(track, decision.fold.tracks_of(person.participant))
    decision.append(TrackPublished(track))
    decision.touch([number])
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
    if updated != track:
        decision.append(TrackUpdated(updated))
        decision.touch([track.track])
    decision.answer(Reply(person.participant, request.id))


def _post(decision: Decision, person: Participant, request: PostChat) -> None:
    ref = request.ref
    if not (ref.isascii() and 1 <= len(ref) <= limits.CHAT_REF_CHARACTERS):
        raise Refused(ErrorCode.MALFORMED_MESSAGE)
    if not decision.fold.chat.has(person.participant, ref):
        text = normal_chat(request.text)
        message = ChatMessage(decision.next_number, person.participant, person.name, ref, text, decision.at)
        decision.append(ChatPosted(message))
    decision.answer(Reply(person.participant, request.id))
