"""Chat."""

from typing import assert_never

from meetdesk.core import limits
from meetdesk.core.commands import Reply, SendChatPage
from meetdesk.core.decision import Decision
from meetdesk.core.entries import ChatMessage, ChatPosted, Participant
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.requests import ChatRequest, LoadChat, PostChat
from meetdesk.core.texts import normal_chat


def decide(decision: Decision, person: Participant, request: ChatRequest) -> None:
    match request:
        case PostChat():
            _post(decision, person, request)
        case LoadChat():
            messages, more = decision.fold.chat.before(request.before)
            decision.answer(SendChatPage(person.participant, request.id, messages, more))
        case _:
            assert_never(request)


def _post(decision: Decision, person: Participant, request: PostChat) -> None:
    ref = request.ref
    if not (ref.isascii() and 1 <= len(ref) <= limits.CHAT_REF_CHARACTERS):
        raise Refused(ErrorCode.MALFORMED_MESSAGE)
    if not decision.fold.chat.has(person.participant, ref):
        text = normal_chat(request.text)
        message = ChatMessage(decision.next_number, person.participant, person.name, ref, text, decision.at)
        decision.append(ChatPosted(message))
    decision.answer(Reply(person.participant, request.id))
