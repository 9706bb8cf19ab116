"""The meeting: events in, commands out; and which decision each event and each request leads to."""

from collections import deque
from collections.abc import Mapping
from typing import assert_never

import msgspec

from meetdesk.core import limits
from meetdesk.core.commands import Command, Refuse, Route, TurnedAway, Welcomed
from meetdesk.core.decisions import (
    board,
    chat,
    files,
    hands,
    lobby,
    moderation,
    notes,
    people,
    polls,
    rules,
    strokes,
    succession,
    timer,
    tracks,
)
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.distribution import Distribution, SavedDistribution
from meetdesk.core.entry import Entry, MeetingState
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.events import (
    Arrived,
    Asked,
    ClockSet,
    DeputiesChosen,
    EndRequested,
    Event,
    Expelled,
    FileCame,
    FileMoved,
    LinkWentAway,
    Overspent,
    Returned,
    Succeeded,
    TimePassed,
    WaitGivenUp,
    WaitingLinkWentAway,
)
from meetdesk.core.latest import after
from meetdesk.core.request import Request
from meetdesk.core.roles import check
from meetdesk.core.state import Fold, empty_state
from meetdesk.core.texts import normal_title
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.board import BoardRequest
from meetdesk.core.topics.chat import ChatMessage, ChatRequest
from meetdesk.core.topics.files import FileId, FilesRequest, Offered, SharedFile
from meetdesk.core.topics.hands import HandRequest
from meetdesk.core.topics.lobby import LobbyRequest
from meetdesk.core.topics.moderation import ModerationRequest
from meetdesk.core.topics.notes import NotesRequest
from meetdesk.core.topics.people import (
    Leave,
    LeaveReason,
    LinkLost,
    LinkRestored,
    Participant,
    PeopleRequest,
    WentAway,
)
from meetdesk.core.topics.polls import PollRequest
from meetdesk.core.topics.rules import RulesRequest
from meetdesk.core.topics.strokes import StrokesRequest
from meetdesk.core.topics.timer import TimerRequest
from meetdesk.core.topics.tracks import TrackRequest
from meetdesk.core.unlogged import SavedUnlogged, Unlogged, who_reads


