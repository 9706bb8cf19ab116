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
import math
import time
from collections.abc import Callable, Coroutine
from typing import Any

from meetdesk.client.channel import Closed, Places
from meetdesk.client.participant import Answer, Participant
from meetdesk.core.topics.people import EndMeeting
from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Subscribe, UpdateTrack, Want
from meetdesk.wire import messages as wire
from tests.support.bot_channels import Admission, Connector, ask_to_join, connect_here, open_channel
from tests.support.bot_media import LayerSender, Reception, now_us, send_sound
from tests.support.bot_meeting import MeetingView
from tests.support.proof import spoken
from tests.support.samples import Samples


class Bot:
    """One participant. Make it with ``Bot.join``; all methods belong to the event loop it was made in."""

    def __init__(self, admission: Admission, name: str, samples: Samples | None, skew_us: int) -> None:
        self.admission = admission
        self.name = name
        self.samples = samples
        self.skew_us = skew_us
        """What the bot's clock is ahead of this machine's, in microseconds."""
        self.client = Participant(
            lambda channel: open_channel(admission, channel),
            name,
            own_clock=lambda: now_us() + skew_us,
            protocol=spoken(),
            silence_seconds=math.inf,  # a host on a busy machine that answers late is not left, unless with ``stay``
        )
        """The product's own participant, which the bot plays with."""
        self.client.on_message = self._told
        self.client.on_frames = self._frames
        self.client.on_change = self._on_change
        self.meeting = MeetingView(self.client)
        self.received = Reception()
        self.errors: list[wire.ErrorMessage] = []
        """Errors that answer no request."""
        self.client.on_error = self.errors.append
        self.speakers: tuple[int, ...] = ()
        """Who speaks, loudest first."""
        self.key_frames_wanted: list[wire.KeyFrameWanted] = []
        self.talking = True
        self._work: set[asyncio.Task[None]] = set()
        self._layers: dict[int, LayerSender] = {}
        self._watching: tuple[int, int] | None = None
        self._subscribed: tuple[Want, ...] | None = None
        self._changed = asyncio.Event()

    @property
    def participant(self) -> int:
        """Its id."""
        return self.client.id

    @property
    def demand(self) -> dict[int, tuple[int, ...]]:
        return self.client.demand

    @property
    def closed(self) -> dict[str, Closed]:
        """Channels that have closed."""
        return self.client.closed

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
        """Opens the channels. After ``vanish`` this comes back with the same ticket and resumes. Raises AssertionError
        if it is not welcomed."""
        try:
            await self.client.connect()
        except ConnectionError as error:
            raise AssertionError(f"{self.name} not welcomed: {error}, {self.errors}") from error

    async def stay(self) -> None:
        """From now on comes back by itself when the link is lost, as the protocol's section 3.3 asks."""
        self.client.come_back_by_itself()

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
            self._spawn(sender.run())
        return track

    async def start_microphone(self) -> int:
        """Publishes the microphone and sends sound every 20 ms; ``talking`` says whether it is loud or silent."""
        assert self.samples is not None, "a bot without samples has nothing to send"
        track = await self.publish(PublishTrack(0, Source.MICROPHONE, "opus"))
        sound = send_sound(
            self.samples, track, lambda frame: self.send_frame("audio", frame), lambda: self.talking, self.skew_us
        )
        self._spawn(sound)
        return track

    async def publish(self, request: PublishTrack) -> int:
        return await self.client.publish(request)

    async def set_muted(self, track: int, muted: bool) -> None:
        await self.request(UpdateTrack(0, track, muted=muted))

    async def say(self, text: str, ref: str | None = None) -> None:
        """Posts to the chat and waits until the host has taken it."""
        await self.client.post(text, ref or f"{self.participant}-{time.monotonic_ns()}")

    async def watch_everybody(self, layer: int = 1, temporal: int = 2) -> None:
        """Wants every video track there is and every one that is published later."""
        self._watching = (layer, temporal)
        self._subscribe()

    async def watch(self, *wants: Want) -> None:
        """Wants exactly this, until told otherwise."""
        self._watching = None
        self.client.say(Subscribe(tuple(wants)))

    async def leave(self) -> None:
        """Says goodbye and closes everything."""
        await self.client.leave()
        await self.close()

    async def end_meeting(self) -> None:
        """Asks to end the meeting for everybody. Raises Refused: only the host may."""
        await self.request(EndMeeting(0))

    async def vanish(self) -> None:
        """Drops all connections without a word, as a machine does that loses its link; media goes on being made."""
        self.client.drop()

    async def close(self) -> None:
        """Stops everything and closes the connections."""
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        await self.client.close()

    # What only a test does

    async def request(self, request: Any) -> Answer:
        """Sends a request under a fresh id and returns its answer. Raises Refused."""
        return await self.client.request(request)

    async def send_control(self, text: str) -> None:
        """Sends any text on the control channel. Raises ConnectionError."""
        self.client.say_raw(text.encode())
        await self.client.channels["control"].drain()

    async def send_frame(self, channel: str, frame: bytes) -> None:
        """Sends a binary message as it is, when those before it have left; nothing while the channel is closed."""
        if (open_one := self.client.channels.get(channel)) is not None:
            await open_one.drain()
            self.client.send_frame(channel, frame)

    async def stop_reading(self) -> None:
        """From now on takes nothing from the media channels; control goes on."""
        for kind in ("audio", "video"):
            self.client.channels[kind].pause_reading()

    async def read_again(self) -> None:
        for kind in ("audio", "video"):
            self.client.channels[kind].resume_reading()

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

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)

        def finished(task: asyncio.Task[None]) -> None:
            self._work.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                context = {"message": f"{self.name} failed", "exception": error}
                asyncio.get_running_loop().call_exception_handler(context)

        task.add_done_callback(finished)

    # What the host says

    def _on_change(self) -> None:
        self._changed.set()

    def _frames(self, channel: str, chunk: bytes, places: Places) -> None:
        self.received.take(channel, chunk, places)
        self._changed.set()

    def _told(self, message: wire.HostMessage) -> None:
        match message:
            case wire.Welcome():
                self._subscribed = None
                self._subscribe()
            case wire.Entries():
                self._subscribe()
            case wire.Demand(track=track, layers=layers):
                for layer, sender in self._layers.items():
                    if sender.track == track:
                        sender.wanted = layer in layers
            case wire.Speakers(participants=participants):
                self.speakers = participants
            case wire.KeyFrameWanted(layer=layer):
                self.key_frames_wanted.append(message)
                if layer in self._layers:
                    self._layers[layer].want_key_frame()

    def _subscribe(self) -> None:
        if self._watching is None or not self.client.welcomed.is_set():
            return
        layer, temporal = self._watching
        wants = tuple(Want(track, layer, temporal) for track in self.meeting.pictures_of_others(self.participant))
        if wants != self._subscribed:
            self._subscribed = wants
            self.client.say(Subscribe(wants))
