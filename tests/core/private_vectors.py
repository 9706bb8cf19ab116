"""Makes ``tests/vectors/private_fold.json``: a conversation of two, entry by entry, as one of them is told it.

Run ``python -m tests.core.private_vectors`` after a change of the story below.
"""

from pathlib import Path

import msgspec

from meetdesk.core.commands import TellPrivately, Welcomed
from meetdesk.core.events import Event
from meetdesk.core.topics.chat import EditChat, Emoji, PostChat, ReactToChat, RemoveChat
from meetdesk.core.topics.private import Conversation, PrivateEntries

from .script import ANN, BOB, CEM, asks, meeting_of, returns

TARGET = Path(__file__).parents[1] / "vectors" / "private_fold.json"

STORY: tuple[Event, ...] = (
    asks(ANN, PostChat(1, "r1", "Hello", to=BOB)),
    asks(BOB, PostChat(1, "r1", "你好", to=ANN, reply_to=1)),
    asks(CEM, PostChat(1, "r1", "Not for Bob", to=ANN)),
    asks(ANN, EditChat(2, 1, "Hello, Bob", to=BOB)),
    asks(BOB, ReactToChat(2, 1, Emoji.HEART, True, to=ANN)),
    asks(ANN, ReactToChat(3, 1, Emoji.HEART, True, to=BOB)),
    asks(BOB, ReactToChat(3, 1, Emoji.HEART, False, to=ANN)),
    asks(BOB, RemoveChat(4, 2, to=ANN)),
    asks(BOB, EditChat(5, 2, "您好", to=ANN)),
    asks(ANN, RemoveChat(4, 1, to=BOB)),
)


class Step(msgspec.Struct):
    news: PrivateEntries
    """What Ann is told."""
    conversation: Conversation
    """What the conversation is then, as Ann would be told it on coming back without knowing anything."""


def steps() -> list[Step]:
    script = meeting_of(ANN, BOB, CEM)
    found = []
    for event in STORY:
        told = [
            command.news
            for command in script.meeting.handle(event)
            if isinstance(command, TellPrivately) and command.participant == ANN
        ]
        [welcome] = [one for one in script.meeting.handle(returns(ANN)) if isinstance(one, Welcomed)]
        found += [
            Step(news, conversation)
            for news in told
            for conversation in welcome.conversations
            if conversation.participant == news.participant
        ]
    return found


def text() -> str:
    return msgspec.json.format(msgspec.json.encode(steps()), indent=1).decode() + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8", newline="\n")
