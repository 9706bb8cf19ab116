"""One meeting, held in this process: the rules of ``core`` and the relay, joined to real connections."""

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from meetdesk.core import commands, events
from meetdesk.core.budget import Kind as Spent
from meetdesk.core.entry import Entry
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.meeting import Meeting
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.core.topics.chat import ChatChange, ChatMessage, concerns
from meetdesk.core.topics.files import FileId
from meetdesk.core.topics.people import EndReason, Leave, Left, Role
from meetdesk.core.topics.tracks import Subscribe
from meetdesk.net.websocket.connection import Connection
from meetdesk.net.websocket.frames import binary_frame
from meetdesk.net.websocket.turns import turns_of
from meetdesk.relay.header import Kind
from meetdesk.relay.outbox import AUDIO_OUTBOX_BYTES, VIDEO_OUTBOX_BYTES, Outbox
from meetdesk.relay.router import Router
from meetdesk.relay.speakers import SLOTS
from meetdesk.server.meeting.clock import MeetingClock
from meetdesk.server.meeting.closing import close, close_all, fault_close, turn_away
from meetdesk.server.meeting.control_frames import ControlOutbox
from meetdesk.server.meeting.control_input import hear
from meetdesk.server.meeting.control_output import Teller
from meetdesk.server.meeting.doorkeeper import Doorkeeper
from meetdesk.server.meeting.files.serving import FileService
from meetdesk.server.meeting.kept_out import UNKNOWN, Visitor
from meetdesk.server.meeting.person import ControlChannel, MediaChannel, Person
from meetdesk.server.meeting.spending import Spending
from meetdesk.server.meeting.subscribing import Subscribing
from meetdesk.server.meeting.tickets import Tickets
from meetdesk.server.meeting.usage import Statistics, usage
from meetdesk.wire import messages
from meetdesk.wire.codec import CONTROL_BYTES

HEARTBEAT_SECONDS = 2.5
"""A participant whose control channel is silent for this long is taken for gone."""
HELLO_SECONDS = 5.0
END_SECONDS = 1.0
FILE_CHANNELS = 8
"""File channels of one participant at the same time."""
OUTSIDE_BYTES = 4_096
"""Largest control message of somebody who is not, or not yet, in the meeting."""
_TICK_SECONDS = 0.25

_log = logging.getLogger(__name__)


