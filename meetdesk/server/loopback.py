"""The loopback server: this app's own window and nobody else."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import tornado.web
from tornado.httpserver import HTTPServer

from meetdesk.server.api import ROUTES, Windows
from meetdesk.server.application import Application
from meetdesk.server.guard import GuardedHandler, Keys
from meetdesk.server.pages import Asset, Enter, Page
from meetdesk.server.self_test import SelfTest
from meetdesk.server.websocket.frames import text_frame
from meetdesk.wire.codec import BODY_BYTES, encode_app_event
from meetdesk.wire.local import AppEvent, SelfTestReport

OnReport: TypeAlias = Callable[[SelfTestReport], None]


class NotFound(GuardedHandler):
    def prepare(self) -> None:
        super().prepare()
        raise tornado.web.HTTPError(404)


def make_application(
    application: Application, keys: Keys, ui: Path, windows: Windows, on_report: OnReport | None = None
) -> tornado.web.Application:
    """The loopback server's routes. ``ui``: folder with ``index.html`` and ``assets``. With ``on_report`` the page is
    that of the self-test instead, whose reports it is called with."""
    page = {"path": str(ui), "default_filename": "selftest.html" if on_report else "index.html"}
    return tornado.web.Application(
        [
            (r"/enter", Enter),
            (r"/()", Page, page),
            (r"/assets/(.+)", Asset, {"path": str(ui / "assets")}),
            *ROUTES,
            *([(r"/api/self-test", SelfTest, {"on_report": on_report})] if on_report else []),
        ],
        default_handler_class=NotFound,
        log_function=lambda _: None,
        keys=keys,
        application=application,
        windows=windows,
    )


class LoopbackServer:
    """To be made and used in the server thread; ``entry_url`` may be asked for anywhere."""

    def __init__(
        self,
        application: Application,
        sockets: list[socket.socket],
        ui: Path,
        on_report: OnReport | None = None,
    ) -> None:
        """``sockets`` are bound and listening (``listening.bind_loopback``). ``on_report``: as ``make_application``."""
        self.port = int(sockets[0].getsockname()[1])
        self._keys = Keys(self.port)
        self._windows: Windows = set()
        self._server = HTTPServer(
            make_application(application, self._keys, ui, self._windows, on_report),
            idle_connection_timeout=60.0,
            body_timeout=10.0,
            max_header_size=16_384,
            max_body_size=BODY_BYTES,
            max_buffer_size=BODY_BYTES * 2,
        )
        self._server.add_sockets(sockets)

    def entry_url(self) -> str:
        """Where a window is to go first. Good once; secret."""
        return f"{self._keys.origin}/enter?token={self._keys.new_token()}"

    def push(self, event: AppEvent) -> None:
        """Tells every open window; one that does not even take this is not listening any more."""
        frame = text_frame(encode_app_event(event))
        for connection in list(self._windows):
            if connection.ready:
                connection.write(frame)
            else:
                connection.abort()

    @property
    def windows(self) -> int:
        """How many windows are listening."""
        return len(self._windows)

    async def stop(self) -> None:
        """Takes no more connections and closes those that are open."""
        self._server.stop()
        for connection in list(self._windows):
            connection.close(1001)
        await self._server.close_all_connections()
