"""A man in the middle: a real proxy that ends the joiner's TLS with a certificate of its own and opens another one to
the host. What passes through is his to read and to change."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from meetdesk.joining.address import Address
from meetdesk.joining.identity import Identity, make


@dataclass
class Middle:
    """``seen``: every message in clear, whose it was first."""

    address: Address
    own: Identity = field(repr=False)
    host: Address
    host_fingerprint: bytes
    seen: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0


class Attack:
    """Relays everything as it is. Others change what passes."""

    is_the_host: ClassVar[bool] = False
    """To the joiner: whether the real one is there any more is nothing that it is told."""

    def __init__(self, middle: Middle) -> None:
        self.middle = middle

    async def joiner_says(self, text: str, joiner: ServerConnection, host: ClientConnection) -> None:
        await host.send(text)

    async def host_says(self, text: str, joiner: ServerConnection, host: ClientConnection) -> None:
        await joiner.send(text)

    async def begin(self, joiner: ServerConnection, host: ClientConnection) -> None:
        pass


@asynccontextmanager
async def between(host: Address, host_fingerprint: bytes, attack: type[Attack]) -> AsyncIterator[Middle]:
    own = make()

    async def serve_one(joiner: ServerConnection) -> None:
        middle.connections += 1
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        path = joiner.request.path if joiner.request else ""
        url = f"wss://127.0.0.1:{host.port}{path}"
        async with connect(url, ssl=trusting, compression=None, ping_interval=None, proxy=None) as upstream:
            acting = attack(middle)

            async def from_joiner() -> None:
                with contextlib.suppress(ConnectionClosed):
                    async for text in joiner:
                        assert isinstance(text, str)
                        middle.seen.append(("joiner", text))
                        await acting.joiner_says(text, joiner, upstream)
                await upstream.close()

            async def from_host() -> None:
                with contextlib.suppress(ConnectionClosed):
                    async for text in upstream:
                        assert isinstance(text, str)
                        middle.seen.append(("host", text))
                        await acting.host_says(text, joiner, upstream)
                if not acting.is_the_host:
                    await joiner.close()

            await acting.begin(joiner, upstream)
            await asyncio.gather(from_joiner(), from_host())

    middle = Middle(Address("127.0.0.1"), own, host, host_fingerprint)
    server = await serve(
        serve_one, "127.0.0.1", 0, ssl=own.server_context(), compression=None, ping_interval=None, close_timeout=1
    )
    async with server:
        middle.address = Address("127.0.0.1", next(iter(server.sockets)).getsockname()[1])
        yield middle
