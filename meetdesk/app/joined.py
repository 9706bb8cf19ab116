"""One meeting that this app has joined: its bridge to whoever carries it on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from tornado.iostream import IOStream

from meetdesk.app.succession.calls import way_to
from meetdesk.app.succession.second_path import SecondPath
from meetdesk.app.succession.standing_in import StandingIn
from meetdesk.app.succession.watch import Watch
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.joining.bridge import Bridge
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.identity import Identity
from meetdesk.net.tasks import start_task
from meetdesk.wire.channels import Channel
from meetdesk.wire.local import JoinedMeeting
from meetdesk.wire.succession import Begin, Deputy
from meetdesk.wire.tickets import deputy_ticket

FIND_SECONDS = 3.0
"""How long a window waits at most until it is known where the meeting goes on."""
_GONE = {ErrorCode.HOST_UNREACHABLE, ErrorCode.HOST_REFUSED, ErrorCode.HOST_SILENT}
"""Answers of the network after which it may go on elsewhere."""


class Joined:
    """From being admitted until the meeting is left, over, or carried on by this app. In the server thread."""

    def __init__(
        self,
        host: JoinedHost,
        identity: Identity,
        second_path: SecondPath,
        *,
        able: bool,
        keen: bool,
        stand_in: Callable[[Begin], StandingIn],
        on_moved: Callable[["Joined"], None],
        on_taken_over: Callable[["Joined", StandingIn], None],
    ) -> None:
        """``identity``: this app's own. ``second_path``: of its window. ``able``: as ``may_stand_in``; ``keen``: it is
        there for that. ``stand_in``: makes this app stand in for the host; raises MeetDeskError if it cannot.
        ``on_moved``: another one's app carries the meeting on. ``on_taken_over``: this one does."""
        self.bridge = Bridge(host)
        self._identity = identity
        self._second_path = second_path
        self._on_moved = on_moved
        self._on_taken_over = on_taken_over
        self._went_on = asyncio.Event()
        """It is carried on by another app than before, once."""
        self._carried_on_here = False
        self._watch = Watch(
            host,
            identity.certificate,
            able=able,
            keen=keen,
            stand_in=stand_in,
            on_deputy=self._copy_over,
            on_moved=self._moved,
            on_taken_over=self._taken_over,
        )
        self._watching = start_task("succession", self._watch.run())

    @property
    def meeting(self) -> JoinedMeeting:
        """As it is to be shown."""
        host = self.bridge.host
        return JoinedMeeting(host.meeting, host.title, host.host, str(host.address))

    def may_stand_in(self, able: bool) -> None:
        """Whether the host may ask this app to stand in, from now on."""
        self._watch.may_stand_in(able)

    def close(self) -> None:
        """All channels end."""
        self._watching.cancel()
        self._second_path.end()
        self.bridge.close()

    def carries(self, channel: Channel) -> bool:
        """Whether the window has this channel open at the host."""
        return self.bridge.carries(channel)

    def end_channel(self, channel: Channel) -> None:
        """Ends it; the window opens it anew."""
        self.bridge.end(channel)

    async def splice(self, channel: Channel, window: IOStream, websocket_key: str) -> None:
        """As ``Bridge.splice``. While a host does not answer for whom somebody stands in, it waits until it is known
        where the meeting goes on: the window need not come again."""
        if channel is Channel.AUDIO_COPY and self._second_path.leads_away:
            with suppress(MeetDeskError):  # what the deputy's app does not take goes where the first copy does
                return await self._second_path.splice(window, websocket_key)
        bridge = self.bridge
        try:
            await bridge.splice(channel, window, websocket_key)
        except MeetDeskError as error:
            if error.code not in _GONE:
                raise
            if self.bridge is bridge and not self._carried_on_here and self._watch.looks_elsewhere:
                with suppress(TimeoutError):
                    async with asyncio.timeout(FIND_SECONDS):
                        await self._went_on.wait()
            if self.bridge is bridge:
                raise
            await self.bridge.splice(channel, window, websocket_key)

    def _copy_over(self, deputy: Deputy | None, stand_in: StandingIn | None) -> None:
        host = self.bridge.host
        if stand_in is not None:
            self._second_path.through(stand_in.hosting.session, deputy_ticket(host.ticket, self._identity.certificate))
            return
        self._second_path.over(way_to(deputy, host.ticket, host.meeting, host.title))

    def _moved(self, host: JoinedHost) -> None:
        before, self.bridge = self.bridge, Bridge(host)
        before.close()
        self._tell()
        self._on_moved(self)

    def _taken_over(self, stand_in: StandingIn, me: ParticipantId) -> None:
        stand_in.take_over(me, deputy_ticket(self.bridge.host.ticket, self._identity.certificate))
        self.bridge.close()
        self._carried_on_here = True
        self._tell()
        self._on_taken_over(self, stand_in)

    def _tell(self) -> None:
        self._went_on.set()
        self._went_on = asyncio.Event()
