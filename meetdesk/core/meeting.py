"""The meeting: events in, commands out."""

from meetdesk.core.commands import Command
from meetdesk.core.entries import MeetingState
from meetdesk.core.events import Event


class Meeting:
    """The rules of one meeting over its log of entries. Holds no socket, clock, thread or task."""

    def __init__(self, meeting: str, title: str, started_at: float) -> None:
        """``meeting``: global id, 32 hexadecimal digits. Raises MeetDeskError ``title_too_long``."""
        raise NotImplementedError

    @property
    def state(self) -> MeetingState:
        """The snapshot a newcomer would get now."""
        raise NotImplementedError

    def handle(self, event: Event) -> list[Command]:
        """Decides on one event. Never raises for anything a participant can cause."""
        raise NotImplementedError
