"""What of the meeting the succession needs."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeAlias

from meetdesk.core import events
from meetdesk.core.meeting import SavedMeeting
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Participant
from meetdesk.server.meeting.members import Members
from meetdesk.server.meeting.succession.held import Held
from meetdesk.wire.local import CodeKind
from meetdesk.wire.succession import Deputy

Reaches: TypeAlias = Callable[[Deputy], Awaitable[bool]]
"""Tries whether this app reaches that one."""


class Room(Protocol):
    """The meeting itself."""

    meeting_id: str
    members: Members
    held: Held
    standing_by: bool
    """Another app decides, and this one stands in for it."""
    away: bool
    """Another app carries it on."""

    @property
    def participants(self) -> Mapping[ParticipantId, Participant]:
        """Who is in the meeting."""
        ...

    @property
    def term(self) -> int:
        """Number of the reign."""
        ...

    @property
    def wished_deputy(self) -> ParticipantId | None:
        """Whom the host wants to stand in."""
        ...

    def now(self) -> float:
        """Seconds by the meeting's clock: ``at`` of events."""
        ...

    def happen(self, event: events.Event) -> None:
        """Lets the meeting decide on an event, as ``MeetingSession.happen``."""
        ...

    def save(self) -> SavedMeeting:
        """All that the meeting knows, as plain data."""
        ...

    def carry_on(self) -> None:
        """Something that was held is safe."""
        ...

    def gone_to(self) -> None:
        """Another app carries the meeting on, as ``MeetingSession.gone_to``."""
        ...


class DoorAsItIs(Protocol):
    """What a deputy has to know to let in whom the host would."""

    @property
    def code(self) -> str:
        """As it is shown."""
        ...

    @property
    def kind(self) -> CodeKind:
        """Of the code."""
        ...

    @property
    def guests(self) -> bool:
        """Whether browser guests may come."""
        ...

    @property
    def hidden(self) -> bool:
        """Whether the network is not told of it."""
        ...
