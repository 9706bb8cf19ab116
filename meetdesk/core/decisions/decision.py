"""One event's decision: what it adds to the log, whom it answers, and what of the distribution it may change."""

from collections.abc import Iterable

from msgspec.structs import replace

from meetdesk.core.commands import (
    Append,
    Command,
    DropFile,
    KeepOut,
    LetBackIn,
    TellBallots,
    TellFileEnded,
    TellLobby,
    TellNotes,
    TellPrivately,
    TellStopped,
    Welcomed,
)
from meetdesk.core.distribution import Distribution
from meetdesk.core.entry import Change, Entry
from meetdesk.core.errors import ErrorCode
from meetdesk.core.events import Event
from meetdesk.core.log import Log
from meetdesk.core.roles import moderates
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.core.topics.chat import ChatChange, ChatPosted
from meetdesk.core.topics.files import FileId, Offered
from meetdesk.core.topics.lobby import Lobby
from meetdesk.core.topics.people import LeaveReason, Left, Participant
from meetdesk.core.topics.private import PrivateEntries
from meetdesk.core.topics.stops import Stop, Stoppable
from meetdesk.core.topics.tracks import TrackUnpublished, Want
from meetdesk.core.unlogged import Unlogged


class Decision:
    """A decision in the making. Whoever makes it checks first and changes then, so that a refusal changes nothing."""

    def __init__(
        self, log: Log, distribution: Distribution, lobby: Lobby, unlogged: Unlogged, event: Event, *, behind: float
    ) -> None:
        """``behind``: as ``events.ClockSet`` said."""
        self._log = log
        self._distribution = distribution
        self.lobby = lobby
        self.conversations = unlogged.conversations
        self.unlogged = unlogged
        self.files = unlogged.files
        self.fold = log.fold
        self.at = event.at
        self.time_of_day = event.at + behind
        """What the host's clock shows, in seconds since the Unix epoch: for people to read, not to measure by."""
        self.entries: list[Entry] = []
        self._private: list[Command] = []
        self._door: list[Command] = []
        self._answers: list[Command] = []
        self._closing: list[Command] = []
        self._touched: set[TrackId] = set()
        self._lobby_changed = False
        self._knows_no_lobby: set[ParticipantId] = set()

    @property
    def next_number(self) -> int:
        return self._log.next_number

    def append(self, change: Change) -> None:
        self.entries.append(self._log.append(self.time_of_day, change))

    def append_privately(self, person: Participant, other: Participant, change: ChatChange) -> None:
        """A new entry of the conversation of these two; ``person`` caused it."""
        talk = self.conversations.between(person, other)
        entry = talk.append(self.time_of_day, change)
        if isinstance(change, ChatPosted):
            self.conversations.posted(person.participant, talk, entry.number)
        for one, with_whom in ((person, other), (other, person)):
            news = PrivateEntries(with_whom.participant, (entry,))
            self._private.append(TellPrivately(one.participant, news))

    def answer(self, command: Command) -> None:
        self._answers.append(command)

    def welcome(self, person: Participant, arrival: int | None = None) -> None:
        """Answers with the state as it is when all is decided."""
        self.answer(Welcomed(person.participant, arrival))
        self.tell_unlogged(person)

    def tell_unlogged(self, person: Participant) -> None:
        """What somebody who was welcomed is to know besides the log."""
        if ballots := self.unlogged.ballots.of_participant(person.participant):
            self.answer(TellBallots(person.participant, ballots))
        notes = self.unlogged.notes
        notes.forget_reader(person.participant)
        if notes.all:
            self.answer(TellNotes(notes.untold((person.participant,)), ()))
        self.tell_stops(person)

    def tell_stops(self, person: Participant) -> None:
        """Who may not write in the notes now: for moderators, and for itself. Who is kept out is told of the lobby."""
        for stop in self.unlogged.stops:
            concerned = moderates(person.role) or stop.participant == person.participant
            if stop.what is Stoppable.NOTES and concerned:
                self.answer(TellStopped((person.participant,), stop))

    def stop(self, stop: Stop) -> None:
        """It is in force until a moderator takes it back."""
        self.unlogged.stops.add(stop)
        self.tell_stopped(stop)

    def take_back(self, stop: Stop) -> None:
        self.unlogged.stops.take_back(stop)
        self.tell_stopped(stop, lifted=True)

    def tell_stopped(self, stop: Stop, *, lifted: bool = False) -> None:
        """Tells the one whom it concerns, and the moderators."""
        people = self.fold.participants.values()
        to = [one.participant for one in people if one.participant == stop.participant or moderates(one.role)]
        self.answer(TellStopped(tuple(to), stop, lifted))

    def lobby_changed(self) -> None:
        """Those who may let people in are told."""
        self._lobby_changed = True

    def tell_lobby(self, person: Participant) -> None:
        """This one knows nothing of the lobby yet: it is told if it may be, and if there is somebody in it."""
        self._knows_no_lobby.add(person.participant)

    def keep_out(self, name: str, *, participant: ParticipantId | None = None, arrival: int | None = None) -> int:
        """Returns the number under which it is kept out."""
        one, surplus = self.lobby.keep_out(name, self.at)
        self._door.append(KeepOut(one.kept_out, participant, arrival))
        for number in surplus:
            self._let_back(number)
        self.lobby_changed()
        return one.kept_out

    def let_back(self, number: int) -> None:
        if self.lobby.let_back(number):
            self._let_back(number)
            self.lobby_changed()

    def _let_back(self, number: int) -> None:
        self._door.append(LetBackIn(number))
        if (stop := self.unlogged.stops.of_kept_out(number)) is not None:
            self.take_back(stop)

    def close(self, command: Command) -> None:
        self._closing.append(command)

    def touch(self, tracks: Iterable[TrackId]) -> None:
        self._touched.update(tracks)

    def subscribe(self, person: Participant, wants: Iterable[Want]) -> None:
        self.touch(self._distribution.subscribe(person.participant, wants))

    def connection_changed(self, person: Participant) -> None:
        """The participant came, or its link went or came back."""
        self.touch(self._distribution.reached_by(person.participant))

    def tell_again(self, person: Participant) -> None:
        """What this publisher was told of demand was lost with its connection."""
        self.touch(self._distribution.ask_again(person.participant))

    def unpublish_all(self, person: Participant) -> None:
        for track in self.fold.tracks_of(person.participant):
            self.append(TrackUnpublished(track.track))
            self.touch([track.track])

    def leave(self, person: Participant, reason: LeaveReason, by: ParticipantId | None = None) -> None:
        """Takes the participant and all that belongs to it out of the meeting."""
        self.unpublish_all(person)
        self.connection_changed(person)
        self.subscribe(person, ())
        self.append(Left(person.participant, reason, by))
        self.unlogged.on_left(person.participant)
        for file in self.files.on_left(person.participant, set(self.fold.participants)):
            self.close(DropFile(file))

    def forget_offers(self, person: Participant) -> None:
        """The window that was sending these files knows nothing of them any more."""
        for file in self.files.forget_offers(person.participant):
            self.close(DropFile(file))

    def end_idle(self, offers: Iterable[Offered]) -> None:
        """These files are not waited for any more, which their senders are told."""
        for one in offers:
            self.drop_file(one.file)
            self.answer(TellFileEnded(one.participant, one.file, ErrorCode.FILE_IDLE))

    def drop_file(self, file: FileId) -> None:
        if self.files.drop(file):
            self.close(DropFile(file))

    def commands(self) -> list[Command]:
        """What concerns the door, entries, private entries, answers, routes and demands, what is to be closed."""
        routes, demands = self._distribution.changes(self._touched)
        answers = self._with_state(self._answers)
        lobby = self._lobby_news()
        entries = map(Append, self.entries)
        return [*self._door, *entries, *self._private, *answers, *lobby, *routes, *demands, *self._closing]

    def _with_state(self, answers: list[Command]) -> list[Command]:
        missing = [one for one in answers if isinstance(one, Welcomed) and one.state is None and one.entries is None]
        if not missing:
            return answers
        state = self.fold.snapshot()
        return [
            replace(one, state=state, conversations=self.conversations.all_of(one.participant))
            if isinstance(one, Welcomed) and one in missing
            else one
            for one in answers
        ]

    def _lobby_news(self) -> list[Command]:
        waiting, kept_out = tuple(self.lobby.waiting.values()), tuple(self.lobby.kept_out.values())
        to = [one.participant for one in self.fold.participants.values() if one.connected and moderates(one.role)]
        if not self._lobby_changed:
            to = [who for who in to if who in self._knows_no_lobby and (waiting or kept_out)]
        return [TellLobby(tuple(to), waiting, kept_out)] if to else []
