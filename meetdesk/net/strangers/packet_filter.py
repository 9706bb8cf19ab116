"""What the system hands to a listening socket: a filter that Linux runs for each packet, before this process is woken.

A connection that has sent nothing is none yet, and a network that was shut does not get as far as one. Both cost this
process nothing then. The program is classic BPF ("The BSD Packet Filter", McCanne and Jacobson, 1993; linux/filter.h);
attaching one to a socket of one's own needs no privilege. Whoever was shut tries again by itself: TCP repeats what is
not answered after 1, 3 and 7 s.
"""

import contextlib
import ctypes
import ipaddress
import logging
import socket
import struct
import sys
from collections.abc import Iterable
from functools import lru_cache

_ATTACH, _DETACH = 26, 27
"""SO_ATTACH_FILTER and SO_DETACH_FILTER, which Python does not name."""
_LOAD_BYTE, _LOAD_WORD, _LOAD_SIZE, _TO_X = 0x30, 0x20, 0x80, 0x07
_SHIFT_RIGHT, _SHIFT_LEFT, _AND = 0x74, 0x64, 0x54
_IF_EQUAL, _IF_ABOVE_X, _IF_ANY_BIT, _RETURN = 0x15, 0x2D, 0x45, 0x06
_NETWORK_HEADER = 0xFFF0_0000
"""SKF_NET_OFF: loads count from the IP header; others from TCP's."""
_SOURCE = {4: _NETWORK_HEADER + 12, 6: _NETWORK_HEADER + 8}
"""By IP version: where the source address is."""
_FLAGS, _DATA_OFFSET = 13, 12
"""In TCP's header."""
_SYN, _RST = 0x02, 0x04
_PASS, _DROP = 0xFFFF_FFFF, 0
_WORD = 32

_log = logging.getLogger(__name__)

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _instruction(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, k)


_SPEAKING = b"".join(
    [
        _instruction(_LOAD_BYTE, _FLAGS),
        _instruction(_IF_ANY_BIT, _SYN | _RST, if_true=7),
        _instruction(_LOAD_BYTE, _DATA_OFFSET),
        _instruction(_SHIFT_RIGHT, 4),
        _instruction(_SHIFT_LEFT, 2),
        _instruction(_TO_X, 0),
        _instruction(_LOAD_SIZE, 0),
        _instruction(_IF_ABOVE_X, 0, if_true=1),
        _instruction(_RETURN, _DROP),
    ]
)
"""Drops what brings no byte, but for what begins or breaks off a connection."""


def program(version: int, shut: Iterable[str], spared: Iterable[str] = ()) -> bytes:
    """The filter for a socket of this IP version. ``shut``: networks as ``networks_of`` names them. ``spared``: of
    these, those that are not shut by a wider one."""
    narrow: list[_Network] = []
    wide: list[_Network] = []
    for one in map(_parsed, dict.fromkeys(shut)):
        if one.version == version:
            (narrow if one.prefixlen in {32, 64} else wide).append(one)
    kept = [one for one in map(_parsed, spared) if one.version == version] if wide else []
    parts = [_SPEAKING, *(_if_from(one, _DROP) for one in narrow)]
    parts += [_if_from(one, _PASS) for one in kept]
    parts += [_if_from(one, _DROP) for one in wide]
    return b"".join([*parts, _instruction(_RETURN, _PASS)])


@lru_cache(1_024)
def _parsed(network: str) -> _Network:
    return ipaddress.ip_network(network)


@lru_cache(1_024)
def _if_from(network: _Network, verdict: int) -> bytes:
    """Ends the program with ``verdict`` for a packet from there."""
    size = network.max_prefixlen // _WORD
    address = int(network.network_address)
    mask = int(network.netmask)
    words = []
    for number in range(size):
        shift = _WORD * (size - 1 - number)
        if cared := mask >> shift & 0xFFFF_FFFF:
            words.append((4 * number, address >> shift & 0xFFFF_FFFF, cared))
    parts: list[bytes] = [_instruction(_RETURN, verdict)]
    for offset, word, cared in reversed(words):
        rest = len(parts)
        parts.insert(0, _instruction(_IF_EQUAL, word, if_false=rest))
        if cared != 0xFFFF_FFFF:
            parts.insert(0, _instruction(_AND, cared))
        parts.insert(0, _instruction(_LOAD_WORD, _SOURCE[network.version] + offset))
    return b"".join(parts)


class PacketFilter:
    """Of the listening sockets of one server; does nothing where the system has no such thing."""

    def __init__(self, sockets: Iterable[socket.socket]) -> None:
        self._sockets = list(sockets) if sys.platform == "linux" else []
        self.set((), ())

    def __bool__(self) -> bool:
        """Whether it is in force."""
        return bool(self._sockets)

    def set(self, shut: Iterable[str], spared: Iterable[str]) -> None:
        """As for ``program``."""
        shut, spared = tuple(shut), tuple(spared)
        for one in self._sockets:
            try:
                _attach(one, program(4 if one.family == socket.AF_INET else 6, shut, spared))
            except OSError as error:
                _log.warning("strangers' packets are not filtered: %s", error)
                for each in self._sockets:
                    _detach(each)
                self._sockets = []
                break

    def release(self, connection: socket.socket) -> None:
        """To be called for each connection that was accepted, which has the filter as well."""
        if sys.platform == "linux":
            _detach(connection)


def _attach(listening: socket.socket, code: bytes) -> None:
    """Raises OSError."""
    buffer = ctypes.create_string_buffer(code)
    listening.setsockopt(socket.SOL_SOCKET, _ATTACH, struct.pack("HL", len(code) // 8, ctypes.addressof(buffer)))


def _detach(one: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has none
        one.setsockopt(socket.SOL_SOCKET, _DETACH, 0)
