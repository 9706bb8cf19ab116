"""Replies: a message says which one it answers, of its own conversation."""

import pytest

from meetdesk.core.commands import Refuse, Reply, SendChatPage, TellPrivately
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.chat import ChatMessage, ChatPosted, EditChat, LoadChat, PostChat, RemoveChat, TakeDownChat
from meetdesk.core.topics.private import PrivateEntries, PrivateEntry

from .script import ANN, BOB, CEM, START, Script, asks, entry, meeting_of, some

UNKNOWN = some(Refuse, code=ErrorCode.CHAT_UNKNOWN)


def talk() -> Script:
    """Ann wrote entry 4 to all, and as their first entry to Bob alone."""
    script = meeting_of(ANN, BOB, CEM)
    (script >> asks(ANN, PostChat(1, "r1", "When?"))).and_so_on()
    (script >> asks(ANN, PostChat(2, "r2", "Between us", BOB))).and_so_on()
    return script


def test_a_reply_says_what_it_answers() -> None:
    posted = ChatMessage(5, BOB, "Bob", "r1", "Now", START, reply_to=4)
    script = talk()
    assert script >> asks(BOB, PostChat(1, "r1", "Now", reply_to=4)) << entry(ChatPosted(posted)) << Reply(BOB, 1)
    (script >> asks(BOB, EditChat(2, 5, "Soon"))).and_so_on()
    assert [(one.text, one.reply_to) for one in script.state.chat] == [("When?", 0), ("Soon", 4)]
    # Taken back and brought back it answers the same one.
    (script >> asks(BOB, RemoveChat(3, 5))).and_so_on()
    (script >> asks(BOB, EditChat(4, 5, "Now"))).and_so_on()
    assert script.state.chat[-1].reply_to == 4


def test_a_private_reply_stays_in_its_conversation() -> None:
    posted = PrivateEntry(2, START, ChatPosted(ChatMessage(2, BOB, "Bob", "r1", "Yes", START, reply_to=1)))
    assert (
        talk()
        >> asks(BOB, PostChat(1, "r1", "Yes", ANN, reply_to=1))
        << TellPrivately(ANN, PrivateEntries(BOB, (posted,)))
        << TellPrivately(BOB, PrivateEntries(ANN, (posted,)))
        << Reply(BOB, 1)
    )


@pytest.mark.parametrize(
    "request_",
    [
        PostChat(1, "r1", "x", reply_to=99),
        PostChat(1, "r1", "x", reply_to=2),
        PostChat(1, "r1", "x", ANN, reply_to=4),
        PostChat(1, "r1", "x", CEM, reply_to=1),
    ],
    ids=["nothing", "an entry that is no message", "a message to all, privately", "one of another conversation"],
)
def test_only_a_message_of_the_same_conversation_can_be_answered(request_: PostChat) -> None:
    script = talk()
    before = script.state
    assert script >> asks(BOB, request_) << UNKNOWN
    assert script.state == before


def test_what_was_removed_meanwhile_can_be_answered() -> None:
    script = talk()
    (script >> asks(ANN, TakeDownChat(3, 4))).and_so_on()
    (script >> asks(BOB, PostChat(1, "r1", "Now", reply_to=4))).and_so_on()
    assert script.state.chat[-1].reply_to == 4


def test_a_repeated_reply_adds_nothing() -> None:
    script = talk()
    (script >> asks(BOB, PostChat(1, "r1", "Now", reply_to=4))).and_so_on()
    assert script >> asks(BOB, PostChat(2, "r1", "Now", reply_to=4)) << Reply(BOB, 2)


def test_pages_have_it_too() -> None:
    script = talk()
    (script >> asks(BOB, PostChat(1, "r1", "Now", reply_to=4))).and_so_on()
    page = (script >> asks(CEM, LoadChat(1, 9))).the(SendChatPage)
    assert [one.reply_to for one in page.messages] == [0, 4]
