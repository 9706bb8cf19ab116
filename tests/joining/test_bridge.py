"""The bridge between real sockets: a window's plain one, a host's TLS one."""

import asyncio
import base64
import contextlib
import os
from collections.abc import Awaitable, Callable

import pytest
from tornado.iostream import IOStream
from tornado.tcpserver import TCPServer

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining import copying, identity
from meetdesk.joining.address import Address
from meetdesk.joining.bridge import Bridge
from meetdesk.joining.dial import JoinedHost
from tests.joining.hosts import (
    HASTY,
    MEETING,
    TICKET,
    Handler,
    hanging_up,
    host_identity,
    read_head,
    replying,
    serving,
    silence,
    switching,
)

KEY = base64.b64encode(bytes(range(16))).decode()
ACCEPT = "Bz3qJYTGdOe8gUSpLosEdiLKDrk="


def _joined(*addresses: Address) -> JoinedHost:
    return JoinedHost(
        address=addresses[0],
        addresses=addresses,
        certificate=host_identity().certificate,
        ticket=TICKET,
        meeting=MEETING,
        title="Plans",
        host="Anna",
    )


class Window(TCPServer):
    """Both ends of a window's connection: ``end`` is the browser's, ``stream`` what its own app sees."""

    def __init__(self) -> None:
        super().__init__()
        self._accepted: asyncio.Queue[IOStream] = asyncio.Queue(1)

    async def handle_stream(self, stream: IOStream, address: object) -> None:
        self._accepted.put_nowait(stream)

    async def open(self) -> tuple[IOStream, asyncio.StreamReader, asyncio.StreamWriter]:
        self.listen(0, "127.0.0.1")
        port = next(iter(self._sockets.values())).getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        self.stop()
        return await self._accepted.get(), reader, writer


def upgrading(then: Handler, *more: str) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, fields = await read_head(reader)
        writer.write(switching(fields, *more))
        await then(reader, writer)

    return handler


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


Use = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def _bridged(handler: Handler, use: Use) -> None:
    async def run() -> None:
        async with serving(handler) as address, asyncio.timeout(20):
            stream, reader, writer = await Window().open()
            splice = Bridge(_joined(address), HASTY).splice("video", stream, KEY)
            await asyncio.gather(splice, use(reader, writer))
            assert stream.closed()
            writer.close()

    asyncio.run(run())


def test_the_host_is_asked_for_the_windows_channel() -> None:
    seen: list[object] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.extend(await read_head(reader))
        writer.write(switching(seen[1]))  # type: ignore[arg-type]

    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    _bridged(handler, use)
    line, fields = seen
    assert line == "GET /meetdesk/2/video HTTP/1.1"
    assert isinstance(fields, dict)
    assert fields["Authorization"] == f"Bearer {TICKET}"
    assert fields["Sec-WebSocket-Key"] == KEY


def test_the_window_gets_the_answer_and_nothing_of_the_hosts_own() -> None:
    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert head.startswith("HTTP/1.1 101 ")
        assert f"Sec-WebSocket-Accept: {ACCEPT}\r\n" in head
        assert "ookie" not in head
        writer.close()

    _bridged(upgrading(echo, "Set-Cookie: session=stolen"), use)


def test_bytes_pass_unchanged_both_ways() -> None:
    sent = os.urandom(3_000_000)

    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

        async def send() -> None:
            writer.write(sent)
            await writer.drain()

        received, _ = await asyncio.gather(reader.readexactly(len(sent)), send())
        assert received == sent
        writer.close()

    _bridged(upgrading(echo), use)


def test_what_the_host_says_with_its_answer_is_not_lost() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        await reader.read()

    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        assert await reader.readexactly(5) == b"hello"
        writer.close()

    _bridged(upgrading(greet), use)


def test_the_hosts_last_words_arrive_at_a_slow_window() -> None:
    async def farewell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(300_000)
        writer.write(b"x" * 200_000 + b"goodbye")
        await writer.drain()
        writer.close()

    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"y" * 300_000)
        await asyncio.sleep(0.2)
        assert (await reader.read(-1)).endswith(b"goodbye")
        writer.close()

    _bridged(upgrading(farewell), use)


def test_the_windows_last_words_arrive_while_the_host_is_talking() -> None:
    heard = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def talk() -> None:
            try:
                while not reader.at_eof():
                    writer.write(b"x" * 50_000)
                    await writer.drain()
            except ConnectionError:
                pass

        async def hear() -> None:
            while data := await reader.read(1000):
                heard.extend(data)

        await asyncio.gather(talk(), hear())

    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"leaving" * 1000)
        writer.write_eof()
        while await reader.read(65536):
            pass

    _bridged(upgrading(listen), use)
    assert bytes(heard) == b"leaving" * 1000


