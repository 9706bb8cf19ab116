"""An app behind the loopback server, and a window that knows how to ask it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.iostream import IOStream
from websockets.asyncio.client import ClientConnection, connect

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.people import EndReason
from meetdesk.net.listening import bind_loopback
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.server.window.application import ScreenListener, SoundListener
from meetdesk.server.window.loopback import LoopbackServer
from meetdesk.wire.channels import Channel
from meetdesk.wire.findings import CheckReport, FindingCode, RunCheck, finding
from meetdesk.wire.local import (
    About,
    AllowGuests,
    AppState,
    BackgroundPicture,
    CurrentState,
    HostedMeeting,
    HostMeeting,
    JoinedMeeting,
    JoinMeeting,
    NewCode,
    OpenedLink,
    Settings,
    Transcript,
)
from meetdesk.wire.past import (
    ForgetPast,
    OpenPast,
    PastForgotten,
    PastFound,
    PastMeeting,
    PastMeetings,
    PastPage,
    RestorePast,
    SearchPast,
)
from meetdesk.wire.screens import ScreensBy, ScreensOffered, ScreenSurface


class Past:
    """Has one meeting."""

    def __init__(self) -> None:
        self.forgotten: list[ForgetPast] = []

    async def meetings(self) -> PastMeetings:
        return PastMeetings((PastMeeting("a" * 32, "Weekly", "Ann", False, 1.0, 2.0, 3, 0, 2.5, None),), 4.0)

    async def page(self, request: OpenPast) -> PastPage:
        return PastPage((), request.after)

    async def search(self, request: SearchPast) -> PastFound:
        return PastFound(())

    async def forget(self, request: ForgetPast) -> PastForgotten:
        self.forgotten.append(request)
        return PastForgotten(request.meetings, 20)

    async def restore(self, request: RestorePast) -> PastForgotten:
        raise MeetDeskError(ErrorCode.PAST_UNREACHABLE, reason="locked")


class Desktop:
    """Keeps who listens."""

    def __init__(self) -> None:
        self.sound_missed = 0
        self.screens_heard: list[ScreenListener] = []
        self.screens_again: list[bool] = []
        self.sounds_heard: list[SoundListener] = []
        self.sounds_unwanted: list[SoundListener] = []
        self.screens_unwanted: list[ScreenListener] = []

    def share_sound(self, listener: SoundListener) -> Callable[[], None]:
        """A test plays the sound server by ``sounds_heard``."""
        self.sounds_heard.append(listener)
        return lambda: self.sounds_unwanted.append(listener)

    async def sound_missing(self) -> None:
        self.sound_missed += 1

    async def screens(self) -> ScreensOffered:
        return ScreensOffered(ScreensBy.DESKTOP, (ScreenSurface.WINDOW,))

    def share_screen(self, listener: ScreenListener, *, again: bool) -> Callable[[], None]:
        """A test plays the desktop by ``screens_heard``."""
        self.screens_again.append(again)
        self.screens_heard.append(listener)
        return lambda: self.screens_unwanted.append(listener)


class App:
    """Keeps what it was asked; hosts a real session."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.session: MeetingSession | None = None
        self.opened: list[str] = []
        self.said: list[str] = []
        self.kept: list[Transcript] = []
        self.past = Past()
        self.desktop = Desktop()
        self.quits = 0
        self.picture = BackgroundPicture()
        self.spliced: list[tuple[str, str]] = []
        self.can_splice = True

    def state(self) -> AppState:
        return AppState("0.1.0", self.settings, "en", ())

    def current_state(self) -> CurrentState:
        return CurrentState(link=OpenedLink("192.0.2.7"))

    async def save_settings(self, settings: Settings) -> Settings:
        self.settings = settings
        return settings

    async def background(self) -> BackgroundPicture:
        return self.picture

    async def save_background(self, picture: BackgroundPicture) -> None:
        self.picture = picture

    async def host(self, request: HostMeeting) -> HostedMeeting:
        if request.port == 1:
            raise MeetDeskError(ErrorCode.PORT_NOT_ALLOWED, port=1)
        self.session = MeetingSession(request.title)
        return HostedMeeting(
            meeting=self.session.meeting_id,
            title=request.title,
            addresses=("192.0.2.1",),
            port=47_800,
            invitation="meetdesk://join",
            invitation_qr="data:,",
            code="482913",
            code_kind=request.code,
            fingerprint_words="one two three four five six",
            guests=request.guests,
            guest_links=("https://192.0.2.1:47800",),
            guest_fingerprints=("00:11",),
            guest_qr="data:,",
        )

    def renew_code(self, request: NewCode) -> HostedMeeting:
        raise MeetDeskError(ErrorCode.NOT_IN_MEETING)

    def allow_guests(self, request: AllowGuests) -> HostedMeeting:
        raise MeetDeskError(ErrorCode.NOT_IN_MEETING)

    async def join(self, request: JoinMeeting) -> JoinedMeeting:
        return JoinedMeeting("0" * 32, "Title", "Ann", request.address)

    async def leave(self) -> None:
        if self.session is not None:
            await self.session.end(EndReason.ENDED_BY_HOST)
            self.session = None

    def say(self, text: str) -> None:
        self.said.append(text)

    def open_link(self, url: str) -> None:
        self.opened.append(url)

    async def check(self, request: RunCheck) -> CheckReport:
        return CheckReport(request.check, (finding(FindingCode.CLOCK_FINE),))

    async def about(self) -> About:
        return About("0.1.0", (), "/nowhere")

    def open_logs(self) -> None:
        raise MeetDeskError(ErrorCode.FOLDER_NOT_SHOWN)

    def open_licences(self) -> None:
        raise MeetDeskError(ErrorCode.FOLDER_NOT_SHOWN)

    async def save_transcript(self, transcript: Transcript) -> None:
        self.kept.append(transcript)

    async def quit(self) -> None:
        self.quits += 1

    def meeting_here(self, channel: Channel) -> tuple[MeetingSession, str] | None:
        session = self.session
        return session and (session, "" if session.ended else session.members.local_ticket())

    async def splice(self, channel: str, window: IOStream, websocket_key: str) -> None:
        if not self.can_splice:
            raise MeetDeskError(ErrorCode.NOT_IN_MEETING)
        self.spliced.append((channel, websocket_key))
        await window.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\nfrom afar")
        await window.read_until_close()


