"""A participant's WebSocket, against the ``websockets`` library and against bytes of no honest host."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.iostream import IOStream
from websockets.asyncio.server import ServerConnection, serve

from meetdesk.client.channel import Channel, Closed, Places, client_frame
from meetdesk.client.opening import open_websocket
from meetdesk.joining.address import Address
from meetdesk.net.websocket.frames import Opcode, close_frame, frame
from meetdesk.net.websocket.parser import FrameParser

SECONDS = 10.0


class Kept:
    """Everything that a channel handed on, in order."""

    def __init__(self, channel: Channel) -> None:
        self.came: list[bytes | str] = []
        self.channel = channel
        channel.on_text = lambda text: self.came.append(text.decode())
        channel.on_frames = self._frames
        channel.start()

    def _frames(self, chunk: bytes, places: Places) -> None:
        self.came += [chunk[start:end] for start, end in places]

    async def until(self, count: int) -> None:
        async with asyncio.timeout(SECONDS):
            while len(self.came) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.005)


def against(
    handler: Callable[[ServerConnection], Awaitable[None]], scenario: Callable[[Channel], Awaitable[None]]
) -> None:
    """Runs ``scenario`` with a channel to a server of the ``websockets`` library."""

    async def run() -> None:
        async with serve(handler, "127.0.0.1", 0, compression=None, max_size=None) as server:
            where = server.sockets[0].getsockname()
            stream = IOStream(socket.socket())
            await stream.connect(where)
            channel = await open_websocket(stream, Address(*where), "/", {})
            await scenario(channel)
            channel.abort()

    asyncio.run(asyncio.wait_for(run(), 2 * SECONDS))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 1_000_000])
def test_messages_of_every_length_go_both_ways(size: int) -> None:
    async def echo(connection: ServerConnection) -> None:
        async for message in connection:
            await connection.send(message)

    async def scenario(channel: Channel) -> None:
        kept = Kept(channel)
        channel.send_text(b"t" * size)
        channel.send_raw(client_frame(Opcode.BINARY, b"b" * size))
        await kept.until(2)
        assert kept.came == ["t" * size, b"b" * size]

    against(echo, scenario)


def test_a_ping_is_answered_and_the_end_of_the_host_is_known_by_its_code() -> None:
    async def host(connection: ServerConnection) -> None:
        await (await connection.ping(b"there?"))
        await connection.close(4003, "removed")

    async def scenario(channel: Channel) -> None:
        Kept(channel)
        assert await channel.wait_closed() == Closed(4003, "removed")
        channel.send_text(b"too late, and no error")

    against(host, scenario)


def test_an_own_goodbye_is_answered_and_a_lost_link_has_no_code() -> None:
    heard: list[int | None] = []

    async def host(connection: ServerConnection) -> None:
        await connection.wait_closed()
        heard.append(connection.close_code)

    async def goodbye(channel: Channel) -> None:
        Kept(channel)
        assert (await channel.close(1000, "bye")).code == 1000

    async def lost(channel: Channel) -> None:
        Kept(channel)
        channel.abort()
        assert await channel.wait_closed() == Closed(1006, "")

    against(host, goodbye)
    against(host, lost)
    assert heard == [1000, 1006]


def test_frames_are_left_out_while_others_wait_and_text_never_is() -> None:
    paused = asyncio.Event()

    async def host(connection: ServerConnection) -> None:
        connection.transport.pause_reading()
        await paused.wait()
        connection.transport.resume_reading()
        texts = 0
        async for message in connection:
            texts += isinstance(message, str)
            if texts == 3:
                await connection.close()

    async def scenario(channel: Channel) -> None:
        Kept(channel)
        while channel.send_frame(bytes(100_000)):
            pass
        assert not channel.ready
        assert not channel.send_frame(b"old")
        assert channel.skipped == 2
        assert channel.send_frame(b"may wait", behind=5)
        for _ in range(3):
            channel.send_text(b"said")
        paused.set()
        await channel.drain()
        assert (await channel.wait_closed()).code == 1000, "not everything that was said arrived"

    against(host, scenario)


messages = st.lists(st.one_of(st.binary(max_size=300), st.text(max_size=80)), max_size=12)


@given(messages, st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_how_the_bytes_were_cut_makes_no_difference(sent: list[bytes | str], cuts: list[int]) -> None:
    data = b"".join(
        frame(Opcode.TEXT, one.encode()) if isinstance(one, str) else frame(Opcode.BINARY, one) for one in sent
    )

    async def run() -> None:
        ours, theirs = socket.socketpair()
        channel = Channel(IOStream(ours))
        kept = Kept(channel)
        at = turn = 0
        while at < len(data):
            size = cuts[turn % len(cuts)]
            channel._take(data[at : at + size])
            at, turn = at + size, turn + 1
        channel.abort()
        theirs.close()
        assert kept.came == sent

    asyncio.run(run())


@given(st.binary(max_size=200_000), st.sampled_from([Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE, Opcode.PING]))
def test_the_hosts_parser_understands_what_is_sent(payload: bytes, opcode: Opcode) -> None:
    if opcode is not Opcode.BINARY:
        payload = payload[:2].hex().encode()
    parser = FrameParser(10**6)
    parser.receive(client_frame(opcode, payload))
    assert parser.fault is None or opcode is Opcode.CLOSE


@pytest.mark.parametrize(
    "bytes_",
    [b"\x02\x01a", b"\x80\x01a", b"\xc2\x01a", b"\x83\x00"],
    ids=["a fragment", "a continuation", "an extension", "an unknown kind"],
)
def test_what_no_host_of_ours_sends_ends_the_channel(bytes_: bytes) -> None:
    async def run() -> None:
        ours, theirs = socket.socketpair()
        channel = Channel(IOStream(ours))
        kept = Kept(channel)
        theirs.sendall(frame(Opcode.TEXT, b"good") + bytes_ + close_frame(1000))
        assert (await asyncio.wait_for(channel.wait_closed(), SECONDS)).code == 1002
        assert kept.came == ["good"]
        theirs.close()

    asyncio.run(run())
