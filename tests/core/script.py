"""Meeting tests as scripts that can be read aloud: ``script >> event << command << command >> event ...``.

Every command must be expected, in order; what is left over when the next event comes, or at the end, fails the test::

    assert (
        meeting_of(ANN)
        >> asks(ANN, PostChat(1, "r1", "Hello"))
        << entry(ChatPosted(...))
        << Reply(ANN, 1)
    )
"""

from collections.abc import Callable
from pprint import pformat
from typing import Any, Self, TypeVar

import msgspec

from meetdesk.core.commands import Append, Command
from meetdesk.core.entry import Change, MeetingState
from meetdesk.core.events import Arrived, Asked, Event, LinkWentAway, Returned, TimePassed
from meetdesk.core.meeting import Meeting, SavedMeeting
from meetdesk.core.request import Request
from meetdesk.core.state import apply
from meetdesk.core.topics.people import Role
from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Subscribe, Track, Want

MEETING = "0123456789abcdef0123456789abcdef"
START = 1_795_000_000.0
SMALL = Layer(0, 320, 180)
LARGE = Layer(1, 1280, 720)
ANN, BOB, CEM, DAN = 1, 2, 3, 4
NAMES = {ANN: "Ann", BOB: "Bob", CEM: "Cem", DAN: "Dan"}

Expected = Command | Callable[[Command], bool]
C = TypeVar("C", bound=Command)


class Script:
    """Feeds a meeting and compares what it commands. Checks after each event that entries add up to the state."""

    def __init__(self, *, lobby: bool = False) -> None:
        self.meeting = Meeting(MEETING, "Standup", START, lobby=lobby)
        self._folded = self.meeting.state
        self._open: list[Command] = []
        self._last: Event | None = None
        self._events = 0
        self._at = START

    def __rshift__(self, event: Event) -> Self:
        self._check_nothing_left()
        self._last, self._at = event, event.at
        assert _decoded(event, Event) == event
        self._go_on_elsewhere()
        self._open = self.meeting.handle(event)
        for command in self._open:
            assert _decoded(command, Command) == command
            if isinstance(command, Append):
                self._folded = apply(self._folded, command.entry)
        assert self._folded == self.meeting.state, f"after {event!r} the entries do not add up to the state"
        return self

    def _go_on_elsewhere(self) -> None:
        """Every test holds for a meeting that is carried on by another machine after each event; of those with a very
        long history after some."""
        self._events += 1
        if self._events < 200 or self._events % 500 == 0:
            self.meeting = carried_on(self.meeting, self._at)

    def __lshift__(self, expected: Expected) -> Self:
        assert self._open, f"after {self._last!r} nothing more was commanded, but expected was {_words(expected)}"
        command = self._open.pop(0)
        fits = expected(command) if callable(expected) else command == expected
        assert fits, f"after {self._last!r}\n expected {_words(expected)}\n but got  {pformat(command)}"
        return self

    def __bool__(self) -> bool:
        self._check_nothing_left()
        return True

    @property
    def state(self) -> MeetingState:
        return self.meeting.state

    def and_so_on(self) -> Self:
        """What else the last event caused is not this test's subject."""
        self._open = []
        return self

    def only(self, kind: type[Command]) -> Self:
        """Of what the last event caused, this test is about commands of this kind."""
        self._open = [command for command in self._open if isinstance(command, kind)]
        return self

    def the(self, kind: type[C]) -> C:
        """The only command of this kind that the last event caused; the rest of them is not this test's subject."""
        (found,) = (command for command in self._open if isinstance(command, kind))
        self._open = []
        return found

    def _check_nothing_left(self) -> None:
        assert not self._open, f"after {self._last!r} nobody expected\n{pformat(self._open)}"


def carried_on(meeting: Meeting, at: float) -> Meeting:
    """The meeting as another machine goes on with it: all that is left of it is bytes."""
    return Meeting.restore(msgspec.json.decode(msgspec.json.encode(meeting.save(at)), type=SavedMeeting))


def meeting_of(*people: int) -> Script:
    """A meeting in which these people just arrived, the first one as the host."""
    script = Script()
    for person in people:
        arrives = Arrived(START, person, NAMES[person], Role.HOST if person == people[0] else Role.PARTICIPANT)
        script = (script >> arrives).and_so_on()
    return script


def arrives(
    arrival: int,
    name: str = "",
    role: Role = Role.PARTICIPANT,
    at: float = START,
    same_address: int | None = None,
) -> Arrived:
    return Arrived(at, arrival, name or NAMES.get(arrival, f"Person {arrival}"), role, same_address)


def asks(participant: int, request: Request, at: float = START) -> Asked:
    return Asked(at, participant, request)


def returns(participant: int, last_entry: int | None = None, name: str | None = None, at: float = START) -> Returned:
    return Returned(at, participant, last_entry, NAMES[participant] if name is None else name)


def loses_link(participant: int, at: float = START) -> LinkWentAway:
    return LinkWentAway(at, participant)


def time_passes(seconds: float) -> TimePassed:
    return TimePassed(START + seconds)


def publishes(participant: int, source: Source, *layers: Layer, muted: bool = False) -> Asked:
    codec = "opus" if source in (Source.MICROPHONE, Source.SCREEN_AUDIO) else "vp8"
    return asks(participant, PublishTrack(9, source, codec, muted, layers))


def wants(participant: int, *wanted: Want) -> Asked:
    return asks(participant, Subscribe(wanted))


def entry(change: Change) -> Expected:
    """Expects the entry with this change, whatever its number."""

    def is_appended(command: Command) -> bool:
        return isinstance(command, Append) and command.entry.change == change

    is_appended.words = f"the entry {change!r}"  # type: ignore[attr-defined]
    return is_appended


def some(kind: type[Command], **fields: Any) -> Expected:
    """Expects a command of this kind with these fields."""

    def is_some(command: Command) -> bool:
        return isinstance(command, kind) and all(getattr(command, name) == value for name, value in fields.items())

    is_some.words = f"some {kind.__name__} with {fields}"  # type: ignore[attr-defined]
    return is_some


def track(number: int, participant: int, source: Source, *layers: Layer, muted: bool = False) -> Track:
    codec = "opus" if source in (Source.MICROPHONE, Source.SCREEN_AUDIO) else "vp8"
    return Track(number, participant, source, codec, muted, layers)


def _decoded(one: Event | Command, union: Any) -> Any:
    """As it arrives on another machine: events and commands are plain data, whichever of them it is."""
    try:
        return msgspec.json.decode(msgspec.json.encode(one), type=union)
    except UnicodeEncodeError:  # half of a character: what such a name is refused for
        return one


def _words(expected: Expected) -> str:
    return getattr(expected, "words", None) or pformat(expected)
