"""What was written."""

from typing import TypeAlias

import msgspec

from meetdesk.core.entries.basics import ChangeBase, Count, ParticipantId


class ChatMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entry: Count
    """Number of the entry that posted it: its identity and its place in the order."""
    participant: ParticipantId
    name: str
    """The sender's name when it was sent."""
    ref: str
    """The sender's own id for the message; makes a repeated post harmless."""
    text: str
    at: float


class ChatPosted(ChangeBase, frozen=True, tag="chat_posted"):
    message: ChatMessage


ChatChange: TypeAlias = ChatPosted
