"""One meeting, held in this process: the rules of ``core`` over real connections.

Events go in (``happen``), what the core commands goes out to those who carry it out: ``members`` (who has a ticket, and
their channels), ``media`` (the relay), the teller (who is told what) and the files.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import assert_never

from meetdesk.core import commands, events
from meetdesk.core.entry import Entry
from meetdesk.core.errors import ErrorCode
from meetdesk.core.meeting import Meeting, SavedMeeting
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import ChatEdited, ChatMessage, ChatPosted, ChatReacted, ChatRemoved
from meetdesk.core.topics.files import FileId
from meetdesk.core.topics.people import DeputyWished, EndReason, HostChanged, Joined, Left, Participant, Renamed, Role
from meetdesk.core.topics.tracks import TrackPublished, TrackUpdated
from meetdesk.relay.speakers import SLOTS
from meetdesk.server.meeting.clock import MeetingClock
from meetdesk.server.meeting.control_output import Teller
from meetdesk.server.meeting.files.serving import FileService
from meetdesk.server.meeting.media import Media
from meetdesk.server.meeting.members import Members
from meetdesk.server.meeting.succession.held import Held
from meetdesk.server.meeting.succession.succession import Succession
from meetdesk.server.meeting.usage import Statistics, usage
from meetdesk.wire import messages
from meetdesk.wire.succession import Begin

END_SECONDS = 1.0
"""How long the end waits until everybody was told."""
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
        keep: Callable[[str, ChatMessage, float], object] = lambda *_: None,
        on_people: Callable[[], None] = lambda: None,
        on_finished: Callable[[], None] = lambda: None,
        slots: int = SLOTS,
        files_folder: Path | None = None,
        clock: MeetingClock | None = None,
        begin: Begin | None = None,
    ) -> None:
        """``keep`` gets each message to all that was posted or changed: the meeting's id, the message as it is now, and
        the time of day in seconds since the Unix epoch. ``on_people`` is called when somebody came, left or has another
        name, ``on_finished`` once when the meeting is over.

        ``host_name``: who hosts, until the host's own window has joined. ``lobby``: the waiting room is on from the
        start. ``slots``: how many of those who speak are forwarded at a time. ``files_folder``: where files that are
        handed on are kept meanwhile; None: in the system's place for temporary files. ``clock``: another one than the
        computer's. ``begin``: the meeting is held by another app, for which this one stands in: it is ``replicate``d,
        and nothing is decided here before ``take_over``. Raises MeetDeskError ``title_too_long``.
        """
        self.ended = False
        self._clock = MeetingClock() if clock is None else clock
        if begin is None:
            self._meeting = Meeting(secrets.token_hex(16), title, self._clock.now(), lobby=lobby)
        else:
            self._meeting = Meeting.restore(begin.meeting)
            self._clock.go_on_from(begin.meeting.clock)
        self.meeting_id = self._meeting.state.meeting
        self.standing_by = begin is not None
        self.away = False
        """Another app carries the meeting on."""
        self._host_name = host_name
        self._keep = keep
        self._on_people = on_people
        self._on_finished = on_finished
        self._loop = asyncio.get_running_loop()
        self._events: deque[events.Event] = deque()
        self._deciding = False
        self._decided: deque[tuple[int, commands.Command]] = deque()
        """What is not carried out yet, each with the number of its event (``succession``)."""
        self.held = Held()
        self.teller = Teller(self._loop, self._clock.now_us)
        self._files = FileService(
            offered=self._meeting.offered_file,
            readable=self._meeting.readable_file,
            moved=self._file_moved,
            came=self._file_came,
            folder=files_folder,
        )
        self._media = Media(self, self._loop, slots=slots)
        self.members = Members(self, self._media, self._files, self._loop)
        self.succession = Succession(self, self._loop)
        self.members.doorkeeper.on_ticket = self.succession.admits
        self._ticked_at = self._second_at = self._loop.time()
        self._timer = self._loop.call_later(_TICK_SECONDS, self._tick)
        if begin is not None:
            self.members.restore(begin)
            self._restore_media()

    # For the app

    @property
    def title(self) -> str:
        """May be empty. Never changes."""
        return self._meeting.state.title

    @property
    def host_name(self) -> str:
        """Name of the person hosting."""
        people = self.participants.values()
        return next((person.name for person in people if person.role == Role.HOST), self._host_name)

    @property
    def people(self) -> int:
        """How many are in the meeting."""
        return len(self.participants)

    @property
    def locked(self) -> bool:
        """Whether nobody new gets in."""
        return self._meeting.locked

    def statistics(self) -> Statistics:
        """As ``Media.statistics``."""
        return self._media.statistics()

    async def end(self, reason: EndReason) -> None:
        """Ends the meeting; returns once everybody was told and all channels are closed, or after ``END_SECONDS``.
        Where another app carries it on, or is to, only this app's part of it ends."""
        if self.standing_by or self.away:
            self._finish()
        else:
            self.held.let_go()  # no deputy is waited for
            self._work()
        self.happen(events.EndRequested(at=self.now(), reason=reason))
        await asyncio.gather(self.members.all_closed(END_SECONDS), self.succession.all_closed(END_SECONDS))

    # Events in

    def now(self) -> float:
        """The meeting's clock: ``at`` of events."""
        return self._clock.now()

    def happen(self, event: events.Event) -> None:
        """Lets the meeting decide on an event and carries out what it commands, once the deputy has the event, too.
        Nothing, while another app decides."""
        if self.standing_by or self.away:
            return
        if (behind := self._clock.was_set()) is not None:
            self._events.append(events.ClockSet(at=self.now(), behind=behind))
        self._events.append(event)
        self._work()

    def carry_on(self) -> None:
        """What was held may be carried out, as far as it is safe now."""
        self._work()

    def _work(self) -> None:
        if self._deciding:
            return
        self._deciding = True
        try:
            while self._may_tell or (self._events and not self.succession.handing):
                if self._may_tell:
                    self._carry_out(self._decided.popleft()[1])
                else:
                    event = self._events.popleft()
                    commands = self._meeting.handle(event)
                    if self.succession.replicates:
                        self.succession.happened(event)
                    number = self.succession.number
                    self._decided.extend((number, command) for command in commands)
        finally:
            self._deciding = False

    @property
    def _may_tell(self) -> bool:
        return bool(self._decided) and self.held.may_tell(self._decided[0][0])

    # For whoever stands in

    @property
    def participants(self) -> Mapping[ParticipantId, Participant]:
        """Who is in the meeting."""
        return self._meeting.participants

    @property
    def term(self) -> int:
        """Number of the reign."""
        return self._meeting.term

    @property
    def wished_deputy(self) -> ParticipantId | None:
        """Whom the host wants to stand in."""
        return self._meeting.wished_deputy

    def save(self) -> SavedMeeting:
        """All that the meeting knows, as plain data."""
        return self._meeting.save(self.now())

    def follow(self, at: float) -> None:
        """The host's clock of the meeting showed this, a moment ago at least."""
        self._clock.follow(at)

    def replicate(self, event: events.Event) -> None:
        """The host has decided on this event."""
        self._clock.follow(event.at)
        for command in self._meeting.handle(event):
            self._carry_out(command)

    def take_over(self, me: ParticipantId) -> None:
        """From now on the meeting is decided on here, where participant ``me`` is."""
        self.standing_by = False
        self.members.all_links_lost()
        self.happen(events.Succeeded(at=self.now(), participant=me))
        name = self.participants[me].name if me in self.participants else ""
        self.succession.taken_over(me, name)
        _log.info("meeting %s is carried on here", self.meeting_id)

    def gone_to(self) -> None:
        """Another app carries the meeting on: nothing is decided here any more, and whoever is connected is let go
        without a word, to come back there."""
        self.away = True
        self.members.abort_all()

    async def drop(self) -> None:
        """This app's part of a meeting that another one carries on is over; returns once all channels are closed."""
        if self.standing_by or self.away:
            self._finish()
        await self.succession.all_closed(END_SECONDS)

    def _restore_media(self) -> None:
        for track in self._meeting.state.tracks:
            self._media.changed(TrackPublished(track))
        for route in self._meeting.routes:
            self._media.route(route)

    def _file_moved(self, participant: ParticipantId, file: FileId) -> None:
        self.happen(events.FileMoved(at=self.now(), participant=participant, file=file))

    def _file_came(self, participant: ParticipantId, file: FileId, sha256: str) -> None:
        self.happen(events.FileCame(at=self.now(), participant=participant, file=file, sha256=sha256))

    def _tick(self) -> None:
        now = self._loop.time()
        # After the machine slept, or this loop was held up, silence says nothing about the others.
        held_up = max(0.0, now - self._ticked_at - 2 * _TICK_SECONDS)
        self._ticked_at = now
        self._timer = self._loop.call_later(_TICK_SECONDS, self._tick)
        if self.away:
            return
        second = now - self._second_at >= 1.0
        if second:
            self._second_at = now
            self._media.second_passed()
        if self.standing_by:
            return
        self.members.watch(now, held_up)
        if second:
            self.members.second_passed()
            self.happen(events.TimePassed(at=self.now()))

    # Commands out

    def _carry_out(self, command: commands.Command) -> None:
        if isinstance(command, commands.AtTheDoor):
            self.members.at_the_door(command)
        elif isinstance(command, commands.Telling):
            self.teller.carry_out(command)
        else:
            self._carry_out_here(command)

    def _carry_out_here(self, command: commands.ForTheSession) -> None:
        match command:
            case commands.Append(entry):
                self._appended(entry)
            case commands.Welcomed():
                self.members.welcome(command)
            case commands.SendUsage(participant, request):
                answer = messages.Usage(id=request, people=usage(self.members.people))
                self.teller.tell_participant(participant, answer)
            case commands.DropFile(file):
                self._files.storage.drop(file)
            case commands.Route():
                self._media.route(command)
            case commands.TellDemand():
                self._media.demand(command)
            case commands.CloseChannels(participant, code):
                self.members.close_channels(participant, code)
            case commands.HandOverTo():
                if not self.standing_by:
                    self.succession.hand_over()
            case commands.Finish():
                self._finish()
            case _:
                assert_never(command)

    def _appended(self, entry: Entry) -> None:
        self.teller.tell_entry(entry)
        match entry.change:
            case ChatPosted(message):
                self._keep(self.meeting_id, message, entry.at)
            case ChatEdited(number) | ChatRemoved(number) | ChatReacted(number):
                if (changed := self._meeting.chat_message(number)) is not None:
                    self._keep(self.meeting_id, changed, entry.at)
            case TrackPublished() | TrackUpdated():
                self._media.changed(entry.change)
            case Joined() | Renamed() | HostChanged():
                self._on_people()
            case DeputyWished(participant):
                self.succession.wished(participant)
            case Left(participant):
                self.succession.left(participant)
                self.members.left(participant)
                self._on_people()

    def _finish(self) -> None:
        if self.ended:
            return
        self.ended = True
        _log.info("meeting %s ended", self.meeting_id)
        self._timer.cancel()
        self.succession.close()
        self.members.close_all(ErrorCode.MEETING_ENDED)
        self._media.close()
        self._files.storage.close()
        if not self.away:
            self._on_finished()
