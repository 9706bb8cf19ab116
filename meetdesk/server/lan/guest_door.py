"""Where browser guests come in: pages of the UI, and the door at which they show the code."""

from http import HTTPStatus
from typing import Any

from tornado.web import StaticFileHandler

from meetdesk import __version__
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.net.strangers.networks import plain_address
from meetdesk.server.answers import ASSET_CACHING, ProblemHandler, security_headers
from meetdesk.server.lan.admission import Admissions
from meetdesk.server.lan.guest_access import (
    BROWSER_COOKIE,
    BROWSER_SECONDS,
    Guests,
    cookie_name,
    guest_ticket,
    is_own_page,
    known_browser,
    own_host,
)
from meetdesk.server.lan.lan_handler import LanHandler
from meetdesk.server.lan.signpost import show_the_way
from meetdesk.server.meeting.kept_out import Visitor
from meetdesk.wire.channels import Channel
from meetdesk.wire.codec import JOIN_BYTES, decode_body
from meetdesk.wire.guest import NOTHING_HERE, GuestJoin, GuestMeeting, GuestState
from meetdesk.wire.join import MEETING_HEADER

_DOWNLOAD_SECONDS = 60.0
"""For one file of the page, on a slow phone."""


class GuestHandler(ProblemHandler, LanHandler):
    """Nothing is here, as at any other path, unless the host allows guests or the browser's person is in already.

    Every request must name exactly this server; every one that is no plain GET must come from a page of it.
    """

    @property
    def guests(self) -> Guests:
        """Whether the host lets guests in, which may change at any time."""
        guests: Guests = self.settings["guests"]
        return guests

    @property
    def is_in(self) -> bool:
        """Whether this browser has a ticket that holds: it is in the meeting or in the lobby, or may come back."""
        return self.session.members.gate(guest_ticket(self), Channel.CONTROL) is None

    def prepare(self) -> None:
        """Called before each request: one that is refused here, with a bare status, goes no further."""
        if not (self.guests.allowed or self.is_in):
            self.refuse(NOTHING_HERE)
        elif self.request.headers.get_list("Host") != [own_host(self)]:
            self.misdirected()
        elif self.request.method != "GET" and not is_own_page(self):
            self.refuse(HTTPStatus.FORBIDDEN)
        else:
            self._protect()

    def misdirected(self) -> None:
        """The request names another host than this one."""
        self.refuse(HTTPStatus.MISDIRECTED_REQUEST)

    def _protect(self) -> None:
        scheme = "wss" if self.request.protocol == "https" else "ws"
        for name, value in security_headers(f"{scheme}://{own_host(self)}", self.request.path).items():
            self.set_header(name, value)

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """An answer to a failure is guarded by the same headers as any other."""
        self._protect()
        super().write_error(status_code, **kwargs)


class GuestDoor(GuestHandler):
    """``/meetdesk/guest``."""

    @property
    def admissions(self) -> Admissions:
        """All attempts with the code of this meeting, by app or browser."""
        admissions: Admissions = self.settings["admissions"]
        return admissions

    def get(self) -> None:
        """``GuestState``. Raises MeetDeskError ``meeting_replaced`` for a page that looks for another meeting here."""
        # A page is not told why its channels were refused; it asks here for the meeting that it cannot get back to.
        if self.request.headers.get(MEETING_HEADER, self.session.meeting_id) != self.session.meeting_id:
            raise MeetDeskError(ErrorCode.MEETING_REPLACED)
        meeting = self._meeting() if self.is_in else None
        words, fingerprint = self.guests.words, self.guests.fingerprint(plain_address(self.local[0]))
        self.answer(GuestState(__version__, words, fingerprint, meeting, self.admissions.digits))

    async def post(self) -> None:
        """The code: lets the guest into the lobby."""
        if not self.guests.allowed:
            raise MeetDeskError(ErrorCode.GUESTS_NOT_ALLOWED)
        newcomer = self.server.newcomer(self.request)
        newcomer.greet()
        request = decode_body(GuestJoin, self.request.body, JOIN_BYTES)
        browser = known_browser(self)
        ticket = await self.admissions.admit_guest(request.code, Visitor(newcomer.address, browser), newcomer)
        self.server.joined(newcomer)
        if before := guest_ticket(self):
            self.session.members.leave(before)
        self._keep(cookie_name(self), ticket)
        self._keep(BROWSER_COOKIE, browser, max_age=BROWSER_SECONDS)
        self.answer(self._meeting())

    def delete(self) -> None:
        """The guest leaves."""
        self.session.members.leave(guest_ticket(self))
        self.clear_cookie(cookie_name(self), path="/", secure=True, httponly=True, samesite="Strict")
        self.set_status(HTTPStatus.NO_CONTENT)
        self.finish()

    def _keep(self, cookie: str, value: str, max_age: int | None = None) -> None:
        """``max_age``: seconds; None: until the browser is closed."""
        self.set_cookie(cookie, value, httponly=True, secure=True, samesite="Strict", path="/", max_age=max_age)

    def _meeting(self) -> GuestMeeting:
        return GuestMeeting(self.session.meeting_id, self.session.title, self.session.host_name)


class GuestPage(GuestHandler, StaticFileHandler):
    """``/``: the page, and nothing else of its folder."""

    caching = "no-store"

    def initialize(self, session: Any, path: str) -> None:  # type: ignore[override]
        """``path``: the folder of the built pages."""
        LanHandler.initialize(self, session)
        StaticFileHandler.initialize(self, path)

    def misdirected(self) -> None:
        """Somebody opened it by the computer's name, or by another's."""
        if self.request.method == "GET" and self.request.path == "/":
            show_the_way(self, HTTPStatus.MISDIRECTED_REQUEST, guests_allowed=self.guests.allowed)
        else:
            super().misdirected()

    def set_extra_headers(self, path: str) -> None:
        """Besides those that guard it, how long a browser may keep it: ``caching``."""
        self._protect()
        self.set_header("Cache-Control", self.caching)

    async def get(self, path: str, include_body: bool = True) -> None:
        """Has ``_DOWNLOAD_SECONDS`` to be fetched, as long as places last: a stranger may take the page and no more."""
        self.is_first = not path
        self.server.downloading(self.server.newcomer(self.request), _DOWNLOAD_SECONDS)
        await super().get(path or "guest.html", include_body)


class GuestReport(GuestPage):
    """``/report``: a page that says what a browser can do, for whoever it does not work with. Beside the other page,
    since assets are named from there."""

    async def get(self, path: str, include_body: bool = True) -> None:
        """``report.html``, under whatever path it was asked for."""
        await super().get("report.html", include_body)


class ToReport(GuestHandler):
    """``/meetdesk/report``: where the page is looked for, beside what else begins so."""

    def get(self) -> None:
        """302 to ``/report``."""
        self.redirect("/report")


class GuestAsset(GuestPage):
    """``/assets/…``: files whose names change with their contents."""

    caching = ASSET_CACHING
