"""Somebody who joins, writes each line of standard input into the chat, and leaves at its end.

python -m tests.support.visitor ADDRESS CODE
"""

import asyncio
import sys

from tests.support.bot import Bot


async def _visit(address: str, code: str) -> None:
    host, _, port = address.rpartition(":")
    bot = await Bot.join(host, int(port), code, "Visitor")
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            await bot.say(line.rstrip("\n"))
    finally:
        await bot.leave()
        await bot.close()


if __name__ == "__main__":
    asyncio.run(_visit(*sys.argv[1:3]))
