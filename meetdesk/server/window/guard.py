"""Who may ask the loopback server anything: the one base class of all its handlers."""

import hmac
import secrets
import time
from collections.abc import Callable

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.net.strangers.bounded import BoundedServer
from meetdesk.server.answers import ProblemHandler, security_headers

_UNUSED_TOKENS = 8
TOKEN_SECONDS = 300.0
"""After which an entry token that nobody used is void: a window or browser on a slow computer needs far less."""


class Keys:
    """The secrets of one launch: entry tokens, each good once, and the session cookie they are traded for."""

    def __init__(self, port: int, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock``: seconds, monotonic."""
        self._clock = clock
        self.host = f"127.0.0.1:{port}"
        self.origin = f"http://{self.host}"
        self.sockets = f"ws://{self.host}"
        self.cookie_name = f"meetdesk-{port}"
        """Cookies do not tell ports apart, so the name does: two apps may share a browser."""
        self.cookie = secrets.token_urlsafe(32)
        self._tokens: list[tuple[str, float]] = []

    def new_token(self) -> str:
        """256 random bits, good once and for ``TOKEN_SECONDS``. The oldest of many unused ones becomes void."""
        token = secrets.token_urlsafe(32)
        self._tokens = [*self._tokens[1 - _UNUSED_TOKENS :], (token, self._clock())]
        return token

    def trade(self, token: str) -> bool:
        """Whether ``token`` is good; it is not any more afterwards."""
        now = self._clock()
        fresh = [(known, made) for known, made in self._tokens if now - made <= TOKEN_SECONDS]
        found = [known for known, _ in fresh if hmac.compare_digest(known.encode(), token.encode())]
        self._tokens = [(known, made) for known, made in fresh if known not in found]
        return bool(found)


class GuardedHandler(ProblemHandler):
    """Every request must name exactly this host, and carry the session cookie (``needs_cookie``); every one that is not
    a plain GET must come from exactly this origin, WebSockets (``is_channel``) included."""

    needs_cookie = True
    is_channel = False
    keys: Keys

    def set_default_headers(self) -> None:
        """On every answer, that to a failure included."""
        self.clear_header("Server")
        for name, value in security_headers(self.settings["keys"].sockets, self.request.path).items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Called before each request. Raises MeetDeskError ``not_allowed`` for one that is not the own window's."""
        self.keys = self.settings["keys"]
        headers = self.request.headers
        plain = self.request.method == "GET" and not self.is_channel and "Upgrade" not in headers
        if (
            headers.get_list("Host") != [self.keys.host]
            or (not plain and headers.get_list("Origin") != [self.keys.origin])
            or (self.needs_cookie and not self._has_cookie())
        ):
            raise MeetDeskError(ErrorCode.NOT_ALLOWED)
        if self.needs_cookie:
            server: BoundedServer = self.settings["server"]
            server.admitted(server.newcomer(self.request))

    def _has_cookie(self) -> bool:
        cookie = self.get_cookie(self.keys.cookie_name) or ""
        return hmac.compare_digest(cookie.encode(), self.keys.cookie.encode())
