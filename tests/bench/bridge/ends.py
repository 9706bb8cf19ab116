"""Both ends of a bridge in a process of their own: ``python -m tests.bench.bridge.ends PEOPLE``.

A TLS host that sends what a meeting of so many sends down each channel, and a window that sends what one person does.
Prints the host's port; reads a line ``<port>`` for each channel, and connects the window there in their order; then
prints the bytes that came to either end for every further line.
"""

import asyncio
import ssl
import sys
import tempfile
from pathlib import Path

from tests.bench.bridge.channels import channels
from tests.certificate import write_certificate
from tests.joining.hosts import read_head, switching

_received = 0


async def _send(writer: asyncio.StreamWriter, rate: float, size: int) -> None:
    loop = asyncio.get_running_loop()
    chunk, due = bytes(size), loop.time()
    while True:
        writer.write(chunk)
        await writer.drain()
        due += 1 / rate
        await asyncio.sleep(due - loop.time())


async def _receive(reader: asyncio.StreamReader) -> None:
    global _received  # noqa: PLW0603  (the one figure of this process)
    while data := await reader.read(262_144):
        _received += len(data)


async def _live(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rate: float, size: int) -> None:
    sending = asyncio.ensure_future(_send(writer, rate, size))
    try:
        await _receive(reader)
    except OSError:
        pass  # the bridge has gone
    finally:
        sending.cancel()
        await asyncio.wait([sending])
        writer.close()


async def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(*write_certificate(Path(folder)))
    loads = channels(people)

    async def host(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request, fields = await read_head(reader)
        writer.write(switching(fields))
        load = loads[request.split()[1].rpartition("/")[2]]
        await _live(reader, writer, load.down, load.size)

    server = await asyncio.start_server(host, "127.0.0.1", 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    windows = []
    for load in loads.values():
        port = int(await asyncio.to_thread(sys.stdin.readline))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        windows.append(asyncio.ensure_future(_live(reader, writer, load.up, load.size)))
    while await asyncio.to_thread(sys.stdin.readline):
        print(_received, flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
