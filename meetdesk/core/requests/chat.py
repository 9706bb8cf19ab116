"""Chat."""

from typing import TypeAlias

from meetdesk.core.entries import Count
from meetdesk.core.requests.basics import Numbered


class PostChat(Numbered, frozen=True, tag="post_chat"):
    ref: str
    """Sender's own id for the message (1 to 64 ASCII characters). Posting a ``ref`` again answers ``done`` again
    and adds nothing, so that a message can be repeated after a reconnect."""
    text: str


class LoadChat(Numbered, frozen=True, tag="load_chat"):
    """Answered by ``chat_page`` with the latest ``limits.CHAT_PAGE`` messages whose entry is below ``before``."""

    before: Count


ChatRequest: TypeAlias = PostChat | LoadChat
