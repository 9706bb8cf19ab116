"""Being in a meeting without a window: neither picture nor sound, as a computer that nobody sits at can be."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from meetdesk.client.channel import Channel as OpenedChannel
from meetdesk.client.link import FINAL
from meetdesk.client.opening import channels_of
from meetdesk.client.participant import Participant
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.limits import SILENCE_SECONDS
from meetdesk.joining.dial import JoinedHost
from meetdesk.net.tasks import start_task
from meetdesk.wire.channels import Channel
from meetdesk.wire.close_codes import CloseCode

log = logging.getLogger(__name__)

_GONE_FOR_GOOD = {
    ErrorCode.NOT_ADMITTED,
    ErrorCode.MEETING_ENDED,
    ErrorCode.MEETING_REPLACED,
    ErrorCode.NOT_IN_MEETING,
    ErrorCode.CERTIFICATE_CHANGED,
}
"""Answers after which nobody comes back."""
_OVER = {CloseCode.MEETING_ENDED, CloseCode.LEFT}
"""Closed so, nothing went wrong."""
_AGAIN_SECONDS = 1.0


class Attendant:
    """Takes part on the control channel of whoever carries the meeting on, this app included. In the server thread."""

    def __init__(
        self, name: str, way_in: Callable[[], JoinedHost], on_over: Callable[[MeetDeskError | None], None]
    ) -> None:
        """``way_in``: where the meeting is now; raises MeetDeskError if this app is in none. ``on_over``: called once,
        when it is in the meeting no more; None: as that has ended."""
        self._way_in = way_in
        self._on_over = on_over
        self._refused: MeetDeskError | None = None
        self._participant = Participant(self._open, name, media=(), comes_back=True, silence_seconds=SILENCE_SECONDS)
        self._attending = start_task("attending", self._attend())

    def moved(self) -> None:
        """The meeting is somewhere else now."""
        self._participant.drop()

    def end(self) -> None:
        """It takes part no more; ``on_over`` is not called."""
        self._attending.cancel()
        self._participant.drop()

    async def _open(self, name: Channel) -> OpenedChannel:
        try:
            return await channels_of(self._way_in())(name)
        except MeetDeskError as error:
            if error.code in _GONE_FOR_GOOD:
                self._refused = error
                start_task("attending no more", self._participant.close())
            raise

    async def _attend(self) -> None:
        while not self._participant.welcomed.is_set() and self._refused is None:
            try:
                await self._participant.connect()
            except (MeetDeskError, OSError, TimeoutError) as error:
                if (closed := self._participant.closed.get(Channel.CONTROL)) is not None and closed.code in FINAL:
                    self._over(self._problem())
                    return
                log.info("not in the meeting yet: %r", error)
                await asyncio.sleep(_AGAIN_SECONDS)
        await self._participant.wait_over()
        self._over(self._problem())

    def _problem(self) -> MeetDeskError | None:
        if self._refused is not None:
            return None if self._refused.code is ErrorCode.MEETING_ENDED else self._refused
        closed = self._participant.closed.get(Channel.CONTROL)
        if closed is None or closed.code in _OVER:
            return None
        with suppress(ValueError):
            return MeetDeskError(ErrorCode(closed.reason))
        return MeetDeskError(ErrorCode.NOT_IN_MEETING)

    def _over(self, problem: MeetDeskError | None) -> None:
        log.info("in the meeting no more: %s", problem.code if problem else "it has ended")
        self._on_over(problem)
