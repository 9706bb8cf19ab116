"""The succession channel of one member's app."""

from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Role
from meetdesk.net.message_connection import MessageConnection
from meetdesk.net.websocket.frames import text_frame
from meetdesk.server.meeting.person import Person
from meetdesk.wire.succession import Deputy, HostSaid, Watching, encode
from meetdesk.wire.tickets import deputy_ticket, ticket_key

_RANK = {Role.CO_HOST: 0, Role.PARTICIPANT: 1}
"""Who is asked first to stand in. A guest has no app, and the host is the host."""


class Link:
    """What was said on it so far."""

    def __init__(self, person: Person, connection: MessageConnection, now: float) -> None:
        self.person = person
        self.connection = connection
        self.heard_at = now
        self.watching: Watching | None = None
        self.begun_at: float | None = None
        """When it was sent the whole meeting; None: it was not, or does not stand in any more."""
        self.addresses: tuple[str, ...] = ()
        """Where it listens, once it has that."""
        self.tried_at: float | None = None
        """When another app was asked to reach it there."""
        self.unfit = False
        """It could not, or nobody reached it there."""
        self.have = 0
        """Number of the last event that it has."""
        self.sent_at: list[tuple[int, float]] = []
        """The events that it was sent and has not got yet, and when: as far as is known."""

    @property
    def participant(self) -> ParticipantId | None:
        """Whose app it is; None: not in the meeting yet."""
        return self.person.participant

    def listens(self, port: int, addresses: tuple[str, ...]) -> None:
        """Where it says that it listens; first by the address that it is seen to have here."""
        seen = self.person.visitor.address.partition("%")[0]
        here = () if not seen else (f"[{seen}]:{port}" if ":" in seen else f"{seen}:{port}",)
        self.addresses = tuple(dict.fromkeys((*here, *addresses)))

    def tell(self, message: HostSaid) -> None:
        """Behind what was said before."""
        if not self.connection.closing:
            self.connection.write(text_frame(encode(message)))

    def key_of(self, other: Person) -> str:
        """By what this app is to know the ticket of somebody, hexadecimal."""
        assert self.watching is not None
        return ticket_key(deputy_ticket(other.ticket, self.watching.certificate)).hex()

    def deputy(self, name: str) -> Deputy:
        """As the others are told of it."""
        assert self.watching is not None
        assert self.participant is not None
        return Deputy(self.participant, name, self.addresses, self.watching.certificate)


def rank(role: Role, joined_at: float) -> tuple[int, float]:
    """The lower the better: co-hosts first, then who has been there longest."""
    return _RANK[role], joined_at


def may_stand_in(role: Role) -> bool:
    """Whether somebody of this role can be asked at all."""
    return role in _RANK
