"""What the loopback server needs of the rest of the app. ``app.py`` provides it; the server knows only this."""

from typing import Protocol

from tornado.iostream import IOStream

from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.channels import Channel
from meetdesk.wire.findings import CheckReport, RunCheck
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
    Settings,
    Transcript,
)
from meetdesk.wire.past import (
    ForgetPast,
    OpenPast,
    PastForgotten,
    PastFound,
    PastMeetings,
    PastPage,
    RestorePast,
    SearchPast,
)


class PastChats(Protocol):
    """Meetings whose chats are kept on this computer. All methods raise MeetDeskError ``past_unreachable``."""

    async def meetings(self) -> PastMeetings: ...

    async def page(self, request: OpenPast) -> PastPage: ...

    async def search(self, request: SearchPast) -> PastFound: ...

    async def forget(self, request: ForgetPast) -> PastForgotten:
        """Deletes them; for a while they can be had back."""
        ...

    async def restore(self, request: RestorePast) -> PastForgotten:
        """Those that are there again."""
        ...


class Application(Protocol):
    """All methods run in the server thread. They raise MeetDeskError, which becomes a ``Problem`` answer."""

    @property
    def past(self) -> PastChats: ...

    def state(self) -> AppState: ...

    def current_state(self) -> CurrentState:
        """What a window is told as soon as it listens for events."""
        ...

    async def save_settings(self, settings: Settings) -> Settings: ...

    async def background(self) -> BackgroundPicture: ...

    async def save_background(self, picture: BackgroundPicture) -> None: ...

    async def host(self, request: HostMeeting) -> HostedMeeting: ...

    def renew_code(self, request: NewCode) -> HostedMeeting: ...

    def allow_guests(self, request: AllowGuests) -> HostedMeeting: ...

    async def join(self, request: JoinMeeting) -> JoinedMeeting: ...

    async def leave(self) -> None: ...

    def open_link(self, url: str) -> None: ...

    def say(self, text: str) -> None: ...

    async def check(self, request: RunCheck) -> CheckReport: ...

    async def about(self) -> About: ...

    def open_logs(self) -> None: ...

    def open_licences(self) -> None: ...

    async def sound_missing(self) -> None:
        """The window's engine has no audio device at all. Told every few seconds while that is so."""
        ...

    async def save_transcript(self, transcript: Transcript) -> None: ...

    async def quit(self) -> None: ...

    def hosted_session(self) -> MeetingSession | None:
        """The meeting held in this process, for the host's own window; None when this app hosts none."""
        ...

    async def splice(self, channel: Channel, window: IOStream, websocket_key: str) -> None:
        """Bridges the window's WebSocket (its upgrade request is already read) to the joined host.

        Raises MeetDeskError before anything was written to ``window`` if the host cannot be reached; otherwise
        returns when either side has closed.
        """
        ...
