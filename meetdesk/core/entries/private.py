"""What two people write to each other. It is in no log but that of their conversation, and told to nobody else."""

import msgspec

from meetdesk.core.entries.basics import Count, ParticipantId
from meetdesk.core.entries.chat import ChatChange, ChatMessage


class PrivateEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Count
    """From 1 upwards in each conversation, without gaps."""
    at: float
    """Seconds since the Unix epoch, by the host's clock."""
    change: ChatChange


class Conversation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A snapshot: the fold of a conversation's entries up to ``entry``, as one of the two is told it."""

    participant: ParticipantId
    """The other one."""
    name: str
    """The other one's name; the last one, if it has left."""
    entry: Count
    chat: tuple[ChatMessage, ...]
    """The latest ``limits.PRIVATE_PAGE`` messages, oldest first."""
    chat_before: bool
    """Whether older messages can be asked for with ``load_chat``."""


class PrivateEntries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entries of one conversation, in order."""

    participant: ParticipantId
    """The other one."""
    entries: tuple[PrivateEntry, ...]


class LastPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last entry that somebody has of a conversation."""

    participant: ParticipantId
    """The other one."""
    entry: Count
