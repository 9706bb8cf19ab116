"""The network interfaces of a Linux machine as its kernel describes them: rtnetlink(7) and the tables of routes.

Not by a package: the one that speaks rtnetlink takes half a second to import. Nor from sysfs alone, which shows the
namespace it was mounted in.
"""

import os
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

# linux/netlink.h, linux/rtnetlink.h, linux/if_link.h
_RTM_GETLINK, _RTM_NEWLINK, _NLMSG_ERROR, _NLMSG_DONE = 18, 16, 2, 3
_REQUEST_DUMP = 0x301
_IFNAME, _LINK, _MASTER, _OPERSTATE, _LINKINFO, _LINK_NETNSID, _PARENT_DEV_NAME = 3, 5, 10, 16, 18, 37, 56
_INFO_KIND = 1
_TYPE_MASK = 0x3FFF
_HEADER = struct.Struct("=IHHII")
_INFO = struct.Struct("=BxHiII")
_ATTRIBUTE = struct.Struct("=HH")
_SECONDS = 2.0
_LARGEST = 1 << 18


@dataclass(frozen=True)
class Link:
    index: int
    name: str
    kind: str = ""
    """``bridge``, ``veth``, ``wireguard`` …: what ``ip -d link`` shows; empty for hardware and for drivers that do not
    say."""
    type: int = 1
    """Hardware type, ARPHRD_… of linux/if_arp.h; 1: Ethernet, Wi-Fi too."""
    flags: int = 0
    """IFF_… of linux/if.h."""
    state: int = 0
    """RFC 2863: 6 up, 0 unknown, others not usable."""
    master: int = 0
    """Index of the bridge, bond … it is a port of; 0: of none."""
    lower: int = 0
    """Index of the link it is on top of (VLAN, macvlan), or of its other end (veth); 0: none."""
    lower_elsewhere: bool = False
    """``lower`` is in another network namespace, and its index counts there."""
    hardware: bool = False
    """There is a device under it, be it one that a hypervisor makes up."""


def read_links() -> list[Link]:
    """Those of this process' network namespace. Raises OSError."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.settimeout(_SECONDS)
        body = _INFO.pack(0, 0, 0, 0, 0)
        kernel.send(_HEADER.pack(_HEADER.size + len(body), _RTM_GETLINK, _REQUEST_DUMP, 1, 0) + body)
        found: list[Link] = []
        while True:
            some, done = parse_links(kernel.recv(_LARGEST))
            found += some
            if done:
                return found


def parse_links(data: bytes) -> tuple[list[Link], bool]:
    """Links of one datagram of the kernel's answer, and whether it was the last. Raises OSError."""
    found: list[Link] = []
    for kind, body in _messages(data):
        if kind == _NLMSG_DONE:
            return found, True
        if kind == _NLMSG_ERROR:
            number = -struct.unpack_from("=i", body)[0]
            raise OSError(number, os.strerror(number))
        if kind == _RTM_NEWLINK:
            found.append(_parse_link(body))
    return found, False


def default_routes() -> dict[str, int]:
    """Interfaces by which this machine reaches other networks, with the metric: the less, the rather."""
    found: dict[str, int] = {}
    for name, metric in (*_routes("route", parse_ipv4_routes), *_routes("ipv6_route", parse_ipv6_routes)):
        found[name] = min(metric, found.get(name, metric))
    return found


def parse_ipv4_routes(text: str) -> Iterator[tuple[str, int]]:
    """Default routes of ``/proc/net/route``: interface and metric."""
    for row in (line.split() for line in text.splitlines()[1:]):
        if len(row) > 7 and row[1] == row[7] == "00000000" and int(row[3], 16) & 1:  # RTF_UP
            yield row[0], int(row[6])


def parse_ipv6_routes(text: str) -> Iterator[tuple[str, int]]:
    """Default routes of ``/proc/net/ipv6_route``. The kernel's own "nowhere" is one of ``lo``."""
    for row in (line.split() for line in text.splitlines()):
        if len(row) > 9 and row[0] == "0" * 32 and row[1] == "00" and row[9] != "lo":
            yield row[9], int(row[5], 16)


def _routes(table: str, parse: Callable[[str], Iterator[tuple[str, int]]]) -> list[tuple[str, int]]:
    try:
        return list(parse(Path("/proc/net", table).read_text(encoding="ascii")))
    except (OSError, ValueError):
        return []


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + _HEADER.size <= len(data):
        length, kind, *_ = _HEADER.unpack_from(data, at)
        if length < _HEADER.size:
            return
        yield kind, data[at + _HEADER.size : at + length]
        at += (length + 3) & ~3


def _attributes(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, at)
        if length < _ATTRIBUTE.size:
            break
        found[kind & _TYPE_MASK] = data[at + _ATTRIBUTE.size : at + length]
        at += (length + 3) & ~3
    return found


def _parse_link(body: bytes) -> Link:
    _family, hardware_type, index, flags, _change = _INFO.unpack_from(body)
    known = _attributes(body[_INFO.size :])
    name = _text(known.get(_IFNAME, b""))
    kind = _text(_attributes(known.get(_LINKINFO, b"")).get(_INFO_KIND, b""))
    return Link(
        index=index,
        name=name,
        kind=kind,
        type=hardware_type,
        flags=flags,
        state=known.get(_OPERSTATE, b"\0")[0],
        master=_number(known.get(_MASTER)),
        lower=_number(known.get(_LINK)),
        lower_elsewhere=_LINK_NETNSID in known,
        # Kernels before 5.14 do not say it here. sysfs may be another namespace's: asked of what has no kind only.
        hardware=_PARENT_DEV_NAME in known or (not kind and Path("/sys/class/net", name, "device").exists()),
    )


def _text(value: bytes) -> str:
    return os.fsdecode(value.rstrip(b"\0"))


def _number(value: bytes | None) -> int:
    return struct.unpack("=I", value)[0] if value is not None and len(value) == 4 else 0
