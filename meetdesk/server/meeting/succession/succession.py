"""Who stands in for the host, what they are sent, and what is done when they are lost. While this app stands by itself,
only what the others' apps say of the host."""

import asyncio
import logging
from collections.abc import Callable
from typing import assert_never

from meetdesk.core import events
from meetdesk.core.budget import Kind as Spent
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.net.message_connection import MessageConnection
from meetdesk.net.tasks import start_task
from meetdesk.server.meeting.closing import all_closed
from meetdesk.server.meeting.person import Person
from meetdesk.server.meeting.succession.choosing import best, excuses, makes_way
from meetdesk.server.meeting.succession.holding import Holding
from meetdesk.server.meeting.succession.link import Link
from meetdesk.server.meeting.succession.room import DoorAsItIs, Reaches, Room
from meetdesk.server.meeting.succession.trust import Trust
from meetdesk.wire import succession as wire

SILENT_SECONDS = 3.0
"""An app that has answered nothing for so long is gone: it has no say."""
BEGIN_SECONDS = 20.0
"""How long an app may take to get the whole meeting and to listen."""
TRY_SECONDS = 5.0
"""How long another one may take to reach it there."""
TRIERS = 3
"""So many are asked, one after the other, before nobody reaches it: one alone may be wrong, or lie."""
TAKE_OVER_SECONDS = 2.0
"""How long a deputy may take to carry on what it was handed."""

_log = logging.getLogger(__name__)


