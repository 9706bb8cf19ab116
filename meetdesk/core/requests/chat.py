"""Chat."""

from typing import TypeAlias

from meetdesk.core.entries import Count, Emoji, ParticipantId
from meetdesk.core.requests.basics import Numbered


class PostChat(Numbered, frozen=True, tag="post_chat"):
    ref: str
    """Sender's own id for the message (1 to 64 ASCII characters). Posting a ``ref`` again answers ``done`` again
    and adds nothing, so that a message can be repeated after a reconnect."""
    text: str
    to: ParticipantId | None = None
    """Whom it is for, and nobody else gets it; None: all."""
    reply_to: Count = 0
    """The ``entry`` of the message that it answers, in the chat of all or in the conversation with ``to``; 0: none."""


class LoadChat(Numbered, frozen=True, tag="load_chat"):
    """Answered by ``chat_page`` with the latest ``limits.CHAT_PAGE`` messages whose entry is below ``before``."""

    before: Count
    to: ParticipantId | None = None
    """Of the conversation with this one; None: of the chat of all."""


class EditChat(Numbered, frozen=True, tag="edit_chat"):
    """Gives an own message another text. One that its sender removed is brought back."""

    message: Count
    """Its ``entry``, in the chat of all or in the conversation with ``to``."""
    text: str
    to: ParticipantId | None = None


class RemoveChat(Numbered, frozen=True, tag="remove_chat"):
    """Removes an own message. What was removed already stays so."""

    message: Count
    to: ParticipantId | None = None


class TakeDownChat(Numbered, frozen=True, tag="take_down_chat"):
    """Removes somebody else's message from the chat of all."""

    message: Count


class ReactToChat(Numbered, frozen=True, tag="react_to_chat"):
    """Gives a reaction, or takes it back. What is so already stays so."""

    message: Count
    emoji: Emoji
    on: bool
    to: ParticipantId | None = None


ChatRequest: TypeAlias = PostChat | LoadChat | EditChat | RemoveChat | TakeDownChat | ReactToChat
