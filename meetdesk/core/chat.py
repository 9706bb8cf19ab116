"""The chat of a running meeting: the latest messages, pages of them, and which were posted already."""

from bisect import bisect_left

from meetdesk.core import limits
from meetdesk.core.entries import ChatMessage, ParticipantId


class Chat:
    """At most ``limits.CHAT_KEPT`` messages, oldest first."""

    def __init__(self, messages: tuple[ChatMessage, ...] = (), older: bool = False) -> None:
        """``older``: whether messages before these exist elsewhere (the chat was taken from a snapshot)."""
        self._messages = list(messages)
        self._posted = {(message.participant, message.ref) for message in messages}
        self._older = older

    def add(self, message: ChatMessage) -> None:
        self._messages.append(message)
        self._posted.add((message.participant, message.ref))
        if len(self._messages) > limits.CHAT_KEPT:
            oldest = self._messages.pop(0)
            self._posted.discard((oldest.participant, oldest.ref))

    def has(self, participant: ParticipantId, ref: str) -> bool:
        """Whether this participant posted a message with this ``ref`` that is still kept."""
        return (participant, ref) in self._posted

    def latest(self) -> tuple[tuple[ChatMessage, ...], bool]:
        """The latest ``limits.CHAT_PAGE`` messages, oldest first, and whether there are older ones."""
        return self._page(len(self._messages))

    def before(self, entry: int) -> tuple[tuple[ChatMessage, ...], bool]:
        """The latest ``limits.CHAT_PAGE`` messages whose entry is below ``entry``, and whether there are older ones."""
        return self._page(bisect_left(self._messages, entry, key=lambda message: message.entry))

    def _page(self, end: int) -> tuple[tuple[ChatMessage, ...], bool]:
        start = max(0, end - limits.CHAT_PAGE)
        return tuple(self._messages[start:end]), start > 0 or self._older
