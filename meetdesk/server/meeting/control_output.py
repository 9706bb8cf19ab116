"""What participants are told: control messages, framed once for all who are told the same, one write a turn."""

import asyncio
from collections.abc import Callable, Iterable
from typing import assert_never

from meetdesk.core import commands
from meetdesk.core.entry import Entry
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.core.topics.tracks import Want
from meetdesk.net.message_connection import MessageConnection
from meetdesk.net.websocket.frames import text_frame
from meetdesk.wire import messages
from meetdesk.wire.codec import encode_host

CONTROL_OUTBOX_BYTES = 4_000_000
"""What may wait for a participant that does not read, besides the answer to its hello, which may be long."""


class ControlOutbox:
    """What one participant is still to be told. Nothing is dropped; whoever falls too far behind is too slow."""

    def __init__(self, connection: MessageConnection, on_too_slow: Callable[[], None]) -> None:
        self._connection = connection
        self._on_too_slow = on_too_slow
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._exempt = 0

    def send(self, frame: bytes, exempt: bool = False) -> bool:
        """Queues a frame; returns whether ``flush`` must be called at the end of this turn of the event loop."""
        self._waiting.append(frame)
        self._bytes += len(frame)
        if exempt:
            self._exempt += len(frame)
        if self._bytes - self._exempt > CONTROL_OUTBOX_BYTES:
            self._on_too_slow()
        return len(self._waiting) == 1

    def flush(self) -> None:
        """Sends all that waits in one write if the connection takes it; call it also whenever it is ready again."""
        if self._waiting and self._connection.ready:
            self.flush_all()

    def flush_all(self) -> None:
        """Hands over everything, to be sent before the close frame that follows."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._bytes = self._exempt = 0
        if data:
            self._connection.write(data)


class ControlChannel:
    """A control connection."""

    def __init__(self, connection: MessageConnection, outbox: ControlOutbox, now: float) -> None:
        self.connection = connection
        self.outbox = outbox
        self.said_hello = False
        self.opened_at = now
        self.last_heard = now
        self.sent_entry = 0
        """Number of the latest entry it has been sent."""
        self.wants: frozenset[Want] = frozenset()
        """What it wants to see, as it was taken over last."""
        self.lacks: frozenset[str] = frozenset()
        """The codecs that it was taken over not to decode."""


class Teller:
    """Knows the channel on which each participant is told things, from its welcome until that is not its any more."""

    def __init__(self, loop: asyncio.AbstractEventLoop, now_us: Callable[[], int]) -> None:
        """``now_us``: the meeting's clock, in microseconds."""
        self._channels: dict[ParticipantId, ControlChannel] = {}
        self._loop = loop
        self._now_us = now_us
        self._to_flush: list[ControlOutbox] = []
        self._demands: dict[TrackId, messages.Demand] = {}

    # One person

    def is_told(self, participant: ParticipantId) -> bool:
        """Whether this one was welcomed on the channel that it has now."""
        return participant in self._channels

    def lost(self, participant: ParticipantId) -> None:
        """This one is told nothing until it is welcomed again."""
        self._channels.pop(participant, None)

    def tell_participant(self, participant: ParticipantId, message: messages.HostMessage) -> None:
        """Tells it something, if it can be told now."""
        if (control := self._channels.get(participant)) is not None:
            self._send(control, framed(message))

    def answer(self, control: ControlChannel, message: messages.HostMessage) -> None:
        """On the channel itself, whether somebody was welcomed on it or not."""
        self._send(control, framed(message))

    def pong(self, control: ControlChannel, sent_us: int) -> None:
        """Answers at once, with the meeting's clock in microseconds; also to somebody in the lobby."""
        self._send(control, framed(messages.Pong(sent_us=sent_us, host_us=self._now_us())))

    def demand(self, participant: ParticipantId, message: messages.Demand, again: bool = False) -> None:
        """Tells a publisher which layers to encode, if that is news."""
        if again or self._demands.get(message.track) != message:
            self._demands[message.track] = message
            self.tell_participant(participant, message)

    def carry_out(self, command: commands.Telling) -> None:
        """Tells those whom the command names, as far as they can be told now; who comes back is told by ``welcome``."""
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
            case (
                commands.TellPart()
                | commands.TellPointer()
                | commands.TellStrokes()
                | commands.TellErased()
                | commands.TellDrawers()
                | commands.TellBoard()
            ):
                self._tell_some(command.participants, _of_strokes(command))
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

    def welcome(self, control: ControlChannel, command: commands.Welcomed) -> None:
        """Answers the hello on this channel. Entries that the answer holds are not sent again."""
        if command.state is not None:
            control.sent_entry = command.state.entry
        elif command.entries:
            control.sent_entry = command.entries[-1].number
        welcome = messages.Welcome(
            protocol=messages.PROTOCOL_VERSION,
            participant=command.participant,
            host_us=self._now_us(),
            state=command.state,
            entries=command.entries,
            conversations=command.conversations,
            private=command.private,
        )
        self._send(control, framed(welcome), exempt=True)
        self._channels[command.participant] = control

    # Everybody

    def tell_all(self, message: messages.HostMessage) -> None:
        """Everybody who was welcomed on the present connection."""
        frame = framed(message)
        for control in list(self._channels.values()):
            self._send(control, frame)

    def tell_entry(self, entry: Entry) -> None:
        """Everybody who has not got it with its welcome: each entry once on each connection, in order."""
        frame = framed(messages.Entries(entries=(entry,)))
        for control in list(self._channels.values()):
            if control.sent_entry < entry.number:
                control.sent_entry = entry.number
                self._send(control, frame)

    def _tell_some(self, participants: Iterable[ParticipantId], message: messages.HostMessage) -> None:
        frame = framed(message)
        for participant in participants:
            if (control := self._channels.get(participant)) is not None:
                self._send(control, frame)

    def _send(self, control: ControlChannel, frame: bytes, exempt: bool = False) -> None:
        if control.outbox.send(frame, exempt):
            if not self._to_flush:
                self._loop.call_soon(self._flush)
            self._to_flush.append(control.outbox)

    def _flush(self) -> None:
        outboxes, self._to_flush = self._to_flush, []
        for outbox in outboxes:
            outbox.flush()


def _of_strokes(news: commands.StrokesNews) -> messages.HostMessage:
    match news:
        case commands.TellPart(by=by, part=part):
            return messages.Drawing(by, part.track, part.ref, part.tool, part.first, part.points)
        case commands.TellPointer(by=by, track=track, place=place):
            return messages.Pointing(by, track, place)
        case commands.TellStrokes(track=track, strokes=strokes):
            return messages.Drawn(track, strokes)
        case commands.TellErased(track=track, strokes=gone, by=by):
            return messages.Erased(track, gone, by)
        case commands.TellDrawers(track=track, who=who, by=by):
            return messages.DrawersSet(track, who, by)
        case commands.TellBoard(pages=pages, by=by):
            return messages.BoardShown(pages, by)
        case _:
            assert_never(news)


def framed(message: messages.HostMessage) -> bytes:
    """The whole frame of one message; the same bytes serve all who are told the same."""
    return text_frame(encode_host(message))
