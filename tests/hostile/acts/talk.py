"""A participant who says too much on the control channel. ``strength``: messages a second."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from meetdesk.core.errors import MeetDeskError
from tests.hostile.act import Host, go_on
from tests.support.bot_channels import open_channel


async def nothing(host: Host, strength: int) -> None:
    """Is there: what one person more costs anyway."""

    async def wait(number: int) -> None:
        pass

    await go_on(host, await host.come_in(), strength, wait)


async def channels(host: Host, strength: int) -> None:
    """Opens channels for files, ``strength`` a second, and closes them again."""
    eve = await host.come_in()

    async def one() -> None:
        with suppress(MeetDeskError, OSError):
            channel = await open_channel(eve.admission, "file")
            await channel.close()

    try:
        async with asyncio.TaskGroup() as group:

            async def open_another(_: int) -> None:
                group.create_task(one())

            await go_on(host, eve, strength, open_another)
    finally:
        await eve.close()


async def messages(host: Host, strength: int) -> None:
    """Looks for the meeting's clock, again and again."""
    await _say(host, strength, lambda number: {"type": "ping", "sent_us": number})


async def subscribe(host: Host, strength: int) -> None:
    """Wants the pictures of 200 tracks that are not there, and others the next time."""

    def wants(number: int) -> dict[str, Any]:
        return {
            "type": "subscribe",
            "wants": [{"track": number % 7 + track, "layer": number % 2} for track in range(200)],
        }

    await _say(host, strength, wants)


async def everything_without_an_answer(host: Host, strength: int) -> None:
    """Each message that carries no ``id``, in turns."""

    def message(number: int) -> dict[str, Any]:
        kinds: tuple[dict[str, Any], ...] = (
            {"type": "ping", "sent_us": number},
            {"type": "clock", "offset_us": number * 2_000},
            {"type": "request_key_frame", "track": number % 50, "layer": number % 2},
            {"type": "subscribe", "wants": [{"track": track, "layer": number % 2} for track in range(number % 256)]},
            {"type": "hello", "protocol": 2, "app": "0", "name": "Eve"},
        )
        # A second hello is a mistake, so it comes rarely enough to go on for long.
        return kinds[4 if number % 400 == 399 else number % 4]

    await _say(host, strength, message)


async def _say(host: Host, strength: int, message: Callable[[int], dict[str, Any]]) -> None:
    eve = await host.come_in()
    try:
        await go_on(host, eve, strength, lambda number: eve.send_control(json.dumps(message(number))))
    finally:
        await eve.close()
