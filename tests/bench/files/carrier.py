"""The process that sends a file to the meeting and fetches it, over the real channels."""

import asyncio
import hashlib
import json
import os
import ssl
import time
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection, connect

from meetdesk.core.limits import FILE_LIMIT_MOST
from meetdesk.selftest.channel import Received
from meetdesk.selftest.person import Person
from meetdesk.wire.files import CHUNK_BYTES, WINDOW_BYTES


class Carried(NamedTuple):
    put_seconds: float
    get_seconds: float
    intact: bool
    """What was fetched has the hash of what was sent."""


class Carrier:
    """The host's own person: sets the limit, sends, fetches."""

    def __init__(self, port: int, ticket: str, tls: ssl.SSLContext) -> None:
        self._port, self._ticket, self._tls = port, ticket, tls
        self._person = Person(9, Received())
        self._requests = 100

    async def join(self) -> None:
        await self._person.join(self._port, self._ticket, self._tls)
        await self._ask(type="set_file_limit", limit=FILE_LIMIT_MOST)

    async def beat(self) -> None:
        while True:
            self._person.beat()
            await asyncio.sleep(1.0)

    async def carry(self, size: int) -> Carried:
        block = os.urandom(4_000_000)
        content = (block * (size // len(block) + 1))[:size]
        sha256 = hashlib.sha256(content).hexdigest()
        file = int((await self._ask(type="offer_file", name="large.bin", size=size))["file"])
        start = time.monotonic()
        async with await self._open() as channel:
            await self._put(channel, file, content, sha256)
        put = time.monotonic()
        async with await self._open() as channel:
            fetched = await self._get(channel, file, size)
        return Carried(put - start, time.monotonic() - put, fetched == sha256)

    async def _put(self, channel: ClientConnection, file: int, content: bytes, sha256: str) -> None:
        await channel.send(json.dumps({"type": "put_file", "file": file}))
        sent = taken = int(json.loads(await channel.recv())["offset"])
        while taken < len(content):
            while sent < len(content) and sent + CHUNK_BYTES - taken <= WINDOW_BYTES:
                await channel.send(content[sent : sent + CHUNK_BYTES])
                sent = min(len(content), sent + CHUNK_BYTES)
            taken = int(json.loads(await channel.recv())["bytes"])
        await channel.send(json.dumps({"type": "file_end", "sha256": sha256}))
        assert json.loads(await channel.recv())["type"] == "file_stored"

    async def _get(self, channel: ClientConnection, file: int, size: int) -> str:
        await channel.send(json.dumps({"type": "get_file", "file": file, "offset": 0}))
        await channel.recv()
        here, found = 0, hashlib.sha256()
        while here < size:
            data = await channel.recv(decode=False)
            found.update(data)
            here += len(data)
            await channel.send(json.dumps({"type": "file_taken", "bytes": here}))
        return found.hexdigest()

    async def _open(self) -> ClientConnection:
        return await connect(
            f"wss://127.0.0.1:{self._port}/meetdesk/1/file",
            ssl=self._tls,
            additional_headers={"Authorization": f"Bearer {self._ticket}"},
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )

    async def _ask(self, **message: Any) -> dict[str, Any]:
        self._requests += 1
        return await self._person._ask("done", id=self._requests, **message)


def carry(pipe: Connection, port: int, ticket: str, size: int) -> None:
    """The process: carries one file for each word that comes through the pipe, until it is closed."""
    asyncio.run(_carry(pipe, port, ticket, size))


async def _carry(pipe: Connection, port: int, ticket: str, size: int) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname = False
    tls.verify_mode = ssl.CERT_NONE
    carrier = Carrier(port, ticket, tls)
    await carrier.join()
    beating = asyncio.create_task(carrier.beat())
    pipe.send("ready")
    while True:
        try:
            await asyncio.to_thread(pipe.recv)
        except EOFError:
            break
        pipe.send(await carrier.carry(size))
    beating.cancel()
