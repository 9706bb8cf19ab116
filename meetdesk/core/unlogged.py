"""The meeting's other log, beside the one that everybody reads: of what not everybody is to be told, or what changes
too often to be told everybody.

Each entry has an audience. Its number is its place among the entries of its kind that the same people read: so it can
be told, as that of a private message, and nobody can count by it what others write. What is kept is what these entries
add up to, together with those of the first log, in the order in which both were made.
"""

from collections.abc import Iterable
from typing import TypeAlias, assert_never

import msgspec

from meetdesk.core.roles import moderates
from meetdesk.core.state import Fold
from meetdesk.core.topics.basics import (
    Audience,
    Concerned,
    Count,
    Everybody,
    Moderators,
    Only,
    ParticipantId,
    StandIn,
    TwoPeople,
)
from meetdesk.core.topics.board import Board, BoardChange, Page, PageClosed
from meetdesk.core.topics.files import Files, FilesChange, SavedFiles
from meetdesk.core.topics.hands import Reactions, ReactionShown
from meetdesk.core.topics.lobby import Lobby, LobbyChange, SavedLobby
from meetdesk.core.topics.moderation import Stop, StopLifted, Stoppable, Stopped, Stops
from meetdesk.core.topics.notes import Notes, NotesChange, SavedNotes
from meetdesk.core.topics.people import Absent, Left, Participant, PeopleChange, WentAway
from meetdesk.core.topics.polls import BallotCast, Ballots, PollChange, SavedBallots
from meetdesk.core.topics.private import Conversations, PrivateWritten, SavedConversations
from meetdesk.core.topics.strokes import Canvas, Strokes, StrokesChange
from meetdesk.core.topics.tracks import TrackUnpublished

UnloggedChange: TypeAlias = (
    PrivateWritten
    | BallotCast
    | NotesChange
    | FilesChange
    | LobbyChange
    | Stopped
    | StopLifted
    | ReactionShown
    | WentAway
    | StrokesChange
    | BoardChange
)


Followed: TypeAlias = PeopleChange | PollChange | TrackUnpublished
"""Changes of the log that everybody reads which mean something for what is kept here."""


class UnloggedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of what only some are told; see ``Audience``."""

    number: Count
    """From 1 upwards, without gaps, among those of this kind of change and this audience."""
    at: float
    """By the meeting's clock (``events``): what lasts is measured by it."""
    audience: Audience
    change: UnloggedChange


def who_reads(audience: Audience, people: Iterable[Participant]) -> list[Participant]:
    """Those of these people who may be told it."""
    match audience:
        case Everybody():
            return list(people)
        case TwoPeople(one=one, other=other):
            return [person for person in people if person.participant in (one, other)]
        case Moderators():
            return [person for person in people if moderates(person.role)]
        case Concerned(participant=who):
            return [person for person in people if person.participant == who or moderates(person.role)]
        case Only(participant=who):
            return [person for person in people if person.participant == who]
        case StandIn():
            return []
        case _:
            assert_never(audience)


class SavedNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last number of a kind of change, by its tag, and an audience."""

    change: str
    audience: Audience
    number: Count


class SavedUnlogged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As the attributes of ``Unlogged``. Times are seconds before the saving: another machine's clock goes on with
    them."""

    numbers: tuple[SavedNumber, ...]
    conversations: SavedConversations
    ballots: tuple[SavedBallots, ...]
    notes: SavedNotes
    files: SavedFiles
    lobby: SavedLobby
    stops: tuple[Stop, ...]
    reactions: dict[ParticipantId, tuple[float, ...]]
    absent: dict[ParticipantId, float]
    strokes: tuple[Canvas, ...]
    board: tuple[Page, ...]


