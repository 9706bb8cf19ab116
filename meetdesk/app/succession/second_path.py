"""The second path of the sound: each voice travels twice, and its copy over the deputy's app as long as somebody stands
in for the host. When either computer dies the other copy goes on."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from tornado.iostream import IOStream

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.bridge import Bridge
from meetdesk.joining.dial import JoinedHost
from meetdesk.net.tasks import start_task
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.channels import Channel

log = logging.getLogger(__name__)

MOVING_SECONDS = 10.0
"""How long a copy stays at most where it does not belong any more, because there is no other one."""
OVERLAP_SECONDS = 0.5
"""For so long both ways are open: the window hears that the first is open later than this app, and what is on its way
over the copy arrives."""
_LOOK_SECONDS = 0.05


class FirstPath(Protocol):
    """Where all the other channels of the window go."""

    def carries(self, channel: Channel) -> bool:
        """Whether the window has this channel open there."""
        ...

    def end_channel(self, channel: Channel) -> None:
        """Ends it there, if it is there; the window opens it anew."""
        ...


class SecondPath:
    """Of one window. It outlives a change of the host. When it changes the window's copy is ended, so that it is opened
    anew on the new one: but not before the first copy has a way, for until then there is no other sound."""

    def __init__(self, first: Callable[[], FirstPath | None]) -> None:
        """``first``: of the meeting as it is now; None: there is none."""
        self._first = first
        self._bridge: Bridge | None = None
        self._here: tuple[MeetingSession, str] | None = None
        """This app stands in: the meeting as it has it, and the window's ticket there."""
        self._leads_to: JoinedHost | None = None
        """As it was told; there is no bridge if that one could not be reached."""
        self._left: set[Bridge] = set()
        """Those that may still carry the copy."""
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def leads_away(self) -> bool:
        """Whether the copy goes to another app than the first."""
        return self._bridge is not None

    def end_of(self, channel: Channel, hosted: MeetingSession | None) -> tuple[MeetingSession, str] | None:
        """Where in this process a channel of the window ends, and by which ticket; None: in another one.
        ``hosted``: the meeting that is held here."""
        copy = channel is Channel.AUDIO_COPY
        if hosted is None or (copy and self.leads_away):
            return self._here if copy else None
        return hosted, "" if hosted.ended else hosted.members.local_ticket()

    def over(self, deputy: JoinedHost | None) -> None:
        """From now on the copy goes over this deputy; None: where the first one goes."""
        if self._here is None and deputy == self._leads_to:
            return
        self._leave()
        self._here = None
        self._leads_to, self._bridge = deputy, None if deputy is None else Bridge(deputy)

    def through(self, session: MeetingSession, ticket: str) -> None:
        """From now on it goes over this app itself, which stands in."""
        if self._here is None or self._here[0] is not session:
            self._leave()
            self._here, self._leads_to, self._bridge = (session, ticket), None, None

    def end(self) -> None:
        """The meeting is left or over."""
        for task in self._leaving:
            task.cancel()
        for bridge in (*self._left, *([self._bridge] if self._bridge else ())):
            bridge.close()
        self._left.clear()
        self._here = self._leads_to = self._bridge = None

    def _leave(self) -> None:
        task = start_task("moving the second copy of the sound", self._end_old(self._bridge, self._here))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
        if self._bridge is not None:
            self._left.add(self._bridge)

    async def _end_old(self, bridge: Bridge | None, here: tuple[MeetingSession, str] | None) -> None:
        time = asyncio.get_running_loop().time
        deadline, since = time() + MOVING_SECONDS, time()
        while (first := self._first()) is not None and time() < deadline:
            if not first.carries(Channel.AUDIO):
                since = time()
            elif time() - since >= OVERLAP_SECONDS:
                break
            await asyncio.sleep(_LOOK_SECONDS)
        if bridge is not None:
            self._left.discard(bridge)
            bridge.close()
        elif here is not None:
            here[0].members.end_media(here[1], Channel.AUDIO_COPY)
        elif first is not None:
            first.end_channel(Channel.AUDIO_COPY)

    async def splice(self, window: IOStream, websocket_key: str) -> None:
        """As ``Bridge.splice``. Raises MeetDeskError if the deputy is not reached; it is not tried again then."""
        bridge = self._bridge
        if bridge is None:
            raise MeetDeskError(ErrorCode.NOT_IN_MEETING)
        try:
            await bridge.splice(Channel.AUDIO_COPY, window, websocket_key)
        except MeetDeskError as error:
            log.info("the second copy of the sound goes the way of the first: %s", error.code)
            if self._bridge is bridge:
                self._bridge = None
                bridge.close()
            raise
