"""Simple participants for tests of the real servers: the ``websockets`` client over real sockets."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from meetdesk.core.topics.people import EndReason, Role
from meetdesk.joining.address import Address
from meetdesk.joining.code import make_code
from meetdesk.joining.door import Door
from meetdesk.joining.invitation import make_invitation
from meetdesk.net.listening import bind_loopback
from meetdesk.relay.header import Header, Kind, pack
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.kept_out import UNKNOWN, Visitor
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.join import MEETING_HEADER
from tests.support.news import until_told
from tests.support.proof import prove

NO_CERTIFICATE = bytes(32)
"""In place of its hash, where these tests do without TLS."""
SECONDS = 5.0
"""How long a test waits for something that is to happen at once."""


class Meeting:
    """A hosted meeting and its LAN server, on a free loopback port."""

    def __init__(self, session: MeetingSession, port: int, door: Door, tls: bool) -> None:
        self.session = session
        self.port = port
        self.door = door
        self._client_tls = _trusting() if tls else None

    def url(self, path: str) -> str:
        return f"{'wss' if self._client_tls else 'ws'}://127.0.0.1:{self.port}{path}"

    async def open(self, path: str, ticket: str = "", meeting: str = "") -> ClientConnection:
        """``meeting``: the one that is meant."""
        headers = {"Authorization": f"Bearer {ticket}"} if ticket else {}
        if meeting:
            headers[MEETING_HEADER] = meeting
        return await connect(
            self.url(path),
            ssl=self._client_tls,
            additional_headers=headers,
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )

    async def knock(self, joining: ClientConnection, by: str) -> dict[str, Any]:
        """The host's last answer to a join by a code or an invitation."""
        return await prove(joining.send, joining.recv, NO_CERTIFICATE, by)

    @property
    def invitation(self) -> str:
        return make_invitation([Address("127.0.0.1", self.port)], NO_CERTIFICATE, self.door.secret)

    async def ticket(self, by: str = "") -> str:
        async with await self.open("/meetdesk/join") as joining:
            answer = await self.knock(joining, by or self.invitation)
        assert answer["type"] == "admitted", answer
        return str(answer["ticket"])

    async def join(self, name: str, *, media: bool = True, role: Role | None = None) -> "Person":
        """``role``: comes as that without the handshake, such as the host's own window."""
        person = Person(self, await self.ticket() if role is None else self.session.members.admit(role), name)
        await person.connect(media=media)
        return person

    async def wait(self, name: str, role: Role = Role.PARTICIPANT, visitor: Visitor = UNKNOWN) -> "Person":
        """Somebody who comes while the waiting room is on, or as a guest."""
        person = Person(self, self.session.members.admit(role, visitor), name)
        await person.wait_at_the_door()
        return person


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@asynccontextmanager
async def meeting(tls: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[Meeting]:
    sockets, port = bind_loopback()
    limits = {
        name: options.pop(name) for name in ("newcomers", "guesses", "guests", "rated", "filtered") if name in options
    }
    door = Door(NO_CERTIFICATE, make_code())
    session = MeetingSession("Test", **options)
    server = LanServer(session, sockets, tls, door, **limits)
    try:
        yield Meeting(session, port, door, tls is not None)
    finally:
        await session.end(EndReason.HOST_QUIT)
        server.stop()


class Person:
    """Keeps all it was told; waits for what a test expects."""

    def __init__(self, meeting: Meeting, ticket: str, name: str) -> None:
        self.meeting = meeting
        self.ticket = ticket
        self.name = name
        self.id = 0
        self.told: list[dict[str, Any]] = []
        self.frames: dict[str, list[bytes]] = {"audio": [], "audio-copy": [], "video": []}
        self.channels: dict[str, ClientConnection] = {}
        self.closed: dict[str, tuple[int, str]] = {}
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._request = 0

    async def connect(
        self,
        *,
        media: bool = True,
        last_entry: int | None = None,
        last_private: dict[int, int] | None = None,
        attempt: int | None = None,
    ) -> dict[str, Any]:
        """``last_private``: by the other one's participant id."""
        await self.open("control")
        hello: dict[str, Any] = {"type": "hello", "protocol": 2, "app": "0.1.0", "name": self.name}
        if attempt is not None:
            hello["attempt"] = attempt
        if last_entry is not None:
            hello["last_entry"] = last_entry
            last = [{"participant": other, "entry": entry} for other, entry in (last_private or {}).items()]
            hello["last_private"] = last
        since = len(self.told)
        await self.say(hello)
        welcome = await self.expect("welcome", since=since)
        self.id = welcome["participant"]
        if media:
            await self.open("audio")
            await self.open("video")
        return welcome

    async def wait_at_the_door(self) -> None:
        """Says hello and is told to wait."""
        await self.open("control")
        since = len(self.told)
        await self.say({"type": "hello", "protocol": 2, "app": "0.1.0", "name": self.name})
        await self.expect("in_lobby", since=since)

    async def open(self, channel: str) -> None:
        connection = await self.meeting.open(f"/meetdesk/2/{channel}", self.ticket)
        self.channels[channel] = connection
        self.closed.pop(channel, None)
        self._tasks.append(asyncio.create_task(self._read(channel, connection)))

    async def _read(self, channel: str, connection: ClientConnection) -> None:
        try:
            async for message in connection:
                if isinstance(message, str):
                    self.told.append(json.loads(message))
                else:
                    self.frames[channel].append(message)
                self._news.set()
        except ConnectionClosed:
            pass
        self.closed[channel] = (connection.close_code or 0, connection.close_reason or "")
        self._news.set()

    async def say(self, message: dict[str, Any] | str) -> None:
        await self.channels["control"].send(message if isinstance(message, str) else json.dumps(message))

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Sends a request and returns its answer."""
        self._request += 1
        request = self._request
        await self.say({"type": kind, "id": request, **fields})
        return await self.until(
            lambda: next((m for m in self.told if m.get("id") == request), None), f"answer to {kind}"
        )

    async def expect(self, kind: str, since: int = 0, **fields: Any) -> dict[str, Any]:
        def find() -> dict[str, Any] | None:
            for message in self.told[since:]:
                if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                    return message
            return None

        return await self.until(find, f"message {kind} {fields}")

    async def change(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Waits for an entry with this change."""

        def find() -> dict[str, Any] | None:
            for change in self.changes:
                if change["change"] == kind and all(change.get(name) == value for name, value in fields.items()):
                    return change
            return None

        return await self.until(find, f"entry {kind} {fields}")

    @property
    def changes(self) -> list[dict[str, Any]]:
        return [entry["change"] for m in self.told for entry in m.get("entries") or ()]

    async def until(self, find: Any, what: str, seconds: float = SECONDS) -> Any:
        def why() -> str:
            told = "\n".join(str(message)[:300] for message in self.told[-20:])
            return f"{self.name} waited in vain for {what}; closed: {self.closed}; told:\n{told}"

        return await until_told(find, self._news, seconds, why)

    async def microphone(self) -> int:
        answer = await self.ask("publish_track", source="microphone", codec="opus")
        return int(answer["track"])

    async def camera(self, *layers: int) -> int:
        sizes = [{"layer": layer, "width": 320 << layer, "height": 180 << layer} for layer in layers or (0,)]
        answer = await self.ask("publish_track", source="camera", codec="vp8", layers=sizes)
        return int(answer["track"])

    async def watch(self, *wants: tuple[int, int]) -> None:
        await self.say(
            {"type": "subscribe", "wants": [{"track": t, "layer": layer, "temporal": 2} for t, layer in wants]}
        )

    async def send(self, channel: str, frame: bytes) -> None:
        await self.channels[channel].send(frame)

    async def received(self, channel: str, count: int) -> list[bytes]:
        await self.until(lambda: len(self.frames[channel]) >= count, f"{count} {channel} frames")
        return self.frames[channel]

    async def gone(self, channel: str, seconds: float = SECONDS) -> tuple[int, str]:
        """Waits until the channel is closed; close code and reason."""
        return await self.until(lambda: self.closed.get(channel), f"the end of {channel}", seconds)

    def abort(self) -> None:
        """The link is cut: no close frame."""
        for connection in self.channels.values():
            connection.transport.abort()


def audio_frame(track: int, sequence: int = 0, level: int = 30, body: bytes = b"sound") -> bytes:
    return pack(Header(Kind.AUDIO, True, 0, 0, level, track, sequence, 0, 200, 1_000_000 + sequence * 20_000)) + body


def video_frame(track: int, sequence: int, *, key: bool = False, temporal: int = 0, layer: int = 0, t0: int = 0,
                body: bytes = b"picture") -> bytes:  # fmt: skip
    return pack(Header(Kind.VIDEO, key, temporal, layer, 0, track, sequence, t0, 333, 1_000_000 + sequence)) + body
