"""What a program sends, and to whom: every address that it hands to the system, and every name that it asks for."""

import ipaddress
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.support.netns import Namespace
from tests.support.window import ROOT

_CALLS = "connect,sendmmsg"
_LINE = re.compile(r"(?:^|\s)(connect|sendmmsg)\(\d+<(\w+)")
_IPV4 = re.compile(r'sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)')
_IPV6 = re.compile(r'sin6_port=htons\((\d+)\)[^}]*?inet_pton\(AF_INET6, "([^"]+)"')

_CONNECTED = re.compile(r"->(\[[0-9a-f:.]+\]|[0-9.]+):(\d+)\]>")


_VARIABLE = "MEETDESK_TEST_TOLD"
_TELLING = f"""
import os, sys
told = os.open(os.environ["{_VARIABLE}"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def tell(event, details):
    if event in ("socket.sendto", "socket.sendmsg") and isinstance(details[1], tuple):
        os.write(told, f"{{details[1][0]}} {{details[1][1]}} {{event}}\\n".encode())
sys.addaudithook(tell)
"""


class Sent(NamedTuple):
    address: str
    port: int
    only_asks: bool
    """Nothing was sent: a datagram socket was connected, which asks the system for the way and no more."""
    call: str
    """The line of strace or the event of Python, for whoever looks for the reason."""


class Observed:
    """A program whose sockets are watched. To be run with this in front and this in its environment.

    The system calls of it and its children are watched by strace, but only those that connect (as every TCP socket
    must, and a browser engine's datagram sockets are) or that name servers are asked with. To look at everything that
    is sent would stop a browser engine some thousand times a second. What Python sends by address, it tells itself.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._calls, self._told = folder / "calls", folder / "told"
        (folder / "sitecustomize.py").write_text(_TELLING)
        self.command = ["strace", "-f", "--seccomp-bpf", "-yy", "-qq", "-s", "0"]
        self.command += ["-e", f"trace={_CALLS}", "-o", str(self._calls)]
        self.env = {"PYTHONPATH": f"{folder}:{ROOT}", _VARIABLE: str(self._told)}

    def sent(self) -> list[Sent]:
        """Everything that was sent, or was to be connected to, over IP, so far."""
        found = []
        for line in self._calls.read_text(errors="replace").splitlines():
            if call := _LINE.search(line):
                only_asks = call[1] == "connect" and call[2].startswith("UDP")
                found += [Sent(address, int(port), only_asks, line) for port, address in _named(line)]
        for line in self._told.read_text().splitlines():
            address, port, call_name = line.split()
            found.append(Sent(address, int(port), False, call_name))
        return found


def _named(line: str) -> list[tuple[str, str]]:
    """Ports and addresses that a call names, and those that its socket is connected to already."""
    connected = [(port, address.strip("[]")) for address, port in _CONNECTED.findall(line)]
    return _IPV4.findall(line) + _IPV6.findall(line) + connected


def leaves_the_lan(address: str, lan: list[str]) -> bool:
    """Whether it is neither this computer, nor multicast on the link, nor in one of the networks ``lan``."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.is_loopback or ip.is_link_local or ip.is_unspecified:
        return False
    within = ("224.0.0.0/24", "ff02::/16") if ip.is_multicast else tuple(lan)
    return not any(ip in ipaddress.ip_network(one) for one in within if ipaddress.ip_network(one).version == ip.version)


class Resolver:
    """The only name server that a namespace knows. It knows no name, and keeps the questions."""

    def __init__(self, inside: socket.socket) -> None:
        self.asked: list[str] = []
        self._socket = inside
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        while True:
            try:
                question, asker = self._socket.recvfrom(4_096)
            except OSError:
                return
            self.asked.append(_name(question))
            # The same question with QR, RD, RA and RCODE 2, SERVFAIL (RFC 1035, 4.1.1).
            self._socket.sendto(question[:2] + b"\x81\x82" + question[4:], asker)


def _name(question: bytes) -> str:
    labels, at = [], 12
    while at < len(question) and (size := question[at]):
        labels.append(question[at + 1 : at + 1 + size].decode(errors="replace"))
        at += 1 + size
    return ".".join(labels)


@contextmanager
def failing_resolver(namespace: Namespace) -> Iterator[Resolver]:
    """For what is run by ``namespace.command()``: ``ip netns exec`` puts files of this folder over those of /etc."""
    folder = Path("/etc/netns") / namespace.name
    folder.mkdir(parents=True)
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    inside = namespace.datagrams(53)
    try:
        yield Resolver(inside)
    finally:
        inside.close()
        (folder / "resolv.conf").unlink()
        folder.rmdir()
