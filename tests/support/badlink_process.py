"""The forwarder of a bad link: one TUN device in each of two network namespaces, and packets carried between them.

Started by ``tests.support.badlink`` as a process of its own, so that the test's own work does not delay packets.
Prints ``ready``, then reads one JSON ``LinkQuality`` a line from standard input; ends when that is closed.
"""

import contextlib
import ctypes
import fcntl
import os
import select
import struct
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from tests.support.bad_network import Changed, Deliver, Event, LinkQuality, Network, Sent, TimePassed

T = TypeVar("T")
DEVICE = "meetdesk0"
_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_CLONE_NEWNET = 0x40000000
PACKET_BYTES = 65_536


def inside(namespace: str, work: Callable[[], T]) -> T:
    """Does ``work`` in a thread that is in a named network namespace; sockets and devices it makes stay there.

    Raises whatever ``work`` raises, and OSError if the namespace cannot be entered.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            with Path(f"/run/netns/{namespace}").open() as handle:
                if libc.setns(handle.fileno(), _CLONE_NEWNET) != 0:
                    number = ctypes.get_errno()
                    raise OSError(number, f"cannot enter the network namespace {namespace}: {os.strerror(number)}")
            results.append(work())
        except BaseException as error:  # handed to the caller's thread
            errors.append(error)

    thread = threading.Thread(target=run, name=f"in {namespace}")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def open_tun() -> int:
    """Makes the TUN device of the current namespace; a file descriptor that reads and writes IP packets."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), _IFF_TUN | _IFF_NO_PI))
    return descriptor


def forward(devices: tuple[int, int], seed: int) -> None:
    """Carries packets both ways until standard input ends."""
    network = Network(seed)

    def happen(event: Event) -> None:
        for command in network.handle(event, time.monotonic()):
            if isinstance(command, Deliver):
                # While the device is being taken down the packet is lost, as on a wire.
                with contextlib.suppress(OSError):
                    os.write(devices[command.side], command.packet)

    while True:
        wait = None if network.wake_at is None else max(0.0, network.wake_at - time.monotonic())
        readable, _, _ = select.select([*devices, sys.stdin.fileno()], [], [], wait)
        for side in (0, 1):
            if devices[side] in readable:
                for packet in _waiting_packets(devices[side]):
                    happen(Sent(side, packet))
        happen(TimePassed())
        if sys.stdin.fileno() in readable:
            line = sys.stdin.readline()
            if not line:
                return
            happen(Changed(msgspec.json.decode(line, type=LinkQuality)))
            print("set", flush=True)


def _waiting_packets(device: int, most: int = 64) -> list[bytes]:
    packets: list[bytes] = []
    while len(packets) < most:
        try:
            packets.append(os.read(device, PACKET_BYTES))
        except BlockingIOError:
            break
    return packets


if __name__ == "__main__":
    first, second, chosen_seed = sys.argv[1:]
    tuns = inside(first, open_tun), inside(second, open_tun)
    print("ready", flush=True)
    forward(tuns, int(chosen_seed))
