"""What is written, to all or to one, and what may be done to a message that was posted."""

from typing import TypeAlias, assert_never

from meetdesk.core import limits
from meetdesk.core.commands import Reply, SendChatPage
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.texts import normal_chat
from meetdesk.core.topics.basics import Count, ParticipantId, two_people
from meetdesk.core.topics.chat import (
    Chat,
    ChatChange,
    ChatEdited,
    ChatMessage,
    ChatPosted,
    ChatReacted,
    ChatRemoved,
    ChatRequest,
    EditChat,
    Later,
    LoadChat,
    PostChat,
    ReactToChat,
    RemoveChat,
    TakeDownChat,
    given_by,
)
from meetdesk.core.topics.files import SharedFile
from meetdesk.core.topics.people import Participant
from meetdesk.core.topics.private import PrivateWritten

_ToChange: TypeAlias = EditChat | RemoveChat | TakeDownChat | ReactToChat


def decide(decision: Decision, person: Participant, request: ChatRequest) -> None:
    """Carries out a request about the chat, or raises Refused."""
    match request:
        case PostChat():
            _post(decision, person, request)
        case LoadChat():
            messages, more = _chat(decision, person, request.to).before(request.before)
            decision.answer(SendChatPage(person.participant, request.id, messages, more))
        case EditChat() | RemoveChat() | TakeDownChat() | ReactToChat():
            to = None if isinstance(request, TakeDownChat) else request.to
            other = None if to is None else _other(decision, person, to)
            chat = _chat(decision, person, to)
            change = change_of(chat, person, request, decision.time_of_day)
            if isinstance(change, ChatRemoved):
                _drop_file(decision, chat.message(change.message))
            if change is not None:
                _say(decision, person, other, change)
            decision.answer(Reply(person.participant, request.id))
        case _:
            assert_never(request)


def _post(decision: Decision, person: Participant, request: PostChat) -> None:
    ref = request.ref
    if not (ref.isascii() and 1 <= len(ref) <= limits.CHAT_REF_CHARACTERS):
        raise Refused(ErrorCode.MALFORMED_MESSAGE)
    if not _chat(decision, person, request.to).has(person.participant, ref):
        text = normal_chat(request.text)
        other = None if request.to is None else _other(decision, person, request.to)
        # One that was removed while it was answered can be answered: what was written must not be lost by that.
        if request.reply_to and _chat(decision, person, request.to).message(request.reply_to) is None:
            raise Refused(ErrorCode.CHAT_UNKNOWN)
        post(decision, person, other, ref=ref, text=text, reply_to=request.reply_to)
    decision.answer(Reply(person.participant, request.id))


def _drop_file(decision: Decision, message: ChatMessage | None) -> None:
    """What is removed from the chat can be fetched no more."""
    if message is not None and message.file is not None:
        decision.drop_file(message.file.file)


def post(
    decision: Decision,
    person: Participant,
    other: Participant | None,
    *,
    ref: str,
    text: str = "",
    file: SharedFile | None = None,
    reply_to: Count = 0,
) -> None:
    """A new message to ``other``, or to all. What it says was checked."""
    if other is None:
        number = decision.next_number
    else:
        number = decision.unlogged.next_number(PrivateWritten, two_people(person.participant, other.participant))
    at = decision.time_of_day
    message = ChatMessage(number, person.participant, person.name, ref, text, at, file=file, reply_to=reply_to)
    _say(decision, person, other, ChatPosted(message))


def _say(decision: Decision, person: Participant, other: Participant | None, change: ChatChange) -> None:
    """To all, or in the conversation with ``other``."""
    if other is None:
        decision.append(change)
    else:
        between = two_people(person.participant, other.participant)
        decision.record(PrivateWritten(between, decision.time_of_day, change))


def _chat(decision: Decision, person: Participant, to: ParticipantId | None) -> Chat:
    """The chat of all, or that with this one; an empty one if they never wrote to each other."""
    if to is None:
        return decision.fold.chat
    talk = decision.unlogged.conversations.known(person.participant, to)
    return Chat() if talk is None else talk.chat


def _other(decision: Decision, person: Participant, to: ParticipantId) -> Participant:
    """Whom ``person`` writes to, with a lost link or not. Raises Refused ``person_unknown``."""
    other = decision.fold.participants.get(to)
    if other is None or to == person.participant:
        raise Refused(ErrorCode.PERSON_UNKNOWN)
    return other


def change_of(chat: Chat, person: Participant, request: _ToChange, at: float) -> Later | None:
    """What changes; None if it is so already.

    Raises Refused: ``chat_unknown`` (not kept, or removed), ``chat_not_yours``, ``chat_empty``, ``chat_too_long``,
    ``too_many_reactions``.
    """
    message = chat.message(request.message)
    if message is None:
        raise Refused(ErrorCode.CHAT_UNKNOWN)
    match request:
        case EditChat():
            _check_own(message, person)
            return _edit(message, normal_chat(request.text), at)
        case RemoveChat() | TakeDownChat():
            if isinstance(request, RemoveChat):
                _check_own(message, person)
            return None if message.removed_by is not None else ChatRemoved(message.entry, person.participant)
        case ReactToChat():
            return _react(message, person, request)
        case _:
            assert_never(request)


def _check_own(message: ChatMessage, person: Participant) -> None:
    if message.participant != person.participant:
        raise Refused(ErrorCode.CHAT_NOT_YOURS)


def _edit(message: ChatMessage, text: str, at: float) -> ChatEdited | None:
    # What the host or a co-host took down, its sender does not put up again.
    if message.removed_by not in (None, message.participant):
        raise Refused(ErrorCode.CHAT_UNKNOWN)
    same = message.removed_by is None and message.text == text
    return None if same else ChatEdited(message.entry, text, at)


def _react(message: ChatMessage, person: Participant, request: ReactToChat) -> ChatReacted | None:
    if message.removed_by is not None:
        raise Refused(ErrorCode.CHAT_UNKNOWN)
    given = given_by(message, person.participant)
    if (request.emoji.value in given) == request.on:
        return None
    if request.on and len(given) >= limits.CHAT_REACTIONS:
        raise Refused(ErrorCode.TOO_MANY_REACTIONS, limit=limits.CHAT_REACTIONS)
    return ChatReacted(message.entry, person.participant, request.emoji, request.on)
