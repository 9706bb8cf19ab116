"""What the loopback server needs of the rest of the app. ``app.py`` provides it; the server knows only this."""

from collections.abc import Callable
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
from meetdesk.wire.screens import ScreenEnd, ScreensOffered, ScreenSurface


class PastChats(Protocol):
    """Meetings whose chats are kept on this computer. All methods raise MeetDeskError ``past_unreachable``."""

    async def meetings(self) -> PastMeetings:
        """All of them, the latest first."""
        ...

    async def page(self, request: OpenPast) -> PastPage:
        """The next messages of one of them, ``past.PAGE`` at most; none for one that is not kept (any more)."""
        ...

    async def search(self, request: SearchPast) -> PastFound:
        """Without regard to case; of many, the latest."""
        ...

    async def forget(self, request: ForgetPast) -> PastForgotten:
        """Deletes them; for a while they can be had back."""
        ...

    async def restore(self, request: RestorePast) -> PastForgotten:
        """Those that are there again."""
        ...


class ScreenListener(Protocol):
    """Hears of a share. All methods are called in other threads."""

    def begun(self, surface: ScreenSurface, *, again: bool) -> None:
        """The person has chosen; pictures follow. ``again``: they can be had again without the desktop's dialog."""
        ...

    def picture(self, frame: bytearray) -> None:
        """A whole frame of a WebSocket (``wire.screens.SCREEN_HEAD_BYTES``), and the receiver's own."""
        ...

    def ended(self, why: ScreenEnd) -> None:
        """The last call."""
        ...


class SoundListener(Protocol):
    """Hears what the computer plays. All methods are called in other threads."""

    def begun(self) -> None:
        """It can be heard; pieces follow whenever something plays."""
        ...

    def piece(self, message: bytes) -> None:
        """20 ms (``wire.screens.SOUND_HEAD_BYTES``)."""
        ...

    def ended(self, why: ScreenEnd) -> None:
        """The last call."""
        ...


class Desktop(Protocol):
    """What the desktop gives a window to share."""

    async def screens(self) -> ScreensOffered:
        """What this desktop can share, looked at anew."""
        ...

    def share_screen(self, listener: ScreenListener, *, again: bool) -> Callable[[], None]:
        """Asks the person at once, by the desktop's own dialog; ``again``: shares what was shared last, which they were
        asked about. Returns what ends it."""
        ...

    def share_sound(self, listener: SoundListener) -> Callable[[], None]:
        """Listens at once to what the computer plays, but for this app. Returns what ends it."""
        ...

    async def sound_missing(self) -> None:
        """The window's engine has no audio device at all. Told every few seconds while that is so."""
        ...


class Application(Protocol):
    """All methods run in the server thread. They raise MeetDeskError, which becomes a ``Problem`` answer."""

    @property
    def past(self) -> PastChats:
        """Meetings that are over."""
        ...

    @property
    def desktop(self) -> Desktop:
        """Its screens, and what it plays."""
        ...

    def state(self) -> AppState:
        """All that a window begins with. From the first call on the network is searched for meetings."""
        ...

    def current_state(self) -> CurrentState:
        """What a window is told as soon as it listens for events."""
        ...

    async def save_settings(self, settings: Settings) -> Settings:
        """Returns them as they hold for this run: the name tidied, and what the command line overrides left as it is.
        An empty name is fine. Raises ``name_too_long``, ``name_invalid``."""
        ...

    async def background(self) -> BackgroundPicture:
        """Empty: none was chosen."""
        ...

    async def save_background(self, picture: BackgroundPicture) -> None:
        """Takes the place of the one before; empty: none."""
        ...

    async def host(self, request: HostMeeting) -> HostedMeeting:
        """Returns once others can join. Raises ``already_in_meeting``, ``port_in_use``, ``port_not_allowed``, and what
        a name, title or code can be refused for."""
        ...

    def renew_code(self, request: NewCode) -> HostedMeeting:
        """Raises ``not_in_meeting`` where none is hosted, and as ``host`` for a code that was thought up."""
        ...

    def allow_guests(self, request: AllowGuests) -> HostedMeeting:
        """Raises ``not_in_meeting`` where none is hosted."""
        ...

    async def join(self, request: JoinMeeting) -> JoinedMeeting:
        """Returns once the host has proved itself and given a ticket; a later ``join`` or ``leave`` gives it up.
        Raises what a person can do something about: ``docs/protocol.md``, section 2."""
        ...

    async def leave(self) -> None:
        """Leaves what was joined, or ends what is hosted for all. Nothing, where there is neither."""
        ...

    def open_link(self, url: str) -> None:
        """Raises ``not_allowed`` for what is neither of the web nor an invitation."""
        ...

    def say(self, text: str) -> None:
        """Has screen readers say it, where the engine does not by itself. Never waits."""
        ...

    async def check(self, request: RunCheck) -> CheckReport:
        """May take some seconds: it asks the network."""
        ...

    async def about(self) -> About:
        """Reads what is installed, in another thread."""
        ...

    def open_logs(self) -> None:
        """Raises ``folder_not_shown``."""
        ...

    def open_licences(self) -> None:
        """Raises ``folder_not_shown``, also where they are not with the app."""
        ...

    async def save_transcript(self, transcript: Transcript) -> None:
        """Keeps a chat as the page has it. What all can read in an own meeting is kept as it comes instead."""
        ...

    async def quit(self) -> None:
        """Ends or leaves the meeting, then lets the app go."""
        ...

    def meeting_here(self, channel: Channel) -> tuple[MeetingSession, str] | None:
        """Where in this process the window's channel ends, and by which ticket; None: it is to be spliced."""
        ...

    async def splice(self, channel: Channel, window: IOStream, websocket_key: str) -> None:
        """Bridges the window's WebSocket (its upgrade request is already read) to the joined host.

        Raises MeetDeskError before anything was written to ``window`` if the host cannot be reached; otherwise
        returns when either side has closed.
        """
        ...
