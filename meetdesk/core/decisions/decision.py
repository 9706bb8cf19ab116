"""One event's decision: what it adds to the log, whom it answers, and what of the distribution it may change."""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from meetdesk.core.commands import (
    Append,
    Command,
    DropFile,
    KeepOut,
    LetBackIn,
    TellBallots,
    TellBoard,
    TellDrawers,
    TellFileEnded,
    TellLobby,
    TellNotes,
    TellPrivately,
    TellStopped,
    TellStrokes,
    Welcomed,
)
from meetdesk.core.distribution import Distribution
from meetdesk.core.entry import Change, Entry
from meetdesk.core.errors import ErrorCode
from meetdesk.core.events import Event
from meetdesk.core.state import Fold
from meetdesk.core.topics.basics import Audience, Concerned, Moderators, ParticipantId, TrackId
from meetdesk.core.topics.files import FileDropped, FileId, Offered
from meetdesk.core.topics.lobby import KeepingOutBegan, KeepingOutEnded
from meetdesk.core.topics.moderation import Stop, StopLifted, Stoppable, Stopped
from meetdesk.core.topics.notes import NotesAnnounced, NotesShown
from meetdesk.core.topics.people import LeaveReason, Left, Participant
from meetdesk.core.topics.private import PrivateEntries, PrivateWritten, private_entry
from meetdesk.core.topics.tracks import RULES, Track, TrackUnpublished, Want, is_audio
from meetdesk.core.unlogged import Followed, Unlogged, UnloggedChange, UnloggedEntry, who_reads


