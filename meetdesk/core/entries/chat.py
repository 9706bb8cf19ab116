"""What was written, changed, taken back, and how people reacted to it."""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from meetdesk.core.entries.basics import ChangeBase, Count, ParticipantId
from meetdesk.core.entries.files import SharedFile


class Emoji(StrEnum):
    """What one can react to a message with; each has a name in the message files, ``emoji_<name>``."""

    THUMBS_UP = "\N{THUMBS UP SIGN}"
    HEART = "\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}"
    LAUGHING = "\N{FACE WITH TEARS OF JOY}"
    PARTY = "\N{PARTY POPPER}"
    SURPRISED = "\N{FACE WITH OPEN MOUTH}"
    SAD = "\N{CRYING FACE}"
    CLAPPING = "\N{CLAPPING HANDS SIGN}"
    THANKS = "\N{PERSON WITH FOLDED HANDS}"
    DONE = "\N{WHITE HEAVY CHECK MARK}"
    NO = "\N{CROSS MARK}"
    THUMBS_DOWN = "\N{THUMBS DOWN SIGN}"
    THINKING = "\N{THINKING FACE}"
    LOOKING = "\N{EYES}"
    IDEA = "\N{ELECTRIC LIGHT BULB}"
    FIRE = "\N{FIRE}"
    ROCKET = "\N{ROCKET}"


class ChatReaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    emoji: Emoji
    participants: tuple[ParticipantId, ...]
    """In the order they came; also those who have left since. Never empty."""


class ChatMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    entry: Count
    """Number of the entry that posted it: its identity and its place in the order."""
    participant: ParticipantId
    name: str
    """The sender's name when it was sent."""
    ref: str
    """The sender's own id for the message; makes a repeated post harmless."""
    text: str
    """As it is now: empty once it was removed."""
    at: float
    edited_at: float | None = None
    """When its text was last changed, in seconds since the Unix epoch."""
    removed_by: ParticipantId | None = None
    """Who took it out of the chat: its sender, the host or a co-host."""
    reactions: tuple[ChatReaction, ...] = ()
    """In the order in which each was first given."""
    file: SharedFile | None = None
    reply_to: Count = 0
    """The ``entry`` of the message that this one answers, of the same chat or conversation; 0: none. That one may be
    removed by now, or not be kept any more."""


class ChatPosted(ChangeBase, frozen=True, tag="chat_posted"):
    message: ChatMessage


class ChatEdited(ChangeBase, frozen=True, tag="chat_edited"):
    """The text is another now. A message that its sender had removed is back."""

    message: Count
    """Its ``entry``."""
    text: str
    at: float


class ChatRemoved(ChangeBase, frozen=True, tag="chat_removed"):
    """Of the message remains only that it was there."""

    message: Count
    by: ParticipantId


class ChatReacted(ChangeBase, frozen=True, tag="chat_reacted"):
    message: Count
    participant: ParticipantId
    emoji: Emoji
    on: bool
    """Off: it was taken back."""


ChatChange: TypeAlias = ChatPosted | ChatEdited | ChatRemoved | ChatReacted
