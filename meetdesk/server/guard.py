"""Who may ask the loopback server anything: the one base class of all its handlers."""

import hmac
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus

import msgspec
from tornado.web import HTTPError, RequestHandler

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.server.bounded import BoundedServer
from meetdesk.wire.codec import encode_body
from meetdesk.wire.local import Problem

_STATUS = {
    ErrorCode.MALFORMED_MESSAGE: HTTPStatus.BAD_REQUEST,
    ErrorCode.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    ErrorCode.STORAGE_FAILED: HTTPStatus.INTERNAL_SERVER_ERROR,
    ErrorCode.PAST_UNREACHABLE: HTTPStatus.INTERNAL_SERVER_ERROR,
    ErrorCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}
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


_COMPILE = ("/assets/audio.worker-", "/assets/background.worker-")
"""The scripts that may compile WebAssembly: a worker keeps to its own policy, so no page and no other worker may."""


def security_headers(sockets: str, path: str = "") -> dict[str, str]:
    """Headers of every answer: isolation (for SharedArrayBuffer), and only what the UI itself brings may run.

    ``sockets``: scheme, host and port of the only WebSockets that a page may open. ``path``: what was asked for."""
    scripts = "'self' 'wasm-unsafe-eval'" if path.startswith(_COMPILE) else "'self'"
    policy = (
        f"default-src 'none'; script-src {scripts}; worker-src 'self'; style-src 'self'; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
        f"connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


class GuardedHandler(RequestHandler):
    """Every request must name exactly this host, and carry the session cookie (``needs_cookie``); every one that is not
    a plain GET must come from exactly this origin, WebSockets (``is_channel``) included."""

    needs_cookie = True
    is_channel = False
    keys: Keys

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in security_headers(self.settings["keys"].sockets, self.request.path).items():
            self.set_header(name, value)

    def prepare(self) -> None:
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

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Every failure is answered with a ``Problem``."""
        exc_info = kwargs.get("exc_info")
        error = exc_info[1] if isinstance(exc_info, tuple) else None
        if isinstance(error, MeetDeskError):
            status_code, problem = status_of(error.code), Problem(error.code, error.detail)
        elif status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            problem = Problem(ErrorCode.MALFORMED_MESSAGE)
        else:
            problem = Problem(ErrorCode.INTERNAL)
        self.set_status(status_code)
        self.answer(problem)

    def log_exception(self, typ: object, value: BaseException | None, tb: object) -> None:
        if not isinstance(value, MeetDeskError | HTTPError):
            super().log_exception(typ, value, tb)  # type: ignore[arg-type]

    def answer(self, body: msgspec.Struct) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(encode_body(body))


def status_of(code: ErrorCode) -> int:
    """The HTTP status that goes with an error."""
    return _STATUS.get(code, HTTPStatus.CONFLICT)
