"""What the loopback server needs of the app (``server.window.application``), and what the command line does."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
from tornado.iostream import IOStream

from meetdesk import __version__
from meetdesk.app.about import licence_folder, packages
from meetdesk.app.discovery import Discovery, found_meeting
from meetdesk.app.folders import files_folder, show
from meetdesk.app.hosting import Hosting, check_name
from meetdesk.app.joined import Joined
from meetdesk.app.keeping import Keeping
from meetdesk.app.leading import described
from meetdesk.app.overrides import Overrides
from meetdesk.app.recognising import recognising, remember
from meetdesk.app.shared_desktop import SharedDesktop
from meetdesk.app.succession.second_path import SecondPath
from meetdesk.app.succession.standing_in import StandingIn
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.texts import normal_name
from meetdesk.core.topics.people import EndReason
from meetdesk.desktop import browser, paths
from meetdesk.desktop.full_name import full_name
from meetdesk.desktop.window import say
from meetdesk.doctor.context import Context
from meetdesk.doctor.doctor import run_check
from meetdesk.joining.code import normal_code, split_code
from meetdesk.joining.dial import JoinedHost, join
from meetdesk.joining.discovery.sighting import Sighting
from meetdesk.joining.goodbye import say_goodbye
from meetdesk.joining.identity import Identity
from meetdesk.joining.invitation import parse_destination
from meetdesk.messages import system_language
from meetdesk.net.tasks import start_task
from meetdesk.server.lan.guesses import Guessing
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.store.meetings import Heading
from meetdesk.store.store import Store
from meetdesk.wire.channels import Channel
from meetdesk.wire.findings import CheckReport, RunCheck
from meetdesk.wire.local import (
    About,
    AddressesChanged,
    AllowGuests,
    AppEvent,
    AppState,
    BackgroundPicture,
    CloseRequested,
    CodeChanged,
    CodeGuessed,
    CurrentState,
    FoundMeeting,
    GuestsChanged,
    HostedMeeting,
    HostMeeting,
    JoinedMeeting,
    JoinMeeting,
    LinkOpened,
    MeetingMoved,
    MeetingsFound,
    NewCode,
    RecentMeeting,
    Settings,
    Transcript,
)
from meetdesk.wire.succession import Begin

log = logging.getLogger(__name__)

_MEETING = re.compile("[0-9a-f]{32}")
_LONGEST_URL = 2_048
# Answers of the host after which the meeting cannot be gone on with.
_OVER = {ErrorCode.MEETING_ENDED, ErrorCode.MEETING_REPLACED, ErrorCode.NOT_ADMITTED, ErrorCode.CERTIFICATE_CHANGED}


class App:
    """All methods run in the server thread, except where they say otherwise."""

    def __init__(
        self,
        store: Store,
        identity: Identity,
        overrides: Overrides,
        *,
        guest_pages: Path,
        join_address: str = "",
        join_code: str = "",
        join_now: bool = True,
        keen: bool = False,
        on_quit: Callable[[], None] = lambda: None,
        on_event: Callable[[AppEvent], None] = lambda _: None,
        on_ended: Callable[[], None] = lambda: None,
        on_meeting: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """``guest_pages``: folder of the page for browser guests. ``keen``: this app is in meetings to stand in for
        their hosts. ``on_quit``: the person wants the app to go. ``on_event``: to be pushed to the windows.
        ``on_ended``: the hosted meeting is over. ``on_meeting``: whether this app is in a meeting, told at every
        change."""
        self.native_window = True
        self._store = store
        self.past = Keeping(store)
        self._identity = identity
        self._overrides = overrides
        self._guest_pages = guest_pages
        opened = bool(join_address) and not join_now
        self._link = described(join_address, join_code, store.hosts) if opened else None
        self._join_address = "" if opened else join_address
        self._join_code = "" if opened else join_code
        self._keen = keen
        self._on_quit = on_quit
        self._on_event = on_event
        self._on_ended = on_ended
        self._on_meeting = on_meeting
        self._hosting: Hosting | None = None
        self._joined: Joined | None = None
        self._second_path = SecondPath(lambda: self._hosting or self._joined)
        self._over: ErrorCode | None = None
        """Why the joined meeting cannot be gone on with."""
        self._attempt = 0
        self._shown = False
        """Whether there is a page that would show found meetings."""
        self._found: tuple[Sighting, ...] = ()
        self.desktop = SharedDesktop(store, lambda: self.native_window)
        self.discovery = Discovery(self._meetings_found, lambda address: store.hosts.at(address) is not None)

    def state(self) -> AppState:
        if not self._shown:
            self._shown = True
            self._follow_meeting()
        return AppState(
            version=__version__,
            settings=self.settings,
            system_language=system_language(),
            recent=self._store.recent,
            found=self._shown_meetings,
            hosting=self._hosting.meeting if self._hosting else None,
            joined=self._joined.meeting if self._joined else None,
            join_address=self._join_address,
            join_code=self._join_code,
            link=self._link,
            native_window=self.native_window,
            system_name="" if self.settings.name else full_name(),
        )

    def current_state(self) -> CurrentState:
        hosting = self._hosting.meeting if self._hosting else None
        return CurrentState(self._shown_meetings, hosting, self._link)

    @property
    def settings(self) -> Settings:
        """As they hold for this run."""
        return self._overrides.applied(self._store.settings)

    async def save_settings(self, settings: Settings) -> Settings:
        settings = msgspec.structs.replace(settings, name=check_name(settings.name))
        kept = self._store.settings.keep_chats
        saving = self._store.save_settings(self._overrides.to_keep(settings, self._store.settings))
        if settings.keep_chats != kept:
            self.past.sweep()
        if self._joined is not None:
            self._joined.may_stand_in(self._keen or settings.stand_in)
        await saving
        return self.settings

    async def background(self) -> BackgroundPicture:
        return BackgroundPicture(await self._store.background())

    async def save_background(self, picture: BackgroundPicture) -> None:
        await self._store.save_background(picture.picture)

    async def host(self, request: HostMeeting) -> HostedMeeting:
        self._require_free()
        self._hosting = self._open(request)
        self._begin_attempt()
        self._follow_meeting()
        meeting = self._hosting.meeting
        self._remember(RecentMeeting(meeting.meeting, meeting.title, "", True, time.time()))
        return meeting

    def _open(self, request: HostMeeting, begin: Begin | None = None) -> Hosting:
        """Raises MeetDeskError as ``Hosting``."""
        hosting = Hosting(
            request,
            self._identity,
            self._store,
            self._guest_pages,
            files_folder(),
            language=self.settings.language,
            on_addresses=lambda meeting: self._on_event(AddressesChanged(meeting)),
            on_announcement=self._follow_meeting,
            on_guessing=self._tell_guessing,
            on_finished=lambda: self._finished(hosting),
            on_moved=lambda host: self._moved_away(hosting, host),
            second_path=self._second_path,
            begin=begin,
        )
        return hosting

    # The meeting goes on in another app, or in this one

    def _join(self, host: JoinedHost) -> JoinedMeeting:
        """This app is a member of that host's meeting from now on."""
        self._joined = Joined(
            host,
            self._identity,
            self._second_path,
            able=self._keen or self.settings.stand_in,
            keen=self._keen,
            stand_in=self._stand_in,
            on_moved=self._moved,
            on_taken_over=self._taken_over,
        )
        return self._joined.meeting

    def _stand_in(self, begin: Begin) -> StandingIn:
        """Raises MeetDeskError as ``Hosting``."""
        title = begin.meeting.state.title
        request = HostMeeting("", title, code=begin.code_kind, guests=begin.guests, hidden=begin.hidden)
        return StandingIn(self._open(request, begin))

    def _moved(self, joined: Joined) -> None:
        """Another one's app carries on the joined meeting."""
        if self._joined is joined:
            self._tell_where(joined.meeting)

    def _taken_over(self, joined: Joined, stand_in: StandingIn) -> None:
        """This app carries on the joined meeting."""
        if self._joined is not joined:
            stand_in.drop()
            return
        self._joined, self._hosting = None, stand_in.hosting
        meeting = self._hosting.meeting
        self._on_event(MeetingMoved(meeting, None))
        self._follow_meeting()
        self._remember(RecentMeeting(meeting.meeting, meeting.title, "", True, time.time()))

    def _moved_away(self, hosting: Hosting, host: JoinedHost) -> None:
        """A deputy's app carries on the meeting that was hosted here: this one is a member's from now on."""
        if self._hosting is not hosting:
            return
        self._hosting = None
        meeting = self._join(host)
        hosting.let_go()
        self._tell_where(meeting)

    def _tell_where(self, meeting: JoinedMeeting) -> None:
        self._on_event(MeetingMoved(None, meeting))
        self._follow_meeting()
        self._remember(RecentMeeting(meeting.meeting, meeting.title, meeting.address, False, time.time()), meeting.host)

    def _tell_guessing(self, found: Guessing) -> None:
        self._on_event(CodeGuessed(found.address, found.times, found.total, found.addresses))

    def renew_code(self, request: NewCode) -> HostedMeeting:
        if self._hosting is None:
            raise MeetDeskError(ErrorCode.NOT_IN_MEETING)
        meeting = self._hosting.renew_code(request)
        self._on_event(CodeChanged(meeting))
        return meeting

    def allow_guests(self, request: AllowGuests) -> HostedMeeting:
        if self._hosting is None:
            raise MeetDeskError(ErrorCode.NOT_IN_MEETING)
        meeting = self._hosting.allow_guests(request.allowed)
        self._on_event(GuestsChanged(meeting))
        return meeting

    async def join(self, request: JoinMeeting) -> JoinedMeeting:
        self._require_free()
        normal_name(request.name)
        typed, code = split_code(request.address)
        destination = parse_destination(typed)
        if chosen := next((one for one in self._found if one.key == request.found), None):
            others = tuple(address for address in chosen.addresses if address not in destination.addresses)
            destination = replace(destination, addresses=(*destination.addresses, *others))
        code = normal_code(request.code or code) if (request.code or code).strip() else ""
        attempt = self._begin_attempt()
        host = await join(
            destination,
            code,
            app_version=__version__,
            recognise=recognising(self._store, request.accept),
            identity=self._identity,
            meeting=request.meeting if _MEETING.fullmatch(request.meeting) else "",
        )
        if attempt != self._attempt:
            # The person gave up meanwhile, or tried something else.
            raise MeetDeskError(ErrorCode.NOT_IN_MEETING)
        meeting = self._join(host)
        remember(self._store, host)
        self._follow_meeting()
        # By address and code, the code is asked for again: it belongs to this meeting, and to nobody's disk.
        invitation = "" if code else destination.invitation
        recent = RecentMeeting(meeting.meeting, meeting.title, meeting.address, False, time.time(), invitation)
        self._remember(recent, meeting.host)
        return meeting

    async def say_goodbye(self) -> None:
        """Tells the host of a joined meeting that this person goes, as the window may be gone before it can."""
        if self._joined is not None:
            await say_goodbye(self._joined.bridge.host)

    async def leave(self) -> None:
        await self._leave(EndReason.ENDED_BY_HOST)

    def open_link(self, url: str) -> None:
        """Raises MeetDeskError ``not_allowed``."""
        if len(url) <= _LONGEST_URL and url.lower().startswith("meetdesk:"):
            self.open_invitation(url, "")
            return
        if len(url) > _LONGEST_URL or not browser.open_link(url):
            raise MeetDeskError(ErrorCode.NOT_ALLOWED)

    def say(self, text: str) -> None:
        say(text)

    async def check(self, request: RunCheck) -> CheckReport:
        hosting = self._hosting
        near = [address for one in self._found for address in one.addresses[:1]]
        if self._joined is not None:
            near.insert(0, self._joined.bridge.host.address)
        context = Context(
            hosting.port if hosting else None,
            self._identity.fingerprint if hosting else b"",
            request.target,
            tuple(near),
        )
        return await run_check(request.check, context)

    async def about(self) -> About:
        licences = licence_folder()
        log_folder = str(paths.planned_log_folder())
        return About(__version__, await asyncio.to_thread(packages), log_folder, str(licences) if licences else "")

    def open_logs(self) -> None:
        """Raises MeetDeskError ``folder_not_shown``."""
        show(paths.planned_log_folder())

    def open_licences(self) -> None:
        """Raises MeetDeskError ``folder_not_shown``."""
        show(licence_folder())

    async def save_transcript(self, transcript: Transcript) -> None:
        if not _MEETING.fullmatch(transcript.meeting):
            raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE)
        # What is said to all is kept by the hosted meeting itself, with or without a window.
        hosted = self._hosting is not None and self._hosting.session.meeting_id == transcript.meeting
        if not hosted or transcript.participant is not None:
            await self.past.keep(transcript)

    async def quit(self) -> None:
        """Ends or leaves the meeting, then lets the app go."""
        try:
            await self.say_goodbye()
            await self._leave(EndReason.HOST_QUIT)
        finally:
            self._on_quit()

    def way_in(self) -> JoinedHost:
        """Where this app's own member is in the meeting, whoever carries that on. Raises MeetDeskError."""
        if self._hosting is not None:
            return self._hosting.way_in()
        if self._joined is None:
            raise MeetDeskError(self._over or ErrorCode.NOT_IN_MEETING)
        return self._joined.bridge.host

    def meeting_here(self, channel: Channel) -> tuple[MeetingSession, str] | None:
        return self._second_path.end_of(channel, self._hosting.session if self._hosting else None)

    async def splice(self, channel: Channel, window: IOStream, websocket_key: str) -> None:
        if self._hosting is not None:
            return await self._second_path.splice(window, websocket_key)
        if (joined := self._joined) is None:
            raise MeetDeskError(self._over or ErrorCode.NOT_IN_MEETING)
        try:
            await joined.splice(channel, window, websocket_key)
        except MeetDeskError as error:
            if error.code in _OVER and self._joined is joined:
                self._joined = None
                self._over = error.code
                joined.close()
                self._follow_meeting()
            raise

    @property
    def hosting(self) -> bool:
        """Whether people would lose a meeting if this app went now. From any thread."""
        return self._hosting is not None

    @property
    def joined(self) -> bool:
        """Whether this app takes part in somebody else's meeting. From any thread."""
        return self._joined is not None

    def open_invitation(self, address: str, code: str) -> None:
        """Something was opened that leads to a meeting, such as a link: the page asks the person."""
        self._link = described(address, code, self._store.hosts)
        self._on_event(LinkOpened(self._link))

    def request_close(self) -> None:
        """The person wants to close the window while hosting: the page is to ask."""
        self._on_event(CloseRequested())

    async def _leave(self, reason: EndReason) -> None:
        self._begin_attempt()
        joined, self._joined = self._joined, None
        if joined is not None:
            joined.close()
            self._follow_meeting()
        if (hosting := self._hosting) is not None:
            await hosting.end(reason)
            self._hosting = None
            self._follow_meeting()

    def _begin_attempt(self) -> int:
        self._join_address = self._join_code = ""
        self._link = None
        self._over = None
        self._attempt += 1
        return self._attempt

    def _require_free(self) -> None:
        if self._hosting is not None or self._joined is not None:
            raise MeetDeskError(ErrorCode.ALREADY_IN_MEETING)

    def _finished(self, hosting: Hosting) -> None:
        """The meeting ended, by whoever's wish."""
        if hosting.session.standing_by:
            hosting.let_go()
        else:
            start_task("end of the meeting", self._clean_up(hosting))

    async def _clean_up(self, hosting: Hosting) -> None:
        await hosting.end(EndReason.ENDED_BY_HOST)
        if self._hosting is hosting:
            self._hosting = None
            self._follow_meeting()
        self._on_ended()

    def _follow_meeting(self) -> None:
        """Tells the network of the hosted meeting, listens for others while this app is in none, keeps awake in one."""
        free = self._hosting is None and self._joined is None
        self._on_meeting(not free)
        self.discovery.want(self._hosting.announcement if self._hosting else None, look=free and self._shown)

    def _meetings_found(self, found: tuple[Sighting, ...]) -> None:
        self._found = found
        self._on_event(MeetingsFound(self._shown_meetings))

    @property
    def _shown_meetings(self) -> tuple[FoundMeeting, ...]:
        return tuple(found_meeting(sighting) for sighting in self._found)

    def _remember(self, meeting: RecentMeeting, host: str = "") -> None:
        """``host``: the name of who hosts it, if that is somebody else."""
        self._store.transcripts.entered(Heading(meeting.meeting, meeting.title, host, meeting.hosted))
        self._store.add_recent(meeting)
