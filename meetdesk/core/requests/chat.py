"""Chat."""

from typing import TypeAlias

from meetdesk.core.entries import Count, ParticipantId
from meetdesk.core.requests.basics import Numbered


class PostChat(Numbered, frozen=True, tag="post_chat"):
    ref: str
    """Sender's own id for the message (1 to 64 ASCII characters). Posting a ``ref`` again answers ``done`` again
    and adds nothing, so that a message can be repeated after a reconnect."""
    text: str
    to: ParticipantId | None = None
    """Whom it is for, and nobody else gets it; None: all."""


class LoadChat(Numbered, frozen=True, tag="load_chat"):
    """Answered by ``chat_page`` with the latest ``limits.CHAT_PAGE`` messages whose entry is below ``before``."""

    before: Count
    to: ParticipantId | None = None
    """Of the conversation with this one; None: of the chat of all."""


ChatRequest: TypeAlias = PostChat | LoadChat