class MeetingSession:
    """Must be made and used in the server thread, while its loop runs."""

    def __init__(
        self,
        title: str,
        *,
        host_name: str = "",
        lobby: bool = False,
        on_entry: Callable[[Entry], None] = lambda _: None,
        on_finished: Callable[[], None] = lambda: None,
        slots: int = SLOTS,
        files_folder: Path | None = None,
        clock: MeetingClock | None = None,
    ) -> None:
        """``on_entry`` gets every accepted change, ``on_finished`` is called once when the meeting is over.

        ``host_name``: who hosts, until the host's own window has joined. ``lobby``: the waiting room is on from the
        start. ``slots``: how many of those who speak are forwarded at a time. ``files_folder``: where files that are
        handed on are kept meanwhile; None: in the system's place for temporary files. ``clock``: another one than the
        computer's. Raises MeetDeskError ``title_too_long``.
        """
        self.meeting_id = secrets.token_hex(16)
        self.ended = False
        self._clock = MeetingClock() if clock is None else clock
        self._meeting = Meeting(self.meeting_id, title, self._clock.now(), lobby=lobby)
        self._host_name = host_name
        self._on_entry = on_entry
        self._on_finished = on_finished
        self._loop = asyncio.get_running_loop()
        self._tickets: Tickets[Person] = Tickets(self._loop.time)
        self._local_ticket = ""
        self._open: dict[Connection, Person] = {}
        self._all_closed = asyncio.Event()
        self._events: deque[events.Event] = deque()
        self._deciding = False
        self._demands: dict[TrackId, tuple[int, ...]] = {}
        self._dropped = 0
        self.teller = Teller(self._loop, self._clock.now_us)
        self.doorkeeper = Doorkeeper(self.teller, self.happen, self._tickets)
        self._files = FileService(
            offered=self._meeting.offered_file,
            readable=self._meeting.readable_file,
            moved=self._file_moved,
            came=self._file_came,
            folder=files_folder,
        )
        self._turns = turns_of(self._loop)
        self._spending = Spending(self, self._loop.time)
        self.subscribing = Subscribing(self._loop.call_soon, self._loop.time)
        self.subscribing.apply = self._subscribe
        self._router = Router(
            self._loop,
            framed=binary_frame,
            on_key_frame_wanted=lambda owner, track, layer: self.teller.tell_participant(
                owner, messages.KeyFrameWanted(track=track, layer=layer)
            ),
            on_demand=self._tell_demand,
            on_speakers=lambda speakers: self.teller.tell_all(messages.Speakers(participants=speakers)),
            slots=slots,
            at_end_of_turn=self._turns.at_end,
            spend=self._spending.spend,
            on_overspent=self._spending.overspent,
        )
        self._ticked_at = self._second_at = self._loop.time()
        self._timer = self._loop.call_later(_TICK_SECONDS, self._tick)

    # For the app

    @property
    def title(self) -> str:
        return self._meeting.state.title

    @property
    def host_name(self) -> str:
        """Name of the person hosting."""
        people = self._meeting.state.participants
        return next((person.name for person in people if person.role == Role.HOST), self._host_name)

    @property
    def people(self) -> int:
        """How many are in the meeting."""
        return len(self._meeting.state.participants)

    def chat_message(self, change: ChatChange) -> ChatMessage | None:
        """The message that was posted or changed, as it is now; None if it is not kept."""
        return self._meeting.chat_message(concerns(change))

    def admit(self, role: Role, visitor: Visitor = UNKNOWN) -> str:
        """A ticket: whoever has it says hello and is in the meeting then, or waits in the lobby. An app that was
        started anew while its link was lost goes on as who it was.

        Raises MeetDeskError: ``meeting_ended``, ``kept_out``, ``meeting_locked``.
        """
        if self.ended:
            raise MeetDeskError(ErrorCode.MEETING_ENDED)
        return self.doorkeeper.admit(role, visitor, locked=self._meeting.locked, at=self.now())

    def local_ticket(self) -> str:
        """The ticket of this app's own window, whose holder is the host. Raises MeetDeskError ``meeting_ended``."""
        if self._tickets.holder(self._local_ticket) is None:
            self._local_ticket = self.admit(Role.HOST)
        return self._local_ticket

    async def end(self, reason: EndReason) -> None:
        """Ends the meeting; returns once everybody was told and all channels are closed, or after ``END_SECONDS``."""
        self.happen(events.EndRequested(at=self.now(), reason=reason))
        try:
            async with asyncio.timeout(END_SECONDS):
                while self._open:
                    self._all_closed.clear()
                    await self._all_closed.wait()
        except TimeoutError:
            for connection in list(self._open):
                connection.abort()

    def statistics(self) -> Statistics:
        people = self.teller.people.values()
        outboxes = [channel.outbox for person in people for channel in person.media.values()]
        return Statistics(
            connected=sum(1 for person in people if person.control is not None),
            frames_in=self._router.frames_in,
            frames_out=self._router.frames_out,
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

    def leave(self, ticket: str) -> int:
        """The holder of ``ticket`` leaves, as said by their app, connected or not. Returns the HTTP status."""
        status = self.gate(ticket, "control")
        person = self._tickets.holder(ticket)
        if status is not None or person is None:
            return status or 401
        if person.participant is None:
            self.doorkeeper.give_up(person, self.now())
        else:
            self.happen(events.Asked(at=self.now(), participant=person.participant, request=Leave(id=0)))
        return 204

    async def serve(self, ticket: str, channel: str, connection: Connection) -> None:
        """Serves a channel whose upgrade was answered (``gate`` let it pass just before) until it is closed."""
        person = self._tickets.holder(ticket)
        if person is None or self.gate(ticket, channel) is not None:
            connection.abort()
            return
        self._open[connection] = person
        try:
            if channel == "control":
                await self._serve_control(person, connection)
            elif channel == "file":
                await self._serve_file(person, connection)
            else:
                await self._serve_media(person, connection, channel)
        finally:
            del self._open[connection]
            person.traffic.closed(connection)
            self._all_closed.set()

    async def _serve_control(self, person: Person, connection: Connection) -> None:
        if person.control is not None:
            close(person.control.connection, ErrorCode.DISPLACED)
        outbox = ControlOutbox(connection, lambda: self.drop(person, ErrorCode.TOO_SLOW))
        control = person.control = ControlChannel(connection, outbox, self._loop.time())
        self._tickets.keep(person.ticket)
        if person.participant is None:
            connection.set_limit(OUTSIDE_BYTES)

        def on_message(message: str | bytes) -> None:
            now = control.last_heard = self._loop.time()
            hear(self, person, control, message, now)

        connection.on_message = on_message
        connection.on_drained = outbox.flush
        connection.on_fault = lambda fault: fault_close(fault, ErrorCode.MESSAGE_TOO_LARGE)
        await connection.run()
        if person.control is control:
            self._link_went_away(person)

    async def _serve_media(self, person: Person, connection: Connection, name: str) -> None:
        participant = person.participant
        assert participant is not None
        if name in person.media:
            close(self._detach(person, name), ErrorCode.DISPLACED)
        kind = Kind.VIDEO if name == "video" else Kind.AUDIO
        outbox = Outbox(connection, AUDIO_OUTBOX_BYTES if kind == Kind.AUDIO else VIDEO_OUTBOX_BYTES)
        channel = person.media[name] = MediaChannel(kind, connection, outbox)
        clock = time.monotonic  # as the loop's, less a call
        forward = self._router.forward

        def on_message(message: str | bytes) -> None:
            channel.frames += 1
            channel.bytes += len(message)
            try:
                if isinstance(message, str):
                    raise MeetDeskError(ErrorCode.MALFORMED_FRAME)
                forward(participant, kind, message, clock())
            except MeetDeskError as error:
                self._media_mistake(person, error)

        connection.on_message = on_message
        connection.on_drained = lambda: outbox.drained(clock())
        connection.on_fault = lambda fault: fault_close(fault, ErrorCode.FRAME_TOO_LARGE)
        self._router.attach(participant, kind, outbox)
        try:
            await connection.run(self._turns)
        finally:
            if person.media.get(name) is channel:
                self._detach(person, name)

    async def _serve_file(self, person: Person, connection: Connection) -> None:
        assert person.participant is not None
        if len(person.files) >= FILE_CHANNELS:
            close(connection, ErrorCode.TOO_MANY_FILES)
        connection.on_fault = lambda fault: fault_close(fault, ErrorCode.MESSAGE_TOO_LARGE)
        person.files.add(connection)
        try:
            await self._files.serve(person.participant, connection)
        finally:
            person.files.discard(connection)

    def _file_moved(self, participant: ParticipantId, file: FileId) -> None:
        self.happen(events.FileMoved(at=self.now(), participant=participant, file=file))

    def _file_came(self, participant: ParticipantId, file: FileId, sha256: str) -> None:
        self.happen(events.FileCame(at=self.now(), participant=participant, file=file, sha256=sha256))

    def _detach(self, person: Person, name: str) -> Connection:
        channel = person.media.pop(name)
        self._dropped += channel.outbox.dropped
        if person.participant is not None:
            self._router.detach(person.participant, channel.kind, channel.outbox)
        return channel.connection

    # Events in

    def now(self) -> float:
        """The meeting's clock: ``at`` of events."""
        return self._clock.now()

    def happen(self, event: events.Event) -> None:
        """Lets the meeting decide on an event and carries out what it commands."""
        if (behind := self._clock.was_set()) is not None:
            self._events.append(events.ClockSet(at=self.now(), behind=behind))
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
        """The holder of a ticket, who is no participant, said hello."""
        self.doorkeeper.arrive(person, name, self.now())

    def give_up(self, person: Person) -> None:
        """Who waited says that it does not wait any more."""
        close_all(person, None)
        self.doorkeeper.give_up(person, self.now())

    def turn_away(self, control: ControlChannel, code: ErrorCode, **detail: str | int) -> None:
        turn_away(self.teller, control, code, **detail)

    def _subscribe(self, person: Person, request: Subscribe) -> None:
        if person.participant is not None:
            self.happen(events.Asked(at=self.now(), participant=person.participant, request=request))

    def request_key_frame(self, participant: ParticipantId, track: TrackId, layer: int) -> None:
        self._router.request_key_frame(participant, track, layer)

    def _media_mistake(self, person: Person, error: MeetDeskError) -> None:
        """Answers a media frame that reaches nobody."""
        if person.mistakes.to_be_answered(error.code, self._loop.time()):
            self.teller.tell(person, messages.ErrorMessage(code=error.code, detail=error.detail))
        self.mistake(person)

    def mistake(self, person: Person, code: ErrorCode = ErrorCode.TOO_MANY_MISTAKES, kind: Spent | None = None) -> None:
        """Counts a mistake that was answered; ``code`` is what one too many is called, ``kind`` what it is of."""
        if person.mistakes.made(self._loop.time()):
            self.expel(person, code, kind)

    def drop(self, person: Person, code: ErrorCode) -> None:
        """Closes all channels of somebody and says why; it may come back."""
        _log.info("meeting %s participant %s dropped: %s", self.meeting_id, person.participant, code)
        close_all(person, code)
        self._link_went_away(person)

    def expel(self, person: Person, code: ErrorCode, kind: Spent | None = None) -> None:
        """Closes all channels of somebody for good. ``kind``: what there was too much of."""
        what = kind or ""
        _log.warning("meeting %s participant %s expelled: %s %s", self.meeting_id, person.participant, code, what)
        close_all(person, code)
        self._tickets.revoke(person.ticket)
        self._forget_channels(person)
        if person.participant is None:
            self.doorkeeper.give_up(person, self.now())
        else:
            person.present = False
            self.happen(events.Expelled(at=self.now(), participant=person.participant, kind=kind))

    def _link_went_away(self, person: Person) -> None:
        self._forget_channels(person)
        if person.participant is None:
            if person.arrival is None:
                self._tickets.rest(person.ticket)
            self.doorkeeper.link_lost(person, self.now())
        elif person.present:
            person.present = False
            _log.info("meeting %s participant %s link lost", self.meeting_id, person.participant)
            self.happen(events.LinkWentAway(at=self.now(), participant=person.participant))

    def _forget_channels(self, person: Person) -> None:
        person.control = None
        for file in list(person.files):
            if not file.closing:
                file.abort()
        for name in list(person.media):
            connection = self._detach(person, name)
            if not connection.closing:
                connection.abort()

    def _tick(self) -> None:
        now = self._loop.time()
        # After the machine slept, or this loop was held up, silence says nothing about the others.
        held_up = max(0.0, now - self._ticked_at - 2 * _TICK_SECONDS)
        self._ticked_at = now
        self._timer = self._loop.call_later(_TICK_SECONDS, self._tick)
        for person in set(self._open.values()):
            if (control := person.control) is None:
                continue
            control.last_heard += held_up
            if control.said_hello and now - control.last_heard > HEARTBEAT_SECONDS:
                control.connection.abort()
                self._link_went_away(person)
            elif not control.said_hello and now - control.opened_at > HELLO_SECONDS:
                self.turn_away(control, ErrorCode.UNEXPECTED_MESSAGE)
        self.subscribing.take_over()
        if now - self._second_at >= 1.0:
            self._second_at = now
            self._spending.second_passed(self._router.key_frames)
            for participant, person in self.teller.people.items():
                person.traffic.second_passed(person.connections, self._router.passed_on[participant])
            self._router.second_passed()
            self.teller.second_passed()
            self.happen(events.TimePassed(at=self.now()))

    # Commands out

    def _carry_out(self, command: commands.Command) -> None:
        if isinstance(command, commands.AtTheDoor):
            self.doorkeeper.carry_out(command)
        elif isinstance(command, commands.Telling):
            self.teller.carry_out(command)
        else:
            self._carry_out_here(command)

    def _carry_out_here(self, command: commands.ForTheSession) -> None:
        match command:
            case commands.Append(entry):
                self._appended(entry)
            case commands.Welcomed():
                self._welcome(command)
            case commands.SendUsage(participant, request):
                answer = messages.Usage(id=request, people=usage(self.teller.people))
                self.teller.tell_participant(participant, answer)
            case commands.DropFile(file):
                self._files.storage.drop(file)
            case commands.Route():
                self._router.route(command)
            case commands.TellDemand(participant, track, layers):
                self._demands[track] = layers
                self._tell_demand(participant, track, again=True)
            case commands.CloseChannels(participant, code):
                if (person := self.teller.people.get(participant)) is not None:
                    close_all(person, code)
                    self._forget(person)
            case commands.Finish():
                self._finish()
            case _:
                assert_never(command)

    def _appended(self, entry: Entry) -> None:
        self.teller.tell_entry(entry)
        self._router.changed(entry.change)
        self._on_entry(entry)
        if isinstance(entry.change, Left) and (person := self.teller.people.get(entry.change.participant)) is not None:
            self._tickets.revoke(person.ticket)
            if person.control is None:
                self._forget(person)

    def _forget(self, person: Person) -> None:
        self._tickets.revoke(person.ticket)
        for name in list(person.media):
            self._detach(person, name)
        if person.participant is not None:
            self.teller.people.pop(person.participant, None)

    def _welcome(self, command: commands.Welcomed) -> None:
        person = self.doorkeeper.welcomed(command.arrival or 0)
        if person is None:
            person = self.teller.people[command.participant]
        else:
            person.participant = command.participant
            self.teller.people[command.participant] = person
        _log.info("meeting %s participant %s connected", self.meeting_id, command.participant)
        person.present = True
        if person.control is not None:
            person.control.connection.set_limit(CONTROL_BYTES)
        self.teller.welcome(person, command)

    def _tell_demand(self, participant: ParticipantId, track: TrackId, again: bool = False) -> None:
        """What the meeting's members want and what the relay needs instead for those whose links cannot carry it."""
        layers = set(self._demands.get(track, ())) | self._router.demanded_layers(track)
        self.teller.demand(participant, track, tuple(sorted(layers)), again)

    def _finish(self) -> None:
        if self.ended:
            return
        self.ended = True
        _log.info("meeting %s ended", self.meeting_id)
        self._timer.cancel()
        for person in set(self._open.values()):
            close_all(person, ErrorCode.MEETING_ENDED)
        self._router.close()
        self._files.storage.close()
        self._on_finished()
