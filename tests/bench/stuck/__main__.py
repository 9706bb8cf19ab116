"""One receiver stops reading, and reads again: ``python -m tests.bench.stuck --help`` names the options.

The product's own server, over TLS, in a process of its own; everybody else in this one. With 14 people each receives
1 MB/s. One of them goes on sending and saying that it is there, but reads nothing. Reported: how much the host's memory
grows meanwhile, and what waits in the kernel; the longest pause of any stream at any of the others, beside that of a
time of the same length before; and what the one sees when it reads again.

What waited in the kernel's buffers, on both sides, comes first then. It is old, and a receiver shows nothing older than
300 ms (``docs/protocol.md``, 4.2), so what is seen begins with the first frame that is not. From it on nothing old may
come.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path

from meetdesk.joining.reach import any_certificate
from meetdesk.selftest.received import Received
from tests.bench.relay import load
from tests.bench.relay.running import Server, server
from tests.bench.relay.watching import Watch

FRESH_SECONDS = 0.3
_WARM_UP_SECONDS = 8.0
_AFTER_SECONDS = 5.0
_JOIN_SECONDS = 30.0


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.stuck", description="one receiver that stops reading")
    parser.add_argument("--people", type=int, default=14)
    parser.add_argument("--seconds", type=float, default=60.0, help="that it reads nothing")
    parser.add_argument("--plain", action="store_true", help="without TLS")
    options = parser.parse_args()
    longest = _JOIN_SECONDS + (2 * options.seconds + _WARM_UP_SECONDS + _AFTER_SECONDS) * 2
    command = [sys.executable, "-m", "tests.bench.relay.serve", "meetdesk" if options.plain else "meetdesk-tls"]
    async with server(command, Path.cwd()) as host, asyncio.timeout(longest):
        await compare(host, options.people, options.seconds, plain=options.plain)
    return 0


async def compare(host: Server, people: int, seconds: float, *, plain: bool) -> None:
    """Everything that is measured. Prints it."""
    port, received = int(host.ready["port"]), Received()
    async with asyncio.timeout(_JOIN_SECONDS):
        tls = None if plain else any_certificate()
        senders = await load.join_meetdesk(port, people, host.ready["tickets"], received, tls)
    stuck, others = senders[0], senders[1:]
    watches = [(sender.watch("audio"), sender.watch("video")) for sender in others]
    seen = {"sound": stuck.watch("audio"), "picture": stuck.watch("video")}
    await load.run(senders, _WARM_UP_SECONDS)

    gaps_before, _ = await _stretch(host, senders, watches, seconds)
    memory_before = (await host.used())["rss"]
    for channel in stuck.channels.values():
        channel.pause_reading()
    gaps, most = await _stretch(host, senders, watches, seconds)
    in_kernel, on_way = _queues(port)
    for watch in seen.values():
        watch.ages = []
    resumed = time.monotonic()
    for channel in stuck.channels.values():
        channel.resume_reading()
    await load.run(senders, _AFTER_SECONDS)
    load.leave(senders)

    print(f"{people} people, each sent {(people - 1) * 0.081:.2f} MB/s; one reads nothing for {seconds:.0f} s")
    print(f"host's memory grew by       {(most - memory_before) / 1e6:8.2f} MB   aim  2")
    print(f"waits in the kernel         {in_kernel / 1e6:8.2f} MB at the host, {on_way / 1e6:.2f} MB at the receiver")
    for place, name in enumerate(seen):
        before, meanwhile = gaps_before[place] * 1e3, gaps[place] * 1e3
        added = f"{before:.0f} ms before: {max(0.0, meanwhile - before):.0f} ms added, aim 50"
        print(f"{f'others, longest gap, {name}':28s}{meanwhile:8.0f} ms   {added}")
    for name, watch in seen.items():
        _report_resumed(name, watch.ages or [], resumed)


def _report_resumed(name: str, ages: list[tuple[float, float]], resumed: float) -> None:
    first = next((place for place, (_, age) in enumerate(ages) if age <= FRESH_SECONDS), None)
    if first is None:
        print(f"afterwards, {name}: nothing fresh in {_AFTER_SECONDS:.0f} s, {len(ages)} old frames")
        return
    after = sorted(age for _, age in ages[first:])
    middle, waited = after[len(after) // 2] * 1e3, (ages[first][0] - resumed) * 1e3
    more = f"median {middle:.0f} ms; begins after {waited:.0f} ms, {first} frames that are not shown came before"
    print(f"{f'afterwards, oldest {name}':28s}{after[-1] * 1e3:8.0f} ms   aim 300; {more}")


async def _stretch(
    host: Server, senders: list[load.Sender], watches: list[tuple[Watch, Watch]], seconds: float
) -> tuple[tuple[float, float], float]:
    """Runs for so long: longest gap of sound and picture at those who are watched, and the most memory of the host."""
    for pair in watches:
        for watch in pair:
            watch.begin()
    most = 0.0
    running = asyncio.ensure_future(load.run(senders, seconds))
    while not running.done():
        most = max(most, (await host.used())["rss"])
        await asyncio.wait([running], timeout=1.0)
    await running
    sound, picture = (max(pair[place].longest_gap for pair in watches) for place in range(2))
    return (sound, picture), most


def _queues(port: int) -> tuple[int, int]:
    """Bytes in the kernel's buffers: not yet acknowledged to the server at ``port``, and not yet read by others."""
    at_server = at_others = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        sending, receiving = (int(size, 16) for size in fields[4].split(":"))
        if fields[3] != "01":  # not an established connection
            continue
        if int(fields[1].rpartition(":")[2], 16) == port:
            at_server += sending
        elif int(fields[2].rpartition(":")[2], 16) == port:
            at_others += receiving
    return at_server, at_others


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
