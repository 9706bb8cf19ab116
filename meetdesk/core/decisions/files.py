"""Files."""

from typing import assert_never

from meetdesk.core.commands import DropFile, Reply
from meetdesk.core.decisions.chat import post
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.events import FileCame, FileMoved
from meetdesk.core.file_names import safe_name
from meetdesk.core.roles import check_kind, to_write
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import PostChat
from meetdesk.core.topics.files import (
    FileLimitChanged,
    FilesRequest,
    OfferFile,
    OfferFulfilled,
    OfferMade,
    OfferMoved,
    SetFileLimit,
    SharedFile,
    WithdrawFile,
)
from meetdesk.core.topics.people import Participant


def decide(decision: Decision, person: Participant, request: FilesRequest) -> None:
    """Raises Refused ``not_permitted``, ``person_unknown``, ``file_empty``, ``file_too_large``, ``too_many_files``,
    ``file_share_full``, ``file_storage_full``, ``file_unknown``."""
    match request:
        case OfferFile(size=size, to=to):
            if to is not None:
                _other(decision, person, to)
            # It is a message as well.
            check_kind(decision.fold, person, PostChat, to_write(decision.fold, to))
            if size == 0:
                raise Refused(ErrorCode.FILE_EMPTY)
            if size > decision.fold.rules.file_limit:
                raise Refused(ErrorCode.FILE_TOO_LARGE, megabytes=decision.fold.rules.file_limit // 1_000_000)
            name = safe_name(request.name)
            decision.end_idle(decision.unlogged.files.check_room(person.participant, size, decision.at))
            offer = decision.record(OfferMade(person.participant, to, name, size))
            decision.answer(Reply(person.participant, request.id, file=offer.number))
        case WithdrawFile(file=file):
            if decision.unlogged.files.offered(person.participant, file) is None:
                raise Refused(ErrorCode.FILE_UNKNOWN)
            decision.drop_file(file)
            decision.answer(Reply(person.participant, request.id))
        case SetFileLimit(limit=limit):
            if limit != decision.fold.rules.file_limit:
                decision.append(FileLimitChanged(limit, person.participant))
            decision.answer(Reply(person.participant, request.id))
        case _:
            assert_never(request)


def got_on(decision: Decision, event: FileMoved | FileCame) -> None:
    """Some of the file came, or the last of it."""
    match event:
        case FileMoved(participant=participant, file=file):
            if decision.unlogged.files.offered(participant, file) is not None:
                decision.record(OfferMoved(file))
        case FileCame():
            _came(decision, event)


def _came(decision: Decision, event: FileCame) -> None:
    """The host's app has the whole file: it is announced. If nobody waits for it any more, it is dropped."""
    person = decision.fold.participants.get(event.participant)
    offered = decision.unlogged.files.offered(event.participant, event.file)
    if person is None or offered is None:
        decision.close(DropFile(event.file))
        return
    other = None if offered.to is None else decision.fold.participants.get(offered.to)
    if offered.to is not None and other is None:
        decision.drop_file(event.file)
        return
    decision.record(OfferFulfilled(offered.file, event.sha256))
    shared = SharedFile(offered.file, offered.name, offered.size, event.sha256)
    post(decision, person, other, ref=f"file {shared.file}", file=shared)


def _other(decision: Decision, person: Participant, to: ParticipantId) -> None:
    if to == person.participant or to not in decision.fold.participants:
        raise Refused(ErrorCode.PERSON_UNKNOWN)
