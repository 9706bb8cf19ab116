"""Somebody who joins, writes one message and leaves: ``python -m tests.support.visitor ADDRESS CODE TEXT``."""

import asyncio
import sys

from tests.support.bot import Bot


async def _visit(address: str, code: str, text: str) -> None:
    host, _, port = address.rpartition(":")
    bot = await Bot.join(host, int(port), code, "Visitor")
    try:
        await bot.say(text)
    finally:
        await bot.leave()
        await bot.close()


if __name__ == "__main__":
    asyncio.run(_visit(*sys.argv[1:4]))
