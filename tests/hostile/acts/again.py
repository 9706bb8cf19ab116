"""Somebody who was put out and comes back as somebody else, from an address that an honest person has, too."""

import asyncio
import json

from tests.hostile.act import Host, coming_from, go_on
from tests.support.bot import Bot

SHARED = "127.66.8.8"
IN_THE_LOBBY_SECONDS = 1.0
"""Whoever is not in by then has to wait, and tries again."""
_MESSAGES = 600


async def new_names(host: Host, strength: int) -> None:
    """``strength`` at a time, each under a new name. Whoever is let in says so much that it is put out."""
    connector = coming_from(SHARED)
    sam = await Bot.join(host.address, host.port, host.code, "Sam", connector=connector)

    async def one(number: int) -> None:
        while True:
            try:
                async with asyncio.timeout(IN_THE_LOBBY_SECONDS):
                    name = f"Eve {number}.{host.done}"
                    eve = await Bot.join(host.address, host.port, host.code, name, connector=connector)
            except Exception as error:
                if "control" in sam.closed:
                    raise AssertionError("the honest one at the same address was put out") from error
                host.done += 1
            else:
                host.came += 1
                await _talk(host, eve)

    try:
        async with asyncio.TaskGroup() as group:
            for number in range(strength):
                group.create_task(one(number))
    finally:
        await sam.close()


async def _talk(host: Host, eve: Bot) -> None:
    try:
        await go_on(host, eve, _MESSAGES, lambda _: eve.send_control(json.dumps({"type": "ping", "sent_us": 1})))
    finally:
        await eve.close()
