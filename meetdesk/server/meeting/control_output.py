"""What participants are told: control messages, framed once for all who are told the same, one write a turn."""

import asyncio
from collections.abc import Callable, Iterable
from typing import assert_never

from meetdesk.core import commands
from meetdesk.core.entry import Entry
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.net.websocket.frames import text_frame
from meetdesk.server.meeting.person import ControlChannel, ControlOutbox, Person
from meetdesk.wire import messages
from meetdesk.wire.codec import encode_host


class Teller:
    """Knows who is in the meeting (``people``) and what each was told."""

    def __init__(self, loop: asyncio.AbstractEventLoop, now_us: Callable[[], int]) -> None:
        """``now_us``: the meeting's clock, in microseconds."""
        self.people: dict[ParticipantId, Person] = {}
        self._loop = loop
        self._now_us = now_us
        self._to_flush: list[ControlOutbox] = []
        self._demands: dict[TrackId, tuple[int, ...]] = {}
        self._clocks_changed = False

    # One person

    def tell(self, person: Person, message: messages.HostMessage) -> None:
        """Tells one person something, if they can be told now."""
        if person.control is not None and person.control.welcomed:
            self._send(person.control, framed(message))

    def tell_participant(self, participant: ParticipantId, message: messages.HostMessage) -> None:
        if (person := self.people.get(participant)) is not None:
            self.tell(person, message)

    def answer(self, control: ControlChannel, message: messages.HostMessage) -> None:
        """Tells somebody something who was not welcomed yet."""
        self._send(control, framed(message))

    def pong(self, control: ControlChannel, sent_us: int) -> None:
        self._send(control, framed(messages.Pong(sent_us=sent_us, host_us=self._now_us())))

    def demand(self, participant: ParticipantId, track: TrackId, layers: tuple[int, ...], again: bool = False) -> None:
        """Tells a publisher which layers to encode, if that is news."""
        if again or self._demands.get(track) != layers:
            self._demands[track] = layers
            self.tell_participant(participant, messages.Demand(track=track, layers=layers))

    def carry_out(self, command: commands.Telling) -> None:
        match command:
            case commands.TellPrivately(participant, news):
                self.tell_participant(participant, messages.Private(news=news))
            case commands.TellLobby(participants, waiting, kept_out):
                self._tell_some(participants, messages.Lobby(waiting=waiting, kept_out=kept_out))
            case commands.TellBallots(participant, ballots):
                self.tell_participant(participant, messages.Ballots(ballots=ballots))
            case commands.TellReaction(participant, reaction):
                self.tell_all(messages.Reacted(participant=participant, reaction=reaction))
            case commands.TellStopped(participants, stop, lifted):
                one = messages.Stopped(stop.participant, stop.name, stop.kind, stop.what, lifted)
                self._tell_some(participants, one)
            case commands.TellNotes() | commands.WantNotes():
                self._tell_notes(command)
            case commands.TellFileEnded(participant, file, code):
                self.tell_participant(participant, messages.FileEnded(file=file, code=code))
            case commands.Reply(participant, request, track, file):
                self.tell_participant(participant, messages.Done(id=request, track=track, file=file))
            case commands.Refuse(participant, request, code, detail):
                self.tell_participant(participant, messages.ErrorMessage(code=code, id=request, detail=detail))
            case commands.SendChatPage(participant, request, page, more):
                self.tell_participant(participant, messages.ChatPage(id=request, messages=page, more=more))
            case _:
                assert_never(command)

    def _tell_notes(self, news: commands.NotesNews) -> None:
        match news:
            case commands.TellNotes(participants, updates, whole, anew):
                self._tell_some(participants, messages.Notes(updates=updates, whole=whole, anew=anew))
            case commands.WantNotes(participant, until):
                self.tell_participant(participant, messages.NotesWanted(until=until))
            case _:
                assert_never(news)

    def welcome(self, person: Person, command: commands.Welcomed) -> None:
        """Answers a hello. Entries that the answer holds are not sent again."""
        control = person.control
        assert person.participant is not None
        if control is None:
            return
        if command.state is not None:
            control.sent_entry = command.state.entry
        elif command.entries:
            control.sent_entry = command.entries[-1].number
        welcome = messages.Welcome(
            protocol=messages.PROTOCOL_VERSION,
            participant=person.participant,
            host_us=self._now_us(),
            state=command.state,
            entries=command.entries,
            conversations=command.conversations,
            private=command.private,
        )
        self._send(control, framed(welcome), exempt=True)
        control.welcomed = True
        self.tell(person, self._clocks())

    # Everybody

    def tell_all(self, message: messages.HostMessage) -> None:
        frame = framed(message)
        for control in self._welcomed():
            self._send(control, frame)

    def tell_entry(self, entry: Entry) -> None:
        frame = framed(messages.Entries(entries=(entry,)))
        for control in self._welcomed():
            if control.sent_entry < entry.number:
                control.sent_entry = entry.number
                self._send(control, frame)

    def clock_changed(self) -> None:
        self._clocks_changed = True

    def second_passed(self) -> None:
        """Tells all the clocks, if one has changed: at most once a second, however many people there are."""
        if self._clocks_changed:
            self._clocks_changed = False
            self.tell_all(self._clocks())

    def _tell_some(self, participants: Iterable[ParticipantId], message: messages.HostMessage) -> None:
        frame = framed(message)
        for participant in participants:
            person = self.people.get(participant)
            if person is not None and person.control is not None and person.control.welcomed:
                self._send(person.control, frame)

    def _clocks(self) -> messages.Clocks:
        people = self.people.items()
        return messages.Clocks({str(who): p.offset_us for who, p in people if p.offset_us is not None})

    def _welcomed(self) -> list[ControlChannel]:
        controls = (person.control for person in self.people.values())
        return [control for control in controls if control is not None and control.welcomed]

    def _send(self, control: ControlChannel, frame: bytes, exempt: bool = False) -> None:
        if control.outbox.send(frame, exempt):
            if not self._to_flush:
                self._loop.call_soon(self._flush)
            self._to_flush.append(control.outbox)

    def _flush(self) -> None:
        outboxes, self._to_flush = self._to_flush, []
        for outbox in outboxes:
            outbox.flush()


def framed(message: messages.HostMessage) -> bytes:
    """The whole frame of one message; the same bytes serve all who are told the same."""
    return text_frame(encode_host(message))
