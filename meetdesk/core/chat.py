"""A running chat, of all or of two: the latest messages, pages of them, and which were posted already."""

from bisect import bisect_left

from meetdesk.core import limits
from meetdesk.core.chat_changes import changed
from meetdesk.core.entries import ChatChange, ChatMessage, ChatPosted, ParticipantId


class Chat:
    """At most ``kept`` messages, oldest first."""

    def __init__(
        self, messages: tuple[ChatMessage, ...] = (), older: bool = False, *, kept: int = limits.CHAT_KEPT
    ) -> None:
        """``older``: whether messages before these exist elsewhere (the chat was taken from a snapshot)."""
        self._kept = kept
        self._messages = list(messages)
        self._posted = {(message.participant, message.ref) for message in messages}
        self._older = older

    def apply(self, change: ChatChange) -> None:
        """A change of a message that is not kept (any more) is skipped."""
        if isinstance(change, ChatPosted):
            self.add(change.message)
        elif (message := self.message(change.message)) is not None:
            self._messages[self._index(message.entry)] = changed(message, change)

    def message(self, entry: int) -> ChatMessage | None:
        """As it is now; None if it is not kept."""
        at = self._index(entry)
        found = at < len(self._messages) and self._messages[at].entry == entry
        return self._messages[at] if found else None

    def add(self, message: ChatMessage) -> None:
        self._messages.append(message)
        self._posted.add((message.participant, message.ref))
        if len(self._messages) > self._kept:
            self.forget(self._messages[0].entry)

    def forget(self, entry: int) -> None:
        """Keeps this message no longer, if it did."""
        if (message := self.message(entry)) is not None:
            del self._messages[self._index(entry)]
            self._posted.discard((message.participant, message.ref))

    def has(self, participant: ParticipantId, ref: str) -> bool:
        """Whether this participant posted a message with this ``ref`` that is still kept."""
        return (participant, ref) in self._posted

    def latest(self, page: int = limits.CHAT_PAGE) -> tuple[tuple[ChatMessage, ...], bool]:
        """The latest ``page`` messages, oldest first, and whether there are older ones."""
        return self._page(len(self._messages), page)

    def before(self, entry: int) -> tuple[tuple[ChatMessage, ...], bool]:
        """The latest ``limits.CHAT_PAGE`` messages whose entry is below ``entry``, and whether there are older ones."""
        return self._page(self._index(entry), limits.CHAT_PAGE)

    def _index(self, entry: int) -> int:
        """Where the first message is whose entry is not below this one."""
        return bisect_left(self._messages, entry, key=lambda message: message.entry)

    def _page(self, end: int, size: int) -> tuple[tuple[ChatMessage, ...], bool]:
        start = max(0, end - size)
        return tuple(self._messages[start:end]), start > 0 or self._older
