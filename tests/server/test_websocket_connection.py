"""The WebSocket over real sockets, plain and TLS, beside the ``websockets`` client and beside raw bytes."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from meetdesk.net.listening import bind_loopback
from meetdesk.net.tasks import start_task
from meetdesk.net.websocket.connection import PINGS, Connection
from meetdesk.net.websocket.frames import Opcode, binary_frame, frame, text_frame
from meetdesk.net.websocket.handshake import acceptable, upgrade
from meetdesk.net.websocket.parser import FRAGMENTS
from tests.server.client_frames import client_frame

LIMIT = 100_000
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Echo:
    """A server that says everything back, and how many connections it has."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open: set[Connection] = set()
        self.all_closed = asyncio.Event()

    async def serve(self, connection: Connection) -> None:
        self.open.add(connection)

        def on_message(message: str | bytes) -> None:
            connection.write(text_frame(message.encode()) if isinstance(message, str) else binary_frame(message))

        connection.on_message = on_message
        await connection.run()
        self.open.discard(connection)
        if not self.open:
            self.all_closed.set()

    async def raw(self, more: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """An upgraded connection; ``more`` is sent together with the upgrade, before its answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(
            b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" + more
        )
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 ")
        assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head  # the example of RFC 6455
        return reader, writer


@asynccontextmanager
async def echo(tls: ssl.SSLContext | None = None) -> AsyncIterator[Echo]:
    sockets, port = bind_loopback()
    server = Echo(port)

    class Handler(RequestHandler):
        def get(self) -> None:
            if acceptable("GET", self.request.headers):
                start_task("echo", server.serve(upgrade(self, LIMIT, (64 * 1024, 16 * 1024))))
            else:
                self.send_error(400)

    listening = HTTPServer(Application([("/", Handler)]), ssl_options=tls)
    listening.add_sockets(sockets)
    try:
        yield server
    finally:
        listening.stop()
        for connection in list(server.open):
            connection.abort()
        if server.open:
            async with asyncio.timeout(5):
                await server.all_closed.wait()


def trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.mark.parametrize("secure", [False, True])
def test_messages_of_all_kinds_come_back(secure: bool, own_certificate: ssl.SSLContext) -> None:
    async def scenario() -> None:
        async with echo(own_certificate if secure else None) as server:
            url = f"{'wss' if secure else 'ws'}://127.0.0.1:{server.port}/"
            async with connect(url, ssl=trusting() if secure else None, compression=None, proxy=None) as client:
                for message in ("", "grüß 你好 🎈", b"", b"\0\xff" * 40, b"x" * 126, b"y" * 65_536, b"z" * LIMIT):
                    await client.send(message)
                    assert await client.recv() == message
                await client.send(["in ", "three ", "fragments"])
                assert await client.recv() == "in three fragments"
                await (await client.ping(b"there?"))
                await client.close(4321, "done")
                assert client.close_code == 4321

    asyncio.run(scenario())


def test_extensions_are_not_negotiated() -> None:
    async def scenario() -> None:
        async with echo() as server, connect(f"ws://127.0.0.1:{server.port}/", proxy=None) as client:
            assert client.protocol.extensions == []

    asyncio.run(scenario())


def test_frames_sent_before_the_upgrade_was_answered() -> None:
    async def scenario() -> None:
        async with echo() as server:
            reader, writer = await server.raw(client_frame(BINARY, b"early") + client_frame(TEXT, b"bird")[:3])
            assert await reader.readexactly(7) == b"\x82\x05early"
            writer.close()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (client_frame(BINARY, b"x", masked=False), 1002),
        (client_frame(TEXT, b"\xff"), 1007),
        (client_frame(BINARY, length=LIMIT + 1, width=8), 1009),
        (client_frame(CLOSE, b"\x03\xe8"), 1000),
        (client_frame(BINARY, b"", final=False) + client_frame(0, b"", final=False) * FRAGMENTS, 1008),
    ],
    # Frames are masked at random, and a test's name must be the same in every process.
    ids=["not masked", "no UTF-8", "too large", "closed", "empty fragments without end"],
)
def test_the_connection_ends_with_the_code_that_says_why(frames: bytes, code: int) -> None:
    async def scenario() -> None:
        async with echo() as server:
            reader, writer = await server.raw()
            writer.write(client_frame(BINARY, b"before") + frames + client_frame(BINARY, b"after"))
            assert await reader.readexactly(8) == b"\x82\x06before"
            async with asyncio.timeout(5):
                rest = await reader.read()
            assert rest == b"\x88\x02" + code.to_bytes(2, "big")
            writer.close()

    asyncio.run(scenario())


def test_pings_without_end_are_no_way_around_the_limits_of_messages() -> None:
    async def scenario() -> None:
        async with echo() as server:
            for opcode in (PING, PONG):
                reader, writer = await server.raw()
                writer.write(client_frame(opcode, b"") * (PINGS.at_once + 20))
                async with asyncio.timeout(5):
                    rest = await reader.read()
                assert rest.endswith(b"\x88\x02" + (1008).to_bytes(2, "big"))
                assert rest.count(b"\x8a") <= PINGS.at_once
                writer.close()

    asyncio.run(scenario())


def test_a_message_in_many_pieces_is_still_one() -> None:
    async def scenario() -> None:
        async with echo() as server:
            reader, writer = await server.raw()
            pieces = client_frame(BINARY, b"x", final=False) + client_frame(0, b"x", final=False) * (FRAGMENTS - 2)
            writer.write((pieces + client_frame(0, b"x")) * 2)
            async with asyncio.timeout(5):
                assert len(await reader.readexactly(2 * (4 + FRAGMENTS))) == 2 * (4 + FRAGMENTS)
            writer.close()

    asyncio.run(scenario())


def test_a_ping_between_fragments_is_answered_at_once() -> None:
    async def scenario() -> None:
        async with echo() as server:
            reader, writer = await server.raw()
            writer.write(client_frame(TEXT, b"be", final=False) + client_frame(PING, b"p"))
            assert await reader.readexactly(3) == b"\x8a\x01p"
            writer.write(client_frame(PONG, b"unasked") + client_frame(0, b"low"))
            assert await reader.readexactly(7) == b"\x81\x05below"
            writer.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("secure", [False, True])
def test_what_the_kernel_does_not_take_waits_and_arrives_whole(secure: bool, own_certificate: ssl.SSLContext) -> None:
    async def scenario() -> None:
        drained = asyncio.Event()
        async with echo(own_certificate if secure else None) as server:
            url = f"{'wss' if secure else 'ws'}://127.0.0.1:{server.port}/"
            async with connect(
                url, ssl=trusting() if secure else None, compression=None, max_size=None, max_queue=1, proxy=None
            ) as client:
                await client.send("x")
                assert await client.recv() == "x"
                [connection] = server.open
                connection.on_drained = drained.set
                parts = [bytes([number]) * 900_000 for number in range(20)]
                for part in parts:
                    connection.write(binary_frame(part))
                assert not connection.ready
                for part in parts:
                    assert await client.recv() == part
                async with asyncio.timeout(5):
                    await drained.wait()
                assert connection.ready

    asyncio.run(scenario())


def test_a_peer_that_does_not_answer_the_close_is_let_go() -> None:
    async def scenario() -> None:
        async with echo() as server:
            reader, writer = await server.raw()
            [connection] = server.open
            connection.close(4000, "meeting_ended")
            assert await reader.readexactly(17) == b"\x88\x0f\x0f\xa0meeting_ended"
            async with asyncio.timeout(5):
                assert await reader.read() == b""
            writer.close()

    asyncio.run(scenario())


def test_a_connection_that_is_cut_ends() -> None:
    async def scenario() -> None:
        async with echo() as server, connect(f"ws://127.0.0.1:{server.port}/", proxy=None) as client:
            await client.send("x")
            await client.recv()
            client.transport.abort()
            async with asyncio.timeout(5):
                await server.all_closed.wait()
            with pytest.raises(ConnectionClosed):
                await client.recv()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "header",
    [
        "Upgrade: h2c",
        "Connection: close",
        "Sec-WebSocket-Version: 8",
        "Sec-WebSocket-Key: short",
        "Sec-WebSocket-Key: *",
    ],
)
@pytest.mark.expected_warnings("tornado.access: 400")
def test_an_upgrade_that_is_none_is_refused(header: str) -> None:
    async def scenario() -> None:
        right = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        name, _, value = header.partition(": ")
        lines = "".join(f"{key}: {text}\r\n" for key, text in (right | {name: value}).items())
        async with echo() as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(f"GET / HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode())
            assert (await reader.readline()).startswith(b"HTTP/1.1 400 ")
            writer.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_media_are_framed_like_everything_else(size: int) -> None:
    assert binary_frame(bytes(size)) == frame(Opcode.BINARY, bytes(size))
