"""Somebody in the meeting of ``meetdesk --self-test``: the real join and the real channels, without a window."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from meetdesk import __version__
from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Subscribe, Track, TrackPublished, Want
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.reach import only_certificate
from meetdesk.relay.header import HEADER_BYTES, VIDEO_FRAME_BYTES, Header, Kind, pack, parse
from meetdesk.wire.codec import decode_host, encode_client
from meetdesk.wire.messages import (
    PROTOCOL_VERSION,
    ClientMessage,
    Demand,
    Done,
    Entries,
    Hello,
    HostMessage,
    KeyFrameWanted,
    Ping,
    RequestKeyFrame,
    Welcome,
)

LAYER = Layer(0, 640, 360)
"""Of the camera."""
_PING_SECONDS = 1.0
_MICROPHONE, _CAMERA = 1, 2
"""Ids of the requests."""


class Participant:
    """Publishes a camera and a microphone, and takes part until cancelled or until the meeting ends."""

    def __init__(
        self,
        host: JoinedHost,
        name: str,
        on_frame: Callable[["Participant", Header, bytes], None],
        *,
        looks: bool = False,
    ) -> None:
        """``on_frame``: with every frame that comes, its header and the rest of it. ``looks``: at the cameras of the
        others at once, and not only while somebody looks at this one's."""
        self._host = host
        self._name = name
        self._on_frame = on_frame
        self._looks = looks
        self._id = 0
        self._own: dict[Kind, int] = {}
        self._others: set[int] = set()
        """Cameras of the others."""
        self.wanted = asyncio.Event()
        """Set while somebody wants this camera."""
        self._channels: dict[str, ClientConnection] = {}
        self._outgoing: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(200)

    async def run(self) -> None:
        """Raises OSError, or an exception of websockets, if a channel cannot be opened."""
        async with contextlib.AsyncExitStack() as stack:
            for channel in ("control", "audio", "video"):
                self._channels[channel] = await stack.enter_async_context(self._connect(channel))
                if channel == "control":
                    await self._say(Hello(PROTOCOL_VERSION, __version__, self._name))
                    while not self._id:
                        self._obey(decode_host(await self._channels["control"].recv()))
            await self._say(PublishTrack(_MICROPHONE, Source.MICROPHONE, "opus"))
            await self._say(PublishTrack(_CAMERA, Source.CAMERA, "vp8", layers=(LAYER,)))
            with contextlib.suppress(ConnectionClosed):
                await asyncio.gather(
                    self._listen(), self._beat(), self._send(), self._frames("audio"), self._frames("video")
                )

    def post(self, header: Header, payload: bytes) -> None:
        """Sends a frame as one of this person's own microphone or camera. Lost while that is not published yet, or
        while too many others wait."""
        track = self._own.get(header.kind)
        if track is None or self._outgoing.full():
            return
        channel = "audio" if header.kind is Kind.AUDIO else "video"
        frame = pack(header._replace(track=track, layer=0)) + payload
        self._outgoing.put_nowait((channel, frame))

    def _connect(self, channel: str) -> connect:
        address = f"wss://127.0.0.1:{self._host.address.port}/meetdesk/{PROTOCOL_VERSION}/{channel}"
        return connect(
            address,
            ssl=only_certificate(self._host.certificate),
            additional_headers={"Authorization": f"Bearer {self._host.ticket}"},
            compression=None,
            max_size=VIDEO_FRAME_BYTES,
            proxy=None,  # whatever this computer uses for the internet has no part in it
        )

    async def _say(self, message: ClientMessage) -> None:
        await self._channels["control"].send(encode_client(message).decode())

    def _soon(self, message: ClientMessage) -> None:
        self._outgoing.put_nowait(("control", encode_client(message)))

    async def _send(self) -> None:
        while True:
            channel, data = await self._outgoing.get()
            await self._channels[channel].send(data.decode() if channel == "control" else data)

    async def _beat(self) -> None:
        while True:
            await self._say(Ping(int(time.monotonic() * 1e6)))
            await asyncio.sleep(_PING_SECONDS)

    async def _listen(self) -> None:
        async for text in self._channels["control"]:
            self._obey(decode_host(text))

    async def _frames(self, channel: str) -> None:
        async for frame in self._channels[channel]:
            assert isinstance(frame, bytes)
            self._on_frame(self, parse(frame), frame[HEADER_BYTES:])

    def _obey(self, message: HostMessage) -> None:
        match message:
            case Welcome(participant=participant, state=state) if state is not None:
                self._id = participant
                self._look(state.tracks)
            case Entries(entries=entries):
                self._look(one.change.track for one in entries if isinstance(one.change, TrackPublished))
            case Done(id=request, track=track) if track is not None:
                self._own[Kind.AUDIO if request == _MICROPHONE else Kind.VIDEO] = track
            case Demand(layers=layers):
                (self.wanted.set if layers else self.wanted.clear)()
                self._subscribe()
            case KeyFrameWanted():
                for track in self._others:
                    self._soon(RequestKeyFrame(track, 0))
            case _:
                pass

    def _look(self, tracks: Iterable[Track]) -> None:
        self._others |= {one.track for one in tracks if one.participant != self._id and one.source is Source.CAMERA}
        self._subscribe()

    def _subscribe(self) -> None:
        """What it was sent already goes on; a new look begins with a key frame."""
        looks = self._looks or self.wanted.is_set()
        self._soon(Subscribe(tuple(Want(track, 0) for track in sorted(self._others)) if looks else ()))
