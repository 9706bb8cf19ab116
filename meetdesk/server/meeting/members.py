"""Those who have a ticket: how they come in, their channels, and how they go. What a step is, ``life`` says."""

import asyncio
import logging
from typing import Protocol

from meetdesk.core import commands, events
from meetdesk.core.budget import Kind as Spent
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.limits import SILENCE_SECONDS
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Leave, Role
from meetdesk.core.topics.tracks import Subscribe
from meetdesk.net.message_connection import MessageConnection
from meetdesk.server.meeting.closing import all_closed, close, close_all, fault_close, turn_away
from meetdesk.server.meeting.control_input import ControlInput
from meetdesk.server.meeting.control_output import ControlChannel, ControlOutbox, Teller
from meetdesk.server.meeting.doorkeeper import Doorkeeper
from meetdesk.server.meeting.files.serving import FileService
from meetdesk.server.meeting.kept_out import UNKNOWN, Visitor
from meetdesk.server.meeting.life import Life, Stage, Step
from meetdesk.server.meeting.media import Media
from meetdesk.server.meeting.person import Person
from meetdesk.server.meeting.subscribing import Subscribing
from meetdesk.server.meeting.tickets import Tickets
from meetdesk.wire import messages
from meetdesk.wire.channels import FILE_CHANNELS, MESSAGE_BYTES, Channel, Refusal
from meetdesk.wire.succession import Begin, Holder

HELLO_SECONDS = 5.0
CALLERS = 8
"""Control channels of one ticket that have said no hello yet; the oldest gives way. A page tries one at a time, but a
browser opens some that the page gave up long ago, all at once when a link holds again."""
OUTSIDE_BYTES = 4_096
"""Largest control message of somebody who is not, or not yet, in the meeting."""

_log = logging.getLogger(__name__)


class Room(Protocol):
    """What of the meeting its members need."""

    meeting_id: str
    ended: bool
    standing_by: bool
    """Another app decides, and this one stands in for it."""
    away: bool
    """Another app carries it on."""
    teller: Teller

    @property
    def locked(self) -> bool:
        """Whether nobody new gets in."""
        ...

    def now(self) -> float:
        """Seconds by the meeting's clock: ``at`` of events."""
        ...

    def happen(self, event: events.Event) -> None:
        """Lets the meeting decide on an event and carries out what it commands, as ``MeetingSession.happen``."""
        ...


