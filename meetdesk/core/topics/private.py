"""What two people write to each other: a log of its own for each conversation, told to nobody else."""

from collections import deque
from collections.abc import Iterator, Mapping

import msgspec

from meetdesk.core import limits
from meetdesk.core.latest import after
from meetdesk.core.topics.basics import Audience, Count, ParticipantId, TwoPeople, UnloggedBase, two_people
from meetdesk.core.topics.chat import Chat, ChatChange, ChatMessage, ChatPosted
from meetdesk.core.topics.people import Left, Participant, PeopleChange, Renamed


class PrivateEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of what two people write to each other."""

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


class PrivateWritten(UnloggedBase, frozen=True, tag="private_written"):
    """What two people are told as a ``PrivateEntry``, which has the number of this entry."""

    between: TwoPeople
    at: float
    """Seconds since the Unix epoch as the host's clock showed them: a time of day."""
    change: ChatChange

    @property
    def audience(self) -> Audience:
        """The two, and no moderator."""
        return self.between


class SavedConversation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What two people wrote to each other."""

    between: TwoPeople
    names: dict[ParticipantId, str]
    messages: tuple[ChatMessage, ...]
    last: Count
    """Number of the last entry."""
    entries: tuple[PrivateEntry, ...]
    """The latest, up to that one."""


class SavedConversations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them. ``sent``: each sender's messages that are kept, oldest first; ``ended``: of whom one has left."""

    conversations: tuple[SavedConversation, ...]
    sent: dict[ParticipantId, tuple[tuple[TwoPeople, Count], ...]]
    ended: tuple[TwoPeople, ...]


class PrivateChat:
    """One conversation: the chat that its entries add up to, and the latest of them."""

    def __init__(self, names: Mapping[ParticipantId, str], messages: tuple[ChatMessage, ...] = ()) -> None:
        self.names = dict(names)
        self.chat = Chat(messages, kept=2 * limits.PRIVATE_KEPT)
        self.last = 0
        """Number of the last entry."""
        self.entries: deque[PrivateEntry] = deque(maxlen=limits.PRIVATE_ENTRIES_KEPT)
        """The latest, up to that one."""

    def apply(self, entry: PrivateEntry) -> None:
        """The next entry of theirs. What it changed is kept; the entry itself until too many have come after it."""
        self.chat.apply(entry.change)
        self.last = entry.number
        self.entries.append(entry)

    def snapshot(self, other: ParticipantId) -> Conversation:
        """The latest ``limits.PRIVATE_PAGE`` messages, for the one who is not ``other``."""
        chat, before = self.chat.latest(limits.PRIVATE_PAGE)
        return Conversation(other, self.names[other], self.last, chat, before)

    def save(self, between: TwoPeople) -> SavedConversation:
        """``between``: whose it is, which it does not know itself."""
        return SavedConversation(between, self.names, self.chat.all, self.last, tuple(self.entries))

    @classmethod
    def restore(cls, saved: SavedConversation) -> "PrivateChat":
        """Numbers go on after the last entry, whether that is kept or not."""
        talk = cls(saved.names, saved.messages)
        talk.last = saved.last
        talk.entries.extend(saved.entries)
        return talk


class Conversations:
    """Those of one meeting."""

    def __init__(self) -> None:
        self._talks: dict[TwoPeople, PrivateChat] = {}
        self._sent: dict[ParticipantId, deque[tuple[TwoPeople, int]]] = {}
        """The messages of each sender that are kept, oldest first."""
        self._ended: dict[TwoPeople, None] = {}
        """One of the two has left; the one that ended first comes first."""

    def apply(self, change: PrivateWritten, number: int, people: Mapping[ParticipantId, Participant]) -> None:
        """``number``: of the entry; ``people``: who is in the meeting, the two among them."""
        between = change.between
        talk = self._talks.get(between)
        if talk is None:
            talk = PrivateChat({who: people[who].name for who in (between.one, between.other)})
            self._talks[between] = talk
        talk.apply(private_entry(change, number))
        if isinstance(change.change, ChatPosted):
            self._posted(change.change.message.participant, between, number)

    def _posted(self, sender: ParticipantId, between: TwoPeople, number: int) -> None:
        """Counts a message, and forgets the sender's oldest if it is one too many."""
        sent = self._sent.setdefault(sender, deque())
        sent.append((between, number))
        if len(sent) > limits.PRIVATE_KEPT:
            oldest, first = sent.popleft()
            if (talk := self._talks.get(oldest)) is not None:
                talk.chat.forget(first)

    def known(self, one: ParticipantId, other: ParticipantId) -> PrivateChat | None:
        """None if they never wrote to each other."""
        return self._talks.get(two_people(one, other))

    def of(self, who: ParticipantId) -> Iterator[tuple[ParticipantId, PrivateChat]]:
        """The others this one has a conversation with, and that."""
        for between, talk in self._talks.items():
            if who in (between.one, between.other):
                yield between.other if who == between.one else between.one, talk

    def follow(self, change: PeopleChange) -> None:
        """The other ones can still read what somebody wrote who left; a conversation whose people are both gone is
        forgotten."""
        match change:
            case Renamed(participant=who, name=name):
                for _, talk in self.of(who):
                    talk.names[who] = name
            case Left(participant=who):
                self._left(who)
            case _:
                pass

    def _left(self, who: ParticipantId) -> None:
        self._sent.pop(who, None)
        for other, _ in list(self.of(who)):
            between = two_people(who, other)
            if between in self._ended:
                del self._ended[between], self._talks[between]
            else:
                self._ended[between] = None
        while len(self._ended) > limits.PRIVATE_ENDED:
            oldest = next(iter(self._ended))
            del self._ended[oldest], self._talks[oldest]

    def all_of(self, who: ParticipantId) -> tuple[Conversation, ...]:
        """Snapshots for somebody whose window knows none of them."""
        return tuple(talk.snapshot(other) for other, talk in self.of(who))

    def missed(
        self, who: ParticipantId, last: tuple[LastPrivate, ...]
    ) -> tuple[tuple[Conversation, ...], tuple[PrivateEntries, ...]]:
        """Snapshots of those conversations that this one is too far behind in, and what it misses of the others."""
        known = {one.participant: one.entry for one in last}
        conversations, private = [], []
        for other, talk in self.of(who):
            entries = after(talk.entries, talk.last, known.get(other, 0))
            if entries is None:
                conversations.append(talk.snapshot(other))
            elif entries:
                private.append(PrivateEntries(other, entries))
        return tuple(conversations), tuple(private)

    def save(self) -> SavedConversations:
        """In the order in which they began, as they are forgotten oldest first."""
        return SavedConversations(
            tuple(talk.save(between) for between, talk in self._talks.items()),
            {who: tuple(sent) for who, sent in self._sent.items()},
            tuple(self._ended),
        )

    @classmethod
    def restore(cls, saved: SavedConversations) -> "Conversations":
        """Who may write to whom is not in it: that follows from the people in the fold."""
        one = cls()
        one._talks = {talk.between: PrivateChat.restore(talk) for talk in saved.conversations}
        one._sent = {who: deque(sent) for who, sent in saved.sent.items()}
        one._ended = dict.fromkeys(saved.ended)
        return one


def private_entry(change: PrivateWritten, number: int) -> PrivateEntry:
    """As the two are told it."""
    return PrivateEntry(number, change.at, change.change)
