"""A meeting that is saved and carried on from bytes is the same meeting, whatever happened before and happens then."""

from collections.abc import Iterator
from typing import Any, TypeVar
from unittest import mock

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from meetdesk.core import limits
from meetdesk.core.budget import Kind
from meetdesk.core.commands import Command, Reply, TellPrivately, WantNotes
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.entry import Entry
from meetdesk.core.events import (
    Arrived,
    Asked,
    ClockSet,
    Event,
    Expelled,
    FileCame,
    FileMoved,
    LinkWentAway,
    Overspent,
    Returned,
    TimePassed,
    WaitGivenUp,
    WaitingLinkWentAway,
)
from meetdesk.core.meeting import Meeting
from meetdesk.core.request import Request
from meetdesk.core.state import Fold
from meetdesk.core.topics.basics import Audience, Concerned, Everybody, Moderators, Only, StandIn, two_people
from meetdesk.core.topics.chat import EditChat, PostChat
from meetdesk.core.topics.files import OfferFile
from meetdesk.core.topics.hands import ReactionKind, SendReaction
from meetdesk.core.topics.lobby import Admit, LetBack, RefuseEntry
from meetdesk.core.topics.moderation import LiftStop, Stoppable
from meetdesk.core.topics.notes import CompactNotes, NotesStuck, ReadNotes, WriteNotes
from meetdesk.core.topics.people import Participant, Role
from meetdesk.core.topics.polls import ClosePoll, CreatePoll, Vote
from meetdesk.core.topics.private import LastPrivate
from meetdesk.core.topics.strokes import ClearStrokes, Drawers, DrawStroke, EraseStroke, SetDrawers, Tool
from meetdesk.core.topics.timer import ExtendTimer, StartTimer
from meetdesk.core.topics.tracks import Source
from meetdesk.core.unlogged import Followed, SavedUnlogged, Unlogged, UnloggedEntry, who_reads

from . import test_properties, test_tools_properties
from .script import (
    ANN,
    BOB,
    CEM,
    MEETING,
    START,
    Script,
    asks,
    carried_on,
    loses_link,
    meeting_of,
    time_passes,
)
from .yjs_updates import number, text, typed

T = TypeVar("T")


def weighted(*choices: tuple[int, st.SearchStrategy[T]]) -> st.SearchStrategy[T]:
    """One of these, each as often as its weight; ``one_of`` would give each of a hundred kinds the same chance."""
    return st.sampled_from([one for weight, one in choices for _ in range(weight)]).flatmap(lambda one: one)


