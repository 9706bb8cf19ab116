"""Watching over the host of a joined meeting: what its app says, whether it is there, and where the meeting goes on."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import assert_never

from meetdesk.app.succession.calls import Call, host_at, open_channel, reaches, way_to
from meetdesk.app.succession.fitness import fitness
from meetdesk.app.succession.standing_in import StandingIn
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.succession import SILENCE_SECONDS, Say, Vigil
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.joining.dial import JoinedHost
from meetdesk.net.tasks import start_task
from meetdesk.wire import succession as wire

_LOOK_SECONDS = 0.05
_SAY_AGAIN_SECONDS = 0.2
_CALL_AGAIN_SECONDS = 0.5
_OVER = {ErrorCode.NOT_ADMITTED, ErrorCode.MEETING_ENDED, ErrorCode.MEETING_REPLACED, ErrorCode.CERTIFICATE_CHANGED}

log = logging.getLogger(__name__)


class Watch:
    """Runs as long as this app is in the meeting. In the server thread."""

    def __init__(
        self,
        host: JoinedHost,
        certificate: bytes,
        *,
        able: bool,
        keen: bool,
        stand_in: Callable[[wire.Begin], StandingIn],
        on_deputy: Callable[[wire.Deputy | None, StandingIn | None], None],
        on_moved: Callable[[JoinedHost], None],
        on_taken_over: Callable[[StandingIn, ParticipantId], None],
    ) -> None:
        """``certificate``: this app's own, DER. ``able``: it may be asked to stand in; then ``stand_in`` is called,
        which raises MeetDeskError if it cannot. ``keen``: it is there for that. ``on_deputy``: this one stands in, or
        nobody does any more; if that is this app, with what it has of the meeting. ``on_moved``: the meeting is carried
        on by that host's app. ``on_taken_over``: it is carried on here; this is of no more use then."""
        self._host = host
        self._certificate = certificate
        self._able = able
        self._keen = keen
        self._make = stand_in
        self._on_deputy = on_deputy
        self._on_moved = on_moved
        self._on_taken_over = on_taken_over
        self._loop = asyncio.get_running_loop()
        self._deputies: tuple[wire.Deputy, ...] = ()
        self._naming = 0
        self._said = Say()
        self._stand_in: StandingIn | None = None
        self._me: ParticipantId | None = None
        """Whose app this is, once it was asked to stand in."""
        self._vigil: Vigil | None = None
        self._over = False
        self._call: Call | None = None
        self._heard_at = 0.0
        self._ended = asyncio.Event()

    @property
    def looks_elsewhere(self) -> bool:
        """Whether somebody stands in, who may carry the meeting on."""
        return bool(self._deputies)

    def may_stand_in(self, able: bool) -> None:
        """The host is told by a new channel; of a meeting that this app stood in for it keeps nothing."""
        if able != self._able:
            self._able = able
            self._ended.set()

    async def run(self) -> None:
        """Until the meeting is over, or this app is in it no more, or carries it on itself."""
        try:
            await self._run()
        finally:
            if self._call is not None:
                self._call.end()
            self._drop()

    async def _run(self) -> None:
        was_there = False
        while not self._over:
            try:
                await self._talk()
                was_there = True
            except MeetDeskError as error:
                if error.code in _OVER and not self._deputies:
                    return
                if not was_there:
                    await asyncio.sleep(_CALL_AGAIN_SECONDS)
                    continue
                if self._vigil is not None:
                    self._vigil.host_is_gone(self._loop.time())
                if await self._host_back_or_elsewhere():
                    return

    # While the host is there

    async def _talk(self) -> None:
        """Until the channel ends or is silent. Raises MeetDeskError if it cannot be opened."""
        channel = await open_channel(self._host)
        fit = fitness(channel.local_ip)
        self._ended.clear()
        self._heard_at = self._loop.time()
        self._call = Call(channel, self._hear, self._ended.set).start()
        if self._vigil is not None:
            self._vigil.host_is_there()
        self._drop()  # whoever lost the host for a moment is sent the meeting anew
        self._call.say(
            wire.Watching(
                self._able, self._certificate, self._said.word_for, fit.wired, fit.mains, fit.free, self._keen
            )
        )
        seen = self._loop.time()
        while not self._ended.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._ended.wait()
            now = self._loop.time()
            if now - seen > 4 * _LOOK_SECONDS:
                self._heard_at = now  # this loop was held up, or the computer slept: silence says nothing
            seen = now
            if now - self._heard_at > SILENCE_SECONDS:
                break
        self._call.end()

    def _hear(self, message: wire.HostSaid) -> None:
        self._heard_at = self._loop.time()
        match message:
            case wire.Beat(at):
                self._say(wire.Here())
                if self._stand_in is not None:
                    self._stand_in.follow(at)
            case wire.Try(deputy):
                start_task("reaching a deputy", self._try(deputy))
            case wire.Deputies(naming, members, deputies):
                self._naming, self._deputies = naming, deputies
                if self._vigil is not None:
                    self._vigil.named(naming, members if self._is_deputy else ())
                    self._say(wire.Knows(naming))
                self._on_deputy(deputies[0] if deputies else None, self._stand_in if self._is_deputy else None)
            case wire.Strike(naming):
                self._deputies = ()
                self._on_deputy(None, None)
                self._say(wire.Promise(self._said.promises(naming)))
            case wire.Moved():
                self._moved(message)
            case wire.Reign():
                # Whoever has let go of the meeting by itself cannot carry it on, and says so.
                self._say(wire.Unable() if self._stand_in is None else wire.TakesOver())
                self._take_over()
            case wire.Over():
                self._over = True
                self._ended.set()
            case _:
                self._hear_as_deputy(message)

    def _hear_as_deputy(self, message: wire.Begin | wire.Admits | wire.CodeIs | wire.Happened | wire.Dismissed) -> None:
        match message:
            case wire.Begin():
                self._begin(message)
            case wire.Dismissed():
                self._drop()
            case wire.Admits(holder):
                if self._stand_in is not None:
                    self._stand_in.expect(holder)
            case wire.CodeIs(code, kind, guests):
                if self._stand_in is not None:
                    self._stand_in.door_is(code, kind, guests)
            case wire.Happened(number, event):
                if self._stand_in is not None:
                    self._stand_in.replicate(event)
                    self._say(wire.Have(number))
            case _:
                assert_never(message)

    def _say(self, message: wire.MemberSaid) -> None:
        if self._call is not None:
            self._call.say(message)

    def _begin(self, begin: wire.Begin) -> None:
        self._drop()
        try:
            stand_in = self._make(begin)
        except (MeetDeskError, ValueError) as error:
            log.warning("this app cannot stand in: %s", error)
            self._say(wire.Unable())
            return
        self._stand_in, self._me = stand_in, begin.participant
        self._vigil = vigil = Vigil(begin.participant)
        stand_in.on_word(vigil.word)
        self._say(wire.Have(begin.number))
        self._say(wire.Listening(stand_in.hosting.port, stand_in.addresses))

    def _drop(self) -> None:
        stand_in, self._stand_in, self._vigil = self._stand_in, None, None
        if stand_in is not None:
            self._on_deputy(None, None)
            stand_in.drop()

    async def _try(self, deputy: wire.Deputy) -> None:
        self._say(wire.Tried(deputy.participant, await reaches(deputy)))

    # While it is not

    async def _host_back_or_elsewhere(self) -> bool:
        """Returns when the host answers or the meeting goes on elsewhere (False), here or not at all (True)."""
        back = start_task("calling the host again", self._until_host_answers())
        elsewhere = start_task("looking where the meeting goes on", self._until_carried_on())
        try:
            await asyncio.wait((back, elsewhere), return_when=asyncio.FIRST_COMPLETED)
            return elsewhere.result() if elsewhere.done() else back.result()
        finally:
            back.cancel()
            elsewhere.cancel()

    async def _until_host_answers(self) -> bool:
        """True: it answers that this app is in its meeting no more."""
        while True:
            await asyncio.sleep(_CALL_AGAIN_SECONDS)
            try:
                channel = await open_channel(self._host)
            except MeetDeskError as error:
                if error.code in _OVER and not self._deputies:
                    return True  # else what answers there now may be anybody's, or hold another meeting
            else:
                channel.abort()
                return False

    async def _until_carried_on(self) -> bool:
        """True: here. False: elsewhere."""
        if self._stand_in is not None and self._is_deputy:
            assert self._vigil is not None
            while not self._vigil.may_succeed(self._loop.time()):  # noqa: ASYNC110, time alone may decide it
                await asyncio.sleep(_LOOK_SECONDS)
            self._take_over()
            return True
        while True:
            for deputy in self._deputies:
                if (moved := await self._ask(deputy)) is not None:
                    self._moved(moved)
                    return False
            await asyncio.sleep(_SAY_AGAIN_SECONDS)

    @property
    def _is_deputy(self) -> bool:
        return any(one.participant == self._me for one in self._deputies)

    async def _ask(self, deputy: wire.Deputy) -> wire.Moved | None:
        """Says to a deputy that the host is gone, until it has taken over; None: it does not answer."""
        moved: asyncio.Future[wire.Moved | None] = self._loop.create_future()

        def said(message: wire.HostSaid) -> None:
            if isinstance(message, wire.Moved) and not moved.done():
                moved.set_result(message)

        def ended() -> None:
            if not moved.done():
                moved.set_result(None)

        try:
            host = host_at(deputy, self._host.ticket, self._host.meeting, self._host.title)
            call = Call(await open_channel(host), said, ended).start()
        except (MeetDeskError, ValueError):
            return None
        try:
            if self._said.gives_word(self._naming):
                call.say(wire.HostGone(self._naming))
            return await moved
        finally:
            call.end()

    def _moved(self, moved: wire.Moved) -> None:
        deputy = next((one for one in self._deputies if one.participant == moved.participant), None)
        if deputy is None or (deputy.participant == self._me and self._stand_in is not None):
            return
        if (host := way_to(deputy, self._host.ticket, self._host.meeting, self._host.title)) is None:
            return
        self._drop()
        self._host = host
        self._deputies = ()
        self._naming, self._said = 0, Say()
        self._ended.set()
        self._on_moved(self._host)

    def _take_over(self) -> None:
        stand_in, self._stand_in = self._stand_in, None
        if stand_in is None or self._me is None:
            return
        self._over = True
        self._ended.set()
        self._on_taken_over(stand_in, self._me)
