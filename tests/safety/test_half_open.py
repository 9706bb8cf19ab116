"""Connections that never say anything whole cost little, are closed, and keep nobody out."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from meetdesk import __version__
from meetdesk.joining.address import Address
from meetdesk.joining.dial import join
from meetdesk.joining.invitation import Destination
from meetdesk.server.newcomers import SILENT_SECONDS
from tests.app.processes import hosting
from tests.support.half_open import flooding, resident_bytes

MOST_BYTES = 20_000_000
COUNT = 200
ADDRESSES = (1, 40)
"""From how many the flood comes."""


async def _grown(process: int, port: int, code: str, addresses: int) -> int:
    """By how many bytes the host grows under a flood from so many addresses, in which people join all the time."""
    destination = Destination((Address("127.0.0.1", port),))

    async def enter() -> None:
        assert (await join(destination, code, app_version=__version__)).ticket

    await enter()
    before = most = resident_bytes(process)
    async with flooding(port, COUNT, addresses) as flood:
        while len(flood.seconds) < COUNT:
            await enter()
            most = max(most, resident_bytes(process))
        await flood.over()
    return most - before


def test_a_flood_of_half_open_connections(tmp_path: Path) -> None:
    """From one address, and from forty; of two hosts at once, since most of it is waiting."""

    async def scenario(hosts: list[tuple[int, int, str]]) -> list[int]:
        floods = (
            _grown(process, port, code, addresses)
            for (process, port, code), addresses in zip(hosts, ADDRESSES, strict=True)
        )
        return await asyncio.gather(*floods)

    with ExitStack() as stack:
        hosts = []
        for addresses in ADDRESSES:
            process, ready = stack.enter_context(hosting(tmp_path / str(addresses)))
            hosts.append((process.pid, ready["port"], ready["code"]))
        grown = asyncio.run(scenario(hosts))
    for addresses, grew in zip(ADDRESSES, grown, strict=True):
        assert grew <= MOST_BYTES, f"{COUNT} half-open connections from {addresses} cost {grew / 1e6:.1f} MB"
    assert SILENT_SECONDS < 5.0
