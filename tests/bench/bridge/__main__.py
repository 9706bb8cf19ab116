"""What a joining app's bridge costs: ``python -m tests.bench.bridge --help`` names the options.

The video of 25 people comes from a TLS host and goes to a window, as chunks of the given rate and size; host and window
are another process. The product's copy and one by Tornado's streams take turns in this process, whose CPU time is
reported per second, per chunk and per megabyte, and as a ratio.
"""

import argparse
import asyncio
import statistics
import sys
import time

from tornado.iostream import IOStream
from tornado.tcpserver import TCPServer

from meetdesk.joining.address import Address
from meetdesk.joining.bridge import answer_to
from meetdesk.joining.copying import Copying, take_over
from meetdesk.joining.reach import any_certificate, reach
from meetdesk.joining.upgrade import upgrade
from tests.bench.bridge.rival import copy_both_ways

KEY = "AAECAwQFBgcICQoLDA0ODw=="


async def _product(window: IOStream, host: IOStream) -> None:
    (window_socket, from_window), (host_socket, from_host) = take_over(window), take_over(host)
    assert window_socket is not None
    assert host_socket is not None
    await Copying(window_socket, host_socket).run(from_window, answer_to(KEY) + from_host)


async def _rival(window: IOStream, host: IOStream) -> None:
    await copy_both_ways(window, host, answer_to(KEY))


async def measure(variant: str, rate: float, size: int, seconds: float) -> tuple[float, float]:
    """CPU seconds and chunks within ``seconds``."""
    command = [sys.executable, "-m", f"{__package__}.ends", str(rate), str(size)]
    ends = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    assert ends.stdin is not None
    assert ends.stdout is not None
    reader, writer = ends.stdout, ends.stdin

    async def ask() -> float:
        writer.write(b"\n")
        return float(await reader.readline())

    address = Address("127.0.0.1", int(await reader.readline()))
    accepted: asyncio.Future[IOStream] = asyncio.get_running_loop().create_future()

    class Loopback(TCPServer):
        async def handle_stream(self, stream: IOStream, address: object) -> None:
            accepted.set_result(stream)

    server = Loopback()
    server.listen(0, "127.0.0.1")
    writer.write(b"%d\n" % next(iter(server._sockets.values())).getsockname()[1])
    window = await accepted
    server.stop()
    reached = await reach((address,), any_certificate())
    await upgrade(reached.stream, address, "/meetdesk/1/video", KEY, {}, seconds=5)
    copying = asyncio.ensure_future((_product if variant == "meetdesk" else _rival)(window, reached.stream))
    await asyncio.sleep(0.5)
    before, cpu = await ask(), time.process_time()
    await asyncio.sleep(seconds)
    chunks, used = await ask() - before, time.process_time() - cpu
    ends.kill()
    await ends.wait()
    await asyncio.wait([copying], timeout=2)
    window.close()
    reached.stream.close()
    return used, chunks


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bridge")
    parser.add_argument("--chunks", type=float, default=720, help="a second")
    parser.add_argument("--size", type=int, default=2_800, help="bytes of a chunk")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each run")
    parser.add_argument("--runs", type=int, default=3, help="of each variant, taking turns")
    options = parser.parse_args()
    runs: dict[str, list[float]] = {"meetdesk": [], "tornado": []}
    for _ in range(options.runs):
        for variant, costs in runs.items():
            used, chunks = await measure(variant, options.chunks, options.size, options.seconds)
            costs.append(used / max(chunks, 1))
    ours = statistics.median(runs["meetdesk"])
    print("variant    us/chunk    us/MB   % of a core   ratio")
    for variant, costs in runs.items():
        cost = statistics.median(costs)
        print(
            f"{variant:9s} {cost * 1e6:9.1f} {cost * 1e12 / options.size:8.0f} {cost * options.chunks * 100:13.2f} "
            f"{cost / ours:7.2f}"
        )


if __name__ == "__main__":
    asyncio.run(main())
