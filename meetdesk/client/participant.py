"""Somebody in a meeting: says hello, folds what the host tells into the meeting's state, asks, beats, comes back.

The window does the same in the browser (``ui/src/engine/control``, ``ui/src/state``) after the same page of the
protocol. The state here is the core's own fold.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import TypeAlias

from msgspec.structs import replace

from meetdesk import __version__
from meetdesk.client.channel import Channel, Closed, Places
from meetdesk.client.clock import HostClock
from meetdesk.client.link import Link, Step
from meetdesk.client.opening import OpenChannel
from meetdesk.core.errors import MeetDeskError, Refused
from meetdesk.core.limits import BEAT_SECONDS, SILENCE_SECONDS
from meetdesk.core.request import Request
from meetdesk.core.state import Fold
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.core.topics.chat import PostChat
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.private import LastPrivate
from meetdesk.core.topics.tracks import PublishTrack
from meetdesk.net.outgoing import ignore
from meetdesk.net.tasks import start_task
from meetdesk.wire import channels as names
from meetdesk.wire import messages as wire
from meetdesk.wire.codec import decode_host, encode_client

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0
"""How long the host may take to answer a request, and to welcome somebody who need not wait at the door."""
MEDIA = (names.Channel.AUDIO, names.Channel.VIDEO)
"""The channels beside ``control`` that a participant opens once it is welcomed."""
_NOT_REACHED = 1006

Answer: TypeAlias = wire.Done | wire.ChatPage | wire.Usage


_BEGAN_NS = time.time_ns() - time.monotonic_ns()


def now_us() -> int:
    """Microseconds since the Unix epoch as this process began; steady from then on, whatever the clock is set to."""
    return (_BEGAN_NS + time.monotonic_ns()) // 1_000


class Participant:
    """One, with its ticket; all of it in one event loop. Set the callbacks before ``connect``."""

    def __init__(
        self,
        open_channel: OpenChannel,
        name: str,
        *,
        media: Sequence[names.Channel] = MEDIA,
        comes_back: bool = False,
        silence_seconds: float = SILENCE_SECONDS,
        own_clock: Callable[[], int] = now_us,
        protocol: int = wire.PROTOCOL_VERSION,
    ) -> None:
        """``open_channel``: see ``client.opening``. ``comes_back``: by itself when the link is lost, until ``leave`` or
        ``close``. ``silence_seconds``: after which it takes the link for gone. ``own_clock``: microseconds."""
        self.name = name
        self.id: ParticipantId = 0
        """As the host calls it; 0 before the first welcome."""
        self.meeting: Fold | None = None
        """The state of the meeting as this one knows it; None before the first welcome."""
        self.demand: dict[TrackId, tuple[int, ...]] = {}
        """Layers that somebody wants, of each of the own tracks that the host spoke of."""
        self.clock = HostClock()
        self.channels: dict[names.Channel, Channel] = {}
        self.closed: dict[names.Channel, Closed] = {}
        """Channels that were closed, and how. Empty again with each new connection."""
        self.welcomed = asyncio.Event()
        """Set while it is in the meeting and its link is up."""
        self.on_message: Callable[[wire.HostMessage], None] = ignore
        """Gets everything that the host says, when ``meeting`` knows it already."""
        self.on_error: Callable[[wire.ErrorMessage], None] = ignore
        """Gets errors that answer no ``request``: to what was said without one, or cannot be used."""
        self.on_frames: Callable[[names.Channel, bytes, Places], None] = ignore
        """Gets the media frames of a channel: its name, a chunk of bytes, and where in it they are."""
        self.on_change: Callable[[], None] = ignore
        """Called after the host said anything or a channel was closed."""
        self._open_channel = open_channel
        self._media = tuple(media)
        self._own_clock = own_clock
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._link = Link(self._loop.time(), comes_back=comes_back, silence_seconds=silence_seconds)
        self._private: dict[ParticipantId, int] = {}
        """The last entry of each private conversation."""
        self._numbers = count(1)
        self._asked: dict[int, asyncio.Future[Answer]] = {}
        self._greeted = asyncio.Event()
        """The host has welcomed it, or closed the control channel instead."""
        self._wake = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()
        self._life: asyncio.Task[None] | None = None
        self._patience = asyncio.timeout(None)
        """With the host's welcome."""

    # Being there

    async def connect(self) -> None:
        """Opens the channels and is welcomed; whoever has to wait at the door waits here. After ``drop`` this comes
        back and resumes. From then on it beats.

        Raises MeetDeskError or OSError if a channel cannot be opened, ConnectionError if the host closes the control
        channel instead, TimeoutError without an answer.
        """
        if self._life is not None:
            self._life.cancel()
        now, before = self._loop.time(), self._link
        self._link = Link(now, comes_back=before.comes_back, silence_seconds=before.silence_seconds)
        self._link.step(now)
        try:
            await self._enter()
        except BaseException:
            self.drop()
            raise
        self._ended.clear()
        self._life = start_task(f"life of {self.name}", self._live())

    def come_back_by_itself(self) -> None:
        """From now on, when the link is lost, also by the protocol's own ``SILENCE_SECONDS``."""
        self._link.comes_back, self._link.silence_seconds = True, SILENCE_SECONDS

    async def wait_over(self) -> Closed:
        """Waits until it is in the meeting no more and does not come back; how the control channel was closed."""
        await self._ended.wait()
        return self.closed.get(names.Channel.CONTROL, Closed(_NOT_REACHED, ""))

    def drop(self) -> None:
        """Drops all channels without a word, as a computer does that loses its link."""
        for channel in tuple(self.channels.values()):
            channel.abort()

    async def leave(self) -> None:
        """Takes leave of the meeting, and closes everything."""
        self._link.on_left()
        with contextlib.suppress(OSError, TimeoutError, Refused):
            await self.request(Leave(0))
        await self.close()

    async def close(self) -> None:
        """Closes everything and does not come back; to the host it is one whose link is lost."""
        self._link.on_left()
        self._ended.set()
        if self._life is not None:
            self._life.cancel()
        await asyncio.gather(*(channel.close() for channel in self.channels.values()))

    # Saying something

    async def request(self, request: Request) -> Answer:
        """Sends a request, under an id of its own, and returns the answer.

        Raises Refused with the host's code, ConnectionError if the link is lost before the answer (whether it was
        carried out is not known then), TimeoutError.
        """
        number = next(self._numbers)
        answer = self._asked[number] = self._loop.create_future()
        try:
            self.say(replace(request, id=number))
            async with asyncio.timeout(ANSWER_SECONDS):
                result: Answer = await answer
                return result
        finally:
            del self._asked[number]

    async def post(self, text: str, ref: str, to: ParticipantId | None = None) -> None:
        """Posts to the chat, or to one person. Where the link is lost before the answer and this one comes back, it
        posts again with the same ``ref``, by which the host knows a message that it has. Raises as ``request``."""
        while True:
            try:
                await self.request(PostChat(0, ref, text, to=to))
            except ConnectionError:
                if not self._link.comes_back or self._ended.is_set():
                    raise
                await self.welcomed.wait()
            else:
                return

    async def publish(self, request: PublishTrack) -> TrackId:
        """Publishes a track; its id. Raises as ``request``."""
        done = await self.request(request)
        assert isinstance(done, wire.Done)
        assert done.track is not None, "done of publish_track names no track"
        return done.track

    def say(self, message: wire.ClientMessage) -> None:
        """Sends a message that has no answer of its own. Raises ConnectionError if there is no control channel."""
        self.say_raw(encode_client(message))

    def say_raw(self, text: bytes) -> None:
        """Any text on the control channel, for whoever has to say what no honest participant does: the way round all
        types. Bytes that are no WebSocket frame go through ``channels[...].send_raw``. Raises as ``say``."""
        control = self.channels.get(names.Channel.CONTROL)
        if control is None or control.closed is not None:
            raise ConnectionError("the control channel is closed")
        control.send_text(text)

    def send_frame(self, channel: names.Channel, frame: bytes, behind: int = 0) -> bool:
        """One media frame, header and all, of any content. Whether it will leave: not while more than ``behind`` others
        wait before it, nor without a link."""
        open_one = self.channels.get(channel)
        return open_one is not None and open_one.closed is None and open_one.send_frame(frame, behind)

    # The link

    async def _live(self) -> None:
        """Does what the link's rules say until it is over."""
        while True:
            match self._link.step(self._loop.time()):
                case Step.BEAT:
                    self._beat()
                case Step.DROP:
                    log.info("%s hears nothing from the host", self.name)
                    self.drop()
                case Step.OPEN:
                    await self._try_again()
                case Step.OVER:
                    self._ended.set()
                    return
                case None:
                    self._wake.clear()
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout_at(self._link.wake_at):
                            await self._wake.wait()

    def _beat(self) -> None:
        with contextlib.suppress(ConnectionError):
            self.say(wire.Ping(self._own_clock()))

    async def _try_again(self) -> None:
        try:
            await self._enter()
        except (MeetDeskError, OSError, TimeoutError) as error:
            log.info("%s cannot come back yet: %r", self.name, error)
            self.drop()
            closed = self.closed.get(names.Channel.CONTROL, Closed(_NOT_REACHED, ""))
            self._link.on_closed(self._loop.time(), closed.code)

    async def _enter(self) -> None:
        self.closed.clear()
        self.channels.clear()
        self.clock.forget()
        self._greeted.clear()
        control = await self._open(names.Channel.CONTROL, self._hear)
        last = tuple(LastPrivate(other, entry) for other, entry in self._private.items())
        known = None if self.meeting is None else self.meeting.entry
        self.say(wire.Hello(self._protocol, __version__, self.name, known, last if known is not None else ()))
        async with asyncio.timeout(ANSWER_SECONDS) as self._patience:
            while not await self._greeted_soon():
                if self._patience.when() is None:  # at the door, where silence is a lost link, too
                    self._beat()
        if not self.welcomed.is_set():
            raise ConnectionError(f"not welcomed: {control.closed}")
        for name in self._media:
            await self._open(name, ignore)
        if control.closed is not None:
            raise ConnectionError(f"in the meeting for a moment only: {control.closed}")
        self._link.on_welcome(self._loop.time())

    async def _greeted_soon(self) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._greeted.wait(), BEAT_SECONDS)
        return self._greeted.is_set()

    async def _open(self, name: names.Channel, on_text: Callable[[bytes], None]) -> Channel:
        channel = await self._open_channel(name)
        self.channels[name] = channel
        channel.on_text = on_text
        channel.on_frames = partial(self.on_frames, name)
        channel.on_closed = partial(self._on_closed, name, channel)
        channel.start()
        return channel

    def _on_closed(self, name: names.Channel, channel: Channel, closed: Closed) -> None:
        if self.channels.get(name) is not channel:
            return
        self.closed[name] = closed
        if name == names.Channel.CONTROL:
            self.welcomed.clear()
            self._greeted.set()
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(ConnectionError(f"the link was lost: {closed}"))
            if self._link.up:
                self._link.on_closed(self._loop.time(), closed.code)
            self._wake.set()
        self.on_change()

    # Hearing something

    def _hear(self, text: bytes) -> None:
        self._link.on_heard(self._loop.time())
        message = decode_host(text)
        self._take(message)
        self.on_message(message)
        self.on_change()

    def _take(self, message: wire.HostMessage) -> None:
        match message:
            case wire.Entries(entries=entries):
                assert self.meeting is not None, "entries before a welcome"
                for entry in entries:
                    self.meeting.apply(entry)
            case wire.Pong(sent_us=sent_us, host_us=host_us):
                if (offset := self.clock.on_pong(sent_us, host_us, self._own_clock())) is not None:
                    self.say(wire.Clock(offset))
            case wire.Done(id=number) | wire.ChatPage(id=number) | wire.Usage(id=number):
                self._answered(number, message)
            case wire.ErrorMessage():
                self._take_error(message)
            case wire.Demand(track=track, layers=layers):
                self.demand[track] = layers
            case wire.Private(news=news):
                self._private[news.participant] = news.entries[-1].number
            case wire.InLobby():
                self._patience.reschedule(None)
            case wire.Welcome():
                self._take_welcome(message)
            case _:
                pass

    def _take_error(self, error: wire.ErrorMessage) -> None:
        if error.id in self._asked:
            self._answered(error.id, Refused(error.code, **error.detail))
        else:
            self.on_error(error)

    def _take_welcome(self, welcome: wire.Welcome) -> None:
        self.id = welcome.participant
        if welcome.state is not None:
            self.meeting = Fold(welcome.state)
            self._private.clear()
        assert self.meeting is not None, "a welcome without a state"
        for entry in welcome.entries or ():
            self.meeting.apply(entry)
        self._private |= {one.participant: one.entry for one in welcome.conversations}
        self._private |= {one.participant: one.entries[-1].number for one in welcome.private if one.entries}
        self.welcomed.set()
        self._greeted.set()

    def _answered(self, number: int, answer: Answer | Refused) -> None:
        asked = self._asked.get(number)
        if asked is None or asked.done():
            return
        if isinstance(answer, Refused):
            asked.set_exception(answer)
        else:
            asked.set_result(answer)
