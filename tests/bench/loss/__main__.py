"""How late sound comes over a lossy link, by the way it is sent: ``python -m tests.bench.loss --help``.

Two network namespaces and a seeded link between them, no browsers: a frame every 20 ms over TCP in each of the ways,
all at the same time. Needs root. The ways are explained in ``docs/decisions/``.
"""

import argparse
import json
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable

from tests.bench.latency.figures import percentile
from tests.support.badlink import BadLink, LinkQuality, why_not_here
from tests.support.badlink_process import inside

FRAME_BYTES = 150
"""A frame of 36 kbit/s with its headers, in a TLS record."""
EVERY_SECONDS = 0.02
_SOON_SECONDS = 0.004
_TCP_THIN_LINEAR_TIMEOUTS = 16
_FRAME = struct.Struct(f"!d{FRAME_BYTES - 8}x")

Connect = Callable[[], tuple[socket.socket, socket.socket]]


class Way:
    """Sends frames, and notes how long each took to be there for the first time, in milliseconds."""

    def __init__(self, connect: Connect, connections: int) -> None:
        pairs = [connect() for _ in range(connections)]
        self.sending = [pair[0] for pair in pairs]
        self.receiving = {pair[1]: b"" for pair in pairs}
        self.delays: list[float] = []
        self._latest = 0.0

    def send(self, now: float) -> None:
        for connection in self.sending:
            connection.sendall(_FRAME.pack(now))

    def soon(self) -> None:
        """A moment after each frame."""

    def received(self, connection: socket.socket, now: float) -> None:
        data = self.receiving[connection] + connection.recv(65_536)
        while len(data) >= FRAME_BYTES:
            (sent,) = _FRAME.unpack_from(data)
            data = data[FRAME_BYTES:]
            if sent > self._latest:
                self._latest = sent
                self.delays.append((now - sent) * 1000)
        self.receiving[connection] = data


class Thin(Way):
    """With the system's option for connections that carry little: time-outs that do not double."""

    def __init__(self, connect: Connect, connections: int) -> None:
        super().__init__(connect, connections)
        for connection in self.sending:
            connection.setsockopt(socket.IPPROTO_TCP, _TCP_THIN_LINEAR_TIMEOUTS, 1)


class Followed(Way):
    """Each frame is followed by a copy of itself on the same connection 4 ms later, which betrays the loss of the first
    sooner than the next frame would."""

    _sent = 0.0

    def send(self, now: float) -> None:
        self._sent = now
        super().send(now)

    def soon(self) -> None:
        super().send(self._sent)


WAYS: dict[str, tuple[type[Way], int]] = {
    "one connection": (Way, 1),
    "one, thin": (Thin, 1),
    "one, followed": (Followed, 1),
    "two, first wins": (Way, 2),
    "two, thin": (Thin, 2),
}


def connector(link: BadLink) -> Connect:
    """Makes connections across the link; the sending end is on the near side."""
    listener = inside(link.near.name, lambda: socket.create_server((link.near.address, 0)))

    def connect() -> tuple[socket.socket, socket.socket]:
        far = link.far.connect(link.near.address, listener.getsockname()[1])
        near, _ = listener.accept()
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return near, far

    return connect


def run(ways: list[Way], seconds: float) -> None:
    """Sends and receives for so long."""
    owners = {connection: way for way in ways for connection in way.receiving}
    ended = threading.Event()

    def receive() -> None:
        while not ended.is_set():
            readable, _, _ = select.select(list(owners), [], [], 0.1)
            now = time.monotonic()
            for connection in readable:
                owners[connection].received(connection, now)

    receiver = threading.Thread(target=receive)
    receiver.start()
    due = time.monotonic()
    end = due + seconds
    while due < end:
        time.sleep(max(0.0, due - time.monotonic()))
        for way in ways:
            way.send(time.monotonic())
        time.sleep(_SOON_SECONDS)
        for way in ways:
            way.soon()
        due += EVERY_SECONDS
    time.sleep(2.0)
    ended.set()
    receiver.join()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.loss", description=__doc__)
    parser.add_argument("--loss", type=float, default=3.0, metavar="PERCENT")
    parser.add_argument("--delay", type=float, default=2.0, metavar="MS", help="round trip")
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    if reason := why_not_here():
        print(f"not run: {reason}", file=sys.stderr)
        return 1
    with BadLink(options.seed) as link:
        connect = connector(link)
        ways = {name: kind(connect, connections) for name, (kind, connections) in WAYS.items()}
        link.set(LinkQuality(loss=options.loss / 100, delay_ms=options.delay / 2))
        run(list(ways.values()), options.seconds)
    found = {
        name: {
            **{f"p{share}_ms": percentile(way.delays, share / 100) for share in (50, 95, 99)},
            "longest_ms": max(way.delays),
            "later_than_60_ms": sum(1 for delay in way.delays if delay > 60) / len(way.delays),
        }
        for name, way in ways.items()
    }
    if options.json:
        print(json.dumps(found))
        return 0
    print(f"{'':18s}{'p50 ms':>10s}{'p95':>10s}{'p99':>10s}{'longest':>10s}{'> 60 ms':>10s}")
    for name, of in found.items():
        print(
            f"{name:18s}"
            + "".join(f"{value:10.1f}" for value in list(of.values())[:-1])
            + f"{of['later_than_60_ms']:10.2%}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
