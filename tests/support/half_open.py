"""Connections that never say anything whole to a host: no ClientHello, dripped headers, partial frames."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from meetdesk.joining.reach import any_certificate

_DRIP_SECONDS = 0.3
_UPGRADE = (
    b"GET /meetdesk/join HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
# The head of a masked text frame of 1,000 bytes, most of which never come.
_FRAME = b"\x81\xfe\x03\xe8mask"

_Connect = Callable[[ssl.SSLContext | None], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def _tongue_tied(connect: _Connect) -> None:
    """One byte: of who says none, a host on Linux knows nothing, and so cannot close it."""
    reader, writer = await connect(None)
    writer.write(b"\x16")
    await _until_closed(reader, writer, drip=False)


async def _dripping(connect: _Connect) -> None:
    reader, writer = await connect(any_certificate())
    writer.write(b"GET /meetdesk/join HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    await _until_closed(reader, writer)


async def _dripping_plainly(connect: _Connect) -> None:
    """As a browser that was told no ``https``, and never gets to the end of its request."""
    reader, writer = await connect(None)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    await _until_closed(reader, writer)


async def _partial(connect: _Connect) -> None:
    reader, writer = await connect(any_certificate())
    writer.write(_UPGRADE)
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_FRAME)
    await _until_closed(reader, writer)


KINDS = (_tongue_tied, _dripping, _dripping_plainly, _partial)


async def _until_closed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, drip: bool = True) -> None:
    end = asyncio.ensure_future(reader.read())
    try:
        while not end.done():
            await asyncio.wait([end], timeout=_DRIP_SECONDS)
            if drip and not end.done():
                writer.write(b"a")
    finally:
        end.cancel()
        writer.close()


class Flood:
    """So many half-open connections of all kinds from so many source addresses; counts those that the host closed."""

    def __init__(self, port: int, count: int, addresses: int) -> None:
        self.seconds: list[float] = []
        """How long each of them lasted."""
        self._tasks = [asyncio.ensure_future(self._one(port, number, addresses)) for number in range(count)]

    async def _one(self, port: int, number: int, addresses: int) -> None:
        loop = asyncio.get_running_loop()
        source = f"127.1.0.{1 + number % addresses}"
        began = loop.time()

        async def connect(context: ssl.SSLContext | None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            name = "x" if context else None
            return await asyncio.open_connection(
                "127.0.0.1", port, ssl=context, server_hostname=name, local_addr=(source, 0)
            )

        with contextlib.suppress(OSError, EOFError, ssl.SSLError):  # closed in the middle of something
            await KINDS[number % len(KINDS)](connect)
        self.seconds.append(loop.time() - began)

    async def over(self) -> None:
        """Waits until the host has closed all of them."""
        await asyncio.gather(*self._tasks)

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()


@asynccontextmanager
async def flooding(port: int, count: int, addresses: int) -> AsyncIterator[Flood]:
    flood = Flood(port, count, addresses)
    try:
        yield flood
    finally:
        flood.stop()


def resident_bytes(pid: int) -> int:
    """Memory that a process has in use."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)
