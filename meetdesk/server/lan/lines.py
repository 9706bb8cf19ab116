"""Where browser guests whose WebSockets will not open have their channels: lines of requests (``docs/protocol.md``).

``PUT /meetdesk/<version>/down/<line>/<id>`` is answered with a stream, and ``PUT /meetdesk/<version>/up/<line>/<id>``
brings the next batch. Both are guarded as the guests' door is, and the channels are those that WebSockets open.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from weakref import WeakSet

from tornado.http1connection import HTTP1Connection
from tornado.web import stream_request_body

from meetdesk.net.carriage.answer import StreamedAnswer
from meetdesk.net.carriage.carried import Carried
from meetdesk.net.carriage.known_head import KnownHead
from meetdesk.net.carriage.line import Line, Taken
from meetdesk.net.carriage.uploads import Uploads
from meetdesk.net.strangers.newcomers import SILENT_SECONDS
from meetdesk.net.streams import head_of
from meetdesk.net.tasks import start_task
from meetdesk.net.websocket.frames import CONTROL_PAYLOAD_BYTES, text_frame
from meetdesk.net.websocket.handshake import acceptable, keep_kernel_buffers_small, upgrade
from meetdesk.server.answers import security_headers
from meetdesk.server.lan.guest_access import guest_ticket, is_own_page, own_host
from meetdesk.server.lan.guest_door import GuestHandler
from meetdesk.server.meeting.channels import KERNEL_BYTES
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.channels import MESSAGE_BYTES, Channel, Refusal
from meetdesk.wire.lines import BATCH_BYTES, SLOTS, LineName

LINES_EACH = 4
"""Lines that one guest may have open: a page's two, and those of the page before it, until that one is displaced."""

_REFUSED = {Taken.MALFORMED: Refusal.MALFORMED, Taken.OVER: Refusal.MEETING_ENDED}


def _answer(status: int, *headers: str, body: str = "") -> bytes:
    """To an upload. Of the headers of other answers those that mean something where nothing is shown or run."""
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Content-Length: {len(body)}",
        *headers,
        "Cross-Origin-Resource-Policy: same-origin",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
    ]
    return "\r\n".join([*lines, "", body]).encode()


_ANSWERS = {
    # With a body: without one, some browsers open a connection for every upload.
    Taken.WHOLE: _answer(HTTPStatus.OK, "Content-Type: application/octet-stream", body="ok"),
    **{taken: _answer(status, "Connection: close") for taken, status in _REFUSED.items()},
}


@dataclass(eq=False)
class _Held:
    line: Line
    ticket: str
    name: str


@dataclass
class Lines:
    """All lines of one meeting."""

    held: dict[str, _Held] = field(default_factory=dict)
    """By their numbers, the oldest first."""
    uploads: WeakSet[Uploads] = field(default_factory=WeakSet)
    """Connections that bring uploads."""

    def close(self) -> None:
        """Closes those connections; the lines end with the meeting."""
        for one in list(self.uploads):
            one.abort()

    def add(self, number: str, one: _Held) -> None:
        """Whoever has too many loses the oldest."""
        if number in self.held:
            self.held[number].line.abort()
        own = [held for held in self.held.values() if held.ticket == one.ticket]
        for held in own[: max(0, len(own) - LINES_EACH + 1)]:
            held.line.abort()
        self.held[number] = one
        one.line.on_end = lambda: self._forget(number, one)

    def _forget(self, number: str, one: _Held) -> None:
        if self.held.get(number) is one:
            del self.held[number]

    def find(self, number: str, name: str, ticket: str) -> Line | None:
        """The line of this number; None if it is over, is of another kind, or is not this ticket's."""
        held = self.held.get(number)
        return held.line if held is not None and (held.ticket, held.name) == (ticket, name) else None


class LineHandler(GuestHandler):
    """Only for who is in, or waits."""

    def prepare(self) -> None:
        """Refused as the control channel would be for this ticket. Called before the body has come."""
        super().prepare()
        if self._finished:
            return
        if (status := self.session.members.gate(guest_ticket(self), Channel.CONTROL)) is not None:
            self.refuse(status)
            return
        newcomer = self.server.newcomer(self.request)
        if not newcomer.greeted:
            self.server.admitted(newcomer)
            self.server.came_back(newcomer)

    @property
    def lines(self) -> Lines:
        """All lines of the meeting that this server is for."""
        lines: Lines = self.settings["lines"]
        return lines

    def on_finish(self) -> None:
        """A connection that is kept leads to something once, as ``prepare`` says."""


