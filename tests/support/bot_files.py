"""A file that a bot shares with everybody: section 4.4 of the protocol."""

import hashlib
import json

from meetdesk.core.topics.files import OfferFile
from meetdesk.wire import messages as wire
from meetdesk.wire.files import CHUNK_BYTES
from tests.support.bot import Bot
from tests.support.bot_channels import open_channel


async def share(bot: Bot, name: str, content: bytes) -> int:
    """Offers and sends it; returns its number. Raises BotRefusedError; AssertionError if the host does not take it."""
    answer = await bot.request(OfferFile(0, name, len(content)))
    assert isinstance(answer, wire.Done), answer
    async with await open_channel(bot.admission, "file") as channel:
        await channel.send(json.dumps({"type": "put_file", "file": answer.file}))
        taken = json.loads(await channel.recv())["offset"]
        while taken < len(content):
            await channel.send(content[taken : taken + CHUNK_BYTES])
            taken = json.loads(await channel.recv())["bytes"]
        await channel.send(json.dumps({"type": "file_end", "sha256": hashlib.sha256(content).hexdigest()}))
        stored = json.loads(await channel.recv())
    assert stored == {"type": "file_stored"}, stored
    assert answer.file is not None
    return answer.file
