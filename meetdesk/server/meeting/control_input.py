"""What participants say on their control channels."""

from typing import Protocol

import msgspec

from meetdesk import __version__
from meetdesk.core import events
from meetdesk.core.budget import Kind
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.basics import Answered, ParticipantId, TrackId
from meetdesk.core.topics.notes import CompactNotes, WriteNotes
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.tracks import Subscribe
from meetdesk.server.meeting.control_output import Teller
from meetdesk.server.meeting.person import ControlChannel, Person
from meetdesk.server.meeting.subscribing import Subscribing
from meetdesk.wire import messages
from meetdesk.wire.codec import decode_client


class Room(Protocol):
    """The meeting, which decides."""

    def now(self) -> float: ...

    def happen(self, event: events.Event) -> None: ...


class Listener(Protocol):
    """What hearing somebody needs of those who are there (``Members``)."""

    teller: Teller
    subscribing: Subscribing

    @property
    def room(self) -> Room: ...

    def takes_over(self, person: Person, control: ControlChannel, attempt: int | None) -> bool: ...

    def arrive(self, person: Person, name: str) -> None: ...

    def turn_away(self, control: ControlChannel, code: ErrorCode, **detail: str | int) -> None: ...

    def give_up(self, person: Person) -> None: ...

    def mistake(self, person: Person, code: ErrorCode = ..., kind: Kind | None = ...) -> None: ...

    def request_key_frame(self, participant: ParticipantId, track: TrackId, layer: int) -> None: ...

    def expel(self, person: Person, code: ErrorCode, kind: Kind | None = ...) -> None: ...


def hear(members: Listener, person: Person, control: ControlChannel, text: str | bytes, now: float) -> None:
    """Takes one message of a control channel. ``now``: seconds, monotonic."""
    if control.said_hello and person.control is not control:
        return  # displaced or turned away, and the connection not closed yet
    if not person.budget.spend(Kind.MESSAGES, 1, now):
        _too_fast(members, person, control, None, Kind.MESSAGES)
        return
    if not person.budget.spend(Kind.MESSAGE_CHARACTERS, len(text), now):
        _too_fast(members, person, control, request_id(text), Kind.MESSAGE_CHARACTERS)
        return
    try:
        if isinstance(text, bytes):
            raise Unusable(ErrorCode.MALFORMED_MESSAGE, None)
        message = decode(text)
    except Unusable as error:
        if not control.said_hello:
            members.turn_away(control, ErrorCode.UNEXPECTED_MESSAGE)
            return
        members.teller.answer(control, messages.ErrorMessage(code=error.code, id=error.id))
        members.mistake(person)
        return
    if not control.said_hello:
        _hear_hello(members, person, control, message)
    elif isinstance(message, Answered) and not person.budget.spend(Kind.REQUESTS, 1, now):
        _too_fast(members, person, control, message.id, Kind.REQUESTS)
    elif isinstance(message, WriteNotes | CompactNotes) and not _affords(person, message, now):
        # No mistake: the window waits, and sends it again.
        members.teller.answer(control, messages.ErrorMessage(code=ErrorCode.TOO_FAST, id=message.id))
    elif person.participant is not None:
        _hear_participant(members, person, control, message, person.participant)
    elif person.arrival is not None:
        _hear_waiting(members, person, control, message)


def _affords(person: Person, message: WriteNotes | CompactNotes, now: float) -> bool:
    return person.budget.spend(Kind.NOTES_BYTES, len(message.update), now)


def _too_fast(members: Listener, person: Person, control: ControlChannel, request: int | None, kind: Kind) -> None:
    members.teller.answer(control, messages.ErrorMessage(code=ErrorCode.TOO_FAST, id=request))
    members.mistake(person, ErrorCode.FLOODING, kind)


def _hear_hello(members: Listener, person: Person, control: ControlChannel, message: messages.ClientMessage) -> None:
    if not isinstance(message, messages.Hello):
        members.turn_away(control, ErrorCode.UNEXPECTED_MESSAGE)
        return
    control.said_hello = True
    if message.protocol != messages.PROTOCOL_VERSION:
        members.turn_away(control, ErrorCode.PROTOCOL_VERSION, host=__version__, app=message.app)
    elif not members.takes_over(person, control, message.attempt):
        pass
    elif person.participant is None:
        members.arrive(person, message.name)
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


def _hear_waiting(members: Listener, person: Person, control: ControlChannel, message: messages.ClientMessage) -> None:
    match message:
        case messages.Ping(sent_us):
            members.teller.pong(control, sent_us)
        case messages.Clock(offset_us):
            person.offset_us = offset_us
        case Leave(request):
            members.teller.answer(control, messages.Done(id=request))
            members.give_up(person)
        case _:
            asked = message.id if isinstance(message, Answered) else None
            members.teller.answer(control, messages.ErrorMessage(code=ErrorCode.NOT_IN_MEETING, id=asked))
            members.mistake(person)


def _hear_participant(
    members: Listener,
    person: Person,
    control: ControlChannel,
    message: messages.ClientMessage,
    participant: ParticipantId,
) -> None:
    match message:
        case messages.Ping(sent_us):
            members.teller.pong(control, sent_us)
        case messages.Clock(offset_us):
            person.offset_us = offset_us
            members.teller.clock_changed()
        case messages.RequestKeyFrame(track, layer):
            members.request_key_frame(participant, track, layer)
        case Subscribe():
            members.subscribing.want(person, control, message)
        case messages.Hello():
            members.teller.answer(control, messages.ErrorMessage(code=ErrorCode.UNEXPECTED_MESSAGE))
            members.mistake(person)
        case _:
            members.room.happen(events.Asked(at=members.room.now(), participant=participant, request=message))


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