class Window:
    def __init__(self, app: App, server: LoopbackServer) -> None:
        self.app = app
        self.server = server
        self.origin = f"http://127.0.0.1:{server.port}"
        self.cookie = ""

    async def ask(
        self, method: str, path: str, body: str | None = None, *, host: str = "", origin: str | None = "",
        cookie: str | None = None,
    ) -> HTTPResponse:  # fmt: skip
        """``host``, ``origin``, ``cookie``: other than the right ones; None: no such header."""
        headers = {"Host": host or f"127.0.0.1:{self.server.port}"}
        if origin is not None and (origin or method != "GET"):
            headers["Origin"] = origin or self.origin
        if (jar := self.cookie if cookie is None else cookie) != "":
            headers["Cookie"] = jar
        request = HTTPRequest(
            self.origin + path, method, headers, body, follow_redirects=False, allow_nonstandard_methods=True
        )
        return await AsyncHTTPClient().fetch(request, raise_error=False)

    async def enter(self) -> None:
        answer = await self.ask("GET", self.server.entry_url().removeprefix(self.origin))
        assert answer.headers["Refresh"] == "0; url=/", answer
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]

    async def open(self, path: str, origin: str = "", cookie: str | None = None) -> ClientConnection:
        jar = self.cookie if cookie is None else cookie
        return await connect(
            f"ws://127.0.0.1:{self.server.port}{path}",
            origin=origin or self.origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": jar},
            compression=None,
            proxy=None,
        )


async def until(condition: Callable[[], bool]) -> None:
    """Waits for something that is to happen at once; fails after 5 s."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.01)


@asynccontextmanager
async def window(ui: Path) -> AsyncIterator[Window]:
    """A window that has entered."""
    sockets, _ = bind_loopback()
    app = App()
    server = LoopbackServer(app, sockets, ui)
    opened = Window(app, server)
    try:
        await opened.enter()
        yield opened
    finally:
        await app.leave()
        async with asyncio.timeout(2):
            await server.stop()