WHO = st.integers(1, 4)
FEW = st.integers(1, 6)
WORDS = st.text("ab ", min_size=1, max_size=3)
TYPES = b"types "
"""A story makes of it what a window writes whose person types this."""
POLLS = st.builds(CreatePoll, FEW, st.just("Well?"), st.just(("Yes", "No")), *[st.booleans()] * 3)
OFFERS = st.builds(OfferFile, FEW, st.just("plan.pdf"), FEW, st.none() | WHO)
PRIVATE = st.builds(PostChat, FEW, st.sampled_from(["a", "b", "c", "d"]), st.just("Hello"), WHO)
NOTES = st.builds(WriteNotes, FEW, WORDS.map(lambda word: TYPES + word.encode()))
STROKES = st.builds(DrawStroke, FEW, FEW, FEW, st.just(Tool.PEN), st.just(bytes(6)), st.just(""), st.booleans())
"""A story puts them on screens that are shared."""
REQUESTS: st.SearchStrategy[Request] = weighted(
    (4, PRIVATE),
    (1, st.builds(EditChat, FEW, FEW, st.just("Better"), WHO)),
    (2, OFFERS),
    (2, POLLS),
    (4, st.builds(Vote, FEW, FEW, st.integers(0, 1).map(lambda option: (option,)))),
    (1, st.builds(ClosePoll, FEW, FEW)),
    (6, NOTES),
    (2, st.builds(ReadNotes, FEW, st.booleans())),
    (1, st.builds(NotesStuck, FEW, FEW)),
    (1, st.builds(WriteNotes, FEW, st.just(b"no update"))),
    (1, st.builds(SendReaction, FEW, st.sampled_from(ReactionKind))),
    (1, st.builds(LiftStop, FEW, WHO, st.sampled_from([Stoppable.NOTES, Stoppable.MEETING]))),
    (4, STROKES),
    (1, st.builds(EraseStroke, FEW, FEW, FEW) | st.builds(ClearStrokes, FEW, FEW, st.booleans())),
    (1, st.builds(SetDrawers, FEW, FEW, st.sampled_from(Drawers))),
    (1, st.builds(StartTimer, FEW, FEW) | st.builds(ExtendTimer, FEW, FEW)),
    (6, test_properties.REQUESTS),
    (2, test_tools_properties.REQUESTS.filter(lambda request: not isinstance(request, WriteNotes))),
    (2, st.builds(Admit, FEW, FEW) | st.builds(RefuseEntry, FEW, FEW, st.booleans()) | st.builds(LetBack, FEW, FEW)),
)
LATER = st.sampled_from([0, 0, 0, 1, 5, 11])
"""Seconds after the event before; ``Story`` makes times of the meeting's clock of it."""
LAST = st.builds(LastPrivate, WHO, FEW).map(lambda one: (one,))
EVENTS: st.SearchStrategy[Event] = weighted(
    (40, st.builds(Asked, LATER, WHO, REQUESTS)),
    (3, st.builds(FileMoved, LATER, WHO, FEW) | st.builds(FileCame, LATER, WHO, FEW, st.just("ab" * 32))),
    (2, st.builds(Arrived, LATER, st.integers(5, 9), st.just("Eve"), st.sampled_from(Role), st.none() | FEW)),
    (1, st.builds(WaitingLinkWentAway, LATER, st.integers(5, 9)) | st.builds(WaitGivenUp, LATER, st.integers(5, 9))),
    (1, st.builds(Expelled, LATER, WHO, st.sampled_from([None, Kind.MESSAGES]))),
    (1, st.builds(Overspent, LATER, WHO, FEW, st.just(Kind.SOUND_FRAMES))),
    (1, st.builds(ClockSet, LATER, st.integers(-9, 9).map(float))),
    (2, st.builds(LinkWentAway, LATER, WHO)),
    (3, st.builds(Returned, LATER, WHO, st.none() | FEW, st.just("Back"), LAST)),
    (4, st.builds(TimePassed, LATER)),
)
HISTORIES = st.lists(EVENTS, min_size=30, max_size=60)
LITTLE: dict[str, Any] = {
    "ENTRIES_KEPT": 12,
    "PRIVATE_KEPT": 3,
    "PRIVATE_ENTRIES_KEPT": 3,
    "PRIVATE_ENDED": 1,
    "KEPT_OUT": 2,
    "FILES": 4,
    "FILES_ON_THEIR_WAY": 3,
    "NOTES_COMPACT_UPDATES": 2,
    "REACTIONS": 2,
    "STROKES": 4,
    "STROKES_EACH": 2,
}
"""Limits so small that what is beyond them happens."""


@pytest.fixture(autouse=True, scope="module")
def _little() -> Iterator[None]:
    with mock.patch.multiple(limits, **LITTLE):
        yield


