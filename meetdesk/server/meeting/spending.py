"""What participants spend, and what is done about too much: their track is stopped first, they themselves are next."""

from collections import Counter
from collections.abc import Callable
from typing import Protocol

from meetdesk.core import events
from meetdesk.core.budget import Kind as Spent
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.relay.header import Kind
from meetdesk.server.meeting.person import Person

_SPENT = {Kind.AUDIO: (Spent.SOUND_FRAMES, Spent.SOUND_BYTES), Kind.VIDEO: (Spent.VIDEO_FRAMES, Spent.VIDEO_BYTES)}


class Spenders(Protocol):
    """Those who spend, and can be made to leave (``Members``)."""

    people: dict[ParticipantId, Person]

    def mistake(self, person: Person) -> None:
        """Counts a mistake that was answered; one too many expels."""
        ...

    def expel(self, person: Person, code: ErrorCode, kind: Spent | None = None) -> None:
        """Closes all channels of somebody for good. ``kind``: what there was too much of."""
        ...


class Session(Protocol):
    """What of the session is needed for it."""

    @property
    def members(self) -> Spenders:
        """Whose budgets these are."""
        ...

    def now(self) -> float:
        """Seconds by the meeting's clock: ``at`` of events."""
        ...

    def happen(self, event: events.Event) -> None:
        """Lets the meeting decide on an event and carries out what it commands, as ``MeetingSession.happen``."""
        ...


class Spending:
    """Takes from people's budgets, and stops who exceeds them."""

    def __init__(self, session: Session, clock: Callable[[], float]) -> None:
        """``clock``: seconds, monotonic."""
        self._session = session
        self._clock = clock

    def spend(self, participant: ParticipantId, kind: Spent, amount: float, now: float) -> bool:
        """As ``Budget.spend``. Nobody who is gone may spend anything."""
        person = self._session.members.people.get(participant)
        return person is not None and person.budget.spend(kind, amount, now)

    def overspent(self, participant: ParticipantId, track: TrackId, kind: Spent) -> None:
        """More came of this track than its budget has."""
        person = self._session.members.people.get(participant)
        now = self._clock()
        if person is None or not person.stops.is_news(track, now):
            return
        if person.stops.one_too_many(now):
            self._session.members.expel(person, ErrorCode.FLOODING, kind)
        else:
            self._session.happen(
                events.Overspent(at=self._session.now(), participant=participant, track=track, kind=kind)
            )

    def second_passed(self, key_frames: Counter[ParticipantId]) -> None:
        """Looks at what came on everybody's media channels, and takes the ``key_frames`` of each sender out.

        Frames of a track are limited as they come; this is for all of a person's channels together, with what belongs
        to no track."""
        now = self._clock()
        for participant, person in list(self._session.members.people.items()):
            kind = _spend_media(person, now)
            if not person.budget.spend(Spent.KEY_FRAMES, key_frames.pop(participant, 0), now):
                kind = Spent.KEY_FRAMES
            if kind is not None:
                self._session.members.expel(person, ErrorCode.FLOODING, kind)
            person.budget.second_passed()


def _spend_media(person: Person, now: float) -> Spent | None:
    """Takes what came since the last call; returns what was too much."""
    too_much = None
    for channel in person.media.values():
        for kind, amount in zip(_SPENT[channel.kind], (channel.frames, channel.bytes), strict=True):
            if not person.budget.spend(kind, amount, now):
                too_much = kind
        channel.frames = channel.bytes = 0
    return too_much
