"""What somebody in the meeting may do with files."""

import asyncio
import json

from tests.hostile.act import Host

SIZE = 100_000_000
"""Of each, in bytes: as large as files may be."""


async def idle_offers(host: Host, strength: int) -> None:
    """Offers files, ``strength`` a second, and sends nothing of them."""
    eve = await host.come_in()
    try:
        number = 0
        while "control" not in eve.closed:
            number += 1
            offer = {"type": "offer_file", "id": 1_000_000 + number, "name": f"{number}.bin", "size": SIZE}
            await eve.send_control(json.dumps(offer))
            host.done += 1
            await asyncio.sleep(1 / strength)
    finally:
        await eve.close()
