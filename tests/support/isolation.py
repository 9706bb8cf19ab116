"""A switch with a gateway and two stations in network namespaces, whose ports can be kept apart as guest Wi-Fi does."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.processes import end

ROOT = Path(__file__).parents[2]
_numbers = itertools.count(1)


class Switch:
    def __init__(self, name: str) -> None:
        self.reason = ""
        """Why it does not work here; empty if it does."""
        self._gateway, self._stations = f"{name}g", (f"{name}a", f"{name}b")

    @property
    def station(self) -> list[str]:
        """Put it before a command to run that on the first station."""
        return ["ip", "netns", "exec", self._stations[0]]

    def make(self) -> None:
        gateway = self._gateway
        for name in (gateway, *self._stations):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        if self._try("-n", gateway, "link", "add", "br0", "type", "bridge"):
            return
        _ip("-n", gateway, "address", "add", "10.78.0.1/24", "dev", "br0")
        _ip("-n", gateway, "link", "set", "br0", "up")
        for number, station in enumerate(self._stations):
            port = f"port{number}"
            _ip("link", "add", port, "netns", gateway, "type", "veth", "peer", "name", "eth0", "netns", station)
            _ip("-n", gateway, "link", "set", port, "master", "br0", "up")
            if self._try("-n", gateway, "link", "set", port, "type", "bridge_slave", "isolated", "on"):
                return
            _ip("-n", station, "address", "add", f"10.78.0.{number + 2}/24", "dev", "eth0")
            _ip("-n", station, "link", "set", "eth0", "up")
            _ip("-n", station, "route", "add", "default", "via", "10.78.0.1")
        time.sleep(0.5)  # until the ports forward

    def meet_the_gateway(self) -> None:
        """As any device does that asks for a name or a web page."""
        script = "import socket; socket.create_connection(('10.78.0.1', 9), 3)"
        subprocess.run([*self.station, sys.executable, "-c", script], capture_output=True, check=False)

    def together(self) -> None:
        for number in range(len(self._stations)):
            _ip("-n", self._gateway, "link", "set", f"port{number}", "type", "bridge_slave", "isolated", "off")

    @contextmanager
    def talking_neighbour(self) -> Iterator[None]:
        """The other station hosts a meeting."""
        command = [
            "ip",
            "netns",
            "exec",
            self._stations[1],
            sys.executable,
            "-m",
            "tests.support.neighbour",
            "say",
            "T",
        ]
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, start_new_session=True
        )
        try:
            time.sleep(1.5)  # until it is ready to answer
            yield
        finally:
            end(process)

    def remove(self) -> None:
        for name in (*self._stations, self._gateway):
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)

    def _try(self, *arguments: str) -> bool:
        """Whether it failed; then ``reason`` says why."""
        done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            self.reason = f"not run: no bridge with isolated ports here: {done.stderr.strip()}"
        return bool(done.returncode)


@contextmanager
def isolated_switch() -> Iterator[Switch]:
    switch = Switch(f"mds{os.getpid()}x{next(_numbers)}")
    try:
        switch.make()
        yield switch
    finally:
        switch.remove()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], capture_output=True, text=True, check=True, timeout=30)
