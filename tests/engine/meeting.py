"""A real meeting on loopback with a page server beside it, for pages that hold nothing but the engine."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream

from meetdesk.core.topics.people import EndReason, Role
from meetdesk.net.listening import bind_loopback
from meetdesk.net.thread import ServerThread
from meetdesk.server.meeting.channels import open_channel
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.channels import PATTERN, Channel


class _Page(tornado.web.StaticFileHandler):
    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        compiles = " 'wasm-unsafe-eval'" if ".worker-" in path else ""
        policy = f"default-src 'self'; script-src 'self'{compiles}; connect-src 'self' ws:"
        self.set_header("Content-Security-Policy", policy)
        self.set_header("Cache-Control", "no-store")


class _PageWithoutIsolation(_Page):
    """As a browser that gives pages no shared memory."""

    def set_extra_headers(self, path: str) -> None:
        super().set_extra_headers(path)
        self.clear_header("Cross-Origin-Opener-Policy")
        self.clear_header("Cross-Origin-Embedder-Policy")


class _Channel(tornado.web.RequestHandler):
    def initialize(self, meeting: "EngineMeeting") -> None:
        self.meeting = meeting

    async def get(self, ticket: str, name: str) -> None:
        channel = Channel(name)
        if channel in self.meeting.unanswered:
            await asyncio.Event().wait()
        self.meeting.streams.append((channel, self.request.connection.stream))
        refused = self.meeting.unreachable or channel in self.meeting.refused
        status = 502 if refused else open_channel(self, self.meeting.session, ticket, channel)
        if status is not None:
            self.set_status(status)
            self.finish()


class EngineMeeting:
    """A meeting whose participants are pages at ``url(...)``. To be closed."""

    def __init__(self, pages: Path) -> None:
        self.unreachable = False
        """Whether upgrades are answered 502, as by an app that cannot reach the host."""
        self.streams: list[tuple[str, IOStream]] = []
        """Every connection made so far and its channel."""
        self.refused: set[str] = set()
        """Channels whose upgrade is answered 502."""
        self.unanswered: set[str] = set()
        """Channels whose upgrade is never answered, as if the answer had been lost."""
        self._pages = pages
        self._thread = ServerThread()
        self._sockets, self.port = bind_loopback()
        self.session: MeetingSession
        self._thread.start(self._start)

    async def _start(self) -> None:
        self.session = MeetingSession("Engine")
        application = tornado.web.Application(
            [
                (rf"/meeting/([^/]+)/{PATTERN}", _Channel, {"meeting": self}),
                (r"/bare/(.*)", _PageWithoutIsolation, {"path": str(self._pages)}),
                (r"/(.*)", _Page, {"path": str(self._pages)}),
            ],
            log_function=lambda _: None,
        )
        HTTPServer(application).add_sockets(self._sockets)

    def url(self, role: Role = Role.PARTICIPANT, *, isolated: bool = True) -> str:
        """Address of a page for one more participant."""
        ticket = self.run(self._admit(role))
        folder = "" if isolated else "bare/"
        return f"http://127.0.0.1:{self.port}/{folder}index.html?meeting=/meeting/{ticket}"

    async def _admit(self, role: Role) -> str:
        return self.session.members.admit(role)

    def run(self, task: Awaitable[Any]) -> Any:
        async def wait() -> Any:
            return await task

        return self._thread.call(wait()).result(10)

    def cut_all(self) -> None:
        """Every connection breaks off, without a close handshake."""
        self.cut({channel for channel, _ in self.streams})

    def cut(self, channels: set[str]) -> None:
        """The connections of these channels break off, as both ends see when the link between them has gone."""

        async def cut() -> None:
            for channel, stream in self.streams:
                if channel in channels and stream.socket is not None:
                    with contextlib.suppress(OSError):
                        stream.socket.shutdown(socket.SHUT_RDWR)
            self.streams = [each for each in self.streams if each[0] not in channels]

        self.run(cut())

    def stand_still(self, seconds: float) -> None:
        """Holds the whole server up, as a stopped process or a dead network would; returns at once."""

        async def hold() -> None:
            time.sleep(seconds)  # noqa: ASYNC251

        self._thread.call(hold())

    def close(self) -> None:
        self.run(self.session.end(EndReason.ENDED_BY_HOST))
        self._thread.stop()
