"""What an X server tells of itself to whoever connects, by the C library that Qt's own plugin uses (Linux)."""

import ctypes
import struct
import threading
from typing import Any, NamedTuple

_FIXED = 40
"""Bytes of the server's first answer before its vendor's name (X Window System Protocol, "Connection Setup")."""


class XServer(NamedTuple):
    depth: int
    """Bits of colour of the screen that windows open on."""
    extensions: frozenset[str]
    told: str
    """Vendor, release, depth and extensions: what a window meets there. Another server says something else."""


class NoAnswer(Exception):
    """Its text says why."""


def ask_x_server(display: str, seconds: float) -> XServer:
    """Connects with the person's own authorisation, as Qt would. Raises NoAnswer, also after ``seconds``."""
    answer: list[XServer] = []
    reasons: list[str] = []

    def ask() -> None:
        try:
            answer.append(_ask(display))
        except (OSError, NoAnswer) as error:
            reasons.append(str(error))

    # The library waits for a server as long as that takes. Left behind, the thread does so alone.
    thread = threading.Thread(target=ask, name="x server", daemon=True)
    thread.start()
    thread.join(seconds)
    if answer:
        return answer[0]
    raise NoAnswer(reasons[0] if reasons else f"display {display} does not answer within {seconds:g} s")


class _Screens(ctypes.Structure):
    """``xcb_screen_iterator_t``"""

    _fields_ = [("data", ctypes.c_void_p), ("rem", ctypes.c_int), ("index", ctypes.c_int)]


def _ask(display: str) -> XServer:
    xcb = ctypes.CDLL("libxcb.so.1")
    _declare(xcb)
    number = ctypes.c_int()
    connection = xcb.xcb_connect(display.encode(), ctypes.byref(number))
    try:
        if xcb.xcb_connection_has_error(connection):
            raise NoAnswer(f"no connection to display {display}")
        setup = xcb.xcb_get_setup(connection)
        release, _, _, _, vendor_length = struct.unpack("=IIIIH", ctypes.string_at(setup + 8, 18))
        vendor = ctypes.string_at(setup + _FIXED, vendor_length).decode(errors="replace")
        depth = _depth(xcb, setup, number.value)
        extensions = _extensions(xcb, connection)
        return XServer(depth, frozenset(extensions), f"{vendor} {release}, {depth} bits, {' '.join(extensions)}")
    finally:
        xcb.xcb_disconnect(connection)


def _depth(xcb: Any, setup: int, number: int) -> int:
    screens = xcb.xcb_setup_roots_iterator(setup)
    for _ in range(min(number, screens.rem - 1)):
        xcb.xcb_screen_next(ctypes.byref(screens))
    return ctypes.string_at(screens.data + 38, 1)[0]  # `root_depth` of the protocol's SCREEN


def _extensions(xcb: Any, connection: int) -> list[str]:
    reply = xcb.xcb_list_extensions_reply(connection, xcb.xcb_list_extensions(connection), None)
    if not reply:
        raise NoAnswer("the display broke the connection")
    count, length = struct.unpack("=xBxxI", ctypes.string_at(reply, 8))
    rest = ctypes.string_at(reply + 32, 4 * length)
    ctypes.CDLL(None).free(ctypes.c_void_p(reply))
    names = []
    for _ in range(count):
        names.append(rest[1 : 1 + rest[0]].decode(errors="replace"))
        rest = rest[1 + rest[0] :]
    return sorted(names)


def _declare(xcb: Any) -> None:
    pointer, cookie = ctypes.c_void_p, ctypes.c_uint
    for name, result, arguments in (
        ("xcb_connect", pointer, [ctypes.c_char_p, pointer]),
        ("xcb_connection_has_error", ctypes.c_int, [pointer]),
        ("xcb_disconnect", None, [pointer]),
        ("xcb_get_setup", pointer, [pointer]),
        ("xcb_setup_roots_iterator", _Screens, [pointer]),
        ("xcb_screen_next", None, [pointer]),
        ("xcb_list_extensions", cookie, [pointer]),
        ("xcb_list_extensions_reply", pointer, [pointer, cookie, pointer]),
    ):
        function = getattr(xcb, name)
        function.restype, function.argtypes = result, arguments
