"""Connections that never say anything whole cost little, are closed, and keep nobody out."""

import asyncio
import contextlib
import socket
import time
from contextlib import ExitStack
from pathlib import Path

from meetdesk import __version__
from meetdesk.joining.address import Address
from meetdesk.joining.invitation import Destination
from meetdesk.net.strangers import fair_turns
from meetdesk.net.strangers.newcomers import SILENT_SECONDS
from tests.app.processes import hosting
from tests.hostile.acts import door
from tests.safety.hosting import host
from tests.support.attacker import attacking
from tests.support.bot_channels import ask_to_join
from tests.support.half_open import flooding, resident_bytes
from tests.support.trying_again import join

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


def _all_join(port: int, code: str, joins: int = 5) -> None:
    """By the code, each from an address of its own, within 5 s."""
    for number in range(joins):

        def dial(address: str, port: int, source: str = f"127.9.0.{1 + number}") -> socket.socket:
            return socket.create_connection((address, port), timeout=5, source_address=(source, 0))

        began = time.perf_counter()
        asyncio.run(ask_to_join("127.0.0.1", port, code, dial))
        assert time.perf_counter() - began < 5.0, f"join {number}"


def test_silent_connections_from_hundreds_of_addresses_a_second_keep_nobody_out(tmp_path: Path) -> None:
    with hosting(tmp_path) as (_, ready), attacking("silent_connections", ready["port"], 2):
        _all_join(ready["port"], ready["code"])


def test_handshakes_by_the_hundred_keep_nobody_out(tmp_path: Path) -> None:
    with hosting(tmp_path) as (_, ready), attacking("handshakes", ready["port"], 1):
        _all_join(ready["port"], ready["code"])


def test_no_more_handshakes_are_begun_than_are_good_for_a_meeting() -> None:
    """Eight hundred first messages of TLS from forty addresses, two hundred at a time: they lead to nothing."""
    answered = 0
    turns = asyncio.Semaphore(200)

    async def ask(port: int, number: int, hello: bytes) -> None:
        nonlocal answered
        source = (door.from_address(number % 40), 0)
        async with turns:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=source)
            writer.write(hello)
            with contextlib.suppress(ConnectionError):
                first = await reader.read(1)
                answered += bool(first)
            writer.close()

    async def scenario() -> float:
        async with host() as hosted:
            began = time.monotonic()
            hello = door.client_hello()
            await asyncio.gather(*(ask(hosted.address.port, number, hello) for number in range(800)))
            return time.monotonic() - began

    passed = asyncio.run(scenario())
    vain = fair_turns.VAIN
    assert 100 < answered <= vain.at_once + vain.per_second * passed, f"{answered} within {passed:.1f} s"
