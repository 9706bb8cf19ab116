"""One meeting, held in this process: the rules of ``core`` and the relay, joined to real connections."""

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable

import msgspec
from tornado.iostream import IOStream

from meetdesk.core import commands, events
from meetdesk.core.entries import EndReason, Entry, Left, ParticipantId, Role, TrackId
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.meeting import Meeting
from meetdesk.relay.header import Kind
from meetdesk.relay.outbox import AUDIO_OUTBOX_BYTES, VIDEO_OUTBOX_BYTES, Outbox
from meetdesk.relay.router import Router
from meetdesk.relay.speakers import SLOTS
from meetdesk.server.control import ControlOutbox, framed
from meetdesk.server.hearing import hear
from meetdesk.server.person import ControlChannel, MediaChannel, Person
from meetdesk.server.tickets import Tickets
from meetdesk.server.websocket.connection import Connection
from meetdesk.server.websocket.frames import binary_frame
from meetdesk.wire import messages
from meetdesk.wire.close_codes import CloseCode, close_code_for

HEARTBEAT_SECONDS = 2.5
HELLO_SECONDS = 5.0
END_SECONDS = 1.0
_TICK_SECONDS = 0.25

_log = logging.getLogger(__name__)


class Statistics(msgspec.Struct, frozen=True):
    """Counts since the meeting began; ``connected`` is now."""

    connected: int
    frames_in: int
    frames_out: int
    frames_dropped: int


