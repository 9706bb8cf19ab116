"""Pictures for the chat whose small files unfold to much."""

import asyncio

from tests.hostile.act import Host, go_on
from tests.support.bot_files import share
from tests.support.picture_files import empty_png, moving_gif

_PAIRS = 40
"""As many as one person may share: 100 files."""


def files(strength: int) -> dict[str, bytes]:
    """Files for the chat, by name: a PNG of ``strength`` megapixels and an animation of as many in all its frames. They
    are sent like any file; what they cost, a window pays when its person asks to see them."""
    side = int((strength * 1e6) ** 0.5)
    return {"large.png": empty_png(side, side), "large.gif": moving_gif(1_000, 1_000, max(2, strength))}


async def unfolding(host: Host, strength: int) -> None:
    """Shares both, again and again, twice a second. ``strength``: megapixels of each."""
    made = await asyncio.to_thread(files, strength)
    eve = await host.come_in()
    try:

        async def send(number: int) -> None:
            if number < _PAIRS:
                for name, content in made.items():
                    await share(eve, f"{number}-{name}", content)

        await go_on(host, eve, 2, send)
    finally:
        await eve.close()
