"""Private messages: to whom they go, and what somebody who comes back is sent."""

import pytest

from meetdesk.core import limits
from meetdesk.core.commands import Refuse, Reply, SendChatPage, TellPrivately, Welcomed
from meetdesk.core.errors import ErrorCode
from meetdesk.core.events import Returned
from meetdesk.core.topics.chat import ChatMessage, ChatPosted, LoadChat, PostChat
from meetdesk.core.topics.moderation import MakeCoHost
from meetdesk.core.topics.people import Leave, Rename
from meetdesk.core.topics.private import Conversation, LastPrivate, PrivateEntries, PrivateEntry
from meetdesk.core.topics.rules import ChangePermissions

from . import private_vectors
from .script import ANN, BOB, CEM, DAN, NAMES, START, Script, asks, loses_link, meeting_of, returns, some, time_passes


def note(number: int, sender: int, text: str = "Hello", ref: str = "r1") -> PrivateEntry:
    message = ChatMessage(number, sender, NAMES[sender], ref, text, START)
    return PrivateEntry(number, START, ChatPosted(message))


def told(participant: int, other: int, *entries: PrivateEntry) -> TellPrivately:
    return TellPrivately(participant, PrivateEntries(other, entries))


def write(script: Script, sender: int, to: int, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        request = PostChat(number, f"r{sender}-{number}", f"Text {number}", to)
        (script >> asks(sender, request)).and_so_on()


def come_back(script: Script, who: int, *last: LastPrivate) -> Welcomed:
    """Loses the link and comes back with the last entries it has."""
    number = script.state.entry
    (script >> loses_link(who)).and_so_on()
    return (script >> Returned(START, who, number, NAMES[who], last)).the(Welcomed)


def test_a_private_message_is_told_to_the_two_and_is_in_no_log() -> None:
    script = meeting_of(ANN, BOB, CEM)
    before = script.state
    assert (
        script
        >> asks(BOB, PostChat(1, "r1", "Hello", CEM))
        << told(BOB, CEM, note(1, BOB))
        << told(CEM, BOB, note(1, BOB))
        << Reply(BOB, 1)
        >> asks(CEM, PostChat(1, "r1", "Hi", BOB))
        << told(BOB, CEM, note(2, CEM, "Hi"))
        << told(CEM, BOB, note(2, CEM, "Hi"))
        << Reply(CEM, 1)
    )
    assert script.state == before


def test_each_conversation_counts_for_itself() -> None:
    script = meeting_of(ANN, BOB, CEM)
    write(script, ANN, BOB, 3)
    (script >> asks(ANN, PostChat(1, "r1", "Hello", CEM))).only(TellPrivately)
    assert script << told(ANN, CEM, note(1, ANN)) << told(CEM, ANN, note(1, ANN))


def test_a_repeated_private_post_adds_nothing() -> None:
    script = meeting_of(ANN, BOB)
    write(script, ANN, BOB, 1)
    assert script >> asks(ANN, PostChat(9, "r1-0", "Text 0", BOB)) << Reply(ANN, 9)
    assert (script >> asks(ANN, PostChat(9, "r1-0", "To all"))).only(Reply) << Reply(ANN, 9)
    assert [message.text for message in script.state.chat] == ["To all"], "a ref of another conversation is another"


@pytest.mark.parametrize("to", [ANN, 99])
def test_nobody_writes_to_themselves_or_to_somebody_who_is_gone(to: int) -> None:
    script = meeting_of(ANN, BOB)
    assert script >> asks(ANN, PostChat(1, "r", "Hello", to)) << some(Refuse, code=ErrorCode.PERSON_UNKNOWN)


def test_whoever_comes_back_is_sent_what_it_misses() -> None:
    script = meeting_of(ANN, BOB, CEM)
    write(script, ANN, BOB, 3)
    write(script, CEM, BOB, 2)
    write(script, ANN, CEM, 1)
    welcomed = come_back(script, BOB, LastPrivate(ANN, 2))
    assert welcomed.conversations == ()
    assert [(news.participant, [entry.number for entry in news.entries]) for news in welcomed.private] == [
        (ANN, [3]),
        (CEM, [1, 2]),
    ]
    assert come_back(script, BOB, LastPrivate(ANN, 3), LastPrivate(CEM, 2)).private == ()


def test_whoever_is_too_far_behind_is_sent_the_conversation_anew() -> None:
    script = meeting_of(ANN, BOB, CEM)
    write(script, ANN, BOB, limits.PRIVATE_ENTRIES_KEPT + 2)
    write(script, CEM, BOB, 1)
    for last in (1, 10_000):
        welcomed = come_back(script, BOB, LastPrivate(ANN, last))
        (conversation,) = welcomed.conversations
        assert (conversation.participant, conversation.name) == (ANN, "Ann")
        assert conversation.entry == limits.PRIVATE_ENTRIES_KEPT + 2
        assert len(conversation.chat) == limits.PRIVATE_PAGE
        assert conversation.chat_before
        assert [news.participant for news in welcomed.private] == [CEM]
    assert come_back(script, BOB, LastPrivate(ANN, 2)).conversations == ()


def test_a_snapshot_has_the_own_conversations_only() -> None:
    script = meeting_of(ANN, BOB, CEM)
    write(script, ANN, BOB, 1)
    write(script, ANN, CEM, 1)
    message = ChatMessage(1, ANN, "Ann", "r1-0", "Text 0", START)
    conversation = Conversation(ANN, "Ann", 1, (message,), False)
    assert (script >> returns(BOB, None)).only(Welcomed) << some(Welcomed, conversations=(conversation,), private=())
    welcomed = (script >> returns(ANN, None)).the(Welcomed)
    assert [conversation.participant for conversation in welcomed.conversations] == [BOB, CEM]


def test_pages_of_a_conversation_are_those_of_the_two() -> None:
    script = meeting_of(ANN, BOB, CEM)
    write(script, ANN, BOB, 150)
    page = (script >> asks(BOB, LoadChat(7, 131, ANN))).the(SendChatPage)
    assert [message.entry for message in page.messages] == list(range(31, 131))
    assert page.more
    assert script >> asks(CEM, LoadChat(7, 131, ANN)) << SendChatPage(CEM, 7, (), False)
    assert script >> asks(ANN, LoadChat(7, 131)) << SendChatPage(ANN, 7, (), False)


def test_somebody_whose_link_is_lost_gets_it_on_coming_back() -> None:
    script = meeting_of(ANN, BOB)
    (script >> loses_link(BOB)).and_so_on()
    (script >> asks(ANN, PostChat(1, "r1", "Hello", BOB))).only(Reply)
    assert script << Reply(ANN, 1)
    (script >> returns(BOB, script.state.entry)).only(Welcomed)
    assert script << some(Welcomed, private=(PrivateEntries(ANN, (note(1, ANN),)),))


def test_what_was_written_stays_for_the_other_one_until_both_are_gone() -> None:
    script = meeting_of(ANN, BOB, CEM)
    write(script, BOB, CEM, 1)
    (script >> asks(BOB, Rename(1, "Robert"))).and_so_on()
    (script >> asks(BOB, Leave(1))).and_so_on()
    assert script >> asks(CEM, PostChat(1, "r", "Bye", BOB)) << some(Refuse, code=ErrorCode.PERSON_UNKNOWN)
    welcomed = (script >> returns(CEM, None)).the(Welcomed)
    assert [conversation.name for conversation in welcomed.conversations] == ["Robert"]
    (script >> loses_link(CEM)).and_so_on()
    (script >> time_passes(30)).and_so_on()
    assert not list(script.meeting._unlogged.conversations.of(BOB))  # nothing else can show that it is forgotten


def test_only_so_many_messages_of_one_sender_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PRIVATE_KEPT", 5)
    script = meeting_of(ANN, BOB, CEM)
    write(script, BOB, ANN, 2)
    write(script, ANN, BOB, 4)
    write(script, ANN, CEM, 3)
    pages = {}
    for other in (BOB, CEM):
        page = (script >> asks(ANN, LoadChat(1, 100, other))).the(SendChatPage)
        pages[other] = [(message.participant, message.text) for message in page.messages]
    assert pages == {
        BOB: [(BOB, "Text 0"), (BOB, "Text 1"), (ANN, "Text 2"), (ANN, "Text 3")],
        CEM: [(ANN, "Text 0"), (ANN, "Text 1"), (ANN, "Text 2")],
    }


def test_only_so_many_conversations_with_those_who_left_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PRIVATE_ENDED", 1)
    script = meeting_of(ANN, BOB, CEM, DAN)
    for other in (BOB, CEM, DAN):
        write(script, other, ANN, 1)
    for other in (BOB, CEM):
        (script >> asks(other, Leave(1))).and_so_on()
    assert [other for other, _ in script.meeting._unlogged.conversations.of(ANN)] == [CEM, DAN]


def test_without_permission_one_can_still_write_to_host_and_co_hosts() -> None:
    script = meeting_of(ANN, BOB, CEM, DAN)
    (script >> asks(ANN, ChangePermissions(1, private_chat=False))).and_so_on()
    (script >> asks(ANN, MakeCoHost(2, DAN))).and_so_on()
    refused = some(Refuse, code=ErrorCode.NOT_PERMITTED, detail={"permission": "private_chat"})
    assert script >> asks(BOB, PostChat(1, "a", "Hello", CEM)) << refused
    for other in (ANN, DAN):
        assert (script >> asks(BOB, PostChat(2, "a", "Hello", other))).only(Reply) << Reply(BOB, 2)
        assert (script >> asks(other, PostChat(3, "b", "Hello", BOB))).only(Reply) << Reply(other, 3)
    assert (script >> asks(BOB, PostChat(4, "c", "To all"))).only(Reply) << Reply(BOB, 4)


def test_the_shared_vectors_are_up_to_date() -> None:
    """Those that the window's fold must reproduce too."""
    assert private_vectors.TARGET.read_text("utf-8") == private_vectors.text(), (
        "tests/vectors/private_fold.json must be regenerated by running python -m tests.core.private_vectors"
    )
