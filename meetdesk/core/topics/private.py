"""What two people write to each other: a log of its own for each conversation, told to nobody else."""

from collections import deque
from collections.abc import Iterator

import msgspec

from meetdesk.core import limits
from meetdesk.core.kept import Kept
from meetdesk.core.topics.basics import Count, ParticipantId
from meetdesk.core.topics.chat import Chat, ChatChange, ChatMessage
from meetdesk.core.topics.people import Participant


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


Pair = tuple[ParticipantId, ParticipantId]
"""The smaller id first."""


class PrivateChat:
    """One conversation: the chat that its entries add up to, and the latest of them."""

    def __init__(self, one: Participant, other: Participant) -> None:
        self.names = {one.participant: one.name, other.participant: other.name}
        self.chat = Chat(kept=2 * limits.PRIVATE_KEPT)
        self.entries: Kept[PrivateEntry] = Kept(limits.PRIVATE_ENTRIES_KEPT)

    def append(self, at: float, change: ChatChange) -> PrivateEntry:
        entry = PrivateEntry(self.entries.next_number, at, change)
        self.chat.apply(change)
        self.entries.add(entry)
        return entry

    def snapshot(self, other: ParticipantId) -> Conversation:
        chat, before = self.chat.latest(limits.PRIVATE_PAGE)
        return Conversation(other, self.names[other], self.entries.next_number - 1, chat, before)


class Conversations:
    """Those of one meeting. Each is known by the two ids, in any order."""

    def __init__(self) -> None:
        self._talks: dict[Pair, PrivateChat] = {}
        self._sent: dict[ParticipantId, deque[tuple[PrivateChat, int]]] = {}
        """The messages of each sender that are kept, oldest first."""
        self._ended: dict[Pair, None] = {}
        """One of the two has left; the one that ended first comes first."""

    def between(self, one: Participant, other: Participant) -> PrivateChat:
        pair = _pair(one.participant, other.participant)
        if pair not in self._talks:
            self._talks[pair] = PrivateChat(one, other)
        return self._talks[pair]

    def known(self, one: ParticipantId, other: ParticipantId) -> PrivateChat | None:
        """None if they never wrote to each other."""
        return self._talks.get(_pair(one, other))

    def posted(self, sender: ParticipantId, talk: PrivateChat, entry: int) -> None:
        """Counts a message, and forgets the sender's oldest if it is one too many."""
        sent = self._sent.setdefault(sender, deque())
        sent.append((talk, entry))
        if len(sent) > limits.PRIVATE_KEPT:
            oldest, number = sent.popleft()
            oldest.chat.forget(number)

    def of(self, who: ParticipantId) -> Iterator[tuple[ParticipantId, PrivateChat]]:
        """The others this one has a conversation with, and that."""
        for (one, other), talk in self._talks.items():
            if who in (one, other):
                yield other if who == one else one, talk

    def renamed(self, who: ParticipantId, name: str) -> None:
        for _, talk in self.of(who):
            talk.names[who] = name

    def on_left(self, who: ParticipantId) -> None:
        """The other ones can still read what was written; a conversation whose people are both gone is forgotten."""
        self._sent.pop(who, None)
        for other, _ in list(self.of(who)):
            pair = _pair(who, other)
            if pair in self._ended:
                del self._ended[pair], self._talks[pair]
            else:
                self._ended[pair] = None
        while len(self._ended) > limits.PRIVATE_ENDED:
            oldest = next(iter(self._ended))
            del self._ended[oldest], self._talks[oldest]

    def all_of(self, who: ParticipantId) -> tuple[Conversation, ...]:
        return tuple(talk.snapshot(other) for other, talk in self.of(who))

    def missed(
        self, who: ParticipantId, last: tuple[LastPrivate, ...]
    ) -> tuple[tuple[Conversation, ...], tuple[PrivateEntries, ...]]:
        """Snapshots of those conversations that this one is too far behind in, and what it misses of the others."""
        known = {one.participant: one.entry for one in last}
        conversations, private = [], []
        for other, talk in self.of(who):
            entries = talk.entries.after(known.get(other, 0))
            if entries is None:
                conversations.append(talk.snapshot(other))
            elif entries:
                private.append(PrivateEntries(other, entries))
        return tuple(conversations), tuple(private)


def _pair(one: ParticipantId, other: ParticipantId) -> Pair:
    return (one, other) if one < other else (other, one)
