"""Network namespaces: two machines on one, joined by a cable. Needs root."""

import ctypes
import itertools
import os
import shutil
import socket
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from tests.support.processes import until

_CLONE_NEWNET = 0x40000000
_numbers = itertools.count(1)


def not_permitted() -> str | None:
    """Why namespaces cannot be used here; None if they can."""
    if shutil.which("ip") is None:
        return "iproute2 is not installed"
    if os.geteuid() != 0:
        return "network namespaces need root"
    name = f"mdtry{os.getpid()}"
    made = _ip("netns", "add", name, check=False)
    if made.returncode:
        return f"network namespaces are not permitted here: {made.stderr.strip()}"
    _ip("netns", "delete", name)
    return None


class Namespace:
    """One machine of a ``Cable``: its name, its addresses, and how to run and reach things in it."""

    def __init__(self, name: str, ipv4: str, ipv6: str) -> None:
        self.name = name
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        # A thread that lives in the namespace makes the sockets; a socket stays in the namespace it was made in.
        self._inside = ThreadPoolExecutor(1, f"in {name}", initializer=self._enter)
        self._listeners: list[socket.socket] = []

    def command(self) -> list[str]:
        """Put it before a command to run that inside."""
        return ["ip", "netns", "exec", self.name]

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*self.command(), *command], capture_output=True, text=True, check=check, timeout=60)

    def connect(self, port: int, host: str = "127.0.0.1", *, seconds: float = 10.0) -> socket.socket:
        """A TCP connection made from inside. Raises OSError."""
        return self._inside.submit(socket.create_connection, (host, port), seconds).result()

    def listen(self, port: int) -> socket.socket:
        """A listening TCP socket inside. Raises OSError."""
        return self._inside.submit(socket.create_server, ("", port)).result()

    def datagrams(self, port: int) -> socket.socket:
        """A UDP socket inside, bound to this port of its loopback. Raises OSError."""

        def bound() -> socket.socket:
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            made.bind(("127.0.0.1", port))
            return made

        return self._inside.submit(bound).result()

    def connected(self) -> bool:
        """Whether the cable is in and the link is up."""
        return "state UP" in _ip("-n", self.name, "link", "show", "eth0").stdout

    def forward(self, port: int) -> int:
        """Makes the namespace's loopback port reachable from outside; returns the port outside."""
        listener = socket.create_server(("127.0.0.1", 0))
        self._listeners.append(listener)
        threading.Thread(target=self._accept, args=(listener, port), daemon=True).start()
        return int(listener.getsockname()[1])

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()
        self._inside.shutdown()

    def _enter(self) -> None:
        with open(f"/run/netns/{self.name}", "rb") as file:  # noqa: PTH123
            if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")

    def _accept(self, listener: socket.socket, port: int) -> None:
        while True:
            try:
                outside, _ = listener.accept()
            except OSError:
                return
            try:
                inside = self.connect(port)
            except OSError:
                outside.close()
                continue
            inside.settimeout(None)
            for source, target in ((outside, inside), (inside, outside)):
                threading.Thread(target=_copy, args=(source, target), daemon=True).start()


class Cable:
    """Two namespaces joined by a veth pair: ``with Cable() as (left, right): …``. Everything goes with it."""

    def __init__(self) -> None:
        number = (os.getpid() * 7 + next(_numbers)) % 250 + 1
        unique = f"{os.getpid()}x{number}"
        self.left = Namespace(f"mdl{unique}", f"10.77.{number}.1", f"fd77:{number:x}::1")
        self.right = Namespace(f"mdr{unique}", f"10.77.{number}.2", f"fd77:{number:x}::2")

    def __enter__(self) -> tuple[Namespace, Namespace]:
        for side in (self.left, self.right):
            _ip("netns", "add", side.name)
        pair = ["link", "add", "eth0", "netns", self.left.name, "type", "veth", "peer", "name", "eth0"]
        _ip(*pair, "netns", self.right.name)
        for side in (self.left, self.right):
            _ip("-n", side.name, "address", "add", f"{side.ipv4}/24", "dev", "eth0")
            _ip("-n", side.name, "address", "add", f"{side.ipv6}/64", "dev", "eth0", "nodad")
            _ip("-n", side.name, "link", "set", "lo", "up")
            _ip("-n", side.name, "link", "set", "eth0", "up")
        for side in (self.left, self.right):
            until(side.connected, f"the cable in {side.name}")
        return self.left, self.right

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for side in (self.left, self.right):
            side.close()
            _ip("netns", "delete", side.name, check=False)

    def cut(self) -> None:
        """Pulls the cable; both machines see the link go down."""
        _ip("-n", self.left.name, "link", "set", "eth0", "down")

    def mend(self) -> None:
        _ip("-n", self.left.name, "link", "set", "eth0", "up")

    def silence(self) -> None:
        """Loses every packet, without either machine being told: the link stays up."""
        for side in (self.left, self.right):
            side.run("nft", "add table inet silence")
            side.run("nft", "add chain inet silence in { type filter hook input priority 0; }")
            side.run("nft", "add rule inet silence in iifname eth0 drop")

    def speak(self) -> None:
        for side in (self.left, self.right):
            side.run("nft", "delete table inet silence")


def _ip(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["ip", *arguments], capture_output=True, text=True, check=check, timeout=30)


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while chunk := source.recv(65536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        source.close()
        target.close()
