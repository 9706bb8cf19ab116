"""The data plane of one meeting: channels of sound and picture, the router between them, and what is counted there."""

import asyncio
import time
from typing import Protocol

from meetdesk.core import commands, events
from meetdesk.core.entry import Change
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.net.message_connection import MessageConnection
from meetdesk.net.websocket.frames import binary_frame
from meetdesk.net.websocket.turns import turns_of
from meetdesk.relay.header import Kind
from meetdesk.relay.outbox import AUDIO_OUTBOX_BYTES, VIDEO_OUTBOX_BYTES, Outbox
from meetdesk.relay.router import Router
from meetdesk.server.meeting.closing import close, fault_close
from meetdesk.server.meeting.control_output import Teller
from meetdesk.server.meeting.person import MediaChannel, Person
from meetdesk.server.meeting.spending import Spenders, Spending
from meetdesk.server.meeting.usage import Statistics
from meetdesk.wire import messages
from meetdesk.wire.channels import MEDIA, Channel


class Room(Protocol):
    """What of the meeting the data plane needs."""

    teller: Teller

    def now(self) -> float:
        """Seconds by the meeting's clock: ``at`` of events."""
        ...

    def happen(self, event: events.Event) -> None:
        """Lets the meeting decide on an event and carries out what it commands, as ``MeetingSession.happen``."""
        ...

    @property
    def members(self) -> Spenders:
        """Whose channels these are, and who can be made to leave."""
        ...


class Media:
    """Follows what the meeting decides, and never asks it anything about a frame."""

    def __init__(self, room: Room, loop: asyncio.AbstractEventLoop, *, slots: int) -> None:
        """``slots``: how many of those who speak are forwarded at a time."""
        self._room = room
        self._teller = room.teller
        self._loop = loop
        self._demands: dict[TrackId, commands.TellDemand] = {}
        self._dropped = 0
        self._turns = turns_of(loop)
        self._spending = Spending(room, loop.time)
        self._router = Router(
            loop,
            framed=binary_frame,
            on_key_frame_wanted=lambda owner, track, layer: self._teller.tell_participant(
                owner, messages.KeyFrameWanted(track=track, layer=layer)
            ),
            on_demand=self._tell_demand,
            on_speakers=lambda speakers: self._teller.tell_all(messages.Speakers(participants=speakers)),
            slots=slots,
            at_end_of_turn=self._turns.at_end,
            spend=self._spending.spend,
            on_overspent=self._spending.overspent,
        )

    async def serve(self, person: Person, connection: MessageConnection, name: Channel) -> None:
        """Serves the media channel of this name, until it is closed."""
        participant = person.participant
        assert participant is not None
        if name in person.media:
            close(self.detach(person, name), ErrorCode.DISPLACED)
        kind = MEDIA[name]
        outbox = Outbox(connection, AUDIO_OUTBOX_BYTES if kind == Kind.AUDIO else VIDEO_OUTBOX_BYTES)
        channel = person.media[name] = MediaChannel(kind, connection, outbox)
        clock = time.monotonic  # as the loop's, less a call
        forward = self._router.forward

        def on_message(message: str | bytes) -> None:
            channel.frames += 1
            channel.bytes += len(message)
            try:
                if isinstance(message, str):
                    raise MeetDeskError(ErrorCode.MALFORMED_FRAME)
                forward(participant, kind, message, clock())
            except MeetDeskError as error:
                self._mistake(person, error)

        connection.on_message = on_message
        connection.on_drained = lambda: outbox.drained(clock())
        connection.on_fault = lambda fault: fault_close(fault, ErrorCode.FRAME_TOO_LARGE)
        self._router.attach(participant, kind, outbox)
        try:
            await connection.run(self._turns)
        finally:
            if person.media.get(name) is channel:
                self.detach(person, name)

    def _mistake(self, person: Person, error: MeetDeskError) -> None:
        """Answers a media frame that reaches nobody."""
        if person.mistakes.to_be_answered(error.code, self._loop.time()):
            self._teller.tell_participant(
                person.participant or 0, messages.ErrorMessage(code=error.code, detail=error.detail)
            )
        self._room.members.mistake(person)

    def detach(self, person: Person, name: Channel) -> MessageConnection:
        """The channel of this name is no longer the person's; its connection, to be closed by the caller."""
        channel = person.media.pop(name)
        self._dropped += channel.outbox.dropped
        if person.participant is not None:
            self._router.detach(person.participant, channel.kind, channel.outbox)
        return channel.connection

    # What the meeting commands

    def route(self, command: commands.Route) -> None:
        """From now on frames of this track go to those, and to nobody else."""
        self._router.route(command)

    def demand(self, command: commands.TellDemand) -> None:
        """Tells the publisher even what it was told before: its connection may be a new one."""
        self._demands[command.track] = command
        self._tell_demand(command.participant, command.track, again=True)

    def changed(self, change: Change) -> None:
        """A new entry of the log."""
        self._router.changed(change)

    def request_key_frame(self, participant: ParticipantId, track: TrackId, layer: int) -> None:
        """A receiver cannot decode. The sender is asked, once for all who ask at a time."""
        self._router.request_key_frame(participant, track, layer)

    def _tell_demand(self, participant: ParticipantId, track: TrackId, again: bool = False) -> None:
        """What the meeting's members want and what the relay needs instead for those whose links cannot carry it."""
        known = self._demands.get(track) or commands.TellDemand(participant, track, ())
        layers = {*known.layers} | self._router.demanded_layers(track)
        self._teller.demand(participant, messages.Demand(track, tuple(sorted(layers)), known.undecodable), again)

    # Time, and figures

    def second_passed(self) -> None:
        """Called once a second: counts are closed, budgets looked at, and receivers may get more again."""
        self._spending.second_passed(self._router.key_frames)
        for participant, person in self._room.members.people.items():
            person.traffic.second_passed(person.connections, self._router.passed_on[participant])
        self._router.second_passed()

    def statistics(self) -> Statistics:
        """Since the meeting began. Frames that were dropped for receivers who are gone are counted as well."""
        people = self._room.members.people.values()
        outboxes = [channel.outbox for person in people for channel in person.media.values()]
        return Statistics(
            connected=sum(1 for person in people if person.control is not None),
            frames_in=self._router.frames_in,
            frames_out=self._router.frames_out,
            frames_dropped=self._dropped + sum(outbox.dropped for outbox in outboxes),
        )

    def close(self) -> None:
        """Cancels what is still to happen. Channels are closed by ``Members``."""
        self._router.close()