class MeetingSession:
    """Must be made and used in the server thread, while its loop runs."""

    def __init__(
        self,
        title: str,
        *,
        on_entry: Callable[[Entry], None] = lambda _: None,
        on_finished: Callable[[], None] = lambda: None,
        slots: int = SLOTS,
    ) -> None:
        """``on_entry`` gets every accepted change, ``on_finished`` is called once when the meeting is over.

        ``slots``: how many of those who speak are forwarded at a time. Raises MeetDeskError ``title_too_long``.
        """
        self.meeting_id = secrets.token_hex(16)
        self._meeting = Meeting(self.meeting_id, title, time.time())
        self._on_entry = on_entry
        self._on_finished = on_finished
        self._loop = asyncio.get_running_loop()
        self._tickets: Tickets[Person] = Tickets(self._loop.time)
        self._people: dict[ParticipantId, Person] = {}
        self._arrivals: dict[int, Person] = {}
        self._arrival = 0
        self._connections: set[Connection] = set()
        self._events: deque[events.Event] = deque()
        self._deciding = False
        self._flush_queue: list[ControlOutbox] = []
        self._demands: dict[TrackId, tuple[int, ...]] = {}
        self._demands_sent: dict[TrackId, tuple[int, ...]] = {}
        self._clocks_changed = False
        self._dropped = 0
        self._ticked_at = self._second_at = self._loop.time()
        self._timer = self._loop.call_later(_TICK_SECONDS, self._tick)
        self.ended = False
        self._all_closed = asyncio.Event()
        self.router = Router(
            self._loop,
            framed=binary_frame,
            on_key_frame_wanted=self._tell_key_frame_wanted,
            on_demand=self._tell_demand,
            on_speakers=self._tell_speakers,
            slots=slots,
        )

    # For the app

    @property
    def title(self) -> str:
        return self._meeting.state.title

    @property
    def host_name(self) -> str:
        """Name of the person hosting; empty before they have joined."""
        people = self._meeting.state.participants
        return next((person.name for person in people if person.role == Role.HOST), "")

    def admit(self, role: Role) -> str:
        """A ticket for somebody new. Raises MeetDeskError ``meeting_ended``."""
        if self.ended:
            raise MeetDeskError(ErrorCode.MEETING_ENDED)
        person = Person(role)
        person.ticket = self._tickets.give(person)
        return person.ticket

    async def end(self, reason: EndReason) -> None:
        """Ends the meeting; returns once everybody was told and all channels are closed, or after ``END_SECONDS``."""
        self.happen(events.EndRequested(at=time.time(), reason=reason))
        try:
            async with asyncio.timeout(END_SECONDS):
                while self._connections:
                    self._all_closed.clear()
                    await self._all_closed.wait()
        except TimeoutError:
            for connection in list(self._connections):
                connection.abort()

    def statistics(self) -> Statistics:
        outboxes = [channel.outbox for person in self._people.values() for channel in person.media.values()]
        return Statistics(
            connected=sum(1 for person in self._people.values() if person.control is not None),
            frames_in=self.router.frames_in,
            frames_out=self.router.frames_out,
            frames_dropped=self._dropped + sum(outbox.dropped for outbox in outboxes),
        )

    # For the servers

    def gate(self, ticket: str, channel: str) -> int | None:
        """The HTTP status that refuses this channel to the holder of ``ticket``; None if it may be opened."""
        if self.ended:
            return 410
        person = self._tickets.holder(ticket)
        if person is None:
            return 401
        if channel != "control" and (person.control is None or not person.control.welcomed):
            return 409
        return None

    async def serve(self, ticket: str, channel: str, connection: Connection) -> None:
        """Serves a channel whose upgrade was answered (``gate`` let it pass just before) until it is closed."""
        person = self._tickets.holder(ticket)
        if person is None or self.ended:
            connection.abort()
            return
        self._connections.add(connection)
        try:
            if channel == "control":
                await self._serve_control(person, connection)
            else:
                await self._serve_media(person, connection, Kind.AUDIO if channel == "audio" else Kind.VIDEO)
        finally:
            self._connections.discard(connection)
            self._all_closed.set()

    async def _serve_control(self, person: Person, connection: Connection) -> None:
        if person.control is not None:
            _close(person.control.connection, ErrorCode.DISPLACED)
        outbox = ControlOutbox(connection, lambda: self.drop(person, ErrorCode.TOO_SLOW))
        control = person.control = ControlChannel(connection, outbox, self._loop.time())
        self._tickets.keep(person.ticket)
        connection.on_message = lambda message: hear(self, person, control, message)
        connection.on_drained = outbox.flush
        connection.on_fault = lambda fault: _fault_close(fault.value, ErrorCode.MESSAGE_TOO_LARGE)
        await connection.run()
        if person.control is control:
            self._link_went_away(person)

    async def _serve_media(self, person: Person, connection: Connection, kind: Kind) -> None:
        participant = person.participant
        assert participant is not None
        if kind in person.media:
            self._detach(person, kind)
        outbox = Outbox(connection, AUDIO_OUTBOX_BYTES if kind == Kind.AUDIO else VIDEO_OUTBOX_BYTES)
        channel = person.media[kind] = MediaChannel(connection, outbox)
        clock = self._loop.time
        forward = self.router.forward

        def on_message(message: str | bytes) -> None:
            try:
                if isinstance(message, str):
                    raise MeetDeskError(ErrorCode.MALFORMED_FRAME)
                forward(participant, kind, message, clock())
            except MeetDeskError as error:
                self.media_mistake(person, error)

        connection.on_message = on_message
        connection.on_drained = lambda: outbox.drained(clock())
        connection.on_fault = lambda fault: _fault_close(fault.value, ErrorCode.FRAME_TOO_LARGE)
        self.router.attach(participant, kind, outbox)
        try:
            await connection.run()
        finally:
            if person.media.get(kind) is channel:
                self._detach(person, kind)

    def _detach(self, person: Person, kind: Kind) -> None:
        """The channel of this kind is over; if it is still open, a newer one took its place."""
        channel = person.media.pop(kind)
        self._dropped += channel.outbox.dropped
        if person.participant is not None:
            self.router.detach(person.participant, kind, channel.outbox)
        _close(channel.connection, ErrorCode.DISPLACED)

    # Events in

    def happen(self, event: events.Event) -> None:
        """Lets the meeting decide on an event and carries out what it commands."""
        self._events.append(event)
        if self._deciding:
            return
        self._deciding = True
        try:
            while self._events:
                for command in self._meeting.handle(self._events.popleft()):
                    self._carry_out(command)
        finally:
            self._deciding = False

    def arrive(self, person: Person, name: str) -> None:
        """The holder of a ticket said hello for the first time."""
        self._arrival += 1
        self._arrivals[self._arrival] = person
        self.happen(events.Arrived(at=time.time(), arrival=self._arrival, name=name, role=person.role))

    def media_mistake(self, person: Person, error: MeetDeskError) -> None:
        """Answers a media frame that reaches nobody."""
        if person.mistakes.to_be_answered(error.code, self._loop.time()):
            self.tell(person, messages.ErrorMessage(code=error.code, detail=error.detail))
        self.mistake(person)

    def mistake(self, person: Person) -> None:
        """Counts a mistake that was answered."""
        if person.mistakes.made(self._loop.time()):
            self._tickets.revoke(person.ticket)
            self.drop(person, ErrorCode.TOO_MANY_MISTAKES)

    def drop(self, person: Person, code: ErrorCode) -> None:
        """Closes all channels of a participant who may or may not come back, and says why."""
        _log.info("meeting %s participant %s dropped: %s", self.meeting_id, person.participant, code)
        for connection in person.connections:
            _close(connection, code)
        self._link_went_away(person)

    def _link_went_away(self, person: Person) -> None:
        control, person.control = person.control, None
        for channel in list(person.media):
            connection = person.media[channel].connection
            self._detach_silently(person, channel)
            if not connection.closing:
                connection.abort()
        if control is not None and control.said_hello and person.participant is not None and not person.has_left:
            self.happen(events.LinkWentAway(at=time.time(), participant=person.participant))

    def _detach_silently(self, person: Person, kind: Kind) -> None:
        channel = person.media.pop(kind)
        self._dropped += channel.outbox.dropped
        if person.participant is not None:
            self.router.detach(person.participant, kind, channel.outbox)

    # Commands out

    def _carry_out(self, command: commands.Command) -> None:
        match command:
            case commands.Append(entry):
                self._tell_entry(entry)
            case commands.Welcomed():
                self._welcome(command)
            case commands.TurnedAway(code, arrival, participant):
                person = self._people.get(participant or 0) or self._arrivals.pop(arrival or 0, None)
                if person is not None and person.control is not None:
                    self.refuse_control(person.control, code)
            case commands.Reply(participant, request, track):
                self._tell_participant(participant, messages.Done(id=request, track=track))
            case commands.Refuse(participant, request, code, detail):
                self._tell_participant(participant, messages.ErrorMessage(code=code, id=request, detail=detail))
            case commands.SendChatPage(participant, request, page, more):
                self._tell_participant(participant, messages.ChatPage(id=request, messages=page, more=more))
            case commands.Route():
                self.router.route(command)
            case commands.TellDemand(participant, track, layers):
                self._demands[track] = layers
                self._tell_demand(participant, track)
            case commands.CloseChannels(participant, code):
                self._close_channels(participant, code)
            case commands.Finish():
                self._finish()
