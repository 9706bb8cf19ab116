"""A little of Wayland's protocol, spoken without Qt: what a compositor offers, and a few requests to it.

https://wayland.freedesktop.org/docs/html/ch04.html: messages of 32-bit words in the machine's own order.
"""

import os
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

_DISPLAY = 1
_SYNC, _GET_REGISTRY = 0, 1
"""Requests of ``wl_display``."""
_BIND = 0
"""Of ``wl_registry``."""
_ERROR, _GLOBAL, _DONE = 0, 0, 0
"""Events of ``wl_display``, ``wl_registry`` and ``wl_callback``."""
_HEADER = struct.Struct("=II")


class CompositorError(Exception):
    """There is none, it does not answer in time, or it refuses; the text says which."""


class Offer(NamedTuple):
    """A global object of the compositor."""

    number: int
    version: int


def wayland_socket() -> str | None:
    """Where the person's compositor listens, by the environment; None if it names none."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if not name or not (folder or name.startswith("/")):
        return None
    return str(Path(folder) / name)


def beside_compositor() -> bool:
    """Whether what is on the screen is a compositor's (``desktop.display``): the engine sees nothing of it, and on the
    X server beside it a screen that is black."""
    return os.environ.get("QT_QPA_PLATFORM", "").startswith("wayland") or wayland_socket() is not None


class Compositor:
    """One connection. ``with Compositor(address, seconds) as compositor: …``; every wait is that long at most."""

    def __init__(self, address: str, seconds: float) -> None:
        """Raises CompositorError."""
        self._address = address
        self._seconds = seconds
        self._last = _DISPLAY
        self._rest = b""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.settimeout(seconds)
            self._socket.connect(address)
            self._registry = self.make(_DISPLAY, _GET_REGISTRY)
            self.offers = self._offers()
        except OSError as error:
            self.close()
            raise CompositorError(f"no connection to {address}: {error.strerror or error}") from error
        except CompositorError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Everything that was made here goes with it."""
        self._socket.close()

    def bind(self, interface: str, version: int = 1) -> int:
        """Makes an object of what the compositor offers. Raises KeyError if it does not."""
        name = interface.encode() + b"\0"
        padded = name + b"\0" * (-len(name) % 4)
        text = struct.pack("=I", len(name)) + padded
        return self.make(
            self._registry, _BIND, struct.pack("=I", self.offers[interface].number) + text + struct.pack("=I", version)
        )

    def make(self, target: int, request: int, before: bytes = b"", *after: int) -> int:
        """Sends a request that makes an object: ``before`` and ``after`` it in the arguments. Returns its number."""
        self._last += 1
        words = struct.pack(f"={1 + len(after)}I", self._last, *after)
        body = before + words
        self._socket.sendall(_HEADER.pack(target, (_HEADER.size + len(body)) << 16 | request) + body)
        return self._last

    def settle(self) -> None:
        """Waits until everything asked so far was done. Raises CompositorError if something of it was refused."""
        done = self.make(_DISPLAY, _SYNC)
        for sender, event, _ in self._events():
            if (sender, event) == (done, _DONE):
                return

    def wait_for_end(self) -> None:
        """Returns when the compositor has closed the connection, or another thread has."""
        try:
            self._socket.settimeout(None)
            while self._socket.recv(4096):
                pass
        except OSError:
            return

    def _offers(self) -> dict[str, Offer]:
        offers = {}
        done = self.make(_DISPLAY, _SYNC)
        for sender, event, body in self._events():
            if (sender, event) == (self._registry, _GLOBAL):
                number, length = struct.unpack_from("=II", body)
                (version,) = struct.unpack_from("=I", body, 8 + length + -length % 4)
                offers[body[8 : 8 + length - 1].decode(errors="replace")] = Offer(number, version)
            elif (sender, event) == (done, _DONE):
                break
        return offers

    def _events(self) -> Iterator[tuple[int, int, bytes]]:
        """Sender, number and arguments of each, until nobody wants more. Raises CompositorError."""
        until = time.monotonic() + self._seconds
        while True:
            while len(self._rest) >= _HEADER.size:
                sender, word = _HEADER.unpack_from(self._rest)
                size = max(word >> 16, _HEADER.size)
                if len(self._rest) < size:
                    break
                body, self._rest = self._rest[_HEADER.size : size], self._rest[size:]
                if (sender, word & 0xFFFF) == (_DISPLAY, _ERROR):
                    raise CompositorError(
                        f"{self._address} refuses: {body[12:].rstrip(bytes(1)).decode('utf-8', 'replace')}"
                    )
                yield sender, word & 0xFFFF, body
            self._socket.settimeout(max(until - time.monotonic(), 0.01))
            try:
                more = self._socket.recv(65536)
            except TimeoutError:
                raise CompositorError(f"{self._address} does not answer within {self._seconds:g} s") from None
            if not more:
                raise CompositorError(f"{self._address} broke the connection")
            self._rest += more
