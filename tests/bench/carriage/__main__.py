"""What a guest costs by requests, beside one by sockets: ``python -m tests.bench.carriage --help`` names the options.

Over TLS, with a host in a process of its own: Ada (by sockets) and Gus send each other 50 frames of sound and 30 of a
picture a second. Gus comes by sockets and by requests in turns of one run. Reported are the delay of sound, both ways,
from one program's hand to the other's, and the host's CPU, as a share of a core.
"""

import argparse
import asyncio
import json
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection, connect

from meetdesk.relay.header import HEADER_BYTES
from tests.server.people import _trusting, audio_frame, video_frame
from tests.support.lines import BINARY, TEXT, PageLine, opening, record, text
from tests.support.news import until_told

SOUND_BYTES, PICTURE_BYTES = 100, 2_500
AIMS = {"p50": 1.25, "p95": 1.5, "cpu": 2.5}
HELLO = {"type": "hello", "protocol": 2, "app": "0.1.0"}
Send = Callable[[bytes], Awaitable[object]]


class Host:
    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.bench.carriage.host"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        told = json.loads(self._process.stdout.readline())
        self.port: int = told["port"]
        self.tickets: list[str] = told["tickets"]

    def cpu(self) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


class Person:
    """Sends and hears, whatever carries it. ``delays``: of sound that came, in milliseconds."""

    def __init__(self, host: Host, index: int) -> None:
        self.host, self.index = host, index
        self.delays: list[float] = []
        self.tracks: dict[str, int] = {}
        self.uploads: list[Uploads] = []
        self.sound: Send
        self.picture: Send
        self.say: Callable[[dict[str, Any]], Awaitable[object]]
        self._news = asyncio.Event()
        self._messages: list[dict[str, Any]] = []

    def heard(self, frame: bytes) -> None:
        if len(frame) < PICTURE_BYTES:
            (sent,) = struct.unpack_from("!d", frame, HEADER_BYTES)
            self.delays.append(1_000 * (time.perf_counter() - sent))

    def told(self, message: dict[str, Any]) -> None:
        if message["type"] in {"welcome", "done", "entries"}:
            self._messages.append(message)
            self._news.set()

    async def expect(self, kind: str, **fields: Any) -> dict[str, Any]:
        def find() -> dict[str, Any] | None:
            fits = (one for one in self._messages if one["type"] == kind and fields.items() <= one.items())
            return next(fits, None)

        found: dict[str, Any] = await until_told(find, self._news, 10, lambda: f"in vain for {kind} {fields}")
        return found

    async def publish(self) -> None:
        await self.say({"type": "publish_track", "id": 1, "source": "microphone", "codec": "opus"})
        layers = [{"layer": 0, "width": 320, "height": 180}]
        await self.say({"type": "publish_track", "id": 2, "source": "camera", "codec": "vp8", "layers": layers})
        self.tracks = {name: (await self.expect("done", id=at))["track"] for at, name in ((1, "sound"), (2, "picture"))}

    async def send(self, seconds: float) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._send(seconds, 50, self.sound, self._sound))
            group.create_task(self._send(seconds, 30, self.picture, self._picture))

    async def _send(self, seconds: float, rate: int, send: Send, make: Callable[[int], bytes]) -> None:
        began = time.perf_counter()
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            await send(make(number))

    def _sound(self, number: int) -> bytes:
        body = struct.pack("!d", time.perf_counter()) + bytes(SOUND_BYTES - 8)
        return audio_frame(self.tracks["sound"], number + int(time.time() * 50) % 2**31, body=body)

    def _picture(self, number: int) -> bytes:
        return video_frame(self.tracks["picture"], number, key=number % 30 == 0, body=bytes(PICTURE_BYTES))


async def by_sockets(person: Person, stop: list[Callable[[], Any]]) -> None:
    channels: dict[str, ClientConnection] = {}

    async def open_one(name: str) -> None:
        url = f"wss://127.0.0.1:{person.host.port}/meetdesk/2/{name}"
        headers = {"Authorization": f"Bearer {person.host.tickets[person.index]}"}
        one = channels[name] = await connect(
            url, ssl=_trusting(), additional_headers=headers, compression=None, proxy=None
        )
        task = asyncio.create_task(read(one))
        stop.extend([task.cancel, one.transport.abort])

    async def read(one: ClientConnection) -> None:
        with suppress(Exception):
            async for message in one:
                if isinstance(message, str):
                    person.told(json.loads(message))
                else:
                    person.heard(message)

    async def say(message: dict[str, Any]) -> None:
        await channels["control"].send(json.dumps(message))

    async def sound(frame: bytes) -> None:
        # As the window does: every frame over both.
        await channels["audio"].send(frame)
        await channels["audio-copy"].send(frame)

    await open_one("control")
    person.say, person.sound = say, sound
    await say(HELLO | {"name": f"P{person.index}", "attempt": time.time_ns() // 1_000})
    await person.expect("welcome")
    for name in ("audio", "audio-copy", "video"):
        await open_one(name)
    person.picture = channels["video"].send


class Uploads:
    """What a page has to say, taken to the host as ``ui/src/carriage/line.ts`` does: one upload after the other, no two
    within ``APART``; after ``CREDIT`` one without records, which tells how much was read."""

    APART, CREDIT = 0.01, 0.1

    def __init__(self, line: PageLine) -> None:
        self._line = line
        self._waiting: list[bytes] = []
        self._news = asyncio.Event()
        self.count = 0
        self.task = asyncio.create_task(self._run())

    async def say(self, one: bytes) -> None:
        self._waiting.append(one)
        self._news.set()

    async def _run(self) -> None:
        while True:
            began = time.perf_counter()
            waiting, self._waiting = self._waiting, []
            await self._line.put(*waiting)
            self.count += 1
            await asyncio.sleep(began + self.APART - time.perf_counter())
            self._news.clear()
            if not self._waiting:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), self.CREDIT - self.APART)


