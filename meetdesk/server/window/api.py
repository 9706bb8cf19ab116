"""What the window asks of its own app: ``docs/protocol.md``, section 5."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec
from tornado.iostream import IOStream
from tornado.web import HTTPError

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.net.tasks import start_task
from meetdesk.net.websocket.connection import Connection
from meetdesk.net.websocket.frames import text_frame
from meetdesk.net.websocket.handshake import acceptable, refuse, upgrade
from meetdesk.server.meeting.channels import KERNEL_BYTES, open_channel
from meetdesk.server.window.application import Application
from meetdesk.server.window.guard import GuardedHandler
from meetdesk.server.window.screen import ScreenChannel, SoundChannel
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
        """What answers; the handlers only read and write JSON."""
        app: Application = self.settings["application"]
        return app

    def body(self, kind: type[T]) -> T:
        """The request's body. Raises MeetDeskError ``malformed_message`` or ``message_too_large``."""
        return decode_body(kind, self.request.body)

    def done(self) -> None:
        """204: it was done, and there is nothing to say."""
        self.set_status(204)
        self.finish()


@dataclass(frozen=True)
class Call(Generic[T]):
    """One method of one path: what its body is, and what the app does about it. What that returns is the answer."""

    body: type[T]
    do: Callable[[Application, T], msgspec.Struct | Awaitable[msgspec.Struct | None] | None]


class NoBody(msgspec.Struct, frozen=True):
    """For a request that says all by its path; a body of it is not read."""


Calls: TypeAlias = Mapping[str, Call[Any]]
"""By method: ``GET``, ``PUT``, ``POST``."""


class CallHandler(ApiHandler):
    """Any path whose answer comes from one call: JSON, or 204 where there is nothing to say."""

    def initialize(self, calls: Calls) -> None:
        """``calls``: those of this path. Any other method is answered with 405."""
        self._calls = calls

    async def _call(self) -> None:
        call = self._calls.get(self.request.method or "")
        if call is None:
            raise HTTPError(HTTPStatus.METHOD_NOT_ALLOWED)
        found = call.do(self.app, NoBody() if call.body is NoBody else self.body(call.body))
        answer = await found if isinstance(found, Awaitable) else found
        if answer is None:
            self.done()
        else:
            self.answer(answer)

    get = put = post = _call


class Quit(ApiHandler):
    """Ends the app."""

    async def post(self) -> None:
        """Answers first: there may be nobody to answer to afterwards."""
        self.done()
        await self.app.quit()


class ChannelHandler(ApiHandler):
    """A WebSocket to the window."""

    is_channel = True

    def require_upgrade(self) -> None:
        """Raises MeetDeskError ``malformed_message`` for what is no WebSocket."""
        if not acceptable("GET", self.request.headers):
            raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE)


class Events(ChannelHandler):
    """``/api/events``: pushed to the window."""

    def get(self) -> None:
        """Begins with ``current_state``. Raises MeetDeskError ``malformed_message`` for what is no WebSocket."""
        self.require_upgrade()
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


class MeetingChannel(ChannelHandler):
    """Ends in the hosted meeting, or is spliced to the joined one."""

    def get(self, name: str) -> None:
        """``name``: of a ``Channel``. A refusal is told by a WebSocket that is closed at once, with its code: pages are
        not told the status of an upgrade. Raises MeetDeskError ``malformed_message`` for what is no WebSocket."""
        self.require_upgrade()
        channel = Channel(name)
        here = self.app.meeting_here(channel)
        if here is None:
            key = self.request.headers["Sec-WebSocket-Key"]
            start_task(f"{channel} bridge", _splice(self.app, channel, self.detach(), key))
            return
        refusal = open_channel(self, *here, channel)
        if refusal is not None:
            code = REFUSED.get(refusal, ErrorCode.MALFORMED_MESSAGE)
            key = self.request.headers["Sec-WebSocket-Key"]
            start_task(f"{channel} refusal", refuse(self.detach(), key, close_code_for(code), code.value))


