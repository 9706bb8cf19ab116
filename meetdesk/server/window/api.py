"""What the window asks of its own app: ``docs/protocol.md``, section 5."""

from typing import TypeAlias, TypeVar

from tornado.iostream import IOStream

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.net.tasks import start_task
from meetdesk.net.websocket.connection import Connection
from meetdesk.net.websocket.frames import text_frame
from meetdesk.net.websocket.handshake import acceptable, refuse, upgrade
from meetdesk.server.meeting.channels import KERNEL_BYTES, open_channel
from meetdesk.server.window.application import Application
from meetdesk.server.window.guard import GuardedHandler
from meetdesk.wire.channels import PATTERN, REFUSED, WINDOW_PATH, Channel
from meetdesk.wire.close_codes import close_code_for
from meetdesk.wire.codec import decode_body, encode_app_event
from meetdesk.wire.findings import RunCheck
from meetdesk.wire.local import (
    AllowGuests,
    BackgroundPicture,
    HostMeeting,
    JoinMeeting,
    NewCode,
    OpenLink,
    Say,
    Settings,
    Transcript,
)
from meetdesk.wire.past import ForgetPast, OpenPast, RestorePast, SearchPast

Windows: TypeAlias = set[Connection]
"""The event channels of open windows."""

T = TypeVar("T")

_EVENT_BYTES = 125
"""A window has nothing to say on its event channel."""


class ApiHandler(GuardedHandler):
    @property
    def app(self) -> Application:
        app: Application = self.settings["application"]
        return app

    def body(self, kind: type[T]) -> T:
        """The request's body. Raises MeetDeskError ``malformed_message`` or ``message_too_large``."""
        return decode_body(kind, self.request.body)

    def done(self) -> None:
        self.set_status(204)
        self.finish()


class State(ApiHandler):
    def get(self) -> None:
        self.answer(self.app.state())


class SettingsHandler(ApiHandler):
    def put(self) -> None:
        self.answer(self.app.save_settings(self.body(Settings)))


class Background(ApiHandler):
    def get(self) -> None:
        self.answer(self.app.background())

    def put(self) -> None:
        self.app.save_background(self.body(BackgroundPicture))
        self.done()


class Host(ApiHandler):
    async def post(self) -> None:
        self.answer(await self.app.host(self.body(HostMeeting)))


class Code(ApiHandler):
    def post(self) -> None:
        self.answer(self.app.renew_code(self.body(NewCode)))


class AllowedGuests(ApiHandler):
    def post(self) -> None:
        self.answer(self.app.allow_guests(self.body(AllowGuests)))


class Join(ApiHandler):
    async def post(self) -> None:
        self.answer(await self.app.join(self.body(JoinMeeting)))


class Leave(ApiHandler):
    async def post(self) -> None:
        await self.app.leave()
        self.done()


class Open(ApiHandler):
    def post(self) -> None:
        self.app.open_link(self.body(OpenLink).url)
        self.done()


class SayHandler(ApiHandler):
    def post(self) -> None:
        self.app.say(self.body(Say).text)
        self.done()


class CheckHandler(ApiHandler):
    async def post(self) -> None:
        self.answer(await self.app.check(self.body(RunCheck)))


class AboutHandler(ApiHandler):
    async def get(self) -> None:
        self.answer(await self.app.about())


class Logs(ApiHandler):
    def post(self) -> None:
        self.app.open_logs()
        self.done()


class Licences(ApiHandler):
    def post(self) -> None:
        self.app.open_licences()
        self.done()


class Sound(ApiHandler):
    async def post(self) -> None:
        await self.app.sound_missing()
        self.done()


class TranscriptHandler(ApiHandler):
    def post(self) -> None:
        self.app.save_transcript(self.body(Transcript))
        self.done()


class Past(ApiHandler):
    async def get(self) -> None:
        self.answer(await self.app.past.meetings())


class PastMessages(ApiHandler):
    async def post(self) -> None:
        self.answer(await self.app.past.page(self.body(OpenPast)))


class PastSearch(ApiHandler):
    async def post(self) -> None:
        self.answer(await self.app.past.search(self.body(SearchPast)))


class PastForget(ApiHandler):
    async def post(self) -> None:
        self.answer(await self.app.past.forget(self.body(ForgetPast)))


class PastRestore(ApiHandler):
    async def post(self) -> None:
        self.answer(await self.app.past.restore(self.body(RestorePast)))


class Quit(ApiHandler):
    async def post(self) -> None:
        self.done()
        await self.app.quit()


class Events(ApiHandler):
    """``/api/events``: pushed to the window."""

    is_channel = True

    def get(self) -> None:
        if not acceptable("GET", self.request.headers):
            raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE)
        connection = upgrade(self, _EVENT_BYTES, KERNEL_BYTES[Channel.CONTROL])
        start_task("window events", self._serve(connection, self.settings["windows"]))

    async def _serve(self, connection: Connection, windows: Windows) -> None:
        # Nothing comes between the two: what changes from now on is told by an event of its own.
        windows.add(connection)
        connection.write(text_frame(encode_app_event(self.app.current_state())))
        try:
            await connection.run()
        finally:
            windows.discard(connection)


class MeetingChannel(ApiHandler):
    """Ends in the hosted meeting, or is spliced to the joined one."""

    is_channel = True

    def get(self, name: str) -> None:
        if not acceptable("GET", self.request.headers):
            raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE)
        channel = Channel(name)
        session = self.app.hosted_session()
        if session is None:
            key = self.request.headers["Sec-WebSocket-Key"]
            start_task(f"{channel} bridge", _splice(self.app, channel, self.detach(), key))
            return
        ticket = "" if session.ended else session.members.local_ticket()
        refusal = open_channel(self, session, ticket, channel)
        if refusal is not None:
            code = REFUSED.get(refusal, ErrorCode.MALFORMED_MESSAGE)
            key = self.request.headers["Sec-WebSocket-Key"]
            start_task(f"{channel} refusal", refuse(self.detach(), key, close_code_for(code), code.value))


async def _splice(app: Application, channel: Channel, window: IOStream, key: str) -> None:
    try:
        await app.splice(channel, window, key)
    except MeetDeskError as error:
        await refuse(window, key, close_code_for(error.code), error.code.value)
    finally:
        window.close()


ROUTES: tuple[tuple[str, type[ApiHandler]], ...] = (
    (r"/api/state", State),
    (r"/api/settings", SettingsHandler),
    (r"/api/background", Background),
    (r"/api/host", Host),
    (r"/api/code", Code),
    (r"/api/guests", AllowedGuests),
    (r"/api/join", Join),
    (r"/api/leave", Leave),
    (r"/api/open", Open),
    (r"/api/say", SayHandler),
    (r"/api/check", CheckHandler),
    (r"/api/about", AboutHandler),
    (r"/api/logs", Logs),
    (r"/api/licences", Licences),
    (r"/api/sound", Sound),
    (r"/api/transcript", TranscriptHandler),
    (r"/api/past", Past),
    (r"/api/past/messages", PastMessages),
    (r"/api/past/search", PastSearch),
    (r"/api/past/forget", PastForget),
    (r"/api/past/restore", PastRestore),
    (r"/api/quit", Quit),
    (r"/api/events", Events),
    (f"{WINDOW_PATH}/{PATTERN}", MeetingChannel),
)