class Story:
    """What happens, aimed at people and things that are there, with windows that write notes and compact them."""

    def __init__(self, history: list[Event]) -> None:
        roles = (Role.HOST, Role.CO_HOST, Role.PARTICIPANT, Role.PARTICIPANT)
        self._history = [
            *(Arrived(0, 100 + place, f"Person {place}", role) for place, role in enumerate(roles)),
            *history,
        ]
        self._written: dict[int, str] = {}
        self._files: list[tuple[int, int]] = []

    def of(self, meeting: Meeting) -> Iterator[tuple[Event, list[Command]]]:
        """Each event with what ``meeting`` decided on it."""
        now = START
        for event in self._history:
            now += event.at
            aimed, word = self._aimed(replace(event, at=now), meeting)
            commands = meeting.handle(aimed)
            yield aimed, commands
            if word and any(isinstance(one, Reply) for one in commands):
                writer = aimed.participant  # type: ignore[union-attr]
                self._written[writer] = self._written.get(writer, "") + word
            for one in commands:
                if isinstance(one, Reply) and one.file is not None:
                    self._files.append((one.participant, one.file))
                elif isinstance(one, WantNotes):
                    answer = Asked(now, one.participant, CompactNotes(1, one.until, self._whole()))
                    yield answer, meeting.handle(answer)

    def _aimed(self, event: Event, meeting: Meeting) -> tuple[Event, str]:
        """The event, and what it writes in the notes if they take it."""
        event = test_properties.aimed(event, meeting.state)
        if isinstance(event, FileMoved | FileCame) and self._files:
            participant, file = self._files[event.file % len(self._files)]
            return replace(event, participant=participant, file=file), ""
        if not isinstance(event, Asked):
            return event, ""
        request = test_tools_properties.aimed(event.request, meeting.state)
        word = ""
        if isinstance(request, WriteNotes) and request.update.startswith(TYPES):
            word, writer = request.update.removeprefix(TYPES).decode(), event.participant
            request = WriteNotes(request.id, typed(word, writer, len(self._written.get(writer, ""))))
        elif isinstance(request, PostChat | OfferFile | EditChat) and request.to:
            others = [one.participant for one in meeting.state.participants if one.participant != event.participant]
            request = replace(request, to=others[request.to % len(others)] if others else 1)
        elif isinstance(request, Admit | RefuseEntry | LetBack | LiftStop):
            request = _aimed_at_saved(request, meeting.save(event.at).unlogged)
        elif isinstance(request, DrawStroke | EraseStroke | ClearStrokes | SetDrawers):
            request = _on_a_screen(request, meeting)
        return replace(event, request=request), word

    def _whole(self) -> bytes:
        pieces = (number(1) + number(who) + number(0) + text(word) for who, word in self._written.items())
        return number(len(self._written)) + b"".join(pieces) + number(0)


def _aimed_at_saved(request: Request, saved: SavedUnlogged) -> Request:
    """The first of those that there are."""
    match request:
        case Admit() | RefuseEntry() if saved.lobby.waiting:
            return replace(request, waiting=saved.lobby.waiting[0].waiting.waiting)
        case LetBack() if saved.lobby.kept_out:
            return replace(request, kept_out=saved.lobby.kept_out[0].kept_out.kept_out)
        case LiftStop() if saved.stops:
            return replace(request, participant=saved.stops[0].participant, what=saved.stops[0].what)
        case _:
            return request


def _on_a_screen(request: DrawStroke | EraseStroke | ClearStrokes | SetDrawers, meeting: Meeting) -> Request:
    """On one of those that are shared, and of what is on it."""
    screens = [one.track for one in meeting.state.tracks if one.source is Source.SCREEN]
    if not screens:
        return request
    track = screens[request.track % len(screens)]
    if isinstance(request, EraseStroke):
        drawn = [stroke for one in meeting.save(START).unlogged.strokes if one.track == track for stroke in one.strokes]
        return replace(request, track=track, stroke=drawn[0].stroke if drawn else request.stroke)
    return replace(request, track=track)


def through_bytes(one: Any, kind: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(one), type=kind)