class Probe(LineHandler):
    """``/meetdesk/<version>/probe``: a page whose channels are carried by requests tries a WebSocket."""

    def get(self) -> None:
        """Opens, says ``open`` and closes: whoever reads that can use WebSockets on this way."""
        headers = self.request.headers
        if not is_own_page(self):
            self.refuse(HTTPStatus.FORBIDDEN)
        elif not acceptable("GET", headers):
            self.refuse(HTTPStatus.UPGRADE_REQUIRED)
        else:
            connection = upgrade(self, CONTROL_PAYLOAD_BYTES, KERNEL_BYTES[Channel.CONTROL])
            connection.write(text_frame(b"open"))
            connection.close(1000)
            start_task("probe", connection.run())


class Down(LineHandler):
    """``PUT …/down/<line>/<id>``: opens a line; what the host says is streamed as the answer."""

    def put(self, name: str, number: str) -> None:
        """The connection is the line's from here on: its answer ends only with the line."""
        ticket = guest_ticket(self)
        headers = security_headers(f"wss://{own_host(self)}") | {"Content-Type": "application/octet-stream"}
        stream = self.detach()
        answer = StreamedAnswer(stream)
        if not answer.gone:
            keep_kernel_buffers_small(stream.socket, *KERNEL_BYTES[Channel.VIDEO])
        line = Line(answer, self._opens(LineName(name), ticket))
        self.lines.add(number, _Held(line, ticket, name))
        line.begin(headers)

    def _opens(self, name: LineName, ticket: str) -> Callable[[int, Carried], int | None]:
        members = self.session.members

        def opens(slot: int, carried: Carried) -> int | None:
            line, channel = SLOTS[slot]
            if line != name:
                return HTTPStatus.NOT_FOUND
            if (refusal := members.gate(ticket, channel)) is not None:
                return refusal
            carried.set_limit(MESSAGE_BYTES[channel])
            start_task(f"{channel} channel", members.serve(ticket, channel, carried))
            return None

        return opens


@stream_request_body
class Up(LineHandler):
    """``PUT …/up/<line>/<id>``: takes the next batch of a line."""

    def initialize(self, session: MeetingSession) -> None:
        """No line yet: ``prepare`` finds it."""
        super().initialize(session)
        self._line: Line | None = None
        self._pieces: list[bytes] = []

    def prepare(self) -> None:
        """410 for a line that is over. Sets how long the body may be."""
        super().prepare()
        if self._finished:
            return
        name, number = self.path_args
        line = self.lines.find(number, name, guest_ticket(self))
        if line is None:
            self.refuse(Refusal.MEETING_ENDED)
        else:
            self._line = line
            line.begins(self, self._cut)
            self.server.set_body_bytes(self.request, BATCH_BYTES[LineName(name)])

    def data_received(self, chunk: bytes) -> None:
        """Called for each part of the body as it comes."""
        self._pieces.append(chunk)

    def put(self, name: str, number: str) -> None:
        """The body is whole: its records are taken in order, or the status says why not (``_REFUSED``)."""
        line, ticket, members = self._line, guest_ticket(self), self.session.members
        if line is None:  # it gave way just now
            self.refuse(HTTPStatus.REQUEST_TIMEOUT)
            return
        body = b"".join(self._pieces)
        taken = line.take(body)
        if taken is not Taken.WHOLE:
            self.refuse(_REFUSED[taken])
            return
        self._over()
        stream = self.detach()
        if not stream.closed():
            keep_kernel_buffers_small(stream.socket, *KERNEL_BYTES[Channel.CONTROL])
        uploads = Uploads(
            stream,
            line,
            KnownHead.of(head_of(stream), self.request.uri or "", len(body)),
            most=BATCH_BYTES[LineName(name)],
            seconds=SILENT_SECONDS,
            answers=_ANSWERS,
            allowed=lambda: (
                members.gate(ticket, Channel.CONTROL) is None and self.lines.find(number, name, ticket) is line
            ),
            give_back=self.server.give_back,
        )
        self.lines.uploads.add(uploads)
        self._came.close = uploads.abort
        uploads.begin()

    def on_finish(self) -> None:
        """Another one may be uploaded now."""
        self._over()

    def on_connection_close(self) -> None:
        """It was broken off before its body had come."""
        self._over()

    def _over(self) -> None:
        if self._line is not None:
            self._line.over(self)
            self._line = None

    def _cut(self) -> None:
        """Others came after it, and it has not come."""
        self._line = None
        connection = self.request.connection
        assert isinstance(connection, HTTP1Connection)
        connection.stream.close()
