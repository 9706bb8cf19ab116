"""Chat: order, repeats, pages, bounds."""

import pytest

from meetdesk.core import limits
from meetdesk.core.commands import Command, Refuse, Reply, SendChatPage
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.chat import Chat, ChatMessage, ChatPosted, LoadChat, PostChat
from meetdesk.core.topics.people import Rename

from .script import ANN, BOB, START, asks, entry, meeting_of


def message(number: int, participant: int = ANN) -> ChatMessage:
    return ChatMessage(number, participant, "Ann", f"r{number}", f"Text {number}", START)


def test_a_message_carries_name_and_time_of_when_it_was_sent() -> None:
    posted = ChatMessage(2, ANN, "Ann", "r1", "Hello\nall", START + 3)
    script = meeting_of(ANN)
    assert (
        script
        >> asks(ANN, PostChat(1, "r1", "Hello\r\nall\x07"), at=START + 3)
        << entry(ChatPosted(posted))
        << Reply(ANN, 1)
    )
    (script >> asks(ANN, Rename(2, "Anna"))).and_so_on()
    assert script.state.chat == (posted,)


def test_a_repeated_post_is_answered_and_adds_nothing() -> None:
    script = meeting_of(ANN, BOB)
    (script >> asks(ANN, PostChat(1, "r1", "Hello"))).and_so_on()
    assert script >> asks(ANN, PostChat(2, "r1", "Hello")) << Reply(ANN, 2)
    assert (script >> asks(BOB, PostChat(3, "r1", "Hello"))).only(Reply) << Reply(BOB, 3)
    assert [(one.participant, one.text) for one in script.state.chat] == [(ANN, "Hello"), (BOB, "Hello")]


@pytest.mark.parametrize(
    ("ref", "text", "code"),
    [
        ("r", " \n\t", ErrorCode.CHAT_EMPTY),
        ("r", "x" * 4_001, ErrorCode.CHAT_TOO_LONG),
        ("", "Hello", ErrorCode.MALFORMED_MESSAGE),
        ("r" * 65, "Hello", ErrorCode.MALFORMED_MESSAGE),
        ("é", "Hello", ErrorCode.MALFORMED_MESSAGE),
    ],
)
def test_what_cannot_be_posted(ref: str, text: str, code: ErrorCode) -> None:
    def refused(command: Command) -> bool:
        return isinstance(command, Refuse) and (command.participant, command.id, command.code) == (ANN, 1, code)

    assert meeting_of(ANN) >> asks(ANN, PostChat(1, ref, text)) << refused


def test_pages_lead_from_the_latest_to_the_first_message() -> None:
    script = meeting_of(ANN)
    for number in range(250):
        script.meeting.handle(asks(ANN, PostChat(number, f"r{number}", f"Text {number}")))
    state = script.meeting.state
    assert len(state.chat) == limits.CHAT_PAGE
    assert state.chat_before
    found = list(state.chat)
    more = True
    while more:
        (page,) = script.meeting.handle(asks(ANN, LoadChat(7, found[0].entry)))
        assert isinstance(page, SendChatPage)
        assert page.id == 7
        found[:0] = page.messages
        more = page.more
    assert [one.text for one in found] == [f"Text {number}" for number in range(250)]


def test_a_page_before_the_first_message_is_empty() -> None:
    assert meeting_of(ANN) >> asks(ANN, LoadChat(7, 0)) << SendChatPage(ANN, 7, (), False)


def test_only_so_many_messages_are_kept() -> None:
    chat = Chat()
    for number in range(limits.CHAT_KEPT + 10):
        chat.add(message(number))
    assert not chat.has(ANN, "r9")
    assert chat.has(ANN, "r10")
    assert chat.before(111) == (tuple(message(number) for number in range(11, 111)), True)
    assert chat.before(110) == (tuple(message(number) for number in range(10, 110)), False)


def test_a_chat_taken_from_a_snapshot_knows_of_older_messages_elsewhere() -> None:
    assert Chat((message(7),), older=True).latest() == ((message(7),), True)
    assert Chat((message(7),), older=False).latest() == ((message(7),), False)
