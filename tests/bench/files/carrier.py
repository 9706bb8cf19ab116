"""The process that sends a file to the meeting and fetches it, over the real channels."""

import asyncio
import hashlib
import os
import time
from multiprocessing.connection import Connection
from typing import NamedTuple

from meetdesk.client.files import get_file, put_file
from meetdesk.client.opening import channels_of
from meetdesk.client.participant import Participant
from meetdesk.core.limits import FILE_LIMIT_MOST
from meetdesk.core.topics.files import OfferFile, SetFileLimit
from meetdesk.joining.dial import JoinedHost
from meetdesk.wire.messages import Done


class Carried(NamedTuple):
    put_seconds: float
    get_seconds: float
    intact: bool
    """What was fetched has the hash of what was sent."""


def carry(pipe: Connection, host: JoinedHost, size: int) -> None:
    """The process: carries one file of so many bytes for each word that comes through the pipe, until it is closed."""
    asyncio.run(_carry(pipe, host, size))


async def _carry(pipe: Connection, host: JoinedHost, size: int) -> None:
    person = Participant(channels_of(host), "Carrier")
    await person.connect()
    await person.request(SetFileLimit(0, FILE_LIMIT_MOST))
    pipe.send("ready")
    while True:
        try:
            await asyncio.to_thread(pipe.recv)
        except EOFError:
            break
        pipe.send(await _carry_one(person, host, size))
    await person.close()


async def _carry_one(person: Participant, host: JoinedHost, size: int) -> Carried:
    block = os.urandom(4_000_000)
    content = (block * (size // len(block) + 1))[:size]
    sha256 = hashlib.sha256(content).hexdigest()
    offered = await person.request(OfferFile(0, "large.bin", size))
    assert isinstance(offered, Done)
    assert offered.file is not None
    open_channel = channels_of(host)
    start = time.monotonic()
    channel = await open_channel("file")
    await put_file(channel, offered.file, content)
    await channel.close()
    put = time.monotonic()
    channel, found = await open_channel("file"), hashlib.sha256()
    async for data in get_file(channel, offered.file, size):
        found.update(data)
    await channel.close()
    return Carried(put - start, time.monotonic() - put, found.hexdigest() == sha256)
