"""What both servers say in HTTP: the headers of every answer, and how a failure is told."""

import mimetypes
from http import HTTPStatus

import msgspec
from tornado.web import HTTPError, RequestHandler

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.wire.codec import encode_body
from meetdesk.wire.local import Problem

# The registry of some Windows machines says otherwise.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("application/manifest+json", ".webmanifest")

ASSET_CACHING = "private, max-age=31536000, immutable"
"""Of files whose names change with their contents."""

_STATUS = {
    ErrorCode.MALFORMED_MESSAGE: HTTPStatus.BAD_REQUEST,
    ErrorCode.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    ErrorCode.STORAGE_FAILED: HTTPStatus.INTERNAL_SERVER_ERROR,
    ErrorCode.PAST_UNREACHABLE: HTTPStatus.INTERNAL_SERVER_ERROR,
    ErrorCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}
_COMPILE = ("/assets/audio.worker-", "/assets/background.worker-")
"""The scripts that may compile WebAssembly: a worker keeps to its own policy, so no page and no other worker may."""


def security_headers(sockets: str, path: str = "") -> dict[str, str]:
    """Headers of every answer: isolation (for SharedArrayBuffer), and only what the UI itself brings may run.

    ``sockets``: scheme, host and port of the only WebSockets that a page may open. ``path``: what was asked for."""
    scripts = "'self' 'wasm-unsafe-eval'" if path.startswith(_COMPILE) else "'self'"
    policy = (
        f"default-src 'none'; script-src {scripts}; worker-src 'self'; style-src 'self'; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
        f"connect-src 'self' {sockets}; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
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


def status_of(code: ErrorCode) -> int:
    """The HTTP status that goes with an error."""
    return _STATUS.get(code, HTTPStatus.CONFLICT)


class ProblemHandler(RequestHandler):
    """Answers with JSON, and a failure with a ``Problem``."""

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Whatever was raised, the body is a ``Problem``: ``internal`` for a fault of ours, and no more of it."""
        status, problem = _problem_of(status_code, kwargs.get("exc_info"))
        self.set_status(status)
        self.answer(problem)

    def log_exception(self, typ: object, value: BaseException | None, tb: object) -> None:
        """Errors that are answered with their code are no faults, and not logged as such."""
        if not isinstance(value, MeetDeskError | HTTPError):
            super().log_exception(typ, value, tb)  # type: ignore[arg-type]

    def answer(self, body: msgspec.Struct) -> None:
        """Ends the request with ``body`` as JSON, and the status that was set."""
        self.set_header("Content-Type", "application/json")
        self.finish(encode_body(body))


def _problem_of(status: int, exc_info: object) -> tuple[int, Problem]:
    """Status and body of the answer to a request that failed. ``status``: what Tornado would answer; ``exc_info``: as
    ``sys.exc_info`` gives it, if something was raised."""
    error = exc_info[1] if isinstance(exc_info, tuple) else None
    if isinstance(error, MeetDeskError):
        return status_of(error.code), Problem(error.code, error.detail)
    fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return status, Problem(ErrorCode.INTERNAL if fault else ErrorCode.MALFORMED_MESSAGE)
