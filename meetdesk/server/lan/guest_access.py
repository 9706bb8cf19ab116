"""Browser guests: whether they may come, and how their browser shows who they are."""

import ipaddress
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from meetdesk.server.lan.lan_handler import LanHandler

BROWSER_COOKIE = "__Host-meetdesk-browser"
"""By what the host recognises a browser that was admitted: one that crashed goes on as who it was, and one that was
removed is kept out. It lets nobody in: the code is asked for all the same."""
BROWSER_SECONDS = 24 * 60 * 60
"""How long a browser keeps it."""
_BROWSER = re.compile("[0-9a-f]{64}")
_HTTPS = 443


@dataclass
class Guests:
    """Of one meeting. ``allowed`` may change at any time; whoever is in stays in."""

    pages: Path
    """Folder with ``guest.html`` and ``assets``."""
    words: str = ""
    """Of the host's identity, which people can compare."""
    fingerprint: Callable[[str], str] = lambda _: ""
    """Of the certificate that browsers are shown at an address of this machine, as they show it."""
    allowed: bool = False


def cookie_name(handler: LanHandler) -> str:
    """Cookies do not tell ports apart, so the name does. ``__Host-``: set by exactly this server, over TLS."""
    return f"__Host-meetdesk-{handler.local[1]}"


def own_host(handler: LanHandler) -> str:
    """The one right ``Host``: the address of this machine that the connection came to. A name, which anybody's DNS may
    give to this machine, is never right."""
    return _host(*handler.local)


@lru_cache(maxsize=64)
def _host(address: str, port: int) -> str:
    """Asked for several times in each request, of the few addresses that this machine has."""
    if not address:  # the connection is gone
        return ""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    host = f"[{ip}]" if ip.version == 6 and mapped is None else str(mapped or ip)
    return host if port == _HTTPS else f"{host}:{port}"


def is_own_page(handler: LanHandler) -> bool:
    """Whether the request names exactly this server and comes from a page of it."""
    headers, host = handler.request.headers, own_host(handler)
    return headers.get_list("Host") == [host] and headers.get_list("Origin") == [f"{handler.request.protocol}://{host}"]


def guest_ticket(handler: LanHandler) -> str:
    """What the browser was given when its person was admitted; empty if nothing."""
    return handler.get_cookie(cookie_name(handler)) or ""


def known_browser(handler: LanHandler) -> str:
    """By what this host recognises the browser; made up for one that has shown nothing, or what is none of ours."""
    shown = handler.get_cookie(BROWSER_COOKIE) or ""
    return shown if _BROWSER.fullmatch(shown) else secrets.token_hex(32)
