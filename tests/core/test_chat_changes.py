"""Messages that are edited, removed and reacted to: by whom, and what others see of it, then and later."""

import pytest

from meetdesk.core import limits
from meetdesk.core.commands import Refuse, Reply, SendChatPage, TellPrivately, Welcomed
from meetdesk.core.errors import ErrorCode
from meetdesk.core.events import Returned
from meetdesk.core.request import Request
from meetdesk.core.topics.chat import (
    Chat,
    ChatEdited,
    ChatMessage,
    ChatReacted,
    ChatReaction,
    ChatRemoved,
    EditChat,
    Emoji,
    LoadChat,
    PostChat,
    ReactToChat,
    RemoveChat,
    TakeDownChat,
)
from meetdesk.core.topics.moderation import MakeCoHost
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.private import LastPrivate, PrivateEntries, PrivateEntry
from meetdesk.core.topics.rules import ChangePermissions

from .script import ANN, BOB, CEM, NAMES, START, Script, arrives, asks, entry, loses_link, meeting_of, returns, some

HEART, DONE = Emoji.HEART, Emoji.DONE


def written(*authors: int) -> tuple[Script, list[int]]:
    """A meeting of three in which these wrote to all, in this order; the numbers of their messages."""
    script = meeting_of(ANN, BOB, CEM)
    for number, author in enumerate(authors):
        (script >> asks(author, PostChat(1, f"r{number}", f"Text {number}"))).and_so_on()
    return script, [message.entry for message in script.state.chat]


def test_an_own_message_gets_another_text_and_says_when() -> None:
    script, (message,) = written(BOB)
    assert (
        script
        >> asks(BOB, EditChat(2, message, "Better\r\n\x07"), at=START + 9)
        << entry(ChatEdited(message, "Better\n", START + 9))
        << Reply(BOB, 2)
        >> asks(BOB, EditChat(3, message, "Better\n"))
        << Reply(BOB, 3)
    )
    (now,) = script.state.chat
    assert now == ChatMessage(message, BOB, "Bob", "r0", "Better\n", START, START + 9)


def test_a_removed_message_leaves_a_place_and_nothing_else() -> None:
    script, (first, second) = written(BOB, CEM)
    (script >> asks(CEM, ReactToChat(2, first, HEART, True))).and_so_on()
    (script >> asks(BOB, EditChat(2, first, "A secret"))).and_so_on()
    assert script >> asks(BOB, RemoveChat(3, first)) << entry(ChatRemoved(first, BOB)) << Reply(BOB, 3)
    assert script >> asks(BOB, RemoveChat(4, first)) << Reply(BOB, 4)
    removed = ChatMessage(first, BOB, "Bob", "r0", "", START, removed_by=BOB)
    welcomed = (script >> arrives(9)).the(Welcomed)
    assert welcomed.state is not None
    assert welcomed.state.chat[0] == removed, "whoever comes later is told no more"
    assert script >> asks(ANN, LoadChat(7, second)) << SendChatPage(ANN, 7, (removed,), False)


def test_what_was_removed_by_mistake_is_brought_back_by_its_sender() -> None:
    script, (message,) = written(BOB)
    (script >> asks(BOB, RemoveChat(1, message))).and_so_on()
    (script >> asks(BOB, EditChat(2, message, "Text 0"), at=START + 4)).only(Reply)
    assert script << Reply(BOB, 2)
    assert script.state.chat == (ChatMessage(message, BOB, "Bob", "r0", "Text 0", START, START + 4),)


def test_what_was_taken_down_stays_down() -> None:
    script, (message,) = written(BOB)
    assert script >> asks(ANN, TakeDownChat(1, message)) << entry(ChatRemoved(message, ANN)) << Reply(ANN, 1)
    assert script >> asks(BOB, EditChat(2, message, "Text 0")) << some(Refuse, code=ErrorCode.CHAT_UNKNOWN)
    (script >> asks(ANN, MakeCoHost(2, CEM))).and_so_on()
    assert script >> asks(CEM, TakeDownChat(3, message)) << Reply(CEM, 3)


def test_a_moderator_takes_down_also_what_somebody_wrote_who_has_left() -> None:
    script, (message,) = written(BOB)
    (script >> asks(BOB, Leave(1))).and_so_on()
    (script >> asks(ANN, TakeDownChat(1, message))).and_so_on()
    assert script.state.chat[0].removed_by == ANN


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (EditChat(1, 4, "Mine now"), ErrorCode.CHAT_NOT_YOURS),
        (RemoveChat(1, 4), ErrorCode.CHAT_NOT_YOURS),
        (TakeDownChat(1, 4), ErrorCode.NOT_ALLOWED),
        (EditChat(1, 5, " "), ErrorCode.CHAT_EMPTY),
        (EditChat(1, 5, "x" * 4_001), ErrorCode.CHAT_TOO_LONG),
        (EditChat(1, 1, "No message has this number"), ErrorCode.CHAT_UNKNOWN),
        (RemoveChat(1, 99), ErrorCode.CHAT_UNKNOWN),
        (ReactToChat(1, 99, HEART, True), ErrorCode.CHAT_UNKNOWN),
        (EditChat(1, 5, "To myself", CEM), ErrorCode.PERSON_UNKNOWN),
        (EditChat(1, 5, "We never spoke", BOB), ErrorCode.CHAT_UNKNOWN),
    ],
    ids=repr,
)
def test_what_cannot_be_done(request_: Request, code: ErrorCode) -> None:
    script, (bobs, cems) = written(BOB, CEM)
    assert (bobs, cems) == (4, 5)
    before = script.state
    assert script >> asks(CEM, request_) << some(Refuse, code=code)
    assert script.state == before


