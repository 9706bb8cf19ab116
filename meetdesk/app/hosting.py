"""One meeting hosted by this app: session, LAN server, addresses, transcript."""

import asyncio
import logging
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

from meetdesk.app.succession.calls import ask_whether_moved, host_at, reaches, way_to
from meetdesk.app.succession.second_path import SecondPath
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.texts import normal_name, normal_title
from meetdesk.core.topics.people import EndReason
from meetdesk.joining.address import Address, browser_link
from meetdesk.joining.browser_certificates import BrowserCertificates
from meetdesk.joining.code import make_code
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.discovery.announcement import Announcement
from meetdesk.joining.discovery.label import Label
from meetdesk.joining.door import Door
from meetdesk.joining.fingerprint import spoken_fingerprint
from meetdesk.joining.identity import Identity
from meetdesk.joining.interfaces import InterfaceAddress, lan_addresses, to_read_out
from meetdesk.joining.invitation import make_invitation
from meetdesk.joining.own_code import own_code
from meetdesk.joining.qr import qr_picture
from meetdesk.messages import chosen_language, sentence
from meetdesk.net.listening import bind_lan
from meetdesk.net.tasks import start_task
from meetdesk.server.lan.guesses import Guessing
from meetdesk.server.lan.guest_access import Guests
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.store.store import Store
from meetdesk.wire.channels import Channel
from meetdesk.wire.local import CodeKind, HostedMeeting, HostMeeting, NewCode
from meetdesk.wire.succession import Begin, Deputy

log = logging.getLogger(__name__)

LET_GO_SECONDS = 2.0
"""After a meeting was handed over, for so long apps that missed it are told where it goes on."""
WATCH_SECONDS = 3.0
"""How often the machine's addresses are looked at."""


