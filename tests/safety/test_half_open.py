"""Connections that never say anything whole cost little, are closed, and keep nobody out."""

import asyncio
from pathlib import Path

import pytest

from meetdesk import __version__
from meetdesk.joining.address import Address
from meetdesk.joining.dial import join
from meetdesk.joining.invitation import Destination
from meetdesk.server.newcomers import SILENT_SECONDS
from tests.app.processes import hosting
from tests.support.half_open import flooding, resident_bytes

MOST_BYTES = 20_000_000
COUNT = 200


@pytest.mark.parametrize("addresses", [1, 40])
def test_a_flood_of_half_open_connections(tmp_path: Path, addresses: int) -> None:
    with hosting(tmp_path) as (process, ready):
        destination = Destination((Address("127.0.0.1", ready["port"]),))

        async def scenario() -> int:
            async def enter() -> None:
                assert (await join(destination, ready["code"], app_version=__version__)).ticket

            await enter()
            before = most = resident_bytes(process.pid)
            async with flooding(ready["port"], COUNT, addresses) as flood:
                while len(flood.seconds) < COUNT:
                    await enter()
                    most = max(most, resident_bytes(process.pid))
                await flood.over()
            return most - before

        grown = asyncio.run(scenario())
    assert grown <= MOST_BYTES, f"{COUNT} half-open connections cost {grown / 1e6:.1f} MB"
    assert SILENT_SECONDS < 5.0