class Decision:
    """A decision in the making. Whoever makes it checks first and changes then, so that a refusal changes nothing."""

    def __init__(
        self, fold: Fold, distribution: Distribution, unlogged: Unlogged, event: Event, *, behind: float
    ) -> None:
        """``behind``: as ``events.ClockSet`` said."""
        self.fold = fold
        self._distribution = distribution
        self.unlogged = unlogged
        self.at = event.at
        self.time_of_day = event.at + behind
        """What the host's clock shows, in seconds since the Unix epoch: for people to read, not to measure by."""
        self.entries: list[Entry] = []
        """What it adds to the log that everybody reads; the fold holds it already."""
        self._recorded: list[UnloggedEntry] = []
        self._door: list[Command] = []
        self._answers: list[Command] = []
        self._closing: list[Command] = []
        self._touched: set[TrackId] = set()
        self._knows_no_lobby: set[ParticipantId] = set()

    @property
    def next_number(self) -> int:
        """The number of the next entry of the log: also the id of the participant or track that it brings."""
        return self.fold.entry + 1

    def append(self, change: Change) -> None:
        """A new entry of the log that everybody reads."""
        entry = Entry(self.next_number, self.time_of_day, change)
        self.fold.apply(entry)
        self.entries.append(entry)
        if isinstance(change, Followed):
            self.unlogged.follow(change)

    def record(self, change: UnloggedChange) -> UnloggedEntry:
        """A new entry of the other log. Private messages and changes of the lobby are told to those who read them."""
        entry = self.unlogged.append(self.at, change)
        self._recorded.append(entry)
        return entry

    def readers(self, audience: Audience) -> list[Participant]:
        """Who is in the meeting and may be told it, with a lost link or not."""
        return who_reads(audience, self.fold.participants.values())

    def answer(self, command: Command) -> None:
        """A command to be carried out once everybody was told the entries of this decision."""
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
        if notes.knows_of(person.participant):
            self.record(NotesShown(person.participant, shown=False))
        if notes.all:
            self.announce_notes([person.participant])
        self.tell_stops(person)
        for track in self.fold.tracks.values():
            self.tell_canvas([person], track)
        self.tell_board([person])
        for page in self.unlogged.board.pages:
            self.tell_surface([person], page.page)

    def tell_canvas(self, people: Iterable[Participant], track: Track) -> None:
        """Who may draw on it, if it is a screen, and what is drawn on it."""
        if not RULES[track.source].screen or is_audio(track):
            return
        self.tell_surface(people, track.track)

    def tell_surface(self, people: Iterable[Participant], track: TrackId) -> None:
        """The same of what can be drawn on: a screen, or a page of the whiteboard."""
        to, strokes = tuple(one.participant for one in people), self.unlogged.strokes
        self.answer(TellDrawers(to, track, strokes.who(track)))
        if drawn := strokes.on(track):
            self.answer(TellStrokes(to, track, drawn))

    def tell_board(self, people: Iterable[Participant], by: ParticipantId | None = None) -> None:
        """Which pages the whiteboard has; also that it has none, so that a window knows that this host has it."""
        self.answer(TellBoard(tuple(one.participant for one in people), self.unlogged.board.pages, by))

    def announce_notes(self, people: Collection[ParticipantId]) -> None:
        """Those who do not look at the notes are told that there is something new: each once, until it has looked."""
        if untold := self.unlogged.notes.untold(people):
            self.record(NotesAnnounced(untold))
            self.answer(TellNotes(untold, ()))

    def tell_stops(self, person: Participant) -> None:
        """Who may not write in the notes now: for moderators, and for itself. Who is kept out is told of the lobby."""
        for stop in self.unlogged.stops:
            if stop.what is Stoppable.NOTES and who_reads(Concerned(stop.participant), [person]):
                self.answer(TellStopped((person.participant,), stop))

    def stop(self, stop: Stop) -> None:
        """It is in force until a moderator takes it back."""
        self.record(Stopped(stop))
        self.tell_stopped(stop)

    def take_back(self, stop: Stop) -> None:
        """It is in force no more, which those are told who were told of it."""
        self.record(StopLifted(stop))
        self.tell_stopped(stop, lifted=True)

    def tell_stopped(self, stop: Stop, *, lifted: bool = False) -> None:
        """Tells the one whom it concerns, and the moderators."""
        to = [one.participant for one in self.readers(Concerned(stop.participant))]
        self.answer(TellStopped(tuple(to), stop, lifted))

    def tell_lobby(self, person: Participant) -> None:
        """This one knows nothing of the lobby yet: it is told if it may be, and if there is somebody in it."""
        self._knows_no_lobby.add(person.participant)

    def keep_out(self, name: str, *, participant: ParticipantId | None = None, arrival: int | None = None) -> int:
        """Returns the number under which it is kept out."""
        number = self.record(KeepingOutBegan(name)).number
        self._door.append(KeepOut(number, participant, arrival))
        for surplus in self.unlogged.lobby.surplus:
            self.let_back(surplus)
        return number

    def let_back(self, number: int) -> None:
        """Does nothing if nobody is kept out under this number."""
        if number not in self.unlogged.lobby.kept_out:
            return
        self.record(KeepingOutEnded(number))
        self._door.append(LetBackIn(number))
        if (stop := self.unlogged.stops.of_kept_out(number)) is not None:
            self.take_back(stop)

    def close(self, command: Command) -> None:
        """A command to be carried out last, when all others of this decision were: it takes away what they may need."""
        self._closing.append(command)

    def touch(self, tracks: Iterable[TrackId]) -> None:
        """Of these tracks, routes and demand are looked at anew when all is decided; only what changed is commanded."""
        self._touched.update(tracks)

    def subscribe(self, person: Participant, wants: Iterable[Want]) -> None:
        """Replaces all that this one wanted to receive."""
        self.touch(self._distribution.subscribe(person.participant, wants))

    def cannot_decode(self, person: Participant, codecs: Iterable[str]) -> None:
        """Its engine has no decoder for these: publishers are told."""
        self.touch(self._distribution.cannot_decode(person.participant, codecs))

    def connection_changed(self, person: Participant) -> None:
        """The participant came, or its link went or came back."""
        self.touch(self._distribution.reached_by(person.participant))

    def tell_again(self, person: Participant) -> None:
        """What this publisher was told of demand was lost with its connection."""
        self.touch(self._distribution.ask_again(person.participant))

    def unpublish_all(self, person: Participant) -> None:
        """Ends the tracks of one who leaves or begins anew, each with an entry of its own."""
        for track in self.fold.tracks_of(person.participant):
            self.append(TrackUnpublished(track.track))
            self.touch([track.track])

    def leave(self, person: Participant, reason: LeaveReason, by: ParticipantId | None = None) -> None:
        """Takes the participant and all that belongs to it out of the meeting."""
        self.unpublish_all(person)
        self.connection_changed(person)
        self.touch(self._distribution.left(person.participant))
        self.append(Left(person.participant, reason, by))
        for file in self.unlogged.files.left_behind(person.participant, self.fold.participants):
            self.drop_file(file)

    def forget_offers(self, person: Participant) -> None:
        """The window that was sending these files knows nothing of them any more."""
        for file in self.unlogged.files.offers_of(person.participant):
            self.drop_file(file)

    def end_idle(self, offers: Iterable[Offered]) -> None:
        """These files are not waited for any more, which their senders are told."""
        for one in offers:
            self.drop_file(one.file)
            self.answer(TellFileEnded(one.participant, one.file, ErrorCode.FILE_IDLE))

    def drop_file(self, file: FileId) -> None:
        """Nobody can fetch the file any more, and its bytes go; nothing, if it is not known (any more)."""
        if self.unlogged.files.knows(file):
            self.record(FileDropped(file))
            self.close(DropFile(file))

    def commands(self) -> list[Command]:
        """What concerns the door, entries, private entries, answers, routes and demands, what is to be closed."""
        routes, demands = self._distribution.changes(self._touched) if self._touched else ((), ())
        answers = self._with_state(self._answers)
        lobby = self._lobby_news()
        entries = map(Append, self.entries)
        return [*self._door, *entries, *self._private_news(), *answers, *lobby, *routes, *demands, *self._closing]

    def _with_state(self, answers: list[Command]) -> list[Command]:
        missing = [one for one in answers if isinstance(one, Welcomed) and one.state is None and one.entries is None]
        if not missing:
            return answers
        state = self.fold.snapshot()
        return [
            replace(one, state=state, conversations=self.unlogged.conversations.all_of(one.participant))
            if isinstance(one, Welcomed) and one in missing
            else one
            for one in answers
        ]

    def _private_news(self) -> list[Command]:
        """Also to somebody whose link is lost: the shell knows of nobody to send it to then."""
        news: list[Command] = []
        for entry in self._recorded:
            if isinstance(entry.change, PrivateWritten):
                told = (private_entry(entry.change, entry.number),)
                both = [one.participant for one in self.readers(entry.audience)]
                news += [TellPrivately(who, PrivateEntries(sum(both) - who, told)) for who in both]
        return news

    def _lobby_news(self) -> list[Command]:
        changed = any(entry.audience == Moderators() for entry in self._recorded)
        if not changed and not self._knows_no_lobby:
            return []
        lobby = self.unlogged.lobby
        waiting, kept_out = tuple(lobby.waiting.values()), tuple(lobby.kept_out.values())
        to = [one.participant for one in self.readers(Moderators()) if one.connected]
        if not changed:
            to = [who for who in to if who in self._knows_no_lobby and (waiting or kept_out)]
        return [TellLobby(tuple(to), waiting, kept_out)] if to else []
