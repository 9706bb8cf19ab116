"""What the window asks its own app about meetings that are over: ``docs/protocol.md``, "The window and its app"."""

from typing import Annotated

import msgspec

from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import ChatMessage

PAGE = 300
"""Most messages of one answer; a window asks for the next ones."""
FOUND_MEETINGS = 100
"""Most meetings of the answer to a search."""
FOUND_MESSAGES = 3
"""Messages shown of each."""
UNDO_SECONDS = 20
"""So long what was deleted can be had back; then it is erased from the disk."""

MeetingId = Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z]{1,64}$")]
Words = Annotated[str, msgspec.Meta(max_length=200)]


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class PastMeeting(_Body, frozen=True):
    """A meeting whose chats are kept on this computer."""

    meeting: MeetingId
    title: str
    """Empty: it is not known any more."""
    host: str
    """Who hosted; empty if it was this app, or is not known."""
    hosted: bool
    """By this app."""
    first: float
    """When the first message of those that are kept was written, in seconds since the Unix epoch."""
    last: float
    messages: int
    private: int
    """How many of them are private."""
    kept: float
    """When the last of them came, by this computer's clock: its lifetime counts from there."""
    until: float | None
    """When it will be deleted by itself; None: never."""


class PastMeetings(_Body, frozen=True):
    """All meetings whose chats are kept on this computer, and how well that works."""

    meetings: tuple[PastMeeting, ...]
    """The latest first."""
    now: float
    """By this computer's clock."""
    unerased: int = 0
    """Meetings that were deleted and could not be erased from the disk so far."""
    problem: str = ""
    """Why nothing can be kept beyond this run; empty: all is well."""


class PastPlace(_Body, frozen=True):
    """Where a message stands in a past meeting."""

    at: float
    participant: int
    """The other one of a private conversation; 0: the chat of all."""
    entry: int


class PastMessage(_Body, frozen=True):
    """A message as it was kept, with its conversation."""

    message: ChatMessage
    participant: ParticipantId | None = None
    """The other one of the private conversation that it belongs to; None: the chat of all."""
    name: str = ""
    """The other one's name."""


class OpenPast(_Body, frozen=True):
    """Asks for messages of a past meeting, all its chats together as they were written."""

    meeting: MeetingId
    after: PastPlace | None = None
    """Those that come after this one; None: from the first on."""


class PastPage(_Body, frozen=True):
    """Answer to ``OpenPast``: at most ``PAGE`` messages, as they were written, private ones among them."""

    messages: tuple[PastMessage, ...]
    next: PastPlace | None = None
    """After which to ask for more; None: these were the last."""


class SearchPast(_Body, frozen=True):
    """Finds messages that have all the words, and meetings whose title or host has them."""

    words: Words


class FoundMessage(_Body, frozen=True):
    """A message that was found, with enough of its text to tell why."""

    place: PastPlace
    name: str
    """Who wrote it."""
    other: str
    """With whom, if it is private."""
    text: tuple[str, ...]
    """A part of it in pieces: beside what was found, what was found, beside it, and so on."""


class FoundPast(_Body, frozen=True):
    """What was found in one meeting; at most ``FOUND_MESSAGES`` of it are shown."""

    meeting: MeetingId
    count: int
    """How many messages have all the words; 0: they are in its title or the name of its host."""
    messages: tuple[FoundMessage, ...]
    """The first of them."""


class PastFound(_Body, frozen=True):
    """Answer to ``SearchPast``: at most ``FOUND_MEETINGS`` meetings."""

    meetings: tuple[FoundPast, ...]
    """The latest first."""
    more: bool = False
    """There are more than are told."""


class ForgetPast(_Body, frozen=True):
    """Deletes meetings from this computer: their chats, and their places among the recent ones."""

    meetings: tuple[MeetingId, ...] = ()
    everything: bool = False
    """All past and recent meetings, and what is left of damaged databases."""


class PastForgotten(_Body, frozen=True):
    """Answer to ``ForgetPast`` and ``RestorePast``: what they did, for the offer to undo it."""

    meetings: tuple[MeetingId, ...]
    """To be named to have them back."""
    seconds: float
    """So long that is possible."""


class RestorePast(_Body, frozen=True):
    """Takes back what was deleted, for ``UNDO_SECONDS``; what was erased meanwhile is left out of the answer."""

    meetings: tuple[MeetingId, ...]
