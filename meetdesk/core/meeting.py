"""The meeting: events in, commands out."""

from contextlib import suppress
from typing import assert_never

from meetdesk.core import limits
from meetdesk.core.asking import decide, end, rename
from meetdesk.core.commands import Command, Refuse, TurnedAway, Welcomed
from meetdesk.core.decision import Decision
from meetdesk.core.distribution import Distribution
from meetdesk.core.entries import (
    Joined,
    LeaveReason,
    LinkLost,
    LinkRestored,
    MeetingState,
    Participant,
    ParticipantId,
)
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.events import Arrived, Asked, EndRequested, Event, LinkWentAway, Returned, TimePassed
from meetdesk.core.log import Log
from meetdesk.core.requests import Leave
from meetdesk.core.state import Fold, empty_state
from meetdesk.core.texts import normal_name, normal_title


class Meeting:
    """The rules of one meeting over its log of entries. Holds no socket, clock, thread or task."""

    def __init__(self, meeting: str, title: str, started_at: float) -> None:
        """``meeting``: global id, 32 hexadecimal digits. Raises MeetDeskError ``title_too_long``."""
        self._fold = Fold(empty_state(meeting, normal_title(title), started_at))
        self._log = Log(self._fold)
        self._distribution = Distribution(self._fold)
        self._lost_at: dict[ParticipantId, float] = {}

    @property
    def state(self) -> MeetingState:
        """The snapshot a newcomer would get now."""
        return self._fold.snapshot()

    def handle(self, event: Event) -> list[Command]:
        """Decides on one event. Never raises for anything a participant can cause."""
        try:
            if self._fold.ended:
                raise Refused(ErrorCode.MEETING_ENDED)
            decision = Decision(self._log, self._distribution, event.at)
            self._decide(decision, event)
        except Refused as refusal:
            return _refused(event, refusal)
        return decision.commands()

    def _decide(self, decision: Decision, event: Event) -> None:
        match event:
            case Arrived():
                self._arrived(decision, event)
            case Returned():
                self._returned(decision, event)
            case Asked():
                person = self._fold.participants.get(event.participant)
                leaving = isinstance(event.request, Leave)
                if person is None or not (person.connected or leaving):
                    raise Refused(ErrorCode.NOT_IN_MEETING)
                decide(decision, person, event.request)
                if leaving:
                    # The app of somebody whose window is closed says goodbye for them.
                    self._lost_at.pop(event.participant, None)
            case LinkWentAway():
                self._link_went_away(decision, event)
            case TimePassed():
                self._time_passed(decision)
            case EndRequested():
                end(decision, event.reason)
            case _:
                assert_never(event)

    def _arrived(self, decision: Decision, event: Arrived) -> None:
        name = normal_name(event.name)
        if len(self._fold.participants) >= limits.PARTICIPANTS:
            raise Refused(ErrorCode.MEETING_FULL)
        person = Participant(decision.next_number, name, event.role, joined_at=event.at)
        decision.append(Joined(person))
        decision.connection_changed(person)
        decision.answer(Welcomed(person.participant, event.arrival, state=self._fold.snapshot()))

    def _returned(self, decision: Decision, event: Returned) -> None:
        person = self._fold.participants.get(event.participant)
        if person is None:
            raise Refused(ErrorCode.NOT_ADMITTED)
        missed = None if event.last_entry is None else self._log.after(event.last_entry)
        if missed is None:
            # It knows nothing of its tracks and wants any more (a reloaded window), so it starts afresh.
            decision.unpublish_all(person)
            decision.subscribe(person, ())
        if not person.connected:
            decision.append(LinkRestored(person.participant))
            del self._lost_at[person.participant]
        with suppress(Refused):  # a name that cannot be used is no reason not to let somebody back in
            rename(decision, person, event.name)
        decision.connection_changed(person)
        decision.tell_again(person)
        if missed is None:
            decision.answer(Welcomed(person.participant, state=self._fold.snapshot()))
        else:
            decision.answer(Welcomed(person.participant, entries=(*missed, *decision.entries)))

    def _link_went_away(self, decision: Decision, event: LinkWentAway) -> None:
        person = self._fold.participants.get(event.participant)
        if person is None or not person.connected:
            return
        self._lost_at[person.participant] = event.at
        decision.append(LinkLost(person.participant))
        decision.connection_changed(person)

    def _time_passed(self, decision: Decision) -> None:
        for participant, lost_at in list(self._lost_at.items()):
            # A clock that was set back starts the wait again, rather than keeping a ghost for hours.
            self._lost_at[participant] = min(lost_at, decision.at)
            if decision.at - lost_at >= limits.RETURN_SECONDS:
                del self._lost_at[participant]
                decision.leave(self._fold.participants[participant], LeaveReason.LINK_LOST)


def _refused(event: Event, refusal: Refused) -> list[Command]:
    match event:
        case Arrived(arrival=arrival):
            return [TurnedAway(refusal.code, arrival=arrival)]
        case Returned(participant=participant):
            return [TurnedAway(refusal.code, participant=participant)]
        case Asked(participant=participant, request=request):
            return [Refuse(participant, getattr(request, "id", None), refusal.code, refusal.detail)]
        case _:
            return []
