"""What the bridge is compared with: the same copy by Tornado's own streams, a coroutine step per chunk."""

import asyncio

from tornado.iostream import IOStream, StreamClosedError

CHUNK_BYTES = 64 * 1024


async def copy_both_ways(window: IOStream, host: IOStream, answer: bytes) -> None:
    await window.write(answer)
    await asyncio.gather(_copy(window, host), _copy(host, window))


async def _copy(source: IOStream, sink: IOStream) -> None:
    try:
        while True:
            await sink.write(await source.read_bytes(CHUNK_BYTES, partial=True))
    except StreamClosedError:
        sink.close()
