"""What may be done to a message that was posted."""

from typing import TypeAlias, assert_never

from meetdesk.core import limits
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.texts import normal_chat
from meetdesk.core.topics.chat import (
    Chat,
    ChatEdited,
    ChatMessage,
    ChatReacted,
    ChatRemoved,
    EditChat,
    Later,
    ReactToChat,
    RemoveChat,
    TakeDownChat,
    given_by,
)
from meetdesk.core.topics.people import Participant

Request: TypeAlias = EditChat | RemoveChat | TakeDownChat | ReactToChat


def decide(chat: Chat, person: Participant, request: Request, at: float) -> Later | None:
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
