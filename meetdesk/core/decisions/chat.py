"""Chat."""

from typing import assert_never

from meetdesk.core import limits
from meetdesk.core.commands import Reply, SendChatPage
from meetdesk.core.decisions import chat_changes
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.texts import normal_chat
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import (
    Chat,
    ChatMessage,
    ChatPosted,
    ChatRemoved,
    ChatRequest,
    EditChat,
    LoadChat,
    PostChat,
    ReactToChat,
    RemoveChat,
    TakeDownChat,
)
from meetdesk.core.topics.people import Participant


def decide(decision: Decision, person: Participant, request: ChatRequest) -> None:
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
            change = chat_changes.decide(chat, person, request, decision.time_of_day)
            if isinstance(change, ChatRemoved):
                _drop_file(decision, chat.message(change.message))
            if change is not None and other is not None:
                decision.append_privately(person, other, change)
            elif change is not None:
                decision.append(change)
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
        if other is None:
            decision.append(ChatPosted(_message(decision, person, decision.next_number, request, text)))
        else:
            number = decision.conversations.between(person, other).entries.next_number
            decision.append_privately(person, other, ChatPosted(_message(decision, person, number, request, text)))
    decision.answer(Reply(person.participant, request.id))


def _drop_file(decision: Decision, message: ChatMessage | None) -> None:
    """What is removed from the chat can be fetched no more."""
    if message is not None and message.file is not None:
        decision.drop_file(message.file.file)


def _message(decision: Decision, person: Participant, entry: int, request: PostChat, text: str) -> ChatMessage:
    at = decision.time_of_day
    return ChatMessage(entry, person.participant, person.name, request.ref, text, at, reply_to=request.reply_to)


def _chat(decision: Decision, person: Participant, to: ParticipantId | None) -> Chat:
    """The chat of all, or that with this one; an empty one if they never wrote to each other."""
    if to is None:
        return decision.fold.chat
    talk = decision.conversations.known(person.participant, to)
    return Chat() if talk is None else talk.chat


def _other(decision: Decision, person: Participant, to: ParticipantId) -> Participant:
    """Whom ``person`` writes to, with a lost link or not. Raises Refused ``person_unknown``."""
    other = decision.fold.participants.get(to)
    if other is None or to == person.participant:
        raise Refused(ErrorCode.PERSON_UNKNOWN)
    return other
