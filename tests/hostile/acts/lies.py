"""A stranger who says what is not so: made-up names on the network, refusals of its own choice, lines for the log."""

import asyncio
import secrets
import ssl

from tests.hostile.act import Host


async def long_requests(host: Host, strength: int) -> None:
    """Requests that are none, with a path as long as the host reads it. ``strength``: requests a second."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    while True:
        await asyncio.gather(*(_request(host, context) for _ in range(max(strength // 10, 1))))
        await asyncio.sleep(0.1)


async def _request(host: Host, context: ssl.SSLContext) -> None:
    try:
        _, writer = await asyncio.open_connection(
            host.address, host.port, ssl=context, local_addr=(host.another_address(), 0)
        )
        writer.write(f"NONE /{secrets.token_hex(3_000)} HTTP/9\r\nHost: \x1b[2J\r\nbad\r\n\r\n".encode())
        await writer.drain()
        host.done += 1
        writer.close()
    except OSError as error:
        host.faults.append(repr(error))