def test_a_window_that_stops_reading_stops_the_host() -> None:
    written = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.transport.set_write_buffer_limits(0)  # type: ignore[union-attr]
        while True:
            writer.write(b"x" * 16_384)
            await writer.drain()
            written += 16_384

    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[union-attr]
        last = -1
        while last != written:
            last = written
            await asyncio.sleep(0.3)
        writer.transport.abort()

    _bridged(upgrading(flood), use)
    # The browser's own kernel buffer counts too: Linux lets it grow to some megabytes.
    assert written < 12_000_000, f"{written} bytes were taken for a window that reads nothing"


def test_a_side_that_never_ends_does_not_keep_the_channel_open() -> None:
    async def stay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write_eof()
        assert await reader.read() == b""

    _bridged(upgrading(stay), use)


def test_a_host_that_stops_reading_stops_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the channel ends, although nobody can read the window's end behind the bytes that wait."""
    monkeypatch.setattr(copying, "STALL_SECONDS", 3.0)
    taken = 0

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(3600)

    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.set_write_buffer_limits(0)  # type: ignore[union-attr]
        with contextlib.suppress(TimeoutError):
            while True:
                writer.write(b"x" * 16_384)
                async with asyncio.timeout(1):
                    await writer.drain()
                taken += 16_384
        writer.transport.abort()

    _bridged(upgrading(deaf), use)
    # The kernel's buffers of both connections count too: Linux lets some of them grow to some megabytes.
    assert taken < 16_000_000, f"{taken} bytes were taken for a host that reads nothing"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 401 Unauthorized\r\n\r\n", ErrorCode.NOT_ADMITTED),
        (b"HTTP/1.1 409 Conflict\r\n\r\n", ErrorCode.NOT_IN_MEETING),
        (b"HTTP/1.1 410 Gone\r\n\r\n", ErrorCode.MEETING_ENDED),
        (b"HTTP/1.1 412 Precondition Failed\r\n\r\n", ErrorCode.MEETING_REPLACED),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", ErrorCode.NOT_MEETDESK),
        (b"what?\r\n\r\n", ErrorCode.NOT_MEETDESK),
    ],
)
def test_refused_before_anything_was_written(answer: bytes, code: ErrorCode) -> None:
    _refused(replying(answer), code)


def test_a_host_that_hangs_up() -> None:
    _refused(hanging_up, ErrorCode.NOT_MEETDESK)


def test_a_silent_host() -> None:
    _refused(silence, ErrorCode.HOST_SILENT)


@pytest.mark.expected_warnings("SSL Error on")
def test_nobody_but_the_host_that_was_joined() -> None:
    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.read() == b"", "the ticket must not be said to a stranger"

    _refused(stranger, ErrorCode.CERTIFICATE_CHANGED, tls=identity.make())


def _refused(handler: Handler, code: ErrorCode, *, tls: identity.Identity | None = None) -> None:
    async def run() -> None:
        async with serving(handler, tls=tls.server_context() if tls else True) as address:
            stream, reader, writer = await Window().open()
            with pytest.raises(MeetDeskError) as refused:
                await Bridge(_joined(address), HASTY).splice("control", stream, KEY)
            assert refused.value.code is code
            assert not stream.closed()
            stream.close()
            assert await reader.read() == b""
            writer.close()

    asyncio.run(run())


@pytest.mark.parametrize(("channel", "key"), [("../join", KEY), ("video", "short"), ("video", KEY + "\r\nX: y")])
def test_nothing_unknown_is_put_into_the_request(channel: str, key: str) -> None:
    async def run() -> None:
        stream, _, writer = await Window().open()
        with pytest.raises(MeetDeskError):
            await Bridge(_joined(Address("127.0.0.1", 9)), HASTY).splice(channel, stream, key)
        stream.close()
        writer.close()

    asyncio.run(run())


def test_another_address_of_the_same_host() -> None:
    async def run() -> None:
        async with serving(upgrading(echo)) as address, asyncio.timeout(10):
            bridge = Bridge(_joined(Address("127.0.0.1", 9), address), HASTY)
            stream, reader, writer = await Window().open()

            async def use() -> None:
                await reader.readuntil(b"\r\n\r\n")
                writer.close()

            await asyncio.gather(bridge.splice("audio", stream, KEY), use())
            assert bridge.host.addresses[0] == address

    asyncio.run(run())


def test_closing_the_bridge_ends_its_channels() -> None:
    async def run() -> None:
        async with serving(upgrading(echo)) as address, asyncio.timeout(10):
            bridge = Bridge(_joined(address), HASTY)
            stream, reader, writer = await Window().open()

            async def use() -> None:
                await reader.readuntil(b"\r\n\r\n")
                bridge.close()
                assert await reader.read() == b""

            await asyncio.gather(bridge.splice("audio", stream, KEY), use())
            writer.close()

    asyncio.run(run())
