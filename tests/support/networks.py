"""One machine with the network interfaces that a test gives it, in namespaces. Needs root.

Its cards are cables (veth) into a namespace that stands for the network outside; so to the kernel it is a container.
"""

import ctypes
import fcntl
import itertools
import os
import struct
import subprocess
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

_CLONE_NEWNET = 0x40000000
_TUNSETIFF, _TUN, _TAP, _NO_PACKET_INFO = 0x400454CA, 1, 2, 0x1000
_numbers = itertools.count(1)


class Machine:
    """Interfaces get the order in which they are added. Everything goes with the ``with`` block."""

    def __init__(self) -> None:
        unique = f"{os.getpid()}x{next(_numbers)}"
        self.name, self._outside, self._inside = f"mdm{unique}", f"mdo{unique}", f"mdi{unique}"
        self._peers = itertools.count(1)
        self._programs: list[int] = []
        self.container = ""
        self._thread = ThreadPoolExecutor(1, initializer=self._enter)

    def __enter__(self) -> Self:
        for name in (self.name, self._outside, self._inside):
            ip("netns", "add", name)
        self.ip("link", "set", "lo", "up")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for program in self._programs:
            os.close(program)
        self._thread.shutdown()
        for name in (self.name, self._outside, self._inside):
            ip("netns", "delete", name, check=False)

    def command(self) -> list[str]:
        """Put it before a command to run that on this machine."""
        return ["ip", "netns", "exec", self.name]

    def ip(self, *arguments: str) -> None:
        ip("-n", self.name, *arguments)

    def card(self, name: str, *addresses: str, plugged: bool = True) -> None:
        """A network card; its cable is in."""
        self._cable(name, self._outside, plugged=plugged)
        self.give(name, *addresses)

    def bridge(self, name: str, *addresses: str, ports: tuple[str, ...] = (), containers: int = 1) -> None:
        """A bridge with these cards and with the cables of so many containers, which are on."""
        self.ip("link", "add", name, "type", "bridge")
        for port in ports:
            self.ip("link", "set", port, "master", name)
        for _ in range(containers):
            cable = f"veth{next(self._peers)}"
            self.container = self._cable(cable, self._inside)
            self.ip("link", "set", cable, "master", name)
        self.ip("link", "set", name, "up")
        self.give(name, *addresses)

    def tunnel(self, name: str, *addresses: str, ethernet: bool = False, whole: bool = False) -> None:
        """That of a program, which runs. ``whole``: everything that is not on this network goes through it."""
        mode = (_TAP if ethernet else _TUN) | _NO_PACKET_INFO
        self._programs.append(self._thread.submit(_open_tunnel, name, mode).result())
        self.ip("link", "set", name, "up")
        self.give(name, *addresses)
        if whole:
            self.ip("route", "add", "default", "dev", name, "metric", "1")

    def give(self, name: str, *addresses: str) -> None:
        for address in addresses:
            self.ip("address", "add", address, "dev", name, *(["nodad"] if ":" in address else []))

    def route(self, gateway: str, name: str, metric: int = 100) -> None:
        """The way to other networks."""
        family = "-6" if ":" in gateway else "-4"
        self.ip(family, "route", "add", "default", "via", gateway, "dev", name, "metric", str(metric))

    def container_has(self, address: str) -> list[str]:
        """Gives the container that was made last this address. What to put before a command to run that in it."""
        ip("-n", self._inside, "link", "set", "lo", "up")
        ip("-n", self._inside, "address", "add", address, "dev", self.container)
        return ["ip", "netns", "exec", self._inside]

    def _cable(self, name: str, other: str, *, plugged: bool = True) -> str:
        """The name of its other end."""
        peer = f"far{next(self._peers)}"
        ip("-n", other, "link", "add", peer, "type", "veth", "peer", "name", name, "netns", self.name)
        # Without an address of its own: a test of what has no link-local one gives none.
        self.ip("link", "set", name, "addrgenmode", "none")
        self.ip("link", "set", name, "up")
        if plugged:
            ip("-n", other, "link", "set", peer, "up")
        return peer

    def _enter(self) -> None:
        with open(f"/run/netns/{self.name}", "rb") as file:  # noqa: PTH123
            if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")


def _open_tunnel(name: str, mode: int) -> int:
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH22x", name.encode(), mode))
    return device


def ip(*arguments: str, check: bool = True) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False, timeout=30)
    assert not check or not done.returncode, f"ip {' '.join(arguments)}: {done.stderr.strip()}"
