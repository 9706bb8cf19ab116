"""Finds out whether a window can be opened, without ever letting Qt abort the process.

Qt ends the whole process when its platform plugin does not load or finds no display. So what it would do is tried
first: the plugin's libraries are loaded, and the display is connected to.
"""

import ctypes
import logging
import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

from meetdesk.core.errors import ErrorCode, MeetDeskError

log = logging.getLogger(__name__)

_CONNECT_SECONDS = 3.0


class NoDisplay(MeetDeskError):
    """No window can be opened here. ``reason`` says why, for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(ErrorCode.NO_DISPLAY)
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.code.value}: {self.reason}"


def require_display() -> None:
    """Makes sure that Qt will find a display; sets ``QT_QPA_PLATFORM`` where only one platform would work.

    Does nothing on Windows and macOS, which always have one. Raises NoDisplay.
    """
    if not sys.platform.startswith("linux"):
        return
    if os.environ.get("QT_QPA_PLATFORM"):
        _require_engine()
        return
    candidates = {"wayland": _wayland_socket(), "xcb": os.environ.get("DISPLAY") or None}
    if not any(candidates.values()):
        raise NoDisplay("neither DISPLAY nor WAYLAND_DISPLAY is set")
    _require_engine()
    problems = {name: _problem(name, address) for name, address in candidates.items() if address}
    working = [name for name, problem in problems.items() if problem is None]
    if not working:
        raise NoDisplay("; ".join(f"{name}: {problem}" for name, problem in problems.items()))
    if len(working) < len(candidates):
        os.environ["QT_QPA_PLATFORM"] = working[0]


def _require_engine() -> None:
    try:
        import PySide6.QtWebEngineWidgets  # noqa: F401, PLC0415  (its import tells which system library is missing)
    except ImportError as error:
        raise NoDisplay(f"Qt does not load: {error}") from error


def _problem(platform: str, address: str) -> str | None:
    """Why Qt would fail with this platform; None if it would work."""
    try:
        ctypes.CDLL(str(_plugin(platform)))
    except OSError as error:
        return str(error)
    return _wayland_problem(address) if platform == "wayland" else _x11_problem(address)


def _plugin(platform: str) -> Path:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"


def _x11_problem(display: str) -> str | None:
    """Connects with the person's own authorisation, as Qt would."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return str(error)
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"no connection to display {display}" if failed else None


def _wayland_socket() -> str | None:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if not name or not (folder or name.startswith("/")):
        return None
    return str(Path(folder) / name)


def _wayland_problem(address: str) -> str | None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_CONNECT_SECONDS)
        try:
            connection.connect(address)
        except OSError as error:
            return f"no connection to {address}: {error.strerror}"
    return None