class ScreenHandler(ChannelHandler):
    """``/api/screen``: the pictures of the screen that the person chooses in the desktop's own dialog."""

    def get(self) -> None:
        """Shows the dialog at once; with ``?again=1`` it shares what was shared last.

        Raises MeetDeskError ``malformed_message`` for what is no WebSocket.
        """
        self.require_upgrade()
        share = partial(self.app.desktop.share_screen, again=self.get_query_argument("again", "") == "1")
        connection = upgrade(self, _EVENT_BYTES, KERNEL_BYTES[Channel.FILE])
        start_task("shared screen", ScreenChannel(connection).run(share))


class SoundHandler(ChannelHandler):
    """``/api/screen-sound``: what the computer plays, without this app."""

    def get(self) -> None:
        """Listens at once. Raises MeetDeskError ``malformed_message`` for what is no WebSocket."""
        self.require_upgrade()
        connection = upgrade(self, _EVENT_BYTES, KERNEL_BYTES[Channel.FILE])
        start_task("shared sound", SoundChannel(connection).run(self.app.desktop.share_sound))


async def _splice(app: Application, channel: Channel, window: IOStream, key: str) -> None:
    try:
        await app.splice(channel, window, key)
    except MeetDeskError as error:
        await refuse(window, key, close_code_for(error.code), error.code.value)
    finally:
        window.close()


CALLS: Mapping[str, Calls] = {
    "/api/state": {"GET": Call(NoBody, lambda app, _: app.state())},
    "/api/settings": {"PUT": Call(Settings, lambda app, settings: app.save_settings(settings))},
    "/api/background": {
        "GET": Call(NoBody, lambda app, _: app.background()),
        "PUT": Call(BackgroundPicture, lambda app, picture: app.save_background(picture)),
    },
    "/api/host": {"POST": Call(HostMeeting, lambda app, request: app.host(request))},
    "/api/code": {"POST": Call(NewCode, lambda app, request: app.renew_code(request))},
    "/api/guests": {"POST": Call(AllowGuests, lambda app, request: app.allow_guests(request))},
    "/api/join": {"POST": Call(JoinMeeting, lambda app, request: app.join(request))},
    "/api/leave": {"POST": Call(NoBody, lambda app, _: app.leave())},
    "/api/open": {"POST": Call(OpenLink, lambda app, link: app.open_link(link.url))},
    "/api/say": {"POST": Call(Say, lambda app, sentence: app.say(sentence.text))},
    "/api/check": {"POST": Call(RunCheck, lambda app, request: app.check(request))},
    "/api/about": {"GET": Call(NoBody, lambda app, _: app.about())},
    "/api/logs": {"POST": Call(NoBody, lambda app, _: app.open_logs())},
    "/api/licences": {"POST": Call(NoBody, lambda app, _: app.open_licences())},
    "/api/screens": {"GET": Call(NoBody, lambda app, _: app.desktop.screens())},
    "/api/sound": {"POST": Call(NoBody, lambda app, _: app.desktop.sound_missing())},
    "/api/transcript": {"POST": Call(Transcript, lambda app, transcript: app.save_transcript(transcript))},
    "/api/past": {"GET": Call(NoBody, lambda app, _: app.past.meetings())},
    "/api/past/messages": {"POST": Call(OpenPast, lambda app, request: app.past.page(request))},
    "/api/past/search": {"POST": Call(SearchPast, lambda app, request: app.past.search(request))},
    "/api/past/forget": {"POST": Call(ForgetPast, lambda app, request: app.past.forget(request))},
    "/api/past/restore": {"POST": Call(RestorePast, lambda app, request: app.past.restore(request))},
}
"""What a window can ask its app, by path: ``docs/protocol.md``, section 5, says what each means."""

ROUTES: tuple[tuple[str, type[ApiHandler]] | tuple[str, type[ApiHandler], dict[str, Calls]], ...] = (
    *((path, CallHandler, {"calls": calls}) for path, calls in CALLS.items()),
    (r"/api/quit", Quit),
    (r"/api/events", Events),
    (r"/api/screen", ScreenHandler),
    (r"/api/screen-sound", SoundHandler),
    (f"{WINDOW_PATH}/{PATTERN}", MeetingChannel),
)
