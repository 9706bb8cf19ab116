"""Both ends of a bridge in a process of their own: ``python -m tests.bench.bridge.ends CHUNKS_PER_SECOND BYTES``.

A TLS host that sends so many chunks a second down every channel, and a window that reads them. Prints the host's port;
reads a line ``<port>``, connects the window there; prints the number of chunks received for every further line.
"""

import asyncio
import ssl
import sys
import tempfile
from pathlib import Path

from tests.certificate import write_certificate
from tests.joining.hosts import read_head, switching


async def main(rate: float, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(*write_certificate(Path(folder)))
    received = 0

    async def host(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, fields = await read_head(reader)
        writer.write(switching(fields))
        loop = asyncio.get_running_loop()
        chunk, due = bytes(size), loop.time()
        while not reader.at_eof():
            writer.write(chunk)
            await writer.drain()
            due += 1 / rate
            await asyncio.sleep(due - loop.time())

    server = await asyncio.start_server(host, "127.0.0.1", 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    port = int(await asyncio.to_thread(sys.stdin.readline))
    window, writer = await asyncio.open_connection("127.0.0.1", port)

    async def read() -> None:
        nonlocal received
        while data := await window.read(262_144):
            received += len(data)

    reading = asyncio.ensure_future(read())
    while await asyncio.to_thread(sys.stdin.readline):
        print(received / size, flush=True)
    reading.cancel()
    writer.close()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), int(sys.argv[2])))