async def by_requests(person: Person, stop: list[Callable[[], Any]]) -> None:
    port = person.host.port
    origin = ("Origin", f"https://127.0.0.1:{port}")
    cookie = ("Cookie", f"__Host-meetdesk-{port}={person.host.tickets[person.index]}")
    headers = [("Host", f"127.0.0.1:{port}"), origin, cookie]
    # What a browser sends besides.
    headers += [("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/153.0"), ("Accept", "*/*")]
    headers += [("Accept-Language", "en-US,en;q=0.5"), ("Accept-Encoding", "gzip, deflate, br, zstd")]
    headers += [("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", "same-origin")]
    voice, pictures = (PageLine(port, headers, name, _trusting()) for name in ("voice", "pictures"))

    def hear(slot: int, opcode: int, payload: bytes) -> None:
        if slot and opcode == TEXT:
            person.told(json.loads(payload))
        elif opcode == BINARY:
            person.heard(payload)

    async def say(message: dict[str, Any]) -> None:
        await voice.put(text(1, message))

    for line in (voice, pictures):
        stop.append(line.cut)
        line.on_frame = hear
    assert await voice.open() == 200
    person.say = say
    hello = HELLO | {"name": f"P{person.index}", "attempt": time.time_ns() // 1_000}
    await voice.put(opening(1), text(1, hello))
    await person.expect("welcome")
    assert await pictures.open() == 200
    await voice.put(opening(2))
    await pictures.put(opening(3))
    spoken, seen = Uploads(voice), Uploads(pictures)
    person.uploads = [spoken, seen]
    stop.extend([spoken.task.cancel, seen.task.cancel])
    person.sound = lambda frame: spoken.say(record(2, BINARY, frame))
    person.picture = lambda frame: seen.say(record(3, BINARY, frame))


WAYS = {"sockets": by_sockets, "requests": by_requests}


class Turn(NamedTuple):
    """Delays of sound in milliseconds, the host's share of a core, and Gus's uploads a second."""

    delays: list[float]
    share: float
    uploads: float


async def turn(host: Host, way: str, seconds: float) -> Turn:
    stop: list[Callable[[], Any]] = []
    ada, gus = Person(host, 0), Person(host, 1)
    try:
        await by_sockets(ada, stop)
        await WAYS[way](gus, stop)
        await asyncio.gather(ada.publish(), gus.publish())
        for one, other in ((ada, gus), (gus, ada)):
            want = {"track": other.tracks["picture"], "layer": 0, "temporal": 2}
            await one.say({"type": "subscribe", "wants": [want]})

        async def ping(one: Person) -> None:
            while True:
                await one.say({"type": "ping", "sent_us": 1})
                await asyncio.sleep(1)

        pinging = [asyncio.create_task(ping(one)) for one in (ada, gus)]
        stop.extend(task.cancel for task in pinging)
        await asyncio.gather(ada.send(1.0), gus.send(1.0))
        ada.delays.clear()
        gus.delays.clear()
        uploads = sum(one.count for one in gus.uploads)
        before, began = host.cpu(), time.perf_counter()
        await asyncio.gather(ada.send(seconds), gus.send(seconds))
        took = time.perf_counter() - began
        assert ada.delays
        assert gus.delays
        uploads = sum(one.count for one in gus.uploads) - uploads
        return Turn([*ada.delays, *gus.delays], (host.cpu() - before) / took, uploads / took)
    finally:
        for one in reversed(stop):
            one()
        await asyncio.sleep(3.5)


def of(delays: list[float], share: int) -> float:
    return statistics.quantiles(delays, n=100)[share - 1]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0, help="of each turn")
    options = parser.parse_args()
    found: dict[str, tuple[list[float], list[float]]] = {way: ([], []) for way in WAYS}
    host = Host()
    try:
        for round_ in range(options.rounds):
            for way in WAYS if round_ % 2 == 0 else reversed(WAYS):
                delays, share, uploads = await turn(host, way, options.seconds)
                found[way][0].extend(delays)
                found[way][1].append(share)
                print(f"{way:9} p50 {of(delays, 50):6.2f} ms  p95 {of(delays, 95):6.2f} ms  host {100 * share:5.1f} %  "
                      f"{uploads:5.1f} uploads/s")  # fmt: skip
    finally:
        host.close()
    (sockets, socket_cpu), (requests, request_cpu) = found["sockets"], found["requests"]
    base = statistics.median(socket_cpu)
    # Of the two people by sockets each costs a half; what is more by requests is Gus's alone.
    ratio = (statistics.median(request_cpu) - base / 2) / (base / 2)
    print(f"the host's own part of the delay: p50 {of(requests, 50) - of(sockets, 50):+.2f} ms, "
          f"p95 {of(requests, 95) - of(sockets, 95):+.2f} ms by requests")  # fmt: skip
    print(f"CPU of a guest by requests: {ratio:.2f} times that of one by sockets (aim {AIMS['cpu']})")


if __name__ == "__main__":
    asyncio.run(main())
