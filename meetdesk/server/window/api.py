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
    """A request of the window to its own app: JSON in, JSON out."""

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
    """``/api/state``: all that the window begins with."""

    def get(self) -> None:
        self.answer(self.app.state())


class SettingsHandler(ApiHandler):
    """``/api/settings``: saves them."""

    async def put(self) -> None:
        self.answer(await self.app.save_settings(self.body(Settings)))


class Background(ApiHandler):
    """``/api/background``: the own picture behind oneself."""

    async def get(self) -> None:
        self.answer(await self.app.background())

    async def put(self) -> None:
        await self.app.save_background(self.body(BackgroundPicture))
        self.done()


class Host(ApiHandler):
    """``/api/host``: begins a meeting."""

    async def post(self) -> None:
        self.answer(await self.app.host(self.body(HostMeeting)))


class Code(ApiHandler):
    """Another code for the meeting that is hosted."""

    def post(self) -> None:
        self.answer(self.app.renew_code(self.body(NewCode)))


class AllowedGuests(ApiHandler):
    """Lets browser guests in, or no more."""

    def post(self) -> None:
        self.answer(self.app.allow_guests(self.body(AllowGuests)))


class Join(ApiHandler):
    """``/api/join``: joins a meeting."""

    async def post(self) -> None:
        self.answer(await self.app.join(self.body(JoinMeeting)))


class Leave(ApiHandler):
    """``/api/leave``: leaves, or ends what is hosted."""

    async def post(self) -> None:
        await self.app.leave()
        self.done()


class Open(ApiHandler):
    """Opens a link in the browser of the system."""

    def post(self) -> None:
        self.app.open_link(self.body(OpenLink).url)
        self.done()


class SayHandler(ApiHandler):
    """Has a sentence spoken by the screen reader."""

    def post(self) -> None:
        self.app.say(self.body(Say).text)
        self.done()


class CheckHandler(ApiHandler):
    """Checks network, devices and system, as ``meetdesk doctor`` does."""

    async def post(self) -> None:
        self.answer(await self.app.check(self.body(RunCheck)))


class AboutHandler(ApiHandler):
    """Versions, licences, places."""

    async def get(self) -> None:
        self.answer(await self.app.about())


class Logs(ApiHandler):
    """Opens the folder of the logs."""

    def post(self) -> None:
        self.app.open_logs()
        self.done()


class Licences(ApiHandler):
    """Opens the licences of what is in the app."""

    def post(self) -> None:
        self.app.open_licences()
        self.done()


class Sound(ApiHandler):
    """The engine finds no sound device: has it look anew."""

    async def post(self) -> None:
        await self.app.sound_missing()
        self.done()


class TranscriptHandler(ApiHandler):
    """Saves a chat as a file."""

    async def post(self) -> None:
        await self.app.save_transcript(self.body(Transcript))
        self.done()


class Past(ApiHandler):
    """Meetings whose chats are kept."""

    async def get(self) -> None:
        self.answer(await self.app.past.meetings())


class PastMessages(ApiHandler):
    """A page of one of them."""

    async def post(self) -> None:
        self.answer(await self.app.past.page(self.body(OpenPast)))


class PastSearch(ApiHandler):
    """Messages in them that have these words."""

    async def post(self) -> None:
        self.answer(await self.app.past.search(self.body(SearchPast)))


class PastForget(ApiHandler):
    """Deletes chats, which can be had back for a while."""

    async def post(self) -> None:
        self.answer(await self.app.past.forget(self.body(ForgetPast)))


class PastRestore(ApiHandler):
    """Takes a deletion back."""

    async def post(self) -> None:
        self.answer(await self.app.past.restore(self.body(RestorePast)))


class Quit(ApiHandler):
    """Ends the app."""

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
