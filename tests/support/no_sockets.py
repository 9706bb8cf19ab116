"""A filter such as companies have: a proxy that reads what goes through it in TLS, and lets no WebSocket through."""

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.certificate import write_certificate
from tests.support.netns import Namespace

_CHUNK = 65_536


class NoSockets:
    """``refusing``: upgrades are answered with 400. ``cut``: nothing goes through, and nobody is told."""

    def __init__(
        self, folder: Path, listening: socket.socket | None = None, onward: Callable[[], socket.socket] | None = None
    ) -> None:
        """``listening`` and ``onward``: where browsers come that do not know of it, and how to reach what they meant;
        without them it is a proxy that a browser is told of."""
        self.refusing = True
        self.refused = 0
        self.upgraded = 0
        self.requests: list[str] = []
        """The first line of the first request on each connection that was let through."""
        self._onward = onward
        self._uncut = threading.Event()
        self._uncut.set()
        self._over = False
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(*write_certificate(folder))
        self._out = ssl.create_default_context()
        self._out.check_hostname = False
        self._out.verify_mode = ssl.CERT_NONE
        self._listening = listening or socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True, name="no-sockets").start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listening.getsockname()[1]}"

    @property
    def cut(self) -> bool:
        return not self._uncut.is_set()

    @cut.setter
    def cut(self, cut: bool) -> None:
        if cut:
            self._uncut.clear()
        else:
            self._uncut.set()

    def close(self) -> None:
        self._over = True
        self._uncut.set()
        self._listening.close()
        for one in list(self._open):
            self._end(one)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True, name="no-sockets").start()

    def _serve(self, client: socket.socket) -> None:
        self._open.add(client)
        with contextlib.suppress(OSError):
            self._connect(client)
        self._end(client)

    def _end(self, one: socket.socket) -> None:
        self._open.discard(one)
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()

    def _connect(self, client: socket.socket) -> None:
        onward = self._onward
        if onward is None:
            asked = _head(client)
            if not asked.startswith(b"CONNECT "):
                return
            host, _, port = asked.split()[1].decode().rpartition(":")
            onward = partial(socket.create_connection, (host, int(port)), timeout=10)
            self._uncut.wait()
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        near = self._tls.wrap_socket(client, server_side=True)
        self._open.add(near)
        head = _head(near)
        if b"upgrade: websocket" in head.lower():
            if self.refusing:
                self.refused += 1
                near.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                near.close()
                return
            self.upgraded += 1
        self.requests.append(head.split(b"\r\n")[0].decode())
        far = self._out.wrap_socket(onward())
        self._open.add(far)
        try:
            self._pass(near, far, head)
        finally:
            self._end(far)
            self._end(near)

    def _pass(self, near: ssl.SSLSocket, far: ssl.SSLSocket, head: bytes) -> None:
        for one in (near, far):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        far.sendall(head)
        others = {near: far, far: near}
        while not self._over:
            for one in [each for each in others if each.pending()] or select.select([near, far], [], [], 5.0)[0]:
                data = one.recv(_CHUNK)
                if not data:
                    return
                self._uncut.wait()
                others[one].sendall(data)


def _head(sock: socket.socket) -> bytes:
    """Up to the end of a request's head, and what of its body came with it."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(_CHUNK)
        if not piece:
            raise ConnectionResetError
        data += piece
    return data


@contextmanager
def no_sockets(folder: Path) -> Iterator[NoSockets]:
    proxy = NoSockets(folder)
    try:
        yield proxy
    finally:
        proxy.close()


@contextmanager
def no_sockets_into(machine: Namespace, port: int, folder: Path) -> Iterator[NoSockets]:
    """In front of a port of one end of a cable: what comes by the cable goes through it, from any browser."""
    listening = machine.listen(0)
    table = "table ip filtered"
    redirect = f"iifname eth0 tcp dport {port} redirect to :{listening.getsockname()[1]}"
    machine.run("nft", f"add {table}")
    machine.run("nft", "add chain ip filtered in { type nat hook prerouting priority -100; }")
    machine.run("nft", f"add rule ip filtered in {redirect}")
    proxy = NoSockets(folder, listening, lambda: machine.connect(port, machine.ipv4))
    try:
        yield proxy
    finally:
        machine.run("nft", f"delete {table}")
        proxy.close()