class Hosting:
    """Made in the server thread. Everything that can fail fails in ``__init__``, and then nothing is left open."""

    def __init__(
        self,
        request: HostMeeting,
        identity: Identity,
        store: Store,
        guest_pages: Path,
        files_folder: Path | None,
        *,
        language: str,
        on_addresses: Callable[[HostedMeeting], None],
        on_announcement: Callable[[], None],
        on_guessing: Callable[[Guessing], None],
        on_finished: Callable[[], None],
        on_moved: Callable[[JoinedHost], None],
        second_path: SecondPath,
        begin: Begin | None = None,
    ) -> None:
        """Starts the meeting and listens on the LAN.

        ``files_folder``: see ``MeetingSession``. ``language``: the setting, for the title of a meeting that was given
        none. ``on_addresses`` is called when the machine's addresses change, ``on_announcement`` when the network is to
        be told something else, ``on_guessing`` when somebody seems to guess the code, ``on_finished`` once when the
        meeting is over, ``on_moved`` when another one's app carries it on. ``second_path``: of this app's window.
        ``begin``: the meeting is another app's, for which this one stands in (``StandingIn``).
        Raises MeetDeskError: ``name_…``, ``title_too_long``, ``code_…``, ``port_in_use``,
        ``port_not_allowed``, ``storage_failed`` (the certificate cannot be used).
        """
        name = "" if begin is not None else normal_name(request.name)
        title = normal_title(request.title) or sentence("meeting_of", chosen_language(language), name=name)
        self._known = (title, name, "MeetDesk")
        code = self._wished(request) if begin is None else begin.code
        self._door = Door(identity.fingerprint, code, request.code)
        certificates = BrowserCertificates(identity)
        self._guests = Guests(
            guest_pages, spoken_fingerprint(identity.fingerprint), certificates.fingerprint, request.guests
        )
        context = identity.server_context()
        sockets, self.port = bind_lan(request.port)
        try:
            self.session = MeetingSession(
                title,
                host_name=name,
                lobby=request.lobby,
                keep=store.transcripts.keep_later,
                on_people=on_announcement,
                on_finished=on_finished,
                files_folder=files_folder,
                begin=begin,
            )
            self._server = LanServer(
                self.session,
                sockets,
                context,
                self._door,
                browser_tls=certificates.context,
                guests=self._guests,
                on_guessing=on_guessing,
            )
        except BaseException:
            _close(sockets)
            raise
        self._fingerprint = identity.fingerprint
        self._certificate = identity.certificate
        self._on_addresses = on_addresses
        self._on_announcement = on_announcement
        self._hidden = request.hidden
        succession = self.session.succession
        succession.door = self
        succession.on_moved = lambda deputy: on_moved(self._at(deputy))
        succession.on_deputy = self._copy_over
        succession.on_isolated = self._ask
        succession.reaches = reaches
        self._second_path = second_path
        self._addresses = lan_addresses()
        self._ending = False
        self._ended = asyncio.Event()
        self._watch = start_task("address watch", self._watch_addresses())
        log.info("meeting %s %s on port %d", self.session.meeting_id, "hosted" if begin is None else "here", self.port)

    # What a deputy has to know of the door

    @property
    def code(self) -> str:
        """As it is shown."""
        return self._door.code

    @property
    def kind(self) -> CodeKind:
        """Of the code."""
        return self._door.kind

    @property
    def guests(self) -> bool:
        """Whether browser guests may come."""
        return self._guests.allowed

    @property
    def hidden(self) -> bool:
        """Whether the network is not told of it."""
        return self._hidden

    @property
    def meeting(self) -> HostedMeeting:
        """As it is to be shown. Without a network ``addresses`` is empty and so is ``invitation``."""
        shareable = [Address(ip, self.port) for ip in to_read_out(self._addresses)]
        invitation = make_invitation(shareable, self._fingerprint, self._door.secret) if shareable else ""
        links = {link: self._guests.fingerprint(one.host) for one in shareable if (link := browser_link(one))}
        return HostedMeeting(
            meeting=self.session.meeting_id,
            title=self.session.title,
            addresses=tuple(str(address) for address in shareable),
            port=self.port,
            invitation=invitation,
            invitation_qr=qr_picture(invitation) if invitation else "",
            code=self._door.code,
            code_kind=self._door.kind,
            fingerprint_words=self._guests.words,
            guests=self._guests.allowed,
            guest_links=tuple(links),
            guest_fingerprints=tuple(links.values()),
            guest_qr=qr_picture(next(iter(links))) if links else "",
            hidden=self._hidden,
        )

    @property
    def announcement(self) -> Announcement | None:
        """What the network is to be told; None if it is to be told nothing."""
        session = self.session
        if self._hidden or self._ending or session.ended or session.standing_by or session.away:
            return None
        return Announcement(Label(self.session.title, self.session.host_name, self.session.people), self.port)

    def renew_code(self, wish: NewCode) -> HostedMeeting:
        """The meeting with a new code and a new invitation; whoever is in stays in. Raises MeetDeskError ``code_…``,
        and then nothing changes."""
        self._door.renew(self._wished(wish), wish.code)
        self.session.succession.door_changed()
        log.info("meeting %s has a new code", self.session.meeting_id)
        return self.meeting

    def allow_guests(self, allowed: bool) -> HostedMeeting:
        """Whether browser guests may come from now on; whoever is in stays in."""
        self._guests.allowed = allowed
        self.session.succession.door_changed()
        log.info("meeting %s: browser guests %s", self.session.meeting_id, "may come" if allowed else "may not come")
        return self.meeting

    async def end(self, reason: EndReason) -> None:
        """Tells everybody, closes everything. Returns soon even if somebody does not answer; harmless when repeated."""
        if self._ending:
            await self._ended.wait()
            return
        self._ending = True
        self._on_announcement()
        self._watch.cancel()
        self._second_path.end()
        try:
            await self.session.end(reason)
        finally:
            self._server.stop()
            self._ended.set()
            log.info("meeting %s is no longer hosted", self.session.meeting_id)

    def door_is(self, code: str, kind: CodeKind, guests: bool) -> None:
        """While it stands in for another app: the door there. Raises MeetDeskError ``code_invalid``."""
        self._door.renew(code, kind)
        self._guests.allowed = guests

    def _at(self, deputy: Deputy) -> JoinedHost:
        """That app as the host of this one's window."""
        session = self.session
        return host_at(deputy, session.members.local_ticket(), session.meeting_id, session.title)

    def way_in(self) -> JoinedHost:
        """To this app itself, for its own member without a window."""
        here = Address("127.0.0.1", self.port)
        session = self.session
        return JoinedHost(
            here, (here,), self._certificate, session.members.local_ticket(), session.meeting_id, session.title, ""
        )

    def carries(self, channel: Channel) -> bool:
        """Whether this app's window has this media channel open here."""
        members = self.session.members
        return members.has_media(members.own_ticket, channel)

    def end_channel(self, channel: Channel) -> None:
        """Ends this media channel of this app's window, which opens it anew."""
        members = self.session.members
        members.end_media(members.own_ticket, channel)

    def _copy_over(self, deputy: Deputy | None) -> None:
        session = self.session
        self._second_path.over(way_to(deputy, session.members.local_ticket(), session.meeting_id, session.title))

    def _ask(self, deputy: Deputy) -> None:
        """It may have taken over meanwhile; then it says so."""
        moved = self.session.succession.moved
        start_task("asking the deputy", ask_whether_moved(self._at(deputy), lambda term: moved(deputy, term)))

    def let_go(self) -> None:
        """Another app carries the meeting on: this one's part of it is over, and nobody is told that it ended."""
        self._ending = True
        self._watch.cancel()
        seconds = 0.0 if self.session.standing_by else LET_GO_SECONDS
        self.session.gone_to()
        start_task("letting a meeting go", self._let_go(seconds))

    async def _let_go(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.session.drop()
        self._server.stop()
        self._ended.set()

    def _wished(self, wish: HostMeeting | NewCode) -> str:
        """The code to be shown. Raises MeetDeskError ``code_…``."""
        return own_code(wish.own_code, self._known) if wish.code is CodeKind.OWN else make_code(wish.code)

    async def _watch_addresses(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            found: list[InterfaceAddress] = await asyncio.to_thread(lan_addresses)
            if found != self._addresses:
                self._addresses = found
                log.info("the addresses of this machine changed: %d now", len(found))
                self._on_addresses(self.meeting)


def _close(sockets: Sequence[socket.socket]) -> None:
    for one in sockets:
        one.close()


def check_name(name: str) -> str:
    """The name as it will be shown; for settings an empty one is fine. Raises MeetDeskError ``name_…``."""
    try:
        return normal_name(name)
    except MeetDeskError as error:
        if error.code is ErrorCode.NAME_EMPTY:
            return ""
        raise
