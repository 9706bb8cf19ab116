"""One ticket holder, as the session knows it: the channels and what was said on them so far."""

from collections.abc import Callable

from meetdesk.core.budget import Budget
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Role
from meetdesk.core.topics.tracks import Want
from meetdesk.net.message_connection import MessageConnection
from meetdesk.relay.header import Kind
from meetdesk.relay.outbox import Outbox
from meetdesk.server.meeting.attempts import Attempts
from meetdesk.server.meeting.kept_out import Visitor
from meetdesk.server.meeting.life import Life
from meetdesk.server.meeting.mistakes import Mistakes
from meetdesk.server.meeting.stops import Stops
from meetdesk.server.meeting.traffic import Traffic
from meetdesk.wire.channels import Channel

CONTROL_OUTBOX_BYTES = 4_000_000
"""What may wait for a participant that does not read, besides the answer to its hello, which may be long."""


class ControlOutbox:
    """What one participant is still to be told. Nothing is dropped; whoever falls too far behind is too slow."""

    def __init__(self, connection: MessageConnection, on_too_slow: Callable[[], None]) -> None:
        self._connection = connection
        self._on_too_slow = on_too_slow
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._exempt = 0

    def send(self, frame: bytes, exempt: bool = False) -> bool:
        """Queues a frame; returns whether ``flush`` must be called at the end of this turn of the event loop."""
        self._waiting.append(frame)
        self._bytes += len(frame)
        if exempt:
            self._exempt += len(frame)
        if self._bytes - self._exempt > CONTROL_OUTBOX_BYTES:
            self._on_too_slow()
        return len(self._waiting) == 1

    def flush(self) -> None:
        """Sends all that waits in one write if the connection takes it; call it also whenever it is ready again."""
        if self._waiting and self._connection.ready:
            self.flush_all()

    def flush_all(self) -> None:
        """Hands over everything, to be sent before the close frame that follows."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._bytes = self._exempt = 0
        if data:
            self._connection.write(data)


class ControlChannel:
    """A control connection. ``welcomed``: its hello was answered, so it may be told things."""

    def __init__(self, connection: MessageConnection, outbox: ControlOutbox, now: float) -> None:
        self.connection = connection
        self.outbox = outbox
        self.welcomed = False
        self.said_hello = False
        self.opened_at = now
        self.last_heard = now
        self.sent_entry = 0
        """Number of the latest entry it has been sent."""
        self.wants: frozenset[Want] = frozenset()
        """What it wants to see, as it was taken over last."""


class MediaChannel:
    """A person's channel of sound or pictures, with what waits to be sent on it."""

    def __init__(self, kind: Kind, connection: MessageConnection, outbox: Outbox) -> None:
        self.kind = kind
        self.connection = connection
        self.outbox = outbox
        self.frames = 0
        """That came since the last look, and their bytes."""
        self.bytes = 0


class Person:
    """``participant`` is None until it is in the meeting."""

    def __init__(self, role: Role, visitor: Visitor) -> None:
        """``role``: what it comes as; what it is now, the meeting knows."""
        self.role = role
        self.visitor = visitor
        self.ticket = ""
        self.life = Life()
        """Where it stands; only ``members`` and ``doorkeeper`` take its steps."""
        self.participant: ParticipantId | None = None
        self.arrival: int | None = None
        """Number of its arrival, from its first hello until it is a participant or turned away: it may wait."""
        self.control: ControlChannel | None = None
        """The channel on which it said hello last, while that is there."""
        self.callers: list[ControlChannel] = []
        """Those with its ticket that have not said hello, in the order they came."""
        self.attempts = Attempts()
        self.media: dict[Channel, MediaChannel] = {}
        self.files: set[MessageConnection] = set()
        """Its file channels: one for each file that is on its way."""
        self.mistakes = Mistakes()
        self.budget = Budget()
        self.stops = Stops()
        self.traffic = Traffic()
        self.offset_us: int | None = None
        """Host clock minus own clock, as it told."""

    @property
    def connections(self) -> list[MessageConnection]:
        control = [] if self.control is None else [self.control.connection]
        control += [caller.connection for caller in self.callers]
        return [*control, *(channel.connection for channel in self.media.values()), *self.files]
