"""What becomes of one message: edited, removed, reacted to. Pure."""

from typing import TypeAlias, assert_never

from msgspec.structs import replace

from meetdesk.core.entries import (
    ChatChange,
    ChatEdited,
    ChatMessage,
    ChatPosted,
    ChatReacted,
    ChatReaction,
    ChatRemoved,
    Count,
    ParticipantId,
)

Later: TypeAlias = ChatEdited | ChatRemoved | ChatReacted
"""Changes of a message that was posted before."""


def changed(message: ChatMessage, change: Later) -> ChatMessage:
    """The message after ``change``."""
    match change:
        case ChatEdited(text=text, at=at):
            return replace(message, text=text, edited_at=at, removed_by=None)
        case ChatRemoved(by=by):
            return replace(message, text="", edited_at=None, removed_by=by, reactions=(), file=None)
        case ChatReacted():
            return replace(message, reactions=_reacted(message.reactions, change))
        case _:
            assert_never(change)


def concerns(change: ChatChange) -> Count:
    """The ``entry`` of the message that is posted or changed."""
    return change.message.entry if isinstance(change, ChatPosted) else change.message


def given_by(message: ChatMessage, participant: ParticipantId) -> set[str]:
    """The reactions of this one to the message."""
    return {one.emoji.value for one in message.reactions if participant in one.participants}


def _reacted(reactions: tuple[ChatReaction, ...], change: ChatReacted) -> tuple[ChatReaction, ...]:
    given = {one.emoji: one.participants for one in reactions}
    others = tuple(who for who in given.get(change.emoji, ()) if who != change.participant)
    given[change.emoji] = (*others, change.participant) if change.on else others
    return tuple(ChatReaction(emoji, who) for emoji, who in given.items() if who)
