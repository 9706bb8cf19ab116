"""What a joining app's bridge costs: ``python -m tests.bench.bridge --help`` names the options.

The media of a meeting comes from a TLS host and goes to a window, and one person's goes the other way, over all three
media channels; host and window are another process. The product's copy and one by Tornado's streams take turns in this
process, whose CPU time is reported as a share of a core, per chunk, and as a ratio.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable

from tornado.iostream import IOStream
from tornado.tcpserver import TCPServer

from meetdesk.joining.address import Address
from meetdesk.joining.copying import Copying
from meetdesk.joining.reach import any_certificate, reach
from meetdesk.joining.upgrade import upgrade
from meetdesk.net.streams import take_over
from meetdesk.net.websocket.handshake import response
from tests.bench.bridge.channels import channels
from tests.bench.bridge.rival import copy_both_ways

KEY = "AAECAwQFBgcICQoLDA0ODw=="
AIM_PERCENT = 5.0
_SETTLE_SECONDS = 0.5
_ANSWER_SECONDS = 10.0
_OPEN_SECONDS = 20.0

Copy = Callable[[IOStream, IOStream], Awaitable[None]]


async def _product(window: IOStream, host: IOStream) -> None:
    (window_socket, from_window), (host_socket, from_host) = take_over(window), take_over(host)
    assert window_socket is not None
    assert host_socket is not None
    await Copying(window_socket, host_socket).run(from_window, response(KEY) + from_host)


async def _rival(window: IOStream, host: IOStream) -> None:
    await copy_both_ways(window, host, response(KEY))


COPIES: dict[str, Copy] = {"meetdesk": _product, "tornado": _rival}


class Bridge:
    """One channel's two streams, and the copying between them."""

    def __init__(self, window: IOStream, host: IOStream, copy: Copy) -> None:
        self._streams = window, host
        self._copying = asyncio.ensure_future(copy(window, host))

    async def close(self) -> None:
        """To be called when the ends are gone."""
        await asyncio.wait([self._copying], timeout=2)
        self._copying.cancel()
        for stream in self._streams:
            stream.close()


async def _bridge(address: Address, channel: str, copy: Copy, say_port: Callable[[int], None]) -> Bridge:
    accepted: asyncio.Future[IOStream] = asyncio.get_running_loop().create_future()

    class Loopback(TCPServer):
        async def handle_stream(self, stream: IOStream, address: object) -> None:
            accepted.set_result(stream)

    server = Loopback()
    server.listen(0, "127.0.0.1")
    say_port(next(iter(server._sockets.values())).getsockname()[1])
    window = await accepted
    server.stop()
    reached = await reach((address,), any_certificate())
    await upgrade(reached.stream, address, f"/meetdesk/1/{channel}", KEY, {}, seconds=5)
    return Bridge(window, reached.stream, copy)


async def measure(copy: Copy, people: int, seconds: float) -> tuple[float, float]:
    """CPU seconds and bytes of media a second. Raises TimeoutError."""
    command = [sys.executable, "-m", f"{__package__}.ends", str(people)]
    ends = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    assert ends.stdin is not None
    assert ends.stdout is not None
    reader, writer = ends.stdout, ends.stdin

    async def ask() -> float:
        writer.write(b"\n")
        async with asyncio.timeout(_ANSWER_SECONDS):
            return float(await reader.readline())

    bridges = []
    try:
        async with asyncio.timeout(_OPEN_SECONDS):
            address = Address("127.0.0.1", int(await reader.readline()))
            for channel in channels(people):
                bridge = await _bridge(address, channel, copy, lambda port: writer.write(b"%d\n" % port))
                bridges.append(bridge)
        await asyncio.sleep(_SETTLE_SECONDS)
        before, cpu, start = await ask(), time.process_time(), time.monotonic()
        await asyncio.sleep(seconds)
        came, used, took = await ask() - before, time.process_time() - cpu, time.monotonic() - start
    finally:
        ends.kill()
        await ends.wait()
        for bridge in bridges:
            await bridge.close()
    return used / took, came / took


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bridge")
    parser.add_argument("--people", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each run")
    parser.add_argument("--runs", type=int, default=3, help="of each variant, taking turns")
    options = parser.parse_args()
    loads = channels(options.people).values()
    chunks = sum(load.down + load.up for load in loads)
    due = sum((load.down + load.up) * load.size for load in loads)
    runs: dict[str, list[tuple[float, float]]] = {variant: [] for variant in COPIES}
    for _ in range(options.runs):
        for variant, found in runs.items():
            found.append(await measure(COPIES[variant], options.people, options.seconds))
    ours = statistics.median(share for share, _ in runs["meetdesk"])
    print(f"{options.people} people, {chunks:.0f} chunks a second both ways, {due * 8 / 1e6:.1f} Mbit/s")
    print(f"variant    % of a core (aim {AIM_PERCENT:.0f})  us/chunk   ratio   copied")
    for variant, found in runs.items():
        share = statistics.median(share for share, _ in found)
        copied = statistics.median(came for _, came in found) / due
        print(
            f"{variant:9s} {share * 100:20.2f} {share / chunks * 1e6:11.1f} {share / ours:7.2f} {copied * 100:7.0f} %"
        )


if __name__ == "__main__":
    asyncio.run(main())
