"""What a stranger may do at a host's door. Each goes on until it is cancelled, ``strength`` times a second.

Source addresses are of ``127.0.0.0/8``, where every address is this machine's own: nothing leaves it.
"""

import asyncio
import contextlib
import json
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable

from meetdesk.joining.reach import any_certificate
from meetdesk.net.descriptors import make_room
from tests.hostile.act import Host, coming_from
from tests.support.bot_channels import ask_to_join

TICK_SECONDS = 0.02
HELD_SECONDS, HELD = 2.0, 3_000
"""How long a connection is held at most, and how many are; the host closes it sooner or later."""
WRONG = "000001"


def from_address(number: int) -> str:
    """The ``number``-th of 16 million source addresses."""
    return f"127.{100 + number // 62_500 % 100}.{number // 250 % 250}.{1 + number % 250}"


NETWORK = "fd66::"
IN_NAMESPACE = (
    f"unshare --net sh -c 'ip link set lo up; ip route add local {NETWORK}/64 dev lo; "
    "sysctl -q net.ipv6.ip_nonlocal_bind=1; python -m tests.hostile …'"
)


def from_network(number: int) -> str:
    """An address of ``NETWORK``."""
    return f"{NETWORK}{number // 0xFFFF % 0xFFFF:x}:{1 + number % 0xFFFE:x}"


async def paced(strength: int) -> AsyncIterator[int]:
    """0, 1, 2 …: so many a second, as far as the machine can."""
    loop, number, began = asyncio.get_running_loop(), 0, asyncio.get_running_loop().time()
    while True:
        due = int((loop.time() - began) * strength)
        if due - number > strength:  # the machine cannot: nothing is made up for
            began += (due - number) / strength
            due = int((loop.time() - began) * strength)
        for one in range(number, due):
            yield one
        number = max(number, due)
        await asyncio.sleep(TICK_SECONDS)


async def silent_connections(host: Host, strength: int) -> None:
    """Connections that say nothing, each from an address of its own."""
    await _connections(host, strength, from_address, b"")


async def silent_connections_from_one(host: Host, strength: int) -> None:
    await _connections(host, strength, lambda _: from_address(0), b"")


async def silent_connections_of_one_network(host: Host, strength: int) -> None:
    """The same from the addresses of one /64, which IPv6 gives to everybody.

    They are this machine's own only in a network namespace with a route for them (``NETWORK``)."""
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as one:
        try:
            one.bind((from_network(0), 0))
        except OSError as error:
            raise OSError(f"to be run as {IN_NAMESPACE}") from error
    await _connections(host, strength, from_network, b"", "::1")


async def handshakes(host: Host, strength: int) -> None:
    """The first message of TLS from 40 addresses, always the same: it costs the host a signature, and nothing here."""
    await _connections(host, strength, lambda number: from_address(number % 40), client_hello())


async def handshakes_from_one(host: Host, strength: int) -> None:
    await _connections(host, strength, lambda _: from_address(0), client_hello())


async def requests_without_tls(host: Host, strength: int) -> None:
    """A browser that was told the wrong scheme, from 40 addresses."""
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    await _connections(host, strength, lambda number: from_address(number % 40), request)


async def guessing_from_one_address(host: Host, strength: int) -> None:
    """Wrong codes, one after the other as fast as they are answered, ``strength`` at a time."""
    await _guessing(host, strength, lambda _: from_address(0))


async def guessing_from_many_addresses(host: Host, strength: int) -> None:
    """The same, each of ``strength`` from an address of its own."""
    await _guessing(host, strength, from_address)


async def impossible_codes(host: Host, strength: int) -> None:
    """What can be no code, as browser guests would type it; the host has to allow guests."""
    async with asyncio.TaskGroup() as group:
        async for number in paced(strength):
            host.done += 1
            group.create_task(_impossible(host, from_address(number % 40)))


async def pages(host: Host, strength: int) -> None:
    """The page for browser guests, again and again, from 40 addresses; the host has to allow guests."""
    async with asyncio.TaskGroup() as group:
        async for number in paced(strength):
            host.done += 1
            group.create_task(_request(host, from_address(number % 40), b"GET / HTTP/1.1", b""))


async def _impossible(host: Host, source: str) -> None:
    body = json.dumps({"code": "12345"}).encode()
    await _request(host, source, b"POST /meetdesk/guest HTTP/1.1", body)


async def _request(host: Host, source: str, line: bytes, body: bytes) -> None:
    origin = f"https://{host.address}:{host.port}"
    head = (
        f"{line.decode()}\r\nHost: {host.address}:{host.port}\r\nOrigin: {origin}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(
                host.address, host.port, ssl=any_certificate(), local_addr=(source, 0)
            )
            try:
                writer.write(head.encode() + body)
                await reader.read()
            finally:
                writer.close()


async def _guessing(host: Host, strength: int, source: Callable[[int], str]) -> None:
    async def guess(number: int) -> None:
        while True:
            try:
                await ask_to_join(host.address, host.port, WRONG, coming_from(source(number)))
            except Exception:
                host.done += 1
                await asyncio.sleep(0.1)

    async with asyncio.TaskGroup() as group:
        for number in range(strength):
            group.create_task(guess(number))


async def _connections(host: Host, strength: int, source: Callable[[int], str], said: bytes, address: str = "") -> None:
    """``address``: where the host is reached; empty: where it is for the others, too."""
    address = address or host.address
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    make_room(HELD)
    loop = asyncio.get_running_loop()
    held: deque[tuple[float, socket.socket]] = deque()
    try:
        async for number in paced(strength):
            one = socket.socket(family, socket.SOCK_STREAM)
            one.setblocking(False)
            with contextlib.suppress(OSError):
                one.bind((source(number), 0))
                one.connect_ex((address, host.port))
                if said:
                    one.send(said)
            host.done += 1
            held.append((loop.time(), one))
            while held and (len(held) > HELD or loop.time() - held[0][0] > HELD_SECONDS):
                held.popleft()[1].close()
    finally:
        for _, one in held:
            one.close()


def client_hello() -> bytes:
    """The first message of TLS."""
    outgoing = ssl.MemoryBIO()
    talk = any_certificate().wrap_bio(ssl.MemoryBIO(), outgoing)
    with contextlib.suppress(ssl.SSLWantReadError):
        talk.do_handshake()
    return outgoing.read()