@settings(deadline=None, max_examples=100)
@given(HISTORIES, st.integers(1, 9))
def test_restoring_and_then_handling_is_handling(history: list[Event], often: int) -> None:
    """``often``: after so many events another machine carries the meeting on, from bytes."""
    meeting = Meeting(MEETING, "", START)
    other = Meeting(MEETING, "", START)
    for place, (event, commands) in enumerate(Story(history).of(meeting)):
        assert other.handle(event) == commands
        if place % often == 0:
            other = carried_on(other, event.at)
            assert other.save(event.at) == meeting.save(event.at)
    assert other.save(START) == meeting.save(START)


@settings(deadline=None, max_examples=50)
@given(HISTORIES)
def test_the_entries_of_both_logs_add_up_to_all_that_is_kept(history: list[Event]) -> None:
    """So an app that reads them can go on with the meeting at any moment."""
    meeting = Meeting(MEETING, "", START)
    saved = meeting.save(START)
    fold = Fold(saved.state)
    unlogged = Unlogged.restore(saved.unlogged, fold, START)

    def read(entry: Entry | UnloggedEntry) -> None:
        if isinstance(entry, Entry):
            fold.apply(through_bytes(entry, Entry))
            if isinstance(entry.change, Followed):
                unlogged.follow(entry.change)
        else:
            unlogged.apply(through_bytes(entry, UnloggedEntry))

    for event, _ in listened(read, Story(history).of(meeting)):
        now = meeting.save(event.at)
        assert unlogged.save(event.at) == now.unlogged
        assert fold.snapshot(limits.CHAT_KEPT) == now.state


def listened(read: Any, story: Iterator[Any]) -> Iterator[Any]:
    """The story, while every entry of the meeting's logs is read as it is made."""
    append, record = Decision.append, Unlogged.append

    def appended(decision: Decision, *arguments: Any) -> None:
        append(decision, *arguments)
        read(decision.entries[-1])

    def recorded(log: Unlogged, *arguments: Any) -> UnloggedEntry:
        read(entry := record(log, *arguments))
        return entry

    with mock.patch.object(Decision, "append", appended), mock.patch.object(Unlogged, "append", recorded):
        yield from story


def test_what_lasts_goes_on_by_another_clock() -> None:
    """Bob was away for 10 seconds when another machine went on, whose clock shows another year."""
    script = meeting_of(ANN, BOB)
    (script >> loses_link(BOB, START)).and_so_on()
    saved = script.meeting.save(START + 10)
    meeting = Meeting.restore(replace(saved, clock=saved.clock + 40_000_000))
    assert meeting.handle(time_passes(40_000_010 + 19)) == []
    assert meeting.handle(time_passes(40_000_010 + 20)) != []


def test_a_save_of_another_version_is_refused() -> None:
    saved = Script().meeting.save(START)
    with pytest.raises(ValueError, match="version 7"):
        Meeting.restore(replace(saved, state=replace(saved.state, version=7)))


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Everybody(), {1, 2, 3, 4}),
        (two_people(4, 3), {3, 4}),
        (Moderators(), {1, 2}),
        (Concerned(4), {1, 2, 4}),
        (Concerned(9), {1, 2}),
        (Only(3), {3}),
        (StandIn(), set()),
    ],
)
def test_who_reads_what(audience: Audience, readers: set[int]) -> None:
    roles = (Role.HOST, Role.CO_HOST, Role.PARTICIPANT, Role.GUEST)
    people = [Participant(place, "Name", role, START) for place, role in enumerate(roles, 1)]
    assert {one.participant for one in who_reads(audience, people)} == readers


def test_a_number_tells_nothing_of_what_others_write() -> None:
    """Whatever Ann and Bob write to each other: Cem's message to Bob is the first that those two read."""
    script = meeting_of(ANN, BOB, CEM)
    for place in range(5):
        (script >> asks(ANN, PostChat(place, f"r{place}", "Hello", BOB))).and_so_on()
    told = (script >> asks(CEM, PostChat(2, "r", "Hi", BOB))).only(TellPrivately)
    assert told << _numbered(1) << _numbered(1)


def _numbered(place: int) -> Any:
    return lambda command: [one.number for one in command.news.entries] == [place]
