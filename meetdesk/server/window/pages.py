"""The UI's files and the entry to it."""

from typing import Any

from tornado.web import StaticFileHandler

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.server.answers import ASSET_CACHING, security_headers
from meetdesk.server.window.guard import GuardedHandler


class Enter(GuardedHandler):
    """``/enter?token=…``: trades a token for the cookie."""

    needs_cookie = False

    def get(self) -> None:
        """Leads to ``/`` with the cookie. Raises MeetDeskError ``not_allowed`` for a token that does not hold."""
        if not self.keys.trade(self.get_query_argument("token", "")):
            raise MeetDeskError(ErrorCode.NOT_ALLOWED)
        self.set_cookie(self.keys.cookie_name, self.keys.cookie, httponly=True, samesite="Strict", path="/")
        # Not a redirect: a browser that came here from a file of ours would not send a strict cookie along with it.
        self.set_header("Refresh", "0; url=/")
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish("<!doctype html><title>MeetDesk</title><link rel=icon href=data:,>")


class Page(GuardedHandler, StaticFileHandler):
    """``/``: the page, and nothing else of its folder."""

    caching = "no-store"

    def set_extra_headers(self, path: str) -> None:
        """Tornado's own for files would allow them to be kept; ``caching`` says what may be."""
        for name, value in security_headers(self.settings["keys"].sockets, self.request.path).items():
            self.set_header(name, value)
        self.set_header("Cache-Control", self.caching)

    async def get(self, path: str, include_body: bool = True) -> None:
        """``path``: below the folder of the page; empty: ``index.html``."""
        await super().get(path or self.default_filename or "index.html", include_body)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """As any other request's, not as Tornado's for files."""
        GuardedHandler.write_error(self, status_code, **kwargs)


class Asset(Page):
    """``/assets/…``: files whose names change with their contents."""

    caching = ASSET_CACHING
