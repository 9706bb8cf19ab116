"""What participants say on their control channels."""

from typing import Protocol

from meetdesk import __version__
from meetdesk.core import events
from meetdesk.core.budget import Kind
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.basics import Answered, ParticipantId, TrackId
from meetdesk.core.topics.notes import CompactNotes, WriteNotes
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.tracks import Subscribe
from meetdesk.server.meeting.control_frames import Unusable, decode, request_id
from meetdesk.server.meeting.control_output import Teller
from meetdesk.server.meeting.person import ControlChannel, Person
from meetdesk.server.meeting.subscribing import Subscribing
from meetdesk.wire import messages


class Listener(Protocol):
    """What of the session hearing somebody needs."""

    teller: Teller
    subscribing: Subscribing

    def now(self) -> float: ...

    def happen(self, event: events.Event) -> None: ...

    def takes_over(self, person: Person, control: ControlChannel, attempt: int | None) -> bool: ...

    def arrive(self, person: Person, name: str) -> None: ...

    def turn_away(self, control: ControlChannel, code: ErrorCode, **detail: str | int) -> None: ...

    def give_up(self, person: Person) -> None: ...

    def mistake(self, person: Person, code: ErrorCode = ..., kind: Kind | None = ...) -> None: ...

    def request_key_frame(self, participant: ParticipantId, track: TrackId, layer: int) -> None: ...

    def expel(self, person: Person, code: ErrorCode, kind: Kind | None = ...) -> None: ...


def hear(session: Listener, person: Person, control: ControlChannel, text: str | bytes, now: float) -> None:
    """Takes one message of a control channel. ``now``: seconds, monotonic."""
    if control.said_hello and person.control is not control:
        return  # displaced or turned away, and the connection not closed yet
    if not person.budget.spend(Kind.MESSAGES, 1, now):
        _too_fast(session, person, control, None, Kind.MESSAGES)
        return
    if not person.budget.spend(Kind.MESSAGE_CHARACTERS, len(text), now):
        _too_fast(session, person, control, request_id(text), Kind.MESSAGE_CHARACTERS)
        return
    try:
        if isinstance(text, bytes):
            raise Unusable(ErrorCode.MALFORMED_MESSAGE, None)
        message = decode(text)
    except Unusable as error:
        if not control.said_hello:
            session.turn_away(control, ErrorCode.UNEXPECTED_MESSAGE)
            return
        session.teller.answer(control, messages.ErrorMessage(code=error.code, id=error.id))
        session.mistake(person)
        return
    if not control.said_hello:
        _hear_hello(session, person, control, message)
    elif isinstance(message, Answered) and not person.budget.spend(Kind.REQUESTS, 1, now):
        _too_fast(session, person, control, message.id, Kind.REQUESTS)
    elif isinstance(message, WriteNotes | CompactNotes) and not _affords(person, message, now):
        # No mistake: the window waits, and sends it again.
        session.teller.answer(control, messages.ErrorMessage(code=ErrorCode.TOO_FAST, id=message.id))
    elif person.participant is not None:
        _hear_participant(session, person, control, message, person.participant)
    elif person.arrival is not None:
        _hear_waiting(session, person, control, message)


def _affords(person: Person, message: WriteNotes | CompactNotes, now: float) -> bool:
    return person.budget.spend(Kind.NOTES_BYTES, len(message.update), now)


def _too_fast(session: Listener, person: Person, control: ControlChannel, request: int | None, kind: Kind) -> None:
    session.teller.answer(control, messages.ErrorMessage(code=ErrorCode.TOO_FAST, id=request))
    session.mistake(person, ErrorCode.FLOODING, kind)


def _hear_hello(session: Listener, person: Person, control: ControlChannel, message: messages.ClientMessage) -> None:
    if not isinstance(message, messages.Hello):
        session.turn_away(control, ErrorCode.UNEXPECTED_MESSAGE)
        return
    control.said_hello = True
    if message.protocol != messages.PROTOCOL_VERSION:
        session.turn_away(control, ErrorCode.PROTOCOL_VERSION, host=__version__, app=message.app)
    elif not session.takes_over(person, control, message.attempt):
        pass
    elif person.participant is None:
        session.arrive(person, message.name)
    else:
        session.happen(
            events.Returned(
                at=session.now(),
                participant=person.participant,
                last_entry=message.last_entry,
                name=message.name,
                last_private=message.last_private,
            )
        )


def _hear_waiting(session: Listener, person: Person, control: ControlChannel, message: messages.ClientMessage) -> None:
    match message:
        case messages.Ping(sent_us):
            session.teller.pong(control, sent_us)
        case messages.Clock(offset_us):
            person.offset_us = offset_us
        case Leave(request):
            session.teller.answer(control, messages.Done(id=request))
            session.give_up(person)
        case _:
            asked = message.id if isinstance(message, Answered) else None
            session.teller.answer(control, messages.ErrorMessage(code=ErrorCode.NOT_IN_MEETING, id=asked))
            session.mistake(person)


def _hear_participant(
    session: Listener,
    person: Person,
    control: ControlChannel,
    message: messages.ClientMessage,
    participant: ParticipantId,
) -> None:
    match message:
        case messages.Ping(sent_us):
            session.teller.pong(control, sent_us)
        case messages.Clock(offset_us):
            person.offset_us = offset_us
            session.teller.clock_changed()
        case messages.RequestKeyFrame(track, layer):
            session.request_key_frame(participant, track, layer)
        case Subscribe():
            session.subscribing.want(person, control, message)
        case messages.Hello():
            session.teller.answer(control, messages.ErrorMessage(code=ErrorCode.UNEXPECTED_MESSAGE))
            session.mistake(person)
        case _:
            session.happen(events.Asked(at=session.now(), participant=participant, request=message))
