"""What somebody in the meeting may do with files."""

import json

from tests.hostile.act import Host, go_on

SIZE = 100_000_000
"""Of each, in bytes: as large as files may be."""


async def idle_offers(host: Host, strength: int) -> None:
    """Offers files, ``strength`` a second, and sends nothing of them."""
    eve = await host.come_in()
    try:

        async def offer(number: int) -> None:
            offered = {"type": "offer_file", "id": 1_000_000 + number, "name": f"{number}.bin", "size": SIZE}
            await eve.send_control(json.dumps(offered))

        await go_on(host, eve, strength, offer)
    finally:
        await eve.close()