class SavedMeeting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that a meeting knows, as plain data: whoever has it can go on with the meeting, on another machine, too."""

    clock: float
    """What the meeting's clock (``events``) showed. It goes on from here, by whatever steady clock there is then: what
    is in the log (the timer's end) keeps its meaning. Everything else that lasts is saved as seconds before this."""
    behind: float
    """As ``events.ClockSet`` said; to be said anew by the machine that goes on."""
    state: MeetingState
    """With the whole chat that is kept."""
    entries: tuple[Entry, ...]
    """The latest of the log, up to that state, for those who come back."""
    unlogged: SavedUnlogged
    distribution: SavedDistribution


class Meeting:
    """The rules of one meeting over its two logs. Holds no socket, clock, thread or task."""

    def __init__(self, meeting: str, title: str, started_at: float, *, lobby: bool = False) -> None:
        """``meeting``: global id, 32 hexadecimal digits; ``started_at``: by its clock, as ``at`` of events; ``lobby``:
        the waiting room is on from the start.

        Raises MeetDeskError ``title_too_long``.
        """
        self._fold = Fold(empty_state(meeting, normal_title(title), started_at, lobby=lobby))
        self._latest: deque[Entry] = deque(maxlen=limits.ENTRIES_KEPT)
        """The latest entries of the log, up to the fold, for those who come back."""
        self._unlogged = Unlogged(self._fold)
        self._distribution = Distribution(self._fold)
        self._behind = 0.0

    def save(self, at: float) -> SavedMeeting:
        """``at``: now, by the meeting's clock."""
        return SavedMeeting(
            clock=at,
            behind=self._behind,
            state=self._fold.snapshot(limits.CHAT_KEPT),
            entries=tuple(self._latest),
            unlogged=self._unlogged.save(at),
            distribution=self._distribution.save(),
        )

    @classmethod
    def restore(cls, saved: SavedMeeting) -> "Meeting":
        """Goes on from there: whatever comes is decided as the meeting that was saved would have decided it.

        Raises ValueError for a fold of another version.
        """
        state = saved.state
        meeting = cls(state.meeting, state.title, state.started_at)
        meeting._fold = fold = Fold(state)
        meeting._latest.extend(saved.entries)
        meeting._unlogged = Unlogged.restore(saved.unlogged, fold, saved.clock)
        meeting._distribution = Distribution.restore(saved.distribution, fold)
        meeting._behind = saved.behind
        return meeting

    @property
    def state(self) -> MeetingState:
        """The snapshot a newcomer would get now."""
        return self._fold.snapshot()

    @property
    def participants(self) -> Mapping[ParticipantId, Participant]:
        """Who is in it now, without the rest of the state, which is made anew each time."""
        return self._fold.participants

    @property
    def term(self) -> int:
        """Number of the reign."""
        return self._fold.term

    @property
    def wished_deputy(self) -> ParticipantId | None:
        """Whom the host wants to stand in."""
        return self._fold.wished_deputy

    @property
    def routes(self) -> list[Route]:
        """How every track is distributed now: what a shell that begins with a restored meeting has to carry out."""
        return self._distribution.routes

    @property
    def locked(self) -> bool:
        """Whether nobody new gets in."""
        return self._fold.rules.locked

    def chat_message(self, entry: int) -> ChatMessage | None:
        """A message of the chat of all, as it is now; None if it is not kept."""
        return self._fold.chat.message(entry)

    def offered_file(self, participant: ParticipantId, file: FileId) -> Offered | None:
        """The file that this one may send now."""
        return None if self._fold.ended else self._unlogged.files.offered(participant, file)

    def readable_file(self, participant: ParticipantId, file: FileId) -> SharedFile | None:
        """The file, if it is there and this one may have it."""
        person, found = self._fold.participants.get(participant), self._unlogged.files.there(file)
        if person is None or found is None or self._fold.ended:
            return None
        offered, shared = found
        return shared if who_reads(offered.readers, [person]) else None

    def handle(self, event: Event) -> list[Command]:
        """Decides on one event. Never raises for anything a participant can cause."""
        decision = Decision(self._fold, self._distribution, self._unlogged, event, behind=self._behind)
        try:
            if self._fold.ended:
                raise Refused(ErrorCode.MEETING_ENDED)
            self._decide(decision, event)
        except Refused as refusal:
            return _refused(event, refusal)
        finally:
            self._latest.extend(decision.entries)
        return decision.commands()

    def _decide(self, decision: Decision, event: Event) -> None:
        match event:
            case Arrived() | WaitingLinkWentAway() | WaitGivenUp():
                lobby.come_to_the_door(decision, event)
            case Returned():
                self._returned(decision, event)
            case Asked():
                person = self._fold.participants.get(event.participant)
                leaving = isinstance(event.request, Leave)
                if person is None or not (person.connected or leaving):
                    raise Refused(ErrorCode.NOT_IN_MEETING)
                # The app of somebody whose window is closed says goodbye for them.
                _decide_request(decision, person, event.request)
            case LinkWentAway():
                self._link_went_away(decision, event)
            case Expelled() | Overspent():
                moderation.misbehaved(decision, event)
            case FileMoved() | FileCame():
                files.got_on(decision, event)
            case TimePassed():
                self._time_passed(decision)
            case ClockSet():
                self._behind = event.behind
            case DeputiesChosen() | Succeeded():
                succession.decide(decision, event)
            case EndRequested():
                people.end(decision, event.reason)
            case _:
                assert_never(event)

    def _returned(self, decision: Decision, event: Returned) -> None:
        person = self._fold.participants.get(event.participant)
        if person is None:
            raise Refused(ErrorCode.NOT_ADMITTED)
        missed = None if event.last_entry is None else after(self._latest, self._fold.entry, event.last_entry)
        if missed is None:
            # It knows nothing of its tracks, wants and files any more (a reloaded window), so it starts afresh.
            decision.unpublish_all(person)
            decision.subscribe(person, ())
            decision.forget_offers(person)
        if not person.connected:
            decision.append(LinkRestored(person.participant))
        people.rename_if_allowed(decision, person, event.name)
        decision.connection_changed(person)
        decision.tell_again(person)
        decision.tell_lobby(person)
        if missed is None:
            decision.welcome(person)
        else:
            conversations, private = decision.unlogged.conversations.missed(person.participant, event.last_private)
            entries = (*missed, *decision.entries)
            decision.answer(Welcomed(person.participant, entries=entries, conversations=conversations, private=private))
            decision.tell_unlogged(person)

    def _link_went_away(self, decision: Decision, event: LinkWentAway) -> None:
        person = self._fold.participants.get(event.participant)
        if person is None:
            return
        decision.record(WentAway(person.participant))
        if not person.connected:
            return
        decision.append(LinkLost(person.participant))
        decision.connection_changed(person)

    def _time_passed(self, decision: Decision) -> None:
        for participant, since in list(self._unlogged.absent.since.items()):
            if decision.at - since >= limits.RETURN_SECONDS:
                decision.leave(self._fold.participants[participant], LeaveReason.LINK_LOST)
        decision.end_idle(self._unlogged.files.idle(decision.at))
        notes.time_passed(decision)
        for number, code in self._unlogged.lobby.overdue(decision.at):
            lobby.turn_away(decision, number, code)


def _decide_request(  # noqa: PLR0912 (one branch a topic)
    decision: Decision, person: Participant, request: Request
) -> None:
    """Carries out what ``person`` asks for, or raises Refused and changes nothing: first the table of roles, then the
    topic."""
    check(decision.fold, person, request)
    if isinstance(request, PeopleRequest):
        people.decide(decision, person, request)
    elif isinstance(request, TrackRequest):
        tracks.decide(decision, person, request)
    elif isinstance(request, ChatRequest):
        chat.decide(decision, person, request)
    elif isinstance(request, FilesRequest):
        files.decide(decision, person, request)
    elif isinstance(request, RulesRequest):
        rules.decide(decision, person, request)
    elif isinstance(request, LobbyRequest):
        lobby.decide(decision, person, request)
    elif isinstance(request, ModerationRequest):
        moderation.decide(decision, person, request)
    elif isinstance(request, HandRequest):
        hands.decide(decision, person, request)
    elif isinstance(request, PollRequest):
        polls.decide(decision, person, request)
    elif isinstance(request, TimerRequest):
        timer.decide(decision, person, request)
    elif isinstance(request, NotesRequest):
        notes.decide(decision, person, request)
    elif isinstance(request, StrokesRequest):
        strokes.decide(decision, person, request)
    elif isinstance(request, BoardRequest):
        board.decide(decision, person, request)
    else:
        assert_never(request)


def _refused(event: Event, refusal: Refused) -> list[Command]:
    match event:
        case Arrived(arrival=arrival):
            return [TurnedAway(refusal.code, arrival=arrival)]
        case Returned(participant=participant):
            return [TurnedAway(refusal.code, participant=participant)]
        case Asked(participant=participant, request=request):
            return [Refuse(participant, getattr(request, "id", None), refusal.code, refusal.detail)]
        case _:
            # Nobody waits for an answer: a link that went, a file that came, the time.
            return []
