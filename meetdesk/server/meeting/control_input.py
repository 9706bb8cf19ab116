"""What participants say on their control channels."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from meetdesk import __version__
from meetdesk.core import events
from meetdesk.core.budget import Kind
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.basics import Answered, ParticipantId
from meetdesk.core.topics.notes import CompactNotes, WriteNotes
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.strokes import DrawPart, DrawStroke, points_in
from meetdesk.core.topics.tracks import Subscribe
from meetdesk.server.meeting.closing import turn_away
from meetdesk.server.meeting.control_output import ControlChannel, Teller
from meetdesk.server.meeting.doorkeeper import Doorkeeper
from meetdesk.server.meeting.media import Media
from meetdesk.server.meeting.person import Person
from meetdesk.server.meeting.subscribing import Subscribing
from meetdesk.wire import messages
from meetdesk.wire.codec import decode_client


class Room(Protocol):
    """The meeting, which decides."""

    def now(self) -> float:
        """Seconds by the meeting's clock: ``at`` of events."""
        ...

    def happen(self, event: events.Event) -> None:
        """Lets the meeting decide on an event and carries out what it commands, as ``MeetingSession.happen``."""
        ...


class Listener(Protocol):
    """Those who have a ticket (``Members``), and what belongs to them."""

    teller: Teller
    doorkeeper: Doorkeeper
    media: Media
    subscribing: Subscribing
    clocks_changed: bool

    @property
    def room(self) -> Room:
        """Where what was heard is decided on."""
        ...

    def takes_over(self, person: Person, control: ControlChannel, attempt: int | None) -> bool:
        """The channel's first hello. Whether it is the person's control channel from now on; else it is closed."""
        ...

    def give_up(self, person: Person) -> None:
        """Who waited in the lobby does not any more."""
        ...

    def mistake(self, person: Person, code: ErrorCode = ..., kind: Kind | None = ...) -> None:
        """Counts a mistake that was answered; one too many expels, for ``code`` and ``kind``."""
        ...


