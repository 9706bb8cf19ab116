"""The other machines that this one has exchanged packets with lately, as the system's neighbour tables tell."""

import ipaddress
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from meetdesk import programs

_SECONDS = 5.0
_SILENT = {"FAILED", "INCOMPLETE", "NONE"}
_ARP_COMPLETE = 0x2  # ATF_COM of Linux's if_arp.h
# Of `arp -a` on Windows and macOS, whatever the language: an address, then a hardware address.
_ARP_LINE = re.compile(r"(\d+\.\d+\.\d+\.\d+)\S*\s+(?:at\s+)?([0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5})", re.IGNORECASE)


@dataclass(frozen=True)
class Neighbour:
    ip: str
    answers: bool
    """Whether it was there when this machine last asked for it."""
    interface: str = ""
    """By which it was met; empty where the system does not say."""
    hardware: str = ""
    """Its address on the link: one computer or router may have several IP addresses."""
    router: bool = False
    """It says of itself that it is one (IPv6)."""


class _Entry(msgspec.Struct):
    dst: str
    dev: str = ""
    lladdr: str = ""
    router: Any = msgspec.UNSET
    state: tuple[str, ...] = ()


def neighbours() -> list[Neighbour]:
    """IPv4 everywhere; IPv6 on Linux where the program ``ip`` is."""
    if not sys.platform.startswith("linux"):
        return parse_arp(_output("arp", "-a"))
    if text := _output("ip", "-j", "neigh", "show"):
        return parse_ip(text)
    try:
        return parse_proc_arp(Path("/proc/net/arp").read_text(encoding="ascii"))
    except OSError:
        return []


def gateways() -> list[str] | None:
    """IPv4 addresses of the default routes; None where they cannot be read (not Linux)."""
    try:
        return parse_routes(Path("/proc/net/route").read_text(encoding="ascii"))
    except OSError:
        return None


def parse_ip(text: str) -> list[Neighbour]:
    """Of ``ip -j neigh show``."""
    try:
        entries = msgspec.json.decode(text, type=list[_Entry])
    except (msgspec.DecodeError, UnicodeEncodeError):
        return []
    return [_neighbour(one) for one in entries if "NOARP" not in one.state]


def _neighbour(one: _Entry) -> Neighbour:
    """The program writes ``"router": null`` for one that is."""
    return Neighbour(
        one.dst, not set(one.state) & _SILENT, one.dev, one.lladdr.lower(), one.router is not msgspec.UNSET
    )


def parse_proc_arp(text: str) -> list[Neighbour]:
    """Of Linux's ``/proc/net/arp``."""
    rows = [line.split() for line in text.splitlines()[1:]]
    return [Neighbour(row[0], bool(int(row[2], 16) & _ARP_COMPLETE), row[5], row[3]) for row in rows if len(row) >= 6]


def parse_arp(text: str) -> list[Neighbour]:
    """Of ``arp -a`` on Windows and macOS: machines only, no groups."""
    found = {}
    for ip, hardware in _ARP_LINE.findall(text):
        address = ipaddress.ip_address(ip)
        first = int(re.split("[:-]", hardware)[0], 16)
        if not (address.is_multicast or first & 1):
            found[ip] = Neighbour(ip, True)
    return list(found.values())


def parse_routes(text: str) -> list[str]:
    """Of Linux's ``/proc/net/route``: addresses are hexadecimal, in the byte order of the machine."""
    rows = [line.split() for line in text.splitlines()[1:]]
    found = [row[2] for row in rows if len(row) > 7 and row[1] == row[7] == "00000000" and row[2] != "00000000"]
    return [str(ipaddress.ip_address(int(hexadecimal, 16).to_bytes(4, sys.byteorder))) for hexadecimal in found]


def _output(*command: str) -> str:
    program = programs.find(command[0])
    if program is None:
        return ""
    try:
        return programs.run([program, *command[1:]], seconds=_SECONDS).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def split_routers(found: Sequence[Neighbour], gateways: Sequence[str]) -> tuple[list[Neighbour], list[Neighbour]]:
    """Of those that answer, the routers (``gateways``, those that say so, and what has the same hardware), and the
    others."""
    there = [one for one in found if one.answers]
    known = [one for one in there if one.router or one.ip in gateways]
    hardware = {one.hardware for one in known if one.hardware}
    routers = [one for one in there if one in known or one.hardware in hardware]
    return routers, [one for one in there if one not in routers]
