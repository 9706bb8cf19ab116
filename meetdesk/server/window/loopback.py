"""The loopback server: this app's own window and nobody else."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import tornado.web

from meetdesk.net.descriptors import make_room
from meetdesk.net.strangers.bounded import BoundedServer
from meetdesk.net.strangers.newcomers import Newcomers, Stage
from meetdesk.net.websocket.frames import text_frame
from meetdesk.server.window.api import ROUTES, Windows
from meetdesk.server.window.application import Application
from meetdesk.server.window.guard import GuardedHandler, Keys
from meetdesk.server.window.pages import Asset, Enter, Page
from meetdesk.server.window.self_test import SelfTest
from meetdesk.wire.codec import BODY_BYTES, encode_app_event
from meetdesk.wire.local import AppEvent, SelfTestReport

OTHERS = 400
"""Connections that have not shown the window's cookie, of programs on this computer; beyond that the oldest that has
come least far gives way. More than are taken in one turn of the loop (128) have places at each stage, so that the own
window's is looked at before it could give way."""
OWN = 200
"""Besides, those that have: a page has some thirty."""
_PLACES = {Stage.SILENT: OTHERS // 2, Stage.SPEAKING: OTHERS // 2, Stage.GREETED: 0}
_IDLE_SECONDS = 60.0

OnReport: TypeAlias = Callable[[SelfTestReport], None]


class NotFound(GuardedHandler):
    """Every other path, for who may ask: 404."""

    def prepare(self) -> None:
        """Whoever may not ask is told no more than anywhere else."""
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
        routes = make_application(application, self._keys, ui, self._windows, on_report)
        self._server = BoundedServer(
            routes,
            newcomers=Newcomers(_PLACES, OTHERS, known_places=0, silent_seconds=_IDLE_SECONDS),
            tls=None,
            admitted=OWN,
            idle_connection_timeout=_IDLE_SECONDS,
            body_timeout=10.0,
            max_header_size=16_384,
            max_body_size=BODY_BYTES,
            max_buffer_size=BODY_BYTES * 2,
        )
        routes.settings["server"] = self._server
        make_room(self._server.most)
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
        self._server.close_all()
