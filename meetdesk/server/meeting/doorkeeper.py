"""Those who said hello and are no participants yet, and those who may not come any more."""

from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

from meetdesk.core import commands, events
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Role
from meetdesk.server.meeting.closing import turn_away
from meetdesk.server.meeting.control_output import Teller
from meetdesk.server.meeting.kept_out import KeptOut, Visitor
from meetdesk.server.meeting.life import Step
from meetdesk.server.meeting.person import Person
from meetdesk.server.meeting.tickets import Tickets
from meetdesk.wire.messages import PROTOCOL_VERSION, InLobby
from meetdesk.wire.succession import OutOfDoors
from meetdesk.wire.tickets import ticket_key


class Doorkeeper:
    """Carries out the meeting's decisions about who comes in."""

    def __init__(
        self,
        participants: Mapping[ParticipantId, Person],
        teller: Teller,
        happen: Callable[[events.Event], None],
        tickets: Tickets[Person],
    ) -> None:
        """``participants``: who is in the meeting now; ``happen``: tells the meeting."""
        self._participants = participants
        self._teller = teller
        self._happen = happen
        self._tickets = tickets
        self._people: dict[int, Person] = {}
        """By the number of the arrival: those whose hello is being decided on, and those who wait."""
        self._latest = 0
        self._kept_out = KeptOut()
        self.on_ticket: Callable[[Person], None] = lambda _: None
        """Somebody who is in the meeting, or about to come in, has a ticket that was not known before."""

    @property
    def people(self) -> Iterable[Person]:
        """Those whose hello is being decided on, and those who wait, their link lost or not."""
        return self._people.values()

    def admit(self, role: Role, visitor: Visitor, *, locked: bool, at: float) -> str:
        """A ticket, for somebody new or for somebody whose link is lost. ``locked``: nobody new gets in.

        Raises MeetDeskError: ``kept_out``, ``meeting_locked``.
        """
        if role is not Role.HOST:
            self.refuse_kept_out(visitor)
            if (person := self._lost(visitor)) is not None:
                return self._expect_back(person, visitor, at)
            if locked:
                raise MeetDeskError(ErrorCode.MEETING_LOCKED)
        person = Person(role, visitor)
        return self._give(person)

    def _give(self, person: Person) -> str:
        person.ticket = self._tickets.give(person)
        person.key = ticket_key(person.ticket)
        return person.ticket

    def refuse_kept_out(self, visitor: Visitor) -> None:
        """Raises MeetDeskError ``kept_out`` for one of them."""
        if self._kept_out.has(visitor):
            raise MeetDeskError(ErrorCode.KEPT_OUT)

    def _lost(self, visitor: Visitor) -> Person | None:
        """The one in the meeting or in the lobby who came by the same app and whose link is lost; None: there is none.

        One whose link holds is somebody else: a copy of the app's data on another computer, not its next start."""
        if not visitor.app:
            return None
        people = (*self._participants.values(), *self._people.values())
        return next((one for one in people if one.visitor.app == visitor.app and one.control is None), None)

    def _expect_back(self, person: Person, visitor: Visitor, at: float) -> str:
        """Another ticket for somebody whose link is lost; the time to come back begins anew."""
        self._tickets.revoke(person.key)
        person.visitor = visitor
        self._give(person)
        self.on_ticket(person)
        if person.participant is None:
            self.link_lost(person, at)
        else:
            self._happen(events.LinkWentAway(at=at, participant=person.participant))
        return person.ticket

    def arrive(self, person: Person, name: str, at: float) -> None:
        """The holder of a ticket, who is no participant, said hello: for the first time, or while it waits."""
        if person.arrival is None:
            self._latest += 1
            person.arrival = self._latest
            self._people[person.arrival] = person
            self.on_ticket(person)
        person.life.step(Step.SAYS_HELLO)
        before = self._kept_out.at_the_address(person.visitor)
        self._happen(events.Arrived(at=at, arrival=person.arrival, name=name, role=person.role, same_address=before))

    @property
    def out_of_doors(self) -> tuple[OutOfDoors, ...]:
        """Those who are kept out, as far as another app can know them."""
        return self._kept_out.known_elsewhere

    def restore(self, out_of_doors: Iterable[OutOfDoors], latest: int) -> None:
        """Goes on with what another app knew; ``latest``: the highest number of an arrival there."""
        self._latest = latest
        for one in out_of_doors:
            self._kept_out.add_from_elsewhere(one.number, one.address)

    def restore_waiting(self, arrival: int, person: Person) -> None:
        """Somebody whom another app had let in to the door."""
        person.arrival = arrival
        self._people[arrival] = person
        self._latest = max(self._latest, arrival)

    def link_lost(self, person: Person, at: float) -> None:
        """Keeps its place for ``limits.RETURN_SECONDS``. Nothing, for who does not wait (any more)."""
        if person.arrival is not None:
            self._happen(events.WaitingLinkWentAway(at=at, arrival=person.arrival))

    def give_up(self, person: Person, at: float) -> None:
        """Who waited does not wait any more; its ticket is void."""
        self._tickets.revoke(person.key)
        person.life.step(Step.LEAVES)
        if (arrival := person.arrival) is not None:
            self._take(arrival)
            self._happen(events.WaitGivenUp(at=at, arrival=arrival))

    # Commands out

    def welcomed(self, arrival: int) -> Person | None:
        """Whoever arrived under this number is a participant now."""
        return self._take(arrival)

    def carry_out(self, command: commands.AtTheDoor) -> None:
        """Tells whom the decision is about, and remembers who is kept out."""
        match command:
            case commands.KeptWaiting(arrival):
                person = self._people.get(arrival)
                if person is not None and person.control is not None:
                    self._teller.answer(person.control, InLobby(protocol=PROTOCOL_VERSION))
            case commands.TurnedAway(arrival=None, participant=participant):
                person = self._participants.get(participant or 0)
                if person is not None and person.control is not None:
                    person.life.step(Step.IS_TURNED_AWAY)
                    turn_away(self._teller, person.control, command.code)
            case commands.TurnedAway(code, arrival):
                self._turned_away(self._take(arrival or 0), code, command.for_good)
            case commands.KeepOut(number, participant, arrival):
                people = self._participants if participant is not None else self._people
                self._keep_out(number, people.get(participant or arrival or 0))
            case commands.LetBackIn(number):
                self._kept_out.lift(number)
            case _:
                assert_never(command)

    def _turned_away(self, person: Person | None, code: ErrorCode, for_good: bool) -> None:
        if person is None:
            return
        person.life.step(Step.LEAVES if for_good else Step.IS_TURNED_AWAY)
        if for_good:
            self._tickets.revoke(person.key)
        if person.control is not None:
            turn_away(self._teller, person.control, code)

    def _keep_out(self, number: int, person: Person | None) -> None:
        if person is not None:
            others = [one for one in (*self._participants.values(), *self._people.values()) if one is not person]
            shared = any(one.visitor.address == person.visitor.address for one in others)
            self._kept_out.add(number, person.visitor, address_shared=shared)

    def _take(self, arrival: int) -> Person | None:
        person = self._people.pop(arrival, None)
        if person is not None:
            person.arrival = None
        return person
