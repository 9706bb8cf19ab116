"""What was written, changed, taken back, and how people reacted to it."""

from bisect import bisect_left
from enum import StrEnum
from typing import ClassVar, TypeAlias, assert_never

import msgspec
from msgspec.structs import replace

from meetdesk.core import limits, rights
from meetdesk.core.rights import Permission
from meetdesk.core.topics.basics import Answered, ChangeBase, Count, ParticipantId
from meetdesk.core.topics.files import SharedFile


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
    """One emoji under a message, and who gave it."""

    emoji: Emoji
    participants: tuple[ParticipantId, ...]
    """In the order they came; also those who have left since. Never empty."""


class ChatMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A message as it is now, edited and reacted to."""

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
    """A message was written."""

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
    """Somebody gave a reaction, or took it back."""

    message: Count
    participant: ParticipantId
    emoji: Emoji
    on: bool
    """Off: it was taken back."""


ChatChange: TypeAlias = ChatPosted | ChatEdited | ChatRemoved | ChatReacted


class PostChat(Answered, frozen=True, tag="post_chat"):
    """Writes a message. Refused while the permission is off, when it is empty, or longer than
    ``limits.CHAT_CHARACTERS``."""

    row: ClassVar = rights.PERMITTED
    permission: ClassVar = Permission.CHAT
    ref: str
    """Sender's own id for the message (1 to 64 ASCII characters). Posting a ``ref`` again answers ``done`` again
    and adds nothing, so that a message can be repeated after a reconnect."""
    text: str
    to: ParticipantId | None = None
    """Whom it is for, and nobody else gets it; None: all."""
    reply_to: Count = 0
    """The ``entry`` of the message that it answers, in the chat of all or in the conversation with ``to``; 0: none."""


class LoadChat(Answered, frozen=True, tag="load_chat"):
    """Answered by ``chat_page`` with the latest ``limits.CHAT_PAGE`` messages whose entry is below ``before``."""

    row: ClassVar = rights.EVERYBODY
    before: Count
    to: ParticipantId | None = None
    """Of the conversation with this one; None: of the chat of all."""


class EditChat(Answered, frozen=True, tag="edit_chat"):
    """Gives an own message another text. One that its sender removed is brought back."""

    row: ClassVar = rights.PERMITTED
    permission: ClassVar = Permission.CHAT
    message: Count
    """Its ``entry``, in the chat of all or in the conversation with ``to``."""
    text: str
    to: ParticipantId | None = None


class RemoveChat(Answered, frozen=True, tag="remove_chat"):
    """Removes an own message. What was removed already stays so."""

    row: ClassVar = rights.EVERYBODY
    message: Count
    to: ParticipantId | None = None


class TakeDownChat(Answered, frozen=True, tag="take_down_chat"):
    """Removes somebody else's message from the chat of all."""

    row: ClassVar = rights.MODERATORS
    message: Count


class ReactToChat(Answered, frozen=True, tag="react_to_chat"):
    """Gives a reaction, or takes it back. What is so already stays so."""

    row: ClassVar = rights.PERMITTED
    permission: ClassVar = Permission.CHAT
    message: Count
    emoji: Emoji
    on: bool
    to: ParticipantId | None = None


ChatRequest: TypeAlias = PostChat | LoadChat | EditChat | RemoveChat | TakeDownChat | ReactToChat


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


def given_by(message: ChatMessage, participant: ParticipantId) -> set[str]:
    """The reactions of this one to the message."""
    return {one.emoji.value for one in message.reactions if participant in one.participants}


def _reacted(reactions: tuple[ChatReaction, ...], change: ChatReacted) -> tuple[ChatReaction, ...]:
    given = {one.emoji: one.participants for one in reactions}
    others = tuple(who for who in given.get(change.emoji, ()) if who != change.participant)
    given[change.emoji] = (*others, change.participant) if change.on else others
    return tuple(ChatReaction(emoji, who) for emoji, who in given.items() if who)


class Chat:
    """At most ``kept`` messages, oldest first."""

    def __init__(
        self, messages: tuple[ChatMessage, ...] = (), older: bool = False, *, kept: int = limits.CHAT_KEPT
    ) -> None:
        """``older``: whether messages before these exist elsewhere (the chat was taken from a snapshot)."""
        self._kept = kept
        self._messages = list(messages)
        self._posted = {(message.participant, message.ref) for message in messages}
        self._older = older

    def apply(self, change: ChatChange) -> None:
        """A change of a message that is not kept (any more) is skipped."""
        if isinstance(change, ChatPosted):
            self.add(change.message)
        elif (message := self.message(change.message)) is not None:
            self._messages[self._index(message.entry)] = changed(message, change)

    def message(self, entry: int) -> ChatMessage | None:
        """As it is now; None if it is not kept."""
        at = self._index(entry)
        found = at < len(self._messages) and self._messages[at].entry == entry
        return self._messages[at] if found else None

    def add(self, message: ChatMessage) -> None:
        """``message`` has a higher number than all that are kept. With one too many, the oldest is forgotten."""
        self._messages.append(message)
        self._posted.add((message.participant, message.ref))
        if len(self._messages) > self._kept:
            self.forget(self._messages[0].entry)

    def forget(self, entry: int) -> None:
        """Keeps this message no longer, if it did."""
        if (message := self.message(entry)) is not None:
            del self._messages[self._index(entry)]
            self._posted.discard((message.participant, message.ref))

    def has(self, participant: ParticipantId, ref: str) -> bool:
        """Whether this participant posted a message with this ``ref`` that is still kept."""
        return (participant, ref) in self._posted

    def latest(self, page: int = limits.CHAT_PAGE) -> tuple[tuple[ChatMessage, ...], bool]:
        """The latest ``page`` messages, oldest first, and whether there are older ones."""
        return self._page(len(self._messages), page)

    def before(self, entry: int) -> tuple[tuple[ChatMessage, ...], bool]:
        """The latest ``limits.CHAT_PAGE`` messages whose entry is below ``entry``, and whether there are older ones."""
        return self._page(self._index(entry), limits.CHAT_PAGE)

    @property
    def all(self) -> tuple[ChatMessage, ...]:
        """Those that are kept, oldest first."""
        return tuple(self._messages)

    def _index(self, entry: int) -> int:
        """Where the first message is whose entry is not below this one."""
        return bisect_left(self._messages, entry, key=lambda message: message.entry)

    def _page(self, end: int, size: int) -> tuple[tuple[ChatMessage, ...], bool]:
        start = max(0, end - size)
        return tuple(self._messages[start:end]), start > 0 or self._older
