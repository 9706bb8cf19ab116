"""A guest's page whose WebSockets will not open: one line of requests, written against ``docs/protocol.md``, 1.1."""

import asyncio
import json
import secrets
import ssl
import struct
from collections.abc import Callable
from typing import Any

from tests.support.news import until_told

VERSION = 2
TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9


def frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    return (
        struct.pack("!BBH" if size < 65_536 else "!BBQ", 0x80 | opcode, 126 if size < 65_536 else 127, size) + payload
    )


def record(slot: int, opcode: int, payload: bytes) -> bytes:
    frames = frame(opcode, payload)
    return struct.pack("!IB", len(frames), slot) + frames


class PageLine:
    """``told`` keeps what came, as (slot, opcode, payload). Reads only while ``reading``."""

    def __init__(
        self, port: int, headers: list[tuple[str, str]], name: str = "voice", tls: ssl.SSLContext | None = None
    ) -> None:
        """``headers``: of each request (Host, Origin, Cookie)."""
        self._tls = tls
        self.on_frame: Callable[[int, int, bytes], None] | None = None
        """Gets what came, in place of ``told``."""
        self.port, self.name = port, name
        self.number = secrets.token_hex(16)
        self.told: list[tuple[int, int, bytes]] = []
        self.read = 0
        self.over = False
        self.uploads: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self.status = 0
        self.headers = headers
        self.next_batch = 0
        self._news = asyncio.Event()
        self._turn = asyncio.Lock()
        self._up: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._down: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._hearing: asyncio.Task[None] | None = None

    async def open(self) -> int:
        """Returns the status of the answer."""
        self._down = reader, writer = await asyncio.open_connection(
            "127.0.0.1", self.port, limit=4_000_000, ssl=self._tls
        )
        writer.write(self._head("down", 0))
        self.status = await _status(reader)
        if self.status == 200:
            self._tasks.append(asyncio.create_task(self._read(reader)))
        return self.status

    def _head(self, way: str, size: int, number: str | None = None) -> bytes:
        lines = [f"PUT /meetdesk/{VERSION}/{way}/{self.name}/{number or self.number} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join([*lines, f"Content-Length: {size}", "", ""]).encode()

    async def put(self, *records: bytes, batch: int | None = None, read: int | None = None) -> int:
        """Sends one batch (``batch``: another number than the next); returns the status."""
        async with self._turn:
            if batch is None:
                batch, self.next_batch = self.next_batch, self.next_batch + 1
            body = struct.pack("!IQ", batch, self.read if read is None else read) + b"".join(records)
            return await self.put_raw(body)

    async def put_raw(self, body: bytes) -> int:
        if self._up is None:
            self._up = await asyncio.open_connection("127.0.0.1", self.port, ssl=self._tls)
        self._up[1].write(self.upload_of(body))
        return await self.answered()

    def upload_of(self, body: bytes) -> bytes:
        """All of one, as it is sent."""
        return self._head("up", len(body)) + body

    def batch(self, *records: bytes) -> bytes:
        """The body of the next one."""
        number, self.next_batch = self.next_batch, self.next_batch + 1
        return struct.pack("!IQ", number, self.read) + b"".join(records)

    async def say(self, data: bytes) -> None:
        """Any bytes on the connection that uploads come on."""
        assert self._up is not None
        self._up[1].write(data)
        await self._up[1].drain()

    def take_connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The one that uploads came on; the next one opens another."""
        assert self._up is not None
        self.uploads.append(self._up)
        taken, self._up = self._up, None
        return taken

    async def answered(self) -> int:
        """Reads an answer; returns its status."""
        assert self._up is not None
        reader, writer = self._up
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        size = next((int(line[16:]) for line in head.split("\r\n") if line.startswith("content-length: ")), 0)
        await reader.readexactly(size)
        if "connection: close" in head:
            writer.close()
            self._up = None
        return int(head.split()[1])

    async def hear(self, seconds: float = 0.02) -> None:
        """Goes on telling the host what was read, as a page does, and pings on the control channel."""
        pinged = 0.0
        while not self.over:
            await asyncio.sleep(seconds)
            ping = [text(1, {"type": "ping", "sent_us": 1})] if self.name == "voice" else []
            due = asyncio.get_running_loop().time() > pinged + 1.0
            pinged = asyncio.get_running_loop().time() if due else pinged
            await self.put(*(ping if due else []))

    def beat(self, seconds: float = 0.05) -> None:
        self._hearing = asyncio.create_task(self.hear(seconds))

    def stop_hearing(self) -> None:
        if self._hearing is not None:
            self._hearing.cancel()

    async def hush(self) -> None:
        """Stops hearing once the upload under way is answered."""
        async with self._turn:
            self.stop_hearing()

    def pour(self, count: int) -> None:
        """Sends so many batches at once, with a ping now and then, and waits for no answer."""
        assert self._up is not None
        ping = text(1, {"type": "ping", "sent_us": 1})
        heads = [struct.pack("!IQ", self.next_batch + more, self.read) for more in range(count)]
        bodies = [head + (b"" if at % 50 else ping) for at, head in enumerate(heads)]
        self._up[1].write(b"".join(self._head("up", len(body)) + body for body in bodies))

    async def begin_upload(self, size: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Only the head of one, on a connection of its own."""
        pair = await asyncio.open_connection("127.0.0.1", self.port)
        pair[1].write(self._head("up", size))
        self.uploads.append(pair)
        await asyncio.sleep(0.1)
        return pair

    async def _read(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        try:
            while True:
                await self.reading.wait()
                size = int(await reader.readuntil(b"\r\n"), 16)
                piece = (await reader.readexactly(size + 2))[:size]
                if size == 0:
                    break
                self.read += size
                rest = self._parse(rest + piece)
                self._news.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        self.over = True
        self._news.set()

    def _parse(self, data: bytes) -> bytes:
        start = 0
        while len(data) - start >= 5:
            size, slot = struct.unpack_from("!IB", data, start)
            if len(data) - start - 5 < size:
                break
            start += 5
            end = start + size
            while start < end:
                opcode, short = data[start] & 15, data[start + 1]
                width = {126: 2, 127: 8}.get(short, 0)
                start += 2 + width
                length = int.from_bytes(data[start - width : start], "big") if width else short
                said = slot, opcode, data[start : start + length]
                if self.on_frame is None:
                    self.told.append(said)
                else:
                    self.on_frame(*said)
                start += length
        return data[start:]

    async def until(self, find: Callable[[], Any], what: str, seconds: float = 5.0) -> Any:
        return await until_told(
            find,
            self._news,
            seconds,
            lambda: f"in vain for {what}; over: {self.over}; told: {self.told[-10:]}",
        )

    async def heard(self, slot: int, payload: bytes) -> None:
        """Waits for a frame that begins so."""
        await self.until(lambda: any(s == slot and p.startswith(payload) for s, _, p in self.told), f"{payload!r}")

    def messages(self, slot: int = 1) -> list[dict[str, Any]]:
        return [json.loads(payload) for one, opcode, payload in self.told if one == slot and opcode == TEXT]

    async def message(self, kind: str) -> dict[str, Any]:
        def find() -> dict[str, Any] | None:
            return next((one for one in self.messages() if one["type"] == kind), None)

        found: dict[str, Any] = await self.until(find, f"message {kind}")
        return found

    async def closed(self, slot: int) -> tuple[int, str]:
        """Code and reason with which the host closed a slot; 0 if it gave none."""

        def find() -> bytes | None:
            return next((b"-" + payload for one, opcode, payload in self.told if (one, opcode) == (slot, CLOSE)), None)

        payload = (await self.until(find, f"the end of slot {slot}"))[1:]
        return int.from_bytes(payload[:2], "big"), payload[2:].decode()

    async def ended(self, seconds: float = 5.0) -> None:
        await self.until(lambda: self.over, "the end of the line", seconds)

    def cut(self) -> None:
        self.stop_hearing()
        for task in self._tasks:
            task.cancel()
        for pair in (self._up, self._down, *self.uploads):
            if pair is not None:
                pair[1].transport.abort()


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    return int(head.split()[1])


def text(slot: int, message: dict[str, Any] | str) -> bytes:
    return record(slot, TEXT, (message if isinstance(message, str) else json.dumps(message)).encode())


def opening(slot: int) -> bytes:
    return text(0, f"open {slot}")