class Members:
    """Everybody who has a ticket: their channels, and their stages of life. ``people`` are those in the meeting."""

    def __init__(self, room: Room, media: Media, files: FileService, loop: asyncio.AbstractEventLoop) -> None:
        self.people: dict[ParticipantId, Person] = {}
        self.teller = room.teller
        self.subscribing = Subscribing(loop.call_soon, loop.time)
        self.subscribing.apply = self._subscribe
        self.room = room
        self.media = media
        self.clocks_changed = False
        """Somebody in the meeting said what its clock shows."""
        self._files = files
        self._loop = loop
        self._tickets: Tickets[Person] = Tickets(loop.time)
        self._local_ticket = ""
        self._open: dict[MessageConnection, Person] = {}
        self._one_closed = asyncio.Event()
        self.doorkeeper = Doorkeeper(self.people, room.teller, room.happen, self._tickets)

    # For the servers

    def admit(self, role: Role, visitor: Visitor = UNKNOWN) -> str:
        """A ticket: whoever has it says hello and is in the meeting then, or waits in the lobby. An app that was
        started anew while its link was lost goes on as who it was.

        Raises MeetDeskError: ``meeting_ended``, ``kept_out``, ``meeting_locked``.
        """
        if self.room.ended:
            raise MeetDeskError(ErrorCode.MEETING_ENDED)
        return self.doorkeeper.admit(role, visitor, locked=self.room.locked, at=self.room.now())

    def local_ticket(self) -> str:
        """The ticket of this app's own window, whose holder is the host. Raises MeetDeskError ``meeting_ended``."""
        if self._tickets.holder(self._local_ticket) is None:
            self._local_ticket = self.admit(Role.HOST)
        return self._local_ticket

    @property
    def own_ticket(self) -> str:
        """Of this app's window, if it has one: else nobody's."""
        return self._local_ticket

    def restore(self, begin: Begin) -> None:
        """Goes on with those who had tickets in another app. Nobody is connected here yet."""
        self.doorkeeper.restore(begin.out_of_doors, max((one.arrival or 0 for one in begin.holders), default=0))
        for holder in begin.holders:
            self.expect(holder)

    def expect(self, holder: Holder) -> None:
        """Somebody has a ticket for this app, or another one than before."""
        person = self._known(holder)
        if person is None:
            person = Person(holder.role, Visitor(holder.address))
            if holder.participant is not None:
                person.participant = holder.participant
                person.life = Life(Stage.LOST)
                self.people[holder.participant] = person
            elif holder.arrival is not None:
                person.life = Life(Stage.ARRIVING)
                self.doorkeeper.restore_waiting(holder.arrival, person)
        self._tickets.revoke(person.key)
        person.key = bytes.fromhex(holder.key)
        self._tickets.expect(person.key, person)

    def _known(self, holder: Holder) -> Person | None:
        if holder.participant is not None:
            return self.people.get(holder.participant)
        return next((one for one in self.doorkeeper.people if one.arrival == holder.arrival), None)

    def all_links_lost(self) -> None:
        """The meeting begins to be decided on here: whoever is in it has still to come."""
        for person in self.people.values():
            person.life = Life(Stage.LOST)

    def own_window_has(self, ticket: str) -> None:
        """This app's window goes on with a ticket that it has already."""
        self._local_ticket = ticket

    def by_ticket(self, ticket: str) -> Person | None:
        """Whose it is, noted as shown; None if nobody's."""
        person = self._tickets.holder(ticket)
        if person is not None and not person.ticket:
            person.ticket = ticket
            self.doorkeeper.on_ticket(person)
        return person

    def gate(self, ticket: str, channel: Channel) -> Refusal | None:
        """What refuses this channel to the holder of ``ticket``; None if it may be opened."""
        if self.room.ended:
            return Refusal.MEETING_ENDED
        if self.room.away:
            return Refusal.NOT_WELCOMED  # its app is about to learn where it goes on
        person = self._tickets.holder(ticket)
        if person is None:
            return Refusal.NOT_ADMITTED
        if self.room.standing_by and channel == Channel.AUDIO_COPY:
            return None if person.participant in self.people else Refusal.NOT_WELCOMED
        if channel != Channel.CONTROL and not self.teller.is_told(person.participant or 0):
            return Refusal.NOT_WELCOMED
        return None

    def leave(self, ticket: str) -> Refusal | None:
        """The holder of ``ticket`` leaves, as said by their app, connected or not; or returns why they cannot."""
        refusal = self.gate(ticket, Channel.CONTROL)
        person = self._tickets.holder(ticket)
        if refusal is not None or person is None:
            return refusal or Refusal.NOT_ADMITTED
        if person.participant is None:
            self.give_up(person)
        else:
            self.room.happen(events.Asked(at=self.room.now(), participant=person.participant, request=Leave(id=0)))
        return None

    async def serve(self, ticket: str, channel: Channel, connection: MessageConnection) -> None:
        """Serves a channel whose upgrade was answered (``gate`` let it pass just before) until it is closed."""
        person = self.by_ticket(ticket)
        if person is None or self.gate(ticket, channel) is not None:
            connection.abort()
            return
        if not person.channels.take(1, self._loop.time()):
            connection.abort()
            self.expel(person, ErrorCode.FLOODING, Spent.REQUESTS)
            return
        self._open[connection] = person
        try:
            if channel == Channel.CONTROL:
                await self._serve_control(person, connection)
            elif channel == Channel.FILE:
                await self._serve_file(person, connection)
            else:
                await self.media.serve(person, connection, channel)
        finally:
            del self._open[connection]
            person.traffic.closed(connection)
            self._one_closed.set()

    async def _serve_control(self, person: Person, connection: MessageConnection) -> None:
        outbox = ControlOutbox(connection, lambda: self.drop(person, ErrorCode.TOO_SLOW))
        control = ControlChannel(connection, outbox, self._loop.time())
        if len(person.callers) >= CALLERS:
            close(person.callers.pop(0).connection, ErrorCode.DISPLACED)
        person.callers.append(control)
        self._tickets.keep(person.key)
        if person.participant is None:
            connection.set_limit(OUTSIDE_BYTES)

        connection.on_message = ControlInput(self, person, control, self._loop.time).hear
        connection.on_drained = outbox.flush
        connection.on_fault = lambda fault: fault_close(fault, ErrorCode.MESSAGE_TOO_LARGE)
        await connection.run()
        if control in person.callers:
            person.callers.remove(control)
        if person.control is control:
            self._link_went_away(person)
        elif person.life.stage is Stage.ADMITTED and person.control is None and not person.callers:
            self._tickets.rest(person.key)

    async def _serve_file(self, person: Person, connection: MessageConnection) -> None:
        assert person.participant is not None
        if len(person.files) >= FILE_CHANNELS:
            close(connection, ErrorCode.TOO_MANY_FILES)
        connection.on_fault = lambda fault: fault_close(fault, ErrorCode.MESSAGE_TOO_LARGE)
        person.files.add(connection)
        try:
            await self._files.serve(person.participant, connection)
        finally:
            person.files.discard(connection)

    def has_media(self, ticket: str, channel: Channel) -> bool:
        """Whether the holder of ``ticket`` has this media channel."""
        person = self._tickets.holder(ticket)
        return person is not None and channel in person.media

    def end_media(self, ticket: str, channel: Channel) -> None:
        """Ends this media channel of the holder of ``ticket``, who opens it anew."""
        person = self._tickets.holder(ticket)
        if person is not None and channel in person.media:
            self.media.detach(person, channel).abort()

    # What was heard on a control channel

    def takes_over(self, person: Person, control: ControlChannel, attempt: int | None) -> bool:
        """A channel's first hello, which was begun as ``attempt``: the channel is the person's from now on, and the one
        before is closed. False: the page gave it up before it said hello on the present one, so it is closed."""
        if control in person.callers:
            person.callers.remove(control)
        if person.life.stage is Stage.GONE:
            close(control.connection, ErrorCode.NOT_ADMITTED)
            return False
        if not person.attempts.is_next(attempt, self._loop.time()):
            close(control.connection, ErrorCode.DISPLACED)
            return False
        if person.control is not None:
            close(person.control.connection, ErrorCode.DISPLACED)
            self._forget_control(person)
        person.control = control
        return True

    def give_up(self, person: Person) -> None:
        """Who waited says that it does not wait any more."""
        close_all(person, None)
        self.doorkeeper.give_up(person, self.room.now())

    def _subscribe(self, person: Person, request: Subscribe) -> None:
        if person.participant is not None:
            self.room.happen(events.Asked(at=self.room.now(), participant=person.participant, request=request))

    # How somebody goes

    def mistake(self, person: Person, code: ErrorCode = ErrorCode.TOO_MANY_MISTAKES, kind: Spent | None = None) -> None:
        """Counts a mistake that was answered; ``code`` is what one too many is called, ``kind`` what it is of."""
        if person.mistakes.made(self._loop.time()):
            self.expel(person, code, kind)

    def drop(self, person: Person, code: ErrorCode) -> None:
        """Closes all channels of somebody and says why; it may come back."""
        _log.info("meeting %s participant %s dropped: %s", self.room.meeting_id, person.participant, code)
        close_all(person, code)
        self._link_went_away(person)

    def expel(self, person: Person, code: ErrorCode, kind: Spent | None = None) -> None:
        """Closes all channels of somebody for good. ``kind``: what there was too much of. Whoever only stands in has
        no say in who is in the meeting: there it may come again."""
        what = kind or ""
        _log.warning("meeting %s participant %s expelled: %s %s", self.room.meeting_id, person.participant, code, what)
        close_all(person, code)
        if self.room.standing_by:
            self._forget_channels(person)
            return
        self._tickets.revoke(person.key)
        self._forget_channels(person)
        if person.participant is None:
            self.doorkeeper.give_up(person, self.room.now())
        else:
            person.life.step(Step.LEAVES)
            self.room.happen(events.Expelled(at=self.room.now(), participant=person.participant, kind=kind))

    def _link_went_away(self, person: Person) -> None:
        self._forget_channels(person)
        before = person.life.stage
        person.life.step(Step.LOSES_LINK)
        if before is Stage.ADMITTED:
            self._tickets.rest(person.key)
        elif before is Stage.ARRIVING:
            self.doorkeeper.link_lost(person, self.room.now())
        elif before is Stage.PRESENT and person.participant is not None:
            _log.info("meeting %s participant %s link lost", self.room.meeting_id, person.participant)
            self.room.happen(events.LinkWentAway(at=self.room.now(), participant=person.participant))

    def _forget_control(self, person: Person) -> None:
        person.control = None
        if person.participant is not None:
            self.teller.lost(person.participant)

    def _forget_channels(self, person: Person) -> None:
        self._forget_control(person)
        for file in list(person.files):
            if not file.closing:
                file.abort()
        self._end_all_media(person)

    def _end_all_media(self, person: Person) -> None:
        for name in list(person.media):
            connection = self.media.detach(person, name)
            if not connection.closing:
                connection.abort()

    def watch(self, now: float, held_up: float) -> None:
        """Who is silent is gone. ``now``: seconds, monotonic; ``held_up``: for so long nobody could be heard."""
        for person in set(self._open.values()):
            for caller in person.callers:
                if now - caller.opened_at > HELLO_SECONDS and not caller.connection.closing:
                    turn_away(self.teller, caller, ErrorCode.UNEXPECTED_MESSAGE)
            if (control := person.control) is None:
                continue
            control.last_heard += held_up
            if now - control.last_heard > SILENCE_SECONDS:
                control.connection.abort()
                self._link_went_away(person)
        self.subscribing.take_over()

    def second_passed(self) -> None:
        """Tells all the clocks, if one has changed: at most once a second, however many people there are."""
        if self.clocks_changed:
            self.clocks_changed = False
            self.teller.tell_all(self._clocks())

    def _clocks(self) -> messages.Clocks:
        people = self.people.items()
        return messages.Clocks({str(who): p.offset_us for who, p in people if p.offset_us is not None})

    # What the meeting commands

    def at_the_door(self, command: commands.AtTheDoor) -> None:
        """As ``Doorkeeper.carry_out``."""
        self.doorkeeper.carry_out(command)

    def welcome(self, command: commands.Welcomed) -> None:
        """Somebody is a participant from now on, or again."""
        person = self.doorkeeper.welcomed(command.arrival or 0)
        if person is None:
            person = self.people.get(command.participant)
            if person is None:
                return  # gone between the decision and its carrying out
        else:
            person.participant = command.participant
            self.people[command.participant] = person
        _log.info("meeting %s participant %s connected", self.room.meeting_id, command.participant)
        person.life.step(Step.IS_WELCOMED)
        if person.control is not None:
            person.control.connection.set_limit(MESSAGE_BYTES[Channel.CONTROL])
            self.teller.welcome(person.control, command)
            self.teller.tell_participant(command.participant, self._clocks())

    def left(self, participant: ParticipantId) -> None:
        """The meeting knows this participant no more. Who has a channel is forgotten once that was told to close."""
        if (person := self.people.get(participant)) is not None:
            person.life.step(Step.LEAVES)
            self._tickets.revoke(person.key)
            if person.control is None:
                self._forget(person)

    def close_channels(self, participant: ParticipantId, code: ErrorCode | None) -> None:
        """As ``commands.CloseChannels``."""
        if (person := self.people.get(participant)) is not None:
            close_all(person, code)
            self._forget(person)

    def _forget(self, person: Person) -> None:
        self._tickets.revoke(person.key)
        self._end_all_media(person)
        if person.participant is not None:
            self.people.pop(person.participant, None)
            self.teller.lost(person.participant)

    # The end

    def close_all(self, code: ErrorCode) -> None:
        """Of everybody, in the lobby as well; ``code`` is what they are told. See ``all_closed``."""
        for person in set(self._open.values()):
            close_all(person, code)

    def abort_all(self) -> None:
        """Without a word: whoever was connected comes back where the meeting is carried on."""
        for connection in list(self._open):
            connection.abort()

    async def all_closed(self, seconds: float) -> None:
        """Returns once every channel is closed; after ``seconds`` those that are left are broken off."""
        await all_closed(self._open, self._one_closed, seconds)
