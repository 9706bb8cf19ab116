"""A compositor without services on the session bus is kept awake by its own protocol."""

import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from meetdesk.desktop.awake import Awake
from meetdesk.desktop.idle import inhibit_idle
from tests.support.processes import until

OFFERS = ("wl_shm", "wl_compositor", "zwp_idle_inhibit_manager_v1")


class FakeSway:
    """As much of a compositor as it takes; a real one: ``tests/bench/desktops.sh``."""

    def __init__(self, place: Path, offers: tuple[str, ...]) -> None:
        self._offers = offers
        self._objects = {1: "wl_display"}
        self.inhibitors = 0
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(place))
        self._listening.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            self._objects = {1: "wl_display"}
            while header := connection.recv(8, socket.MSG_WAITALL):
                target, word = struct.unpack("=II", header)
                body = connection.recv((word >> 16) - 8, socket.MSG_WAITALL)
                self._request(connection, self._objects[target], word & 0xFFFF, body)
            self.inhibitors = 0

    def _request(self, connection: socket.socket, interface: str, number: int, body: bytes) -> None:
        def event(sender: int, what: int, arguments: bytes) -> None:
            connection.sendall(struct.pack("=II", sender, (8 + len(arguments)) << 16 | what) + arguments)

        (first,) = struct.unpack_from("=I", body)
        match interface, number:
            case "wl_display", 0:
                event(first, 0, struct.pack("=I", 7))
            case "wl_display", 1:
                self._objects[first] = "wl_registry"
                for name, offer in enumerate(self._offers):
                    text = offer.encode() + b"\0"
                    padded = text + b"\0" * (-len(text) % 4)
                    event(first, 0, struct.pack("=II", name, len(text)) + padded + struct.pack("=I", 1))
            case "wl_registry", 0:
                self._objects[struct.unpack("=I", body[-4:])[0]] = self._offers[first]
            case "wl_compositor", 0:
                self._objects[first] = "wl_surface"
            case "zwp_idle_inhibit_manager_v1", 1:
                inhibitor, surface = struct.unpack("=II", body)
                assert self._objects[surface] == "wl_surface"
                self._objects[inhibitor] = "zwp_idle_inhibitor_v1"
                self.inhibitors += 1


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """In a short path: that of a socket may have 107 characters."""
    with tempfile.TemporaryDirectory(prefix="sway-") as made:
        monkeypatch.setenv("XDG_RUNTIME_DIR", made)
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-5")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        yield Path(made)


def test_kept_awake_as_long_as_wanted(folder: Path) -> None:
    sway = FakeSway(folder / "wayland-5", OFFERS)
    awake = Awake()
    awake.hold(True)
    until(lambda: sway.inhibitors == 1, "the wish to stay awake")
    awake.hold(False)
    until(lambda: sway.inhibitors == 0, "its end")
    awake.hold(True)
    until(lambda: sway.inhibitors == 1, "the second wish")
    awake.stop()
    until(lambda: sway.inhibitors == 0, "the end of the app")


def test_compositors_that_cannot(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert inhibit_idle() is None, "there is none"
    FakeSway(folder / "wayland-5", OFFERS[:2])
    assert inhibit_idle() is None
    monkeypatch.delenv("WAYLAND_DISPLAY")
    assert inhibit_idle() is None
