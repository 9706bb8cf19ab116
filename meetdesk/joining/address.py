"""What people type or paste to name a host: an IP address or a host name, with or without a port."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import NoReturn

from meetdesk.core.errors import ErrorCode, MeetDeskError

DEFAULT_PORT = 47800
LONGEST_TEXT = 512
"""Longer text is no address; in characters."""

_SCHEME = re.compile(r"(?:https?|wss?|meetdesk)://", re.IGNORECASE)
_SCOPE = re.compile(r"[A-Za-z0-9_.~-]{1,32}")
_ASCII_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_PORT = re.compile(r"[0-9]{1,5}")
# What Chinese input methods type instead of "." and is not made "." by Unicode's compatibility form.
_FULL_STOPS = str.maketrans({"。": ".", "｡": ".", "、": "."})
_AROUND = " \t\r\n<>\"'“”‘’,;.!「」【】()"


@dataclass(frozen=True)
class Address:
    """One host and port. ``host`` is an IP address in canonical form (IPv6 with its ``%scope``) or a host name."""

    host: str
    port: int = DEFAULT_PORT

    @property
    def is_ip(self) -> bool:
        return ":" in self.host or _is_ipv4(self.host)

    def __str__(self) -> str:
        """What to read out: the port only if it is not the default."""
        if self.port == DEFAULT_PORT:
            return self.host
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def unmistakable(address: Address) -> str:
    """As it is read out; a name of other letters also in the form that is asked for in DNS (RFC 3490): letters of one
    script look like those of another, and there they do not."""
    if address.host.isascii():
        return str(address)
    return f"{address} ({address.host.encode('idna').decode()})"


def is_scopeless_link_local(address: Address) -> bool:
    """Whether it is a link-local IPv6 address that does not say by which interface to go."""
    if ":" not in address.host or "%" in address.host:
        return False
    return ipaddress.IPv6Address(address.host).is_link_local


def browser_link(address: Address) -> str:
    """What a browser opens to come as a guest; empty for an address that browsers do not know (with a scope)."""
    if "%" in address.host or is_scopeless_link_local(address):
        return ""
    return (
        f"https://[{address.host}]:{address.port}" if ":" in address.host else f"https://{address.host}:{address.port}"
    )


def parse_address(text: str) -> Address:
    """Understands what ``docs/protocol.md`` 2.1 lists, as people paste it.

    Full-width characters, surrounding spaces, quotes and punctuation, an ``http://`` before and a ``/`` behind are
    taken as meant. Raises MeetDeskError ``address_invalid``.
    """
    if len(text) > LONGEST_TEXT:
        _invalid(text)
    rest = _without_scheme(_plain(text))
    host, port = _split(rest) or _invalid(text)
    number = _port(port)
    name = _host(host)
    if number is None or name is None:
        _invalid(text)
    return Address(name, number)


def _invalid(text: str) -> NoReturn:
    raise MeetDeskError(ErrorCode.ADDRESS_INVALID, address=_plain(text[:LONGEST_TEXT])[:80])


def _plain(text: str) -> str:
    """Compatibility form without invisible characters, without what surrounds the address."""
    folded = unicodedata.normalize("NFKC", text).translate(_FULL_STOPS)
    visible = "".join(
        c for c in folded if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or c in "\t\r\n"
    )
    return re.sub(r"\s*([.:])\s*", r"\1", visible.strip(_AROUND)).strip(_AROUND)


def _without_scheme(text: str) -> str:
    found = _SCHEME.match(text)
    rest = text[found.end() :] if found else text
    return rest.rstrip("/")


def _split(text: str) -> tuple[str, str | None] | None:
    """Host and port text; None if the brackets do not match."""
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]")
        if not bracket or ":" not in host or (port and not port.startswith(":")):
            return None
        return host.replace("%25", "%", 1) if "%25" in host and not host.endswith("%25") else host, port[1:] or None
    if text.count(":") > 1:
        return text, None
    host, _, port = text.partition(":")
    return host, port or None


def _port(text: str | None) -> int | None:
    """The port number; None if it is none."""
    if text is None:
        return DEFAULT_PORT
    if not _PORT.fullmatch(text):
        return None
    number = int(text)
    return number if 0 < number < 65536 else None


def _host(text: str) -> str | None:
    if ":" in text:
        return _ipv6(text)
    if text.rpartition(".")[2].isdigit():
        # Never a name: "192.168.1" or "300.1.1.1" is a mistyped address.
        return text if _is_ipv4(text) and _reachable(ipaddress.IPv4Address(text)) else None
    return _name(text)


def _ipv6(text: str) -> str | None:
    plain, percent, scope = text.partition("%")
    try:
        address = ipaddress.IPv6Address(plain)
    except ValueError:
        return None
    if percent and not _SCOPE.fullmatch(scope):
        return None
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped) if _reachable(address.ipv4_mapped) and not percent else None
    return f"{address}{percent}{scope}" if _reachable(address) else None


def _name(text: str) -> str | None:
    name = text.lower()
    labels = name.split(".")
    if len(name) > 253 or not all(_is_label(label) for label in labels):
        return None
    return name


def _is_label(label: str) -> bool:
    if label.isascii():
        return bool(_ASCII_LABEL.fullmatch(label))
    if not all(c.isalnum() or c in "-_" or unicodedata.category(c) in {"Mn", "Mc"} for c in label):
        return False
    try:
        return 0 < len(label.encode("idna")) < 64
    except UnicodeError:
        return False


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _reachable(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether one machine can have this address."""
    return not (address.is_unspecified or address.is_multicast or str(address) == "255.255.255.255")