class Succession:
    """All succession channels of one meeting at this app. To be made and used in the server thread."""

    def __init__(self, room: Room, loop: asyncio.AbstractEventLoop) -> None:
        self._room = room
        self._loop = loop
        self.door: DoorAsItIs | None = None
        """None: the meeting is not to be carried on by anybody else."""
        self.on_word: Callable[[ParticipantId, int], None] = lambda *_: None
        """While standing by: a member's app says that the host is gone, for this naming."""
        self.on_moved: Callable[[wire.Deputy], None] = lambda _: None
        """The meeting is carried on by this deputy's app."""
        self.on_deputy: Callable[[wire.Deputy | None], None] = lambda _: None
        """This one stands in from now on; None: nobody does."""
        self.reaches: Reaches | None = None
        """Tries whether this app reaches that one, for a second or two; None: it cannot try."""
        self.on_isolated: Callable[[wire.Deputy], None] = lambda _: None
        """Once a second: the deputy is lost, and it may be that it has taken the meeting over."""
        self._links: dict[Person, Link] = {}
        self._open: set[MessageConnection] = set()
        self._one_closed = asyncio.Event()
        self.number = 0
        """Of the latest event that an app was sent."""
        self._chosen: Link | None = None
        """Who is being prepared, or stands in."""
        self._deputy: Link | None = None
        """Who stands in: what it does not have yet is held."""
        self._naming = 0
        """Number of the latest."""
        self._electorates: dict[int, tuple[ParticipantId, ...]] = {}
        """By naming: of the latest that the deputy has confirmed, and of those after it."""
        self._word_out = False
        """Somebody said for the latest naming that this host is gone, and is back: it is to be made anew."""
        self._hold: Holding | None = None
        self._handing: asyncio.TimerHandle | None = None
        self._moved: wire.Moved | None = None
        """Who carries it on since it was taken over, as those are told who come."""
        self._trust = Trust()
        self._told: tuple[tuple[ParticipantId, ...], ...] = ((), ())
        """Who cannot be reached, and who does not want to, as everybody was told."""
        self._timer = loop.call_later(wire.BEAT_SECONDS, self._beat)

    def close(self) -> None:
        """The meeting is over: nobody is to carry it on."""
        self._timer.cancel()
        if self._handing is not None:
            self._handing.cancel()
        for link in list(self._links.values()):
            link.tell(wire.Over())
            link.connection.close(1000)

    async def all_closed(self, seconds: float) -> None:
        """Returns once every channel is closed; after ``seconds`` those that are left are broken off."""
        await all_closed(self._open, self._one_closed, seconds)

    # The channel

    async def serve(self, person: Person, connection: MessageConnection) -> None:
        """Serves a member's app until the channel is closed. Who opens them without end is put out."""
        if not person.channels.take(1, self._loop.time()):
            connection.abort()
            if not self._room.standing_by:
                self._room.members.expel(person, ErrorCode.FLOODING, Spent.REQUESTS)
            return
        link = Link(person, connection, self._loop.time())
        if (before := self._links.get(person)) is not None:
            before.connection.close(1000)
            self._gone(before)
        self._links[person] = link
        connection.on_message = lambda text: self._hear(link, text)
        if self._moved is not None:
            link.tell(self._moved)
        self._open.add(connection)
        try:
            await connection.run()
        finally:
            self._open.discard(connection)
            self._one_closed.set()
            if self._links.get(person) is link:
                del self._links[person]
                self._gone(link)

    def _hear(self, link: Link, text: str | bytes) -> None:
        link.heard_at = self._loop.time()
        try:
            message = wire.decode_member(text)
            answers = isinstance(message, wire.Have | wire.Here) and link.is_due()  # to what this app has said
            if not answers and not link.person.budget.spend(Spent.MESSAGES, 1, link.heard_at):
                raise MeetDeskError(ErrorCode.FLOODING)
        except MeetDeskError:
            link.connection.close(1002)
            return
        match message:
            case wire.Watching():
                self._watches(link, message)
            case wire.Here():
                link.here()
            case wire.Tried(participant, reached):
                self._tried(link, participant, reached)
            case wire.Promise(word_for):
                link.promised()
                self._promised(link, word_for)
            case wire.HostGone(naming):
                if self._room.standing_by and link.participant is not None:
                    self.on_word(link.participant, naming)
            case _:
                self._hear_deputy(link, message)

    def _hear_deputy(
        self, link: Link, message: wire.Listening | wire.Unable | wire.Have | wire.Knows | wire.TakesOver
    ) -> None:
        match message:
            case wire.Listening(port, addresses):
                link.listens(port, addresses)
            case wire.Unable():
                self._give_up(link)
            case wire.Have(number):
                self._has(link, number)
            case wire.Knows(naming):
                if link is self._deputy:
                    self._electorates = {one: who for one, who in self._electorates.items() if one >= naming}
                    link.named_at = None if naming >= self._naming else self._loop.time()
            case wire.TakesOver():
                self._taken_over(link)
            case _:
                assert_never(message)

    def _watches(self, link: Link, message: wire.Watching) -> None:
        if link.watching is not None:
            link.connection.close(1002)
            return
        link.watching = message
        if self._room.standing_by or self._room.away:
            return
        if self._hold is not None:
            if link.participant == self._hold.deputy.participant:
                self._promised(link, 0)  # it has let go of the meeting
            else:
                link.tell(wire.Strike(self._naming))
        elif message.word_for >= self._naming:
            self._word_out = True

    def _promised(self, link: Link, word_for: int) -> None:
        if self._hold is not None and link.participant is not None:
            self._hold.promised(link.participant, word_for)
            self._held_on(self._loop.time())

    def _gone(self, link: Link) -> None:
        """Its channel is closed."""
        if link is self._chosen:
            self._trust.let_go(link.person, self._loop.time())
        if link is self._deputy:
            self._lose_deputy()
        elif link is self._chosen:
            self._chosen = None

    # What deputies are sent

    @property
    def replicates(self) -> bool:
        """Whether an app is sent what happens."""
        return self._chosen is not None and self._chosen.begun_at is not None

    def happened(self, event: events.Event) -> None:
        """The meeting has decided on this event, which gets the next number. Only while it ``replicates``."""
        assert self._chosen is not None
        self.number += 1
        self._chosen.sent_at.append((self.number, self._loop.time()))
        self._chosen.tell(wire.Happened(self.number, event))

    def admits(self, person: Person) -> None:
        """Somebody has a ticket that was not known before."""
        if (link := self._chosen) is not None and link.begun_at is not None:
            link.tell(wire.Admits(self._holder(link, person)))

    def left(self, participant: ParticipantId) -> None:
        """This one is in the meeting no more: its app has no say in who carries it on."""
        for link in list(self._links.values()):
            if link.participant == participant:
                link.tell(wire.Over())
                link.connection.close(1000)

    def door_changed(self) -> None:
        """There is another code, or guests may come, or not any more."""
        if (link := self._chosen) is not None and link.begun_at is not None and self.door is not None:
            link.tell(wire.CodeIs(self.door.code, self.door.kind, self.door.guests))

    def _begin(self, link: Link) -> None:
        assert self.door is not None
        assert link.participant is not None
        members = self._room.members
        people = [*members.people.values(), *members.doorkeeper.people]
        link.begun_at = self._loop.time()
        link.have = self.number
        link.tell(
            wire.Begin(
                number=self.number,
                meeting=self._room.save(),
                holders=tuple(self._holder(link, one) for one in people if one.ticket),
                out_of_doors=members.doorkeeper.out_of_doors,
                code=self.door.code,
                code_kind=self.door.kind,
                guests=self.door.guests,
                hidden=self.door.hidden,
                participant=link.participant,
            )
        )

    def _holder(self, link: Link, person: Person) -> wire.Holder:
        return wire.Holder(
            key=link.key_of(person),
            role=person.role,
            address=person.visitor.address,
            participant=person.participant,
            arrival=person.arrival,
        )

    def _has(self, link: Link, number: int) -> None:
        now, since = self._loop.time(), link.sent_at[0][1] if link.sent_at else None
        link.have = max(link.have, min(number, self.number))
        link.sent_at = [one for one in link.sent_at if one[0] > link.have]
        if link is self._deputy:
            self._room.held.safe(link.have)
            self._room.carry_on()
            if since is not None and not self._trust.waited(link.person, since, now):
                _log.warning("meeting %s: the deputy has others wait", self._room.meeting_id)
                link.connection.abort()

    # Who stands in

    def _beat(self) -> None:
        self._timer = self._loop.call_later(wire.BEAT_SECONDS, self._beat)
        if self._room.standing_by or self._room.away:
            return
        now = self._loop.time()
        for link in list(self._links.values()):
            if now - link.heard_at > SILENT_SECONDS or not link.reads(now):
                link.connection.abort()
            else:
                link.tell(wire.Beat(self._room.now()))
        if self.door is None or self._handing is not None:
            return
        if self._hold is not None:
            self._held_on(now)
        elif self._deputy is not None:
            if self._deputy.is_behind(now):
                _log.warning("meeting %s: the deputy is behind", self._room.meeting_id)
                self._deputy.connection.abort()
            elif self._word_out or self._members() != self._electorates[self._naming]:
                self._tell_deputies()
        else:
            self._prepare(now)
        if self._deputy is not None:
            self._prefer()
        if (
            self._hold is None
            and self._handing is None
            and excuses(self._links.values(), self._room.participants) != self._told
        ):
            self._tell_all()

    def _members(self) -> tuple[ParticipantId, ...]:
        """Whose apps are connected."""
        people = self._room.members.people
        found = [one.participant for one in self._links.values() if one.watching is not None]
        return tuple(sorted(who for who in found if who is not None and who in people))

    def _prepare(self, now: float) -> None:
        link = self._chosen
        if link is None:
            if (link := self._best()) is not None:
                self._chosen = link
                self._begin(link)
        elif link.begun_at is not None and not link.addresses:
            if now - link.begun_at > BEGIN_SECONDS:
                self._give_up(link)
        elif link.tried_at is None or now - link.tried_at > TRY_SECONDS:
            self._have_tried(link, now)

    def _have_tried(self, link: Link, now: float) -> None:
        """By another app than before, if it is listed as one that is there."""
        link.tried_at = now
        others = (one for one in self._links.values() if one is not link and one.watching and one not in link.triers)
        if len(link.triers) < TRIERS and (other := next(others, None)) is not None:
            link.triers.append(other)
            other.tell(wire.Try(link.deputy(self._room.participants)))
        elif not link.triers and self.reaches is None:
            self._name(link)  # there is nobody who would have to reach it
        elif not link.triers and self.reaches is not None and not link.tried_here:
            link.tried_here = True
            start_task("reaching a deputy", self._try_here(link, self.reaches))
        else:
            _log.warning(
                "meeting %s: nobody reaches the app of participant %s", self._room.meeting_id, link.participant
            )
            link.unreached = True
            self._let_go(link)

    async def _try_here(self, link: Link, reaches: Reaches) -> None:
        reached = await reaches(link.deputy(self._room.participants))
        if link is not self._chosen or link is self._deputy or not link.tried_here or link.triers:
            return
        if reached:
            self._name(link)
        else:
            self._have_tried(link, self._loop.time())

    def _best(self) -> Link | None:
        now, wished = self._loop.time(), self._room.wished_deputy
        return best(self._links.values(), self._room.participants, wished, self._trust, now)

    def wished(self, participant: ParticipantId | None) -> None:
        """The host wants this one to stand in; None: whoever is best."""
        for link in self._links.values():
            if participant is not None and link.participant == participant:
                link.unfit = link.unreached = False
                self._trust.ask_again(link.person)

    def _prefer(self) -> None:
        """Whoever stands in makes way for the one that the host wants to, or that is there for it, if that one can."""
        deputy, other = self._deputy, self._best()
        if deputy is None or other is None or other is deputy or other.unreached:
            return
        if makes_way(deputy, other, self._room.wished_deputy):
            deputy.let_go()
            self._lose_deputy()

    def _tell_all(self) -> None:
        """Everybody is told who stands in, and why others do not."""
        named = () if self._deputy is None else (self._deputy.participant or 0,)
        self._told = unreached, unwilling = excuses(self._links.values(), self._room.participants)
        self._room.happen(events.DeputiesChosen(self._room.now(), named, unreached, unwilling))

    def _tried(self, by: Link, participant: ParticipantId, reached: bool) -> None:
        link = self._chosen
        if link is None or link.participant != participant or link is self._deputy or by not in link.triers[-1:]:
            return
        if reached:
            self._name(link)
        else:
            self._have_tried(link, self._loop.time())

    def _name(self, link: Link) -> None:
        """It stands in from now on: what it does not have is told to nobody."""
        assert link.participant is not None
        _log.info("meeting %s: the app of participant %s stands in", self._room.meeting_id, link.participant)
        self._deputy = link
        link.unreached = False
        self._electorates = {}
        self._room.held.hold_from(link.have)
        self._tell_all()
        self._tell_deputies()
        self.on_deputy(link.deputy(self._room.participants))

    def _give_up(self, link: Link) -> None:
        link.unfit = True
        self._let_go(link)

    def _let_go(self, link: Link) -> None:
        link.let_go()
        if link is self._deputy:
            self._lose_deputy()
        elif link is self._chosen:
            self._trust.let_go(link.person, self._loop.time())
            self._chosen = None

    def _tell_deputies(self) -> None:
        """A naming: who stands in is the same or another, those who have a say may be others."""
        deputy = self._deputy
        named = () if deputy is None else (deputy.deputy(self._room.participants),)
        self._naming += 1
        self._word_out = False
        self._electorates[self._naming] = self._members()
        if deputy is not None and deputy.named_at is None:
            deputy.named_at = self._loop.time()
        for link in self._links.values():
            link.tell(wire.Deputies(self._naming, self._electorates[self._naming], named))

    # The deputy is lost

    def _lose_deputy(self) -> None:
        link, self._deputy, self._chosen = self._deputy, None, None
        assert link is not None
        self.on_deputy(None)
        if self._handing is not None:
            self._handing.cancel()
            self._handing = None
        if link.participant not in self._room.members.people:
            self._go_on_without()  # it has left: it has that, too, and has no say any more
            return
        deputy = link.deputy(self._room.participants)
        self._hold = Holding(deputy, self._electorates, self._loop.time())
        for other in self._links.values():
            other.tell(wire.Strike(self._naming))
        self._held_on(self._loop.time())

    def _held_on(self, now: float) -> None:
        assert self._hold is not None
        if self._hold.goes_on(now, self._links.values(), self._room.participants):
            self._go_on_without()
        elif self._hold.is_to_ask(now):
            _log.warning("meeting %s: held on until it is known who carries it on", self._room.meeting_id)
            self.on_isolated(self._hold.deputy)

    def _go_on_without(self) -> None:
        self._hold = None
        self._room.held.let_go()
        self._room.carry_on()
        self._tell_all()

    # Another app carries the meeting on

    def hand_over(self) -> None:
        """To the deputy; the meeting decides nothing until it has taken over, or does not."""
        assert self._deputy is not None
        self._handing = self._loop.call_later(TAKE_OVER_SECONDS, self._not_taken)
        if self.reaches is None:
            self._deputy.tell(wire.Reign())
        else:
            start_task("reaching the deputy", self._hand_over(self._deputy, self._handing, self.reaches))

    async def _hand_over(self, link: Link, handing: asyncio.TimerHandle, reaches: Reaches) -> None:
        """Only where this app can follow: the others may reach it by other ways."""
        reached = await reaches(link.deputy(self._room.participants))
        if self._handing is not handing:
            return
        handing.cancel()
        if reached:
            self._handing = self._loop.call_later(TAKE_OVER_SECONDS, self._not_taken)
            link.tell(wire.Reign())
        else:
            self._not_taken()

    @property
    def handing(self) -> bool:
        """Whether the deputy is just taking over."""
        return self._handing is not None

    def _not_taken(self) -> None:
        self._handing = None
        if self._deputy is not None:
            self._deputy.connection.abort()

    def _taken_over(self, link: Link) -> None:
        if link is not self._deputy or self._handing is None:
            return
        self._handing.cancel()
        self.moved(link.deputy(self._room.participants), self._room.term + 1)

    def moved(self, deputy: wire.Deputy, term: int) -> None:
        """That app carries the meeting on; this one does not any more."""
        self._room.gone_to()
        self._moved = wire.Moved(term, deputy.participant, deputy.name)
        for link in self._links.values():
            link.tell(self._moved)
        self.on_moved(deputy)

    def taken_over(self, me: ParticipantId, name: str) -> None:
        """This app carries the meeting on, and stood by until now."""
        self._moved = wire.Moved(self._room.term, me, name)
        for link in self._links.values():
            link.tell(self._moved)
