"""Two network namespaces joined by a link that a test can make bad: loss, delay, jitter, rate, stalls, down and up.

The link runs in user space over two TUN devices because the kernel's own (netem) is not everywhere. Its faults are
seeded. Nothing leaves the machine: the namespaces have no other device but loopback::

    with BadLink(seed=7) as link:
        host = subprocess.Popen(link.near.command("meetdesk", "host", "--no-window"))
        bot = crowd.join(link.near.address, 47800, "482913", "Far", connector=link.far.connect)
        link.set(LinkQuality(loss=0.03, delay_ms=1))
"""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from tests.support.bad_network import LinkQuality
from tests.support.badlink_process import DEVICE, inside

__all__ = ["BadLink", "LinkQuality", "Namespace", "why_not_here"]

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Namespace:
    """One end of the link: a network of its own with one address."""

    name: str
    address: str

    def command(self, *command: str) -> list[str]:
        """The command line that runs ``command`` in this namespace."""
        return ["ip", "netns", "exec", self.name, *command]

    def connect(self, address: str, port: int) -> socket.socket:
        """A TCP connection made from here: a bot's ``Connector``."""
        return inside(self.name, lambda: socket.create_connection((address, port), timeout=5))


class BadLink:
    """The namespaces and the link, from entering to leaving the ``with`` block. Raises OSError where not permitted."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        tag = f"{os.getpid()}-{id(self) & 0xFFFF:x}"
        self.near = Namespace(f"meetdesk-near-{tag}", "10.78.0.1")
        self.far = Namespace(f"meetdesk-far-{tag}", "10.78.0.2")
        self._forwarder: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        try:
            for namespace in (self.near, self.far):
                _ip("netns", "add", namespace.name)
                _ip("-n", namespace.name, "link", "set", "lo", "up")
            self._forwarder = subprocess.Popen(
                [sys.executable, "-m", "tests.support.badlink_process", self.near.name, self.far.name, str(self._seed)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=_ROOT,
            )
            self._expect("ready")
            for namespace in (self.near, self.far):
                _ip("-n", namespace.name, "address", "add", f"{namespace.address}/24", "dev", DEVICE)
                _ip("-n", namespace.name, "link", "set", DEVICE, "up", "mtu", "1500")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def set(self, quality: LinkQuality) -> None:
        """From now on the link is like this, both ways."""
        assert self._forwarder is not None
        assert self._forwarder.stdin is not None
        self._forwarder.stdin.write(msgspec.json.encode(quality).decode() + "\n")
        self._forwarder.stdin.flush()
        self._expect("set")

    def down(self) -> None:
        """Packets vanish; neither end is told."""
        self.set(LinkQuality(down=True))

    def up(self) -> None:
        """A perfect link again."""
        self.set(LinkQuality())

    def close(self) -> None:
        """Ends the forwarder and removes the namespaces. Processes that run in them must have ended before."""
        if self._forwarder is not None:
            assert self._forwarder.stdin is not None
            assert self._forwarder.stdout is not None
            self._forwarder.stdin.close()
            self._forwarder.wait(5)
            self._forwarder.stdout.close()
            self._forwarder = None
        for namespace in (self.near, self.far):
            subprocess.run(["ip", "netns", "delete", namespace.name], capture_output=True, check=False)

    def _expect(self, word: str) -> None:
        assert self._forwarder is not None
        assert self._forwarder.stdout is not None
        line = self._forwarder.stdout.readline().strip()
        if line != word:
            raise OSError(
                f"the link's forwarder said {line!r} instead of {word!r}, exit status {self._forwarder.poll()}"
            )


@cache
def why_not_here() -> str:
    """Why such a link cannot be made on this machine; empty if it can."""
    try:
        with BadLink():
            return ""
    except FileNotFoundError as error:
        return f"network namespaces need {error.filename}"
    except OSError as error:
        return f"network namespaces with TUN devices are not permitted: {error}"


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
