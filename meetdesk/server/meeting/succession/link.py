"""The succession channel of one member's app."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Self

from meetdesk.core.succession import BEHIND_SECONDS
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Participant
from meetdesk.net.message_connection import MessageConnection
from meetdesk.net.websocket.frames import text_frame
from meetdesk.server.meeting.person import Person
from meetdesk.wire.succession import Beat, Begin, Deputy, Dismissed, Happened, HostSaid, Strike, Watching, encode
from meetdesk.wire.tickets import deputy_ticket, ticket_key

UNREAD_SECONDS = 5.0
"""An app that has read nothing for so long is gone, whatever it says: what waits for it takes the host's memory."""


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
        self.triers: list[Self] = []
        """Those that were asked to; the last one's answer counts."""
        self.tried_here = False
        """Whether this app tried that itself, for want of others."""
        self.unfit = False
        """It could not."""
        self.unreached = False
        """Nobody reached it where it listened, the last time."""
        self.have = 0
        """Number of the last event that it has."""
        self.sent_at: list[tuple[int, float]] = []
        """The events that it was sent and has not got yet, and when: as far as is known."""
        self.named_at: float | None = None
        """Since when it has not confirmed a naming."""
        self._due = 0
        """What it was sent and has not answered."""
        self._beats = self._answered = 0
        self._struck: int | None = None
        """How many beats it had been sent when it was asked for a promise that it has not given."""
        self._read_at = now

    @property
    def participant(self) -> ParticipantId | None:
        """Whose app it is; None: not in the meeting yet."""
        return self.person.participant

    def let_go(self) -> None:
        """It does not stand in any more, and is not to."""
        self.begun_at = self.tried_at = None
        self.addresses = ()
        self.triers = []
        self.tried_here = False
        self.tell(Dismissed())

    def listens(self, port: int, addresses: tuple[str, ...]) -> None:
        """Where it says that it listens; first by the address that it is seen to have here. Names are left out."""
        seen = self.person.visitor.address.partition("%")[0]
        here = () if not seen else (f"[{seen}]:{port}" if ":" in seen else f"{seen}:{port}",)
        self.addresses = tuple(dict.fromkeys((*here, *(one for one in addresses if _is_number(one)))))

    def tell(self, message: HostSaid) -> None:
        """Behind what was said before."""
        if self.connection.closing:
            return
        match message:
            case Beat():
                self._beats += 1
                self._due += 1
            case Strike():
                self._struck = self._beats
            case Begin() | Happened():
                self._due += 1
            case _:
                pass
        self.connection.write(text_frame(encode(message)))

    def is_due(self) -> bool:
        """Whether what it just said was an answer, to something that no other answer was for."""
        self._due -= 1
        if self._due < 0:
            self._due = 0
            return False
        return True

    def here(self) -> None:
        """It has answered a beat."""
        self._answered = min(self._answered + 1, self._beats)

    def promised(self) -> None:
        """It has answered a strike."""
        self._struck = None

    @property
    def withholds(self) -> bool:
        """Whether it was asked for a promise and has answered what it was sent later, which no honest app does: answers
        come in order."""
        return self._struck is not None and self._answered > self._struck

    def reads(self, now: float) -> bool:
        """Whether it reads what it is sent; to be asked again and again."""
        if self.connection.ready:
            self._read_at = now
        return now - self._read_at <= UNREAD_SECONDS

    def is_behind(self, now: float) -> bool:
        """Whether it lacks for too long what it has to have as a deputy, or to know."""
        since = [self.sent_at[0][1]] if self.sent_at else []
        since += [] if self.named_at is None else [self.named_at]
        return bool(since) and now - min(since) > BEHIND_SECONDS

    def key_of(self, other: Person) -> str:
        """By what this app is to know the ticket of somebody, hexadecimal."""
        assert self.watching is not None
        return ticket_key(deputy_ticket(other.ticket, self.watching.certificate)).hex()

    def deputy(self, people: Mapping[ParticipantId, Participant]) -> Deputy:
        """As the others are told of it. ``people``: who is in the meeting."""
        assert self.watching is not None
        assert self.participant is not None
        person = people.get(self.participant)
        return Deputy(
            self.participant, "" if person is None else person.name, self.addresses, self.watching.certificate
        )


def _is_number(address: str) -> bool:
    """Whether it is an IP address, with or without a port."""
    host, _, port = address.rpartition(":")
    for one in (address, host.removeprefix("[").removesuffix("]") if port.isdecimal() else ""):
        try:
            ip_address(one)
        except ValueError:
            continue
        return True
    return False