def test_reactions_are_counted_in_the_order_they_came_and_taken_back() -> None:
    script, (message,) = written(BOB)
    for who, emoji in ((ANN, HEART), (CEM, DONE), (BOB, HEART)):
        reacted = ChatReacted(message, who, emoji, True)
        assert script >> asks(who, ReactToChat(1, message, emoji, True)) << entry(reacted) << Reply(who, 1)
    assert script >> asks(BOB, ReactToChat(2, message, HEART, True)) << Reply(BOB, 2)
    assert script.state.chat[0].reactions == (ChatReaction(HEART, (ANN, BOB)), ChatReaction(DONE, (CEM,)))
    (script >> asks(ANN, ReactToChat(3, message, HEART, False))).and_so_on()
    (script >> asks(CEM, ReactToChat(3, message, DONE, False))).and_so_on()
    assert script.state.chat[0].reactions == (ChatReaction(HEART, (BOB,)),)
    assert script >> asks(ANN, ReactToChat(4, message, HEART, False)) << Reply(ANN, 4)


def test_one_person_gives_so_many_different_reactions() -> None:
    script, (message,) = written(BOB)
    for emoji in list(Emoji)[: limits.CHAT_REACTIONS]:
        (script >> asks(CEM, ReactToChat(1, message, emoji, True))).and_so_on()
    last = list(Emoji)[limits.CHAT_REACTIONS]
    refused = some(Refuse, code=ErrorCode.TOO_MANY_REACTIONS, detail={"limit": limits.CHAT_REACTIONS})
    assert script >> asks(CEM, ReactToChat(2, message, last, True)) << refused
    assert (script >> asks(ANN, ReactToChat(2, message, last, True))).only(Reply) << Reply(ANN, 2)
    (script >> asks(CEM, ReactToChat(3, message, Emoji.THUMBS_UP, False))).and_so_on()
    assert (script >> asks(CEM, ReactToChat(4, message, last, True))).only(Reply) << Reply(CEM, 4)


def test_without_the_permission_one_takes_back_but_begins_nothing() -> None:
    script, (message,) = written(BOB)
    (script >> asks(BOB, ReactToChat(1, message, HEART, True))).and_so_on()
    (script >> asks(ANN, ChangePermissions(1, chat=False))).and_so_on()
    for request in (EditChat(2, message, "More"), ReactToChat(2, message, DONE, True)):
        assert script >> asks(BOB, request) << some(Refuse, code=ErrorCode.NOT_PERMITTED, detail={"permission": "chat"})
    for request in (ReactToChat(3, message, HEART, False), RemoveChat(3, message)):
        assert (script >> asks(BOB, request)).only(Reply) << Reply(BOB, 3)


def test_whoever_was_away_is_told_what_changed_meanwhile() -> None:
    script, (message,) = written(BOB)
    last = script.state.entry
    (script >> loses_link(CEM)).and_so_on()
    (script >> asks(BOB, EditChat(1, message, "Better"))).and_so_on()
    (script >> asks(BOB, RemoveChat(2, message))).and_so_on()
    entries = (script >> returns(CEM, last)).the(Welcomed).entries or ()
    changes = [one.change for one in entries if isinstance(one.change, ChatEdited | ChatRemoved)]
    assert changes == [ChatEdited(message, "Better", START), ChatRemoved(message, BOB)]


def test_private_messages_change_for_the_two_only() -> None:
    script = meeting_of(ANN, BOB, CEM)
    (script >> asks(BOB, PostChat(1, "r", "Hello", CEM))).and_so_on()
    before = script.state
    for number, (who, request, change) in enumerate(
        [
            (BOB, EditChat(2, 1, "Better", CEM), ChatEdited(1, "Better", START)),
            (CEM, ReactToChat(2, 1, HEART, True, BOB), ChatReacted(1, CEM, HEART, True)),
            (BOB, RemoveChat(2, 1, CEM), ChatRemoved(1, BOB)),
        ],
        2,
    ):
        news = (PrivateEntry(number, START, change),)
        assert (
            script
            >> asks(who, request)
            << TellPrivately(BOB, PrivateEntries(CEM, news))
            << TellPrivately(CEM, PrivateEntries(BOB, news))
            << Reply(who, 2)
        )
    assert script.state == before
    assert script >> asks(CEM, EditChat(3, 1, "Mine", BOB)) << some(Refuse, code=ErrorCode.CHAT_NOT_YOURS)
    (script >> loses_link(CEM)).and_so_on()
    last = (LastPrivate(BOB, 2),)
    welcomed = (script >> Returned(START, CEM, before.entry, NAMES[CEM], last)).the(Welcomed)
    assert [one.change for one in welcomed.private[0].entries] == [
        ChatReacted(1, CEM, HEART, True),
        ChatRemoved(1, BOB),
    ]


def test_a_change_of_a_message_that_is_not_kept_is_skipped() -> None:
    message = ChatMessage(7, ANN, "Ann", "r", "Hello", START)
    chat = Chat((message,), older=True)
    chat.apply(ChatEdited(3, "Older than what a snapshot holds", START))
    chat.apply(ChatRemoved(9, ANN))
    assert chat.latest() == ((message,), True)
