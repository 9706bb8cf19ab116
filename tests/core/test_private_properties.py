"""Whatever is written, lost and come back to: everybody has every word that is theirs, once, and no other."""

from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from meetdesk.core import limits
from meetdesk.core.commands import Command, TellPrivately, Welcomed
from meetdesk.core.events import Asked, Event, LinkWentAway, Returned
from meetdesk.core.topics.chat import Chat, ChatMessage, ChatPosted, EditChat, PostChat, RemoveChat
from meetdesk.core.topics.private import Conversation, LastPrivate, PrivateEntries

from .script import ANN, BOB, CEM, DAN, NAMES, START, meeting_of

PEOPLE = (ANN, BOB, CEM, DAN)
WHO = st.sampled_from(PEOPLE)
POSTS = st.tuples(st.just("post"), WHO, WHO, st.integers(0, 30))
"""Sender, recipient, number of the ref: some are repeats."""
CHANGES = st.tuples(st.sampled_from(["edit", "remove"]), WHO, WHO, st.integers(1, 8))
"""Whoever changes it, with whom it is shared, and its number."""
CUTS = st.tuples(st.sampled_from(["cut", "back", "reload"]), WHO)


class Window:
    """One participant's: what it was told, folded; while its link is lost it is told nothing."""

    def __init__(self, me: int) -> None:
        self.me = me
        self.connected = True
        self.entry: dict[int, int] = {}
        self.chats: dict[int, list[ChatMessage]] = {}

    def told(self, command: Command) -> None:
        match command:
            case TellPrivately(news=news) if self.connected:
                self._entries(news)
            case Welcomed():
                self.connected = True
                if command.state is not None:
                    self.entry, self.chats = {}, {}
                for conversation in command.conversations:
                    self._snapshot(conversation)
                for news in command.private:
                    self._entries(news)
            case _:
                pass

    def _snapshot(self, conversation: Conversation) -> None:
        assert {message.participant for message in conversation.chat} <= {self.me, conversation.participant}
        self.entry[conversation.participant] = conversation.entry
        self.chats[conversation.participant] = list(conversation.chat)

    def _entries(self, news: PrivateEntries) -> None:
        for entry in news.entries:
            assert entry.number == self.entry.get(news.participant, 0) + 1, "neither lost nor told twice"
            self.entry[news.participant] = entry.number
            if isinstance(entry.change, ChatPosted):
                author = entry.change.message.participant
                assert author in (self.me, news.participant), "of nobody else's conversation"
            chat = Chat(tuple(self.chats.get(news.participant, ())))
            chat.apply(entry.change)
            self.chats[news.participant] = list(chat.latest()[0])

    def last(self) -> tuple[LastPrivate, ...]:
        return tuple(LastPrivate(other, entry) for other, entry in self.entry.items())


@settings(deadline=None, max_examples=150)
@given(st.lists(POSTS | POSTS | CHANGES | CUTS, max_size=80))
def test_everybody_has_what_is_theirs(history: list[tuple[object, ...]]) -> None:
    with mock.patch.object(limits, "PRIVATE_ENTRIES_KEPT", 3), mock.patch.object(limits, "PRIVATE_PAGE", 5):
        meeting = meeting_of(*PEOPLE).meeting
        windows = {who: Window(who) for who in PEOPLE}
        written: dict[frozenset[int], list[tuple[int, str]]] = {}

        def happens(event: Event) -> None:
            for command in meeting.handle(event):
                if isinstance(command, TellPrivately | Welcomed):
                    windows[command.participant].told(command)

        def come_back(who: int, *, afresh: bool) -> None:
            window = windows[who]
            last = None if afresh else meeting.state.entry
            happens(Returned(START, who, last, NAMES[who], window.last()))

        for step in history:
            match step:
                case ("post", int(sender), int(to), int(number)):
                    if sender == to or not windows[sender].connected:
                        continue
                    pair = written.setdefault(frozenset((sender, to)), [])
                    if (sender, f"{number}") not in pair:
                        pair.append((sender, f"{number}"))
                    happens(Asked(START, sender, PostChat(1, f"{number}", "Hello", to)))
                case (kind, int(sender), int(to), int(number)):
                    if windows[sender].connected:
                        edit, remove = EditChat(1, number, "Better", to), RemoveChat(1, number, to)
                        happens(Asked(START, sender, edit if kind == "edit" else remove))
                case ("cut", int(who)):
                    windows[who].connected = False
                    happens(LinkWentAway(START, who))
                case (kind, int(who)):
                    come_back(who, afresh=kind == "reload")
                case _:
                    raise AssertionError(step)
        for who in PEOPLE:
            come_back(who, afresh=False)
        for two, expected in written.items():
            one, other = sorted(two)
            for me, they in ((one, other), (other, one)):
                has = [(message.participant, message.ref) for message in windows[me].chats[they]]
                assert has == expected[-len(has) :]
                theirs = windows[they].chats[me]
                count = min(len(has), len(theirs))
                assert windows[me].chats[they][-count:] == theirs[-count:], "edited and removed for both"
                assert len(has) >= min(len(expected), 5)