class Unlogged:
    """Numbers the entries and folds them into what is kept."""

    def __init__(self, fold: Fold) -> None:
        """``fold``: of the log that everybody reads."""
        self._fold = fold
        self._numbers: dict[tuple[str, Audience], int] = {}
        self.conversations = Conversations()
        self.ballots = Ballots()
        self.notes = Notes()
        self.files = Files()
        self.lobby = Lobby()
        self.stops = Stops()
        self.reactions = Reactions()
        self.absent = Absent()
        self.strokes = Strokes()
        self.board = Board()

    def next_number(self, kind: type[UnloggedChange], audience: Audience) -> int:
        """The number of the next entry with such a change for this audience."""
        return self._numbers.get((_tag(kind), audience), 0) + 1

    def append(self, at: float, change: UnloggedChange) -> UnloggedEntry:
        """``at``: by the meeting's clock."""
        audience = change.audience
        entry = UnloggedEntry(self.next_number(type(change), audience), at, audience, change)
        self.apply(entry)
        return entry

    def apply(self, entry: UnloggedEntry) -> None:
        """Raises ValueError if one before it is missing."""
        change, number, at = entry.change, entry.number, entry.at
        if number != self.next_number(type(change), entry.audience):
            raise ValueError(f"{change!r} is number {number}, but one before it is missing")
        self._numbers[_tag(type(change)), entry.audience] = number
        people = self._fold.participants
        if isinstance(change, PrivateWritten):
            self.conversations.apply(change, number, people)
        elif isinstance(change, BallotCast):
            self.ballots.apply(change, self._fold.polls.by_id[change.poll])
        elif isinstance(change, NotesChange):
            self.notes.apply(change, number, at, people.keys())
        elif isinstance(change, FilesChange):
            self.files.apply(change, number, at)
        elif isinstance(change, LobbyChange):
            self.lobby.apply(change, number, at)
        elif isinstance(change, Stopped | StopLifted):
            self.stops.apply(change)
            if isinstance(change, Stopped) and change.stop.what is Stoppable.NOTES:
                self.notes.forgive(change.stop.participant)
        elif isinstance(change, ReactionShown):
            self.reactions.apply(change, at)
        elif isinstance(change, WentAway):
            self.absent.apply(change, at)
        elif isinstance(change, StrokesChange | BoardChange):
            self._draw(change, number)
        else:
            assert_never(change)

    def follow(self, change: Followed) -> None:
        """A new entry of the log that everybody reads has this change; the fold holds it already."""
        if isinstance(change, PollChange):
            self.ballots.follow(change)
        elif isinstance(change, TrackUnpublished):
            self.strokes.forget(change.track)
        elif isinstance(change, PeopleChange):
            self.absent.follow(change)
            self.conversations.follow(change)
            if isinstance(change, Left):
                self._left(change.participant)
        else:
            assert_never(change)

    def _draw(self, change: StrokesChange | BoardChange, number: int) -> None:
        if isinstance(change, StrokesChange):
            self.strokes.apply(change, number)
            return
        self.board.apply(change, number)
        if isinstance(change, PageClosed):
            self.strokes.forget(change.page)

    def _left(self, who: ParticipantId) -> None:
        self.ballots.on_left(who)
        self.reactions.on_left(who)
        self.notes.on_left(who)
        self.stops.on_left(who)
        # Participants are numbered anew when they come again: for somebody who is gone there is never a next entry.
        self._numbers = {key: last for key, last in self._numbers.items() if who not in _named(key[1])}

    def save(self, at: float) -> SavedUnlogged:
        """``at``: now, by the meeting's clock."""
        return SavedUnlogged(
            numbers=tuple(SavedNumber(kind, audience, last) for (kind, audience), last in self._numbers.items()),
            conversations=self.conversations.save(),
            ballots=self.ballots.save(),
            notes=self.notes.save(at),
            files=self.files.save(at),
            lobby=self.lobby.save(at),
            stops=self.stops.save(),
            reactions=self.reactions.save(at),
            absent=self.absent.save(at),
            strokes=self.strokes.save(),
            board=self.board.pages,
        )

    @classmethod
    def restore(cls, saved: SavedUnlogged, fold: Fold, at: float) -> "Unlogged":
        """``at``: now, by the meeting's clock."""
        one = cls(fold)
        one._numbers = {(last.change, last.audience): last.number for last in saved.numbers}
        one.conversations = Conversations.restore(saved.conversations)
        one.ballots = Ballots.restore(saved.ballots)
        one.notes = Notes.restore(saved.notes, at)
        one.files = Files.restore(saved.files, at)
        one.lobby = Lobby.restore(saved.lobby, at)
        one.stops = Stops.restore(saved.stops)
        one.reactions = Reactions.restore(saved.reactions, at)
        one.absent = Absent.restore(saved.absent, at)
        one.strokes = Strokes.restore(saved.strokes)
        one.board = Board(saved.board)
        return one


def _tag(kind: type[UnloggedChange]) -> str:
    return str(kind.__struct_config__.tag)


def _named(audience: Audience) -> tuple[ParticipantId, ...]:
    """The people without whom nobody can cause an entry for this audience."""
    match audience:
        case TwoPeople(one=one, other=other):
            return one, other
        case Concerned(participant=who) | Only(participant=who):
            return (who,)
        case Everybody() | Moderators() | StandIn():
            return ()
        case _:
            assert_never(audience)
