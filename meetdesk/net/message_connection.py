"""What a channel is to those who speak over it, whatever carries it: a WebSocket, or requests (``net.carriage``)."""

from collections.abc import Callable
from typing import Protocol

from meetdesk.net.websocket.parser import Fault
from meetdesk.net.websocket.turns import Readers


class MessageConnection(Protocol):
    """Messages in, ready-made frames out. All in the loop's own thread."""

    on_message: Callable[[str | bytes], None]
    """Gets every text (str) and binary (bytes) message, in order, once ``run`` was called."""
    on_fault: Callable[[Fault], tuple[int, str]]
    """Chooses the close code and reason for a violation."""
    on_drained: Callable[[], None]
    """Called when ``ready`` has become true again."""
    received: int
    """Bytes that came and that were written, for statistics."""
    sent: int
    closing: bool
    """It is closed, or about to be: nothing more is taken."""

    @property
    def ready(self) -> bool:
        """Whether what was written so far is on its way. While it is not, what is written cannot be dropped."""

    def set_limit(self, limit: int) -> None:
        """The longest message that the peer may send, in bytes."""

    async def run(self, readers: Readers | None = None) -> None:
        """Delivers messages until the channel is closed. ``readers``: polls the socket, where it has one of its own."""

    def write(self, data: bytes) -> None:
        """Whole frames of ``websocket.frames``, one or many joined. Never waits."""

    def close(self, code: int, reason: str = "") -> None:
        """Says why behind all that was written, and closes."""

    def abort(self) -> None:
        """Closes at once, without a word."""
