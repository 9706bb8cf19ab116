"""What all handlers of the LAN server have in common: the network is full of strangers."""

from http import HTTPStatus

from tornado.web import RequestHandler

from meetdesk.net.strangers.bounded import BoundedServer
from meetdesk.server.meeting.session import MeetingSession


class LanHandler(RequestHandler):
    """Base of every handler: says nothing about the server, and nothing at all to foreign web pages."""

    is_first = False
    """Whether a browser begins with what is here, and asks for it once."""

    def initialize(self, session: MeetingSession) -> None:
        """Called by Tornado for each request, before anything of it is looked at."""
        self.session = session
        self._came = self.server.newcomer(self.request)

    def set_default_headers(self) -> None:
        """Takes away what would say what server this is, and the type of an empty body."""
        self.clear_header("Server")
        self.clear_header("Content-Type")

    def prepare(self) -> None:
        """403 for a page of anybody else. Children that override it have to look at the origin themselves."""
        origin = self.request.headers.get("Origin")
        if origin is not None and origin != f"{self.request.protocol}://{self.request.host}":
            self.refuse(403)

    @property
    def server(self) -> BoundedServer:
        """The server's bookkeeping of connections, by which strangers are limited."""
        server: BoundedServer = self.settings["server"]
        return server

    @property
    def local(self) -> tuple[str, int]:
        """Address and port of this machine that the request came to."""
        return self._came.local

    def refuse(self, status: int) -> None:
        """Answers with a bare status."""
        self.set_status(status)
        self.finish()

    def on_finish(self) -> None:
        """A request that was answered with what it asked for speaks for the connection's network."""
        if self.get_status() < HTTPStatus.MULTIPLE_CHOICES or self.get_status() == HTTPStatus.NOT_MODIFIED:
            self.server.showed(self._came, first=self.is_first)

    def write_error(self, status_code: int, **_: object) -> None:
        """The status alone, without a body."""
        self.finish()


class NothingHere(LanHandler):
    """Every other path: 404 without a word."""

    def prepare(self) -> None:
        """404, whatever the method and the origin."""
        self.refuse(404)