class ControlInput:
    """What one person says on one control channel."""

    def __init__(self, members: Listener, person: Person, control: ControlChannel, clock: Callable[[], float]) -> None:
        """``clock``: seconds, monotonic."""
        self._members = members
        self._person = person
        self._control = control
        self._clock = clock

    def hear(self, text: str | bytes) -> None:
        """Takes one message."""
        person, control = self._person, self._control
        now = control.last_heard = self._clock()
        if control.said_hello and person.control is not control:
            return  # displaced or turned away, and the connection not closed yet
        if not person.budget.spend(Kind.MESSAGES, 1, now):
            self._too_fast(None, Kind.MESSAGES)
            return
        if not person.budget.spend(Kind.MESSAGE_CHARACTERS, len(text), now):
            self._too_fast(request_id(text), Kind.MESSAGE_CHARACTERS)
            return
        try:
            if isinstance(text, bytes):
                raise Unusable(ErrorCode.MALFORMED_MESSAGE, None)
            message = decode(text)
        except Unusable as error:
            if not control.said_hello:
                self._turn_away(ErrorCode.UNEXPECTED_MESSAGE)
            else:
                self._mistake(error.code, error.id)
            return
        if not control.said_hello:
            self._hear_hello(message)
        elif isinstance(message, Answered) and not person.budget.spend(Kind.REQUESTS, 1, now):
            self._too_fast(message.id, Kind.REQUESTS)
        elif (cost := _cost(message)) is not None and not person.budget.spend(*cost, now):
            # No mistake: the window waits, and sends it again; what is missing of a stroke comes with the whole one.
            self._answer(messages.ErrorMessage(code=ErrorCode.TOO_FAST, id=getattr(message, "id", None)))
        elif person.participant is not None:
            self._hear_participant(message, person.participant)
        elif person.arrival is not None:
            self._hear_waiting(message)

    def _answer(self, message: messages.HostMessage) -> None:
        self._members.teller.answer(self._control, message)

    def _mistake(self, code: ErrorCode, request: int | None = None) -> None:
        self._answer(messages.ErrorMessage(code=code, id=request))
        self._members.mistake(self._person)

    def _too_fast(self, request: int | None, kind: Kind) -> None:
        self._answer(messages.ErrorMessage(code=ErrorCode.TOO_FAST, id=request))
        self._members.mistake(self._person, ErrorCode.FLOODING, kind)

    def _turn_away(self, code: ErrorCode, **detail: str | int) -> None:
        turn_away(self._members.teller, self._control, code, **detail)

    def _hear_hello(self, message: messages.ClientMessage) -> None:
        members, person, control = self._members, self._person, self._control
        if not isinstance(message, messages.Hello):
            self._turn_away(ErrorCode.UNEXPECTED_MESSAGE)
            return
        control.said_hello = True
        if message.protocol != messages.PROTOCOL_VERSION:
            self._turn_away(ErrorCode.PROTOCOL_VERSION, host=__version__, app=message.app)
        elif not members.takes_over(person, control, message.attempt):
            pass
        elif person.participant is None:
            members.doorkeeper.arrive(person, message.name, members.room.now())
        else:
            members.room.happen(
                events.Returned(
                    at=members.room.now(),
                    participant=person.participant,
                    last_entry=message.last_entry,
                    name=message.name,
                    last_private=message.last_private,
                )
            )

    def _hear_waiting(self, message: messages.ClientMessage) -> None:
        match message:
            case messages.Ping(sent_us):
                self._members.teller.pong(self._control, sent_us)
            case messages.Clock(offset_us):
                self._person.offset_us = offset_us
            case Leave(request):
                self._answer(messages.Done(id=request))
                self._members.give_up(self._person)
            case _:
                self._mistake(ErrorCode.NOT_IN_MEETING, message.id if isinstance(message, Answered) else None)

    def _hear_participant(self, message: messages.ClientMessage, participant: ParticipantId) -> None:
        members = self._members
        match message:
            case messages.Ping(sent_us):
                members.teller.pong(self._control, sent_us)
            case messages.Clock(offset_us):
                self._person.offset_us = offset_us
                members.clocks_changed = True
            case messages.RequestKeyFrame(track, layer):
                members.media.request_key_frame(participant, track, layer)
            case Subscribe():
                members.subscribing.want(self._person, self._control, message)
            case messages.Hello():
                self._mistake(ErrorCode.UNEXPECTED_MESSAGE)
            case _:
                members.room.happen(events.Asked(at=members.room.now(), participant=participant, request=message))


def _cost(message: messages.ClientMessage) -> tuple[Kind, int] | None:
    """What else it costs the others than being read."""
    match message:
        case WriteNotes(update=update) | CompactNotes(update=update):
            return Kind.NOTES_BYTES, len(update)
        case DrawPart(points=points) | DrawStroke(points=points):
            return Kind.STROKE_POINTS, points_in(points)
        case _:
            return None


class _Numbered(msgspec.Struct):
    """Any request; the rest of it is skipped."""

    id: int


class Unusable(MeetDeskError):
    """A text frame that is no message; ``id`` is that of the request it was meant to be, if it has one."""

    def __init__(self, code: ErrorCode, request_id: int | None) -> None:
        super().__init__(code)
        self.id = request_id


def decode(text: str) -> messages.ClientMessage:
    """The message in a text frame. Raises Unusable ``malformed_message`` or ``unknown_message_type``."""
    try:
        return decode_client(text)
    except MeetDeskError as error:
        raise Unusable(error.code, request_id(text)) from error


def request_id(text: str | bytes) -> int | None:
    """The id of the request that ``text`` may have been meant to be, so that it is answered as one."""
    try:
        return msgspec.json.decode(text, type=_Numbered).id
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
