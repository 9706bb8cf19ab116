"""What browsers are told that come the wrong way, by plain HTTP or by a name: where to go instead, in their language.

Nothing of the meeting: any web page, whatever name its DNS gives to this computer, can make a browser ask.
"""

import base64
import hashlib
import ipaddress
from html import escape
from http import HTTPStatus

from meetdesk.messages import preferred_language, sentence
from meetdesk.net.listening import DEFAULT_PORT
from meetdesk.server.lan.guest_access import Guests, own_host
from meetdesk.server.lan.lan_handler import LanHandler

_STYLE = (
    ":root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}"
    "body{max-width:34rem;margin:12vh auto;padding:0 20px}"
    "h1{font-size:1.5rem;line-height:1.25}"
    "a,strong{overflow-wrap:anywhere;font-size:1.25rem;font-weight:600}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Type": "text/html; charset=UTF-8",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}


def right_link(handler: LanHandler) -> str:
    """What the browser should have opened; empty if this address of the computer is none that browsers can open."""
    host = own_host(handler)
    if not host or (host.startswith("[") and ipaddress.ip_address(host[1:].partition("]")[0]).is_link_local):
        return ""  # browsers know no scope
    return f"https://{host}/"


def show_the_way(handler: LanHandler, status: HTTPStatus, *, guests_allowed: bool) -> None:
    """Answers with a small page. ``guests_allowed``: whether the right link would be answered."""
    language = preferred_language(handler.request.headers.get("Accept-Language", ""))
    link = right_link(handler)
    if not guests_allowed:
        parts = [_paragraph(language, "signpost_app", _strong(_typed(handler))), _paragraph(language, "signpost_ask")]
    elif link:
        shown = f'<a href="{escape(link)}">{escape(link.rstrip("/"))}</a>'
        parts = [_paragraph(language, "signpost_open", shown), _paragraph(language, "signpost_warning")]
    else:
        parts = [_paragraph(language, "signpost_other")]
    title = escape(sentence("signpost_title", language))
    for name, value in (_HEADERS | {"Content-Language": language}).items():
        handler.set_header(name, value)
    handler.set_status(status)
    handler.finish(
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<title>MeetDesk</title><style>{_STYLE}</style><h1>{title}</h1>{''.join(parts)}"
    )


class PlainHttp(LanHandler):
    """Every path of the port, for whoever begins without TLS."""

    def prepare(self) -> None:
        """Answers at once, with a page that leads to ``https`` if guests may come; 405 for what is not to be read."""
        guests: Guests = self.settings["guests"]
        if self.request.method not in {"GET", "HEAD"}:
            self.refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        elif guests.allowed and (link := right_link(self)):
            self.set_header("Location", link)
            show_the_way(self, HTTPStatus.TEMPORARY_REDIRECT, guests_allowed=True)
        else:
            show_the_way(self, HTTPStatus.NOT_FOUND, guests_allowed=guests.allowed)


def _typed(handler: LanHandler) -> str:
    """The address as the app takes it."""
    host, port = own_host(handler), handler.local[1]
    return host.removesuffix(f":{port}").strip("[]") if port == DEFAULT_PORT else host


def _strong(text: str) -> str:
    return f"<strong>{escape(text)}</strong>"


def _paragraph(language: str, key: str, address: str = "") -> str:
    """``address``: HTML."""
    return f"<p>{escape(sentence(key, language)).replace('{address}', address)}</p>"
