"""One event's decision: what it adds to the log, whom it answers, and what of the distribution it may change."""

from collections.abc import Iterable

from meetdesk.core.commands import Append, Command
from meetdesk.core.distribution import Distribution
from meetdesk.core.entries import Change, Entry, LeaveReason, Left, Participant, TrackId, TrackUnpublished
from meetdesk.core.log import Log
from meetdesk.core.requests import Want


class Decision:
    """A decision in the making. Whoever makes it checks first and changes then, so that a refusal changes nothing."""

    def __init__(self, log: Log, distribution: Distribution, at: float) -> None:
        self._log = log
        self._distribution = distribution
        self.fold = log.fold
        self.at = at
        self.entries: list[Entry] = []
        self._answers: list[Command] = []
        self._closing: list[Command] = []
        self._touched: set[TrackId] = set()

    @property
    def next_number(self) -> int:
        return self._log.next_number

    def append(self, change: Change) -> None:
        self.entries.append(self._log.append(self.at, change))

    def answer(self, command: Command) -> None:
        self._answers.append(command)

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

    def leave(self, person: Participant, reason: LeaveReason) -> None:
        """Takes the participant and all that belongs to it out of the meeting."""
        self.unpublish_all(person)
        self.connection_changed(person)
        self.subscribe(person, ())
        self.append(Left(person.participant, reason))

    def commands(self) -> list[Command]:
        """Entries, then answers, then routes and demands, then what is to be closed."""
        routes, demands = self._distribution.changes(self._touched)
        return [*map(Append, self.entries), *self._answers, *routes, *demands, *self._closing]
