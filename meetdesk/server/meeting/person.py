"""One ticket holder, as its members know it: the channels and what was said on them so far."""

from meetdesk.core.budget import CHANNELS, Bucket, Budget
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Role
from meetdesk.net.message_connection import MessageConnection
from meetdesk.relay.header import Kind
from meetdesk.relay.outbox import Outbox
from meetdesk.server.meeting.attempts import Attempts
from meetdesk.server.meeting.control_output import ControlChannel
from meetdesk.server.meeting.kept_out import Visitor
from meetdesk.server.meeting.life import Life
from meetdesk.server.meeting.mistakes import Mistakes
from meetdesk.server.meeting.stops import Stops
from meetdesk.server.meeting.traffic import Traffic
from meetdesk.wire.channels import Channel


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
        """Empty for somebody whose ticket was given by another app, until it is shown here."""
        self.key = b""
        """By which its ticket is known (``wire.tickets``)."""
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
        self.channels = Bucket(CHANNELS)
        """How many more it may open."""
        self.stops = Stops()
        self.traffic = Traffic()
        self.offset_us: int | None = None
        """Host clock minus own clock, as it told."""

    @property
    def connections(self) -> list[MessageConnection]:
        """All that are open, control first; those that have said no hello among them."""
        control = [] if self.control is None else [self.control.connection]
        control += [caller.connection for caller in self.callers]
        return [*control, *(channel.connection for channel in self.media.values()), *self.files]
