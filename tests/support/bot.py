"""A participant without a window: joins over the LAN, sends real encoded media, chats, and records what it gets.

Meetings of 9 or 25 people are filled with bots; faults that no honest window produces are tried with them::

    bot = await Bot.join("127.0.0.1", 47800, "482913", "Ada", samples)
    await bot.start_camera()
    await bot.start_microphone()
    await bot.watch_everybody()
    await bot.until(lambda: bot.received.counts[track] > 30, "Ada gets pictures")
    await bot.leave()
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from meetdesk import __version__
from meetdesk.core.topics.chat import PostChat
from meetdesk.core.topics.people import EndMeeting, Leave
from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Subscribe, UpdateTrack, Want
from meetdesk.wire import messages as wire
from tests.support.bot_channels import Admission, Connector, ask_to_join, connect_here, open_channel
from tests.support.bot_media import LayerSender, Reception, now_us, send_sound
from tests.support.bot_meeting import MeetingView
from tests.support.proof import spoken
from tests.support.samples import Samples

ANSWER_SECONDS = 10.0
SILENCE_SECONDS = 2.5
BACK_OFF_SECONDS = (0, 0.25, 0.5, 1, 2)
_host_message: msgspec.json.Decoder[wire.HostMessage] = msgspec.json.Decoder(wire.HostMessage)


class BotRefusedError(Exception):
    """The host answered a request with an error."""

    def __init__(self, error: wire.ErrorMessage) -> None:
        super().__init__(error.code)
        self.code = error.code
        self.detail = error.detail


class Bot:
    """One participant. Make it with ``Bot.join``; all methods belong to the event loop it was made in."""

    def __init__(self, admission: Admission, name: str, samples: Samples | None, skew_us: int) -> None:
        self.admission = admission
        self.name = name
        self.samples = samples
        self.skew_us = skew_us
        """What the bot's clock is ahead of this machine's, in microseconds."""
        self.participant = 0
        self.meeting = MeetingView()
        self.received = Reception()
        self.errors: list[wire.ErrorMessage] = []
        """Errors that answer no request."""
        self.demand: dict[int, tuple[int, ...]] = {}
        self.key_frames_wanted: list[wire.KeyFrameWanted] = []
        self.speakers: tuple[int, ...] = ()
        self.clocks: dict[int, int] = {}
        self.offset_us: int | None = None
        self.closed: dict[str, tuple[int, str]] = {}
        """Channels that have closed: close code and reason."""
        self.talking = True
        self.heard_us = 0
        """When the host last said anything on control."""
        self._channels: dict[str, ClientConnection] = {}
        self._link_work: set[asyncio.Task[None]] = set()
        self._other_work: set[asyncio.Task[None]] = set()
        self._answers: dict[int, asyncio.Future[wire.HostMessage]] = {}
        self._next_id = 1
        self._layers: dict[int, LayerSender] = {}
        self._watching: tuple[int, int] | None = None
        self._subscribed: tuple[Want, ...] | None = None
        self._best_round_trip = float("inf")
        self._welcomed = asyncio.Event()
        self._changed = asyncio.Event()

    @classmethod
    async def join(
        cls,
        address: str,
        port: int,
        by: str,
        name: str,
        samples: Samples | None = None,
        *,
        connector: Connector = connect_here,
        skew_us: int = 0,
    ) -> "Bot":
        """Joins the meeting hosted at an address, ``by`` a code or an invitation.

        Raises MeetDeskError with the host's code if it refuses."""
        bot = cls(await ask_to_join(address, port, by, connector), name, samples, skew_us)
        await bot.connect()
        return bot

    async def connect(self) -> None:
        """Opens the three channels. After ``vanish`` this comes back with the same ticket and resumes."""
        self._welcomed.clear()
        self._subscribed = None
        self._best_round_trip = float("inf")
        self.closed.clear()
        control = await self._open("control")
        hello = wire.Hello(spoken(), __version__, self.name, self.meeting.last_entry)
        await control.send(_json(hello))
        async with asyncio.timeout(ANSWER_SECONDS):
            while not self._welcomed.is_set():
                assert "control" not in self.closed, f"{self.name} not welcomed: {self.closed}, {self.errors}"
                await self._wait_for_change(0.05)
        self._spawn(self._beat(), self._link_work)
        await self._open("audio")
        await self._open("video")

    async def stay(self) -> None:
        """From now on comes back by itself when the link is lost, as the protocol's section 3.3 asks."""
        self._spawn(self._come_back(), self._other_work)

    # What a person does

    async def start_camera(self) -> int:
        """Publishes the camera and sends the layers somebody wants. Returns the track's id."""
        assert self.samples is not None, "a bot without samples has nothing to send"
        layers = tuple(Layer(layer.layer, layer.width, layer.height) for layer in self.samples.layers)
        track = await self.publish(PublishTrack(0, Source.CAMERA, "vp8", layers=layers))
        for sample in self.samples.layers:
            sender = LayerSender(sample, track, lambda frame: self.send_frame("video", frame), self.skew_us)
            sender.wanted = sample.layer in self.demand.get(track, ())
            self._layers[sample.layer] = sender
            self._spawn(sender.run(), self._other_work)
        return track

    async def start_microphone(self) -> int:
        """Publishes the microphone and sends sound every 20 ms; ``talking`` says whether it is loud or silent."""
        assert self.samples is not None, "a bot without samples has nothing to send"
        track = await self.publish(PublishTrack(0, Source.MICROPHONE, "opus"))
        sound = send_sound(
            self.samples, track, lambda frame: self.send_frame("audio", frame), lambda: self.talking, self.skew_us
        )
        self._spawn(sound, self._other_work)
        return track

    async def publish(self, request: PublishTrack) -> int:
        done = await self.request(request)
        assert isinstance(done, wire.Done)
        assert done.track is not None, "done of publish_track names no track"
        return done.track

    async def set_muted(self, track: int, muted: bool) -> None:
        await self.request(UpdateTrack(0, track, muted=muted))

    async def say(self, text: str, ref: str | None = None) -> None:
        """Posts to the chat and waits until the host has taken it."""
        await self.request(PostChat(0, ref or f"{self.participant}-{time.monotonic_ns()}", text))

    async def watch_everybody(self, layer: int = 1, temporal: int = 2) -> None:
        """Wants every video track there is and every one that is published later."""
        self._watching = (layer, temporal)
        await self._subscribe()

    async def watch(self, *wants: Want) -> None:
        """Wants exactly this, until told otherwise."""
        self._watching = None
        await self.send_control(_json(Subscribe(tuple(wants))))

    async def leave(self) -> None:
        """Says goodbye and closes everything."""
        with contextlib.suppress(ConnectionClosed, BotRefusedError, TimeoutError):
            await self.request(Leave(0))
        await self.close()

    async def end_meeting(self) -> None:
        """Asks to end the meeting for everybody. Raises BotRefusedError: only the host may."""
        await self.request(EndMeeting(0))

    async def vanish(self) -> None:
        """Drops all connections without a word, as a machine does that loses its link; media goes on being made."""
        await _cancel(self._link_work)
        for channel in self._channels.values():
            channel.transport.abort()

    async def close(self) -> None:
        """Stops everything and closes the connections."""
        await _cancel(self._other_work)
        await asyncio.gather(*(channel.close() for channel in self._channels.values()))
        await _cancel(self._link_work)

    # What only a test does

    async def request(self, request: Any) -> wire.HostMessage:
        """Sends a request under a fresh id and returns its answer. Raises BotRefusedError."""
        number, self._next_id = self._next_id, self._next_id + 1
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self.send_control(_json(msgspec.structs.replace(request, id=number)))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                message: wire.HostMessage = await answer
        finally:
            del self._answers[number]
        if isinstance(message, wire.ErrorMessage):
            raise BotRefusedError(message)
        return message

    async def send_control(self, text: str) -> None:
        """Sends any text on the control channel."""
        await self._channels["control"].send(text)

    async def send_frame(self, channel: str, frame: bytes) -> None:
        """Sends a binary message as it is; silently nothing while the channel is closed."""
        with contextlib.suppress(ConnectionClosed):
            await self._channels[channel].send(frame)

    async def stop_reading(self) -> None:
        """From now on takes nothing from the media channels; control goes on."""
        for kind in ("audio", "video"):
            self._channels[kind].transport.pause_reading()

    async def read_again(self) -> None:
        for kind in ("audio", "video"):
            self._channels[kind].transport.resume_reading()

    async def until(self, reached: Callable[[], Any], what: str, seconds: float = 10.0) -> None:
        """Waits until something holds. Raises AssertionError that says what did not happen."""
        try:
            async with asyncio.timeout(seconds):
                while not reached():
                    await self._wait_for_change(0.05)
        except TimeoutError:
            raise AssertionError(f"{self.name}: not within {seconds} s: {what} ({self._summary()})") from None

    async def track_of(self, name: str, source: Source) -> int:
        """Waits until a person of this name publishes such a track; its id."""
        await self.until(lambda: self.meeting.track_of(name, source), f"{name} publishes a {source}")
        track = self.meeting.track_of(name, source)
        assert track is not None
        return track.track

    def _summary(self) -> str:
        return (
            f"people {self.meeting.names()}, tracks {list(self.meeting.tracks)}, "
            f"received {dict(self.received.counts)}, closed {self.closed}, errors {[e.code for e in self.errors]}"
        )

    async def _wait_for_change(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)
        self._changed.clear()

    # Connections

    async def _open(self, kind: str) -> ClientConnection:
        channel = self._channels[kind] = await open_channel(self.admission, kind)
        self._spawn(self._read(kind, channel), self._link_work)
        return channel

    async def _read(self, kind: str, channel: ClientConnection) -> None:
        try:
            async for message in channel:
                if kind == "control":
                    self.heard_us = now_us()
                    await self._take(_host_message.decode(message))
                else:
                    assert isinstance(message, bytes), f"text on the {kind} channel"
                    self.received.take(message)
                self._changed.set()
        except ConnectionClosed:
            pass
        self.closed[kind] = (channel.close_code or 1006, channel.close_reason or "")
        self._changed.set()

    async def _beat(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.send_control(_json(wire.Ping(now_us() + self.skew_us)))
                await asyncio.sleep(1)

    async def _come_back(self) -> None:
        attempt = 0
        while True:
            if "control" not in self.closed and now_us() - self.heard_us < SILENCE_SECONDS * 1e6:
                attempt = 0
                await asyncio.sleep(0.1)
                continue
            if self.closed.get("control", (1006, ""))[0] in range(4000, 4100):
                return
            await self.vanish()
            await asyncio.sleep(BACK_OFF_SECONDS[min(attempt, len(BACK_OFF_SECONDS) - 1)])
            attempt += 1
            self.heard_us = now_us()
            with contextlib.suppress(OSError, TimeoutError, ConnectionClosed, InvalidHandshake, AssertionError):
                await self.connect()

    def _spawn(self, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        tasks.add(task)

        def finished(task: asyncio.Task[None]) -> None:
            tasks.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                context = {"message": f"{self.name} failed", "exception": error}
                asyncio.get_running_loop().call_exception_handler(context)

        task.add_done_callback(finished)

    # What the host says

    async def _take(self, message: wire.HostMessage) -> None:
        match message:
            case wire.Welcome(participant=participant, state=state, entries=entries):
                self.participant = participant
                if state is not None:
                    self.meeting.take_snapshot(state)
                self.meeting.take(entries or ())
                self._welcomed.set()
                await self._subscribe()
            case wire.Entries(entries=entries):
                self.meeting.take(entries)
                await self._subscribe()
            case wire.Done(id=number) | wire.ChatPage(id=number):
                self._answer(number, message)
            case wire.ErrorMessage(id=number):
                if number is None or not self._answer(number, message):
                    self.errors.append(message)
            case wire.Pong():
                await self._take_pong(message)
            case wire.Demand(track=track, layers=layers):
                self.demand[track] = layers
                for layer, sender in self._layers.items():
                    if sender.track == track:
                        sender.wanted = layer in layers
            case wire.KeyFrameWanted(layer=layer):
                self.key_frames_wanted.append(message)
                if layer in self._layers:
                    self._layers[layer].want_key_frame()
            case wire.Speakers(participants=participants):
                self.speakers = participants
            case wire.Clocks(offsets_us=offsets):
                self.clocks = {int(number): offset for number, offset in offsets.items()}

    def _answer(self, number: int, message: wire.HostMessage) -> bool:
        answer = self._answers.get(number)
        if answer is None or answer.done():
            return False
        answer.set_result(message)
        return True

    async def _take_pong(self, pong: wire.Pong) -> None:
        now = now_us() + self.skew_us
        if now - pong.sent_us < self._best_round_trip:
            self._best_round_trip = now - pong.sent_us
            self.offset_us = round(pong.host_us - (pong.sent_us + now) / 2)
            await self.send_control(_json(wire.Clock(self.offset_us)))

    async def _subscribe(self) -> None:
        if self._watching is None or not self._welcomed.is_set():
            return
        layer, temporal = self._watching
        wants = tuple(Want(track, layer, temporal) for track in self.meeting.pictures_of_others(self.participant))
        if wants != self._subscribed:
            self._subscribed = wants
            await self.send_control(_json(Subscribe(wants)))


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    """Cancels these tasks and waits for them, but not for the one that asks."""
    others = [task for task in tasks if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _json(message: Any) -> str:
    return msgspec.json.encode(message).decode()
