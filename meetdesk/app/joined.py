"""One meeting that this app has joined: its bridge to whoever carries it on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from tornado.iostream import IOStream

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
from meetdesk.wire.succession import Begin
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
        *,
        able: bool,
        stand_in: Callable[[Begin], StandingIn],
        on_moved: Callable[["Joined"], None],
        on_taken_over: Callable[["Joined", StandingIn], None],
    ) -> None:
        """``identity``: this app's own. ``able``: as ``may_stand_in``. ``stand_in``: makes this app stand in for the
        host; raises MeetDeskError if it cannot. ``on_moved``: another one's app carries the meeting on.
        ``on_taken_over``: this one does."""
        self.bridge = Bridge(host)
        self._identity = identity
        self._on_moved = on_moved
        self._on_taken_over = on_taken_over
        self._went_on = asyncio.Event()
        """It is carried on by another app than before, once."""
        self._watch = Watch(
            host,
            identity.certificate,
            able=able,
            stand_in=stand_in,
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
        self.bridge.close()

    async def splice(self, channel: Channel, window: IOStream, websocket_key: str) -> None:
        """As ``Bridge.splice``. While a host does not answer for whom somebody stands in, it waits until it is known
        where the meeting goes on: the window need not come again."""
        bridge = self.bridge
        try:
            await bridge.splice(channel, window, websocket_key)
        except MeetDeskError as error:
            if error.code not in _GONE:
                raise
            if self.bridge is bridge and self._watch.looks_elsewhere:
                with suppress(TimeoutError):
                    async with asyncio.timeout(FIND_SECONDS):
                        await self._went_on.wait()
            if self.bridge is bridge:
                raise
            await self.bridge.splice(channel, window, websocket_key)

    def _moved(self, host: JoinedHost) -> None:
        before, self.bridge = self.bridge, Bridge(host)
        before.close()
        self._tell()
        self._on_moved(self)

    def _taken_over(self, stand_in: StandingIn, me: ParticipantId) -> None:
        stand_in.take_over(me, deputy_ticket(self.bridge.host.ticket, self._identity.certificate))
        self.bridge.close()
        self._tell()
        self._on_taken_over(self, stand_in)

    def _tell(self) -> None:
        self._went_on.set()
        self._went_on = asyncio.Event()
