"""The fold: what the entries of the log add up to.

``apply`` is the rule on snapshots, pure; ``Fold`` is the same rule in place, so that a long chat is not copied for each
entry. A reader on another machine (the window, an app that takes the meeting over) must come to the same state.
A family whose changes concern nothing but itself folds in a part of its own: ``Chat``, ``Rules``, ``Hands``, ``Polls``.
"""

from typing import assert_never

from msgspec.structs import replace

from meetdesk.core import limits
from meetdesk.core.entry import Entry, MeetingState
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.core.topics.chat import Chat, ChatChange
from meetdesk.core.topics.hands import HandChange, Hands
from meetdesk.core.topics.people import (
    DeputiesNamed,
    DeputyWished,
    Ended,
    HostChanged,
    Joined,
    Left,
    LinkLost,
    LinkRestored,
    Participant,
    PeopleChange,
    Renamed,
    Role,
    RoleChanged,
)
from meetdesk.core.topics.polls import PollChange, Polls
from meetdesk.core.topics.rules import Rules, RulesChange
from meetdesk.core.topics.timer import TimerChange
from meetdesk.core.topics.tracks import Track, TrackChange, TrackPublished, TrackUnpublished, TrackUpdated

VERSION = 2
"""Version of the fold, in every snapshot; it rises when the same entries would add up to something else."""


def apply(state: MeetingState, entry: Entry) -> MeetingState:
    """The state after ``entry``. Raises ValueError as ``Fold`` and ``Fold.apply`` do."""
    fold = Fold(state)
    fold.apply(entry)
    return fold.snapshot()


def empty_state(meeting: str, title: str, started_at: float, *, lobby: bool = False) -> MeetingState:
    """The state of a meeting before its first entry."""
    return MeetingState(
        version=VERSION,
        meeting=meeting,
        title=title,
        started_at=started_at,
        entry=0,
        participants=(),
        tracks=(),
        chat=(),
        chat_before=False,
        lobby=lobby,
    )


class Fold:
    """The state of a meeting, changed in place by entries."""

    def __init__(self, state: MeetingState) -> None:
        """Goes on from a snapshot. Raises ValueError for one whose version it does not know."""
        if state.version != VERSION:
            raise ValueError(f"version {state.version} of the meeting's state is not known")
        self._start = state
        self.entry = state.entry
        self.participants: dict[ParticipantId, Participant] = {one.participant: one for one in state.participants}
        self.tracks: dict[TrackId, Track] = {one.track: one for one in state.tracks}
        self.chat = Chat(state.chat, state.chat_before)
        self.rules = Rules(state.permissions, state.spotlight, state.file_limit, lobby=state.lobby, locked=state.locked)
        self.hands = Hands(state.hands)
        self.polls = Polls(state.polls)
        self.timer = state.timer
        self.term = state.term
        self.deputies, self.wished_deputy = state.deputies, state.wished_deputy
        self.unreached, self.unwilling = state.unreached, state.unwilling
        self.ended = state.ended

    def snapshot(self, messages: int = limits.CHAT_PAGE) -> MeetingState:
        """With at most so many messages, the latest."""
        chat, chat_before = self.chat.latest(messages)
        return replace(
            self._start,
            entry=self.entry,
            participants=tuple(self.participants.values()),
            tracks=tuple(self.tracks.values()),
            chat=chat,
            chat_before=chat_before,
            permissions=self.rules.permissions,
            lobby=self.rules.lobby,
            locked=self.rules.locked,
            spotlight=self.rules.spotlight,
            file_limit=self.rules.file_limit,
            hands=self.hands.raised,
            polls=tuple(self.polls.by_id.values()),
            timer=self.timer,
            term=self.term,
            deputies=self.deputies,
            wished_deputy=self.wished_deputy,
            unreached=self.unreached,
            unwilling=self.unwilling,
            ended=self.ended,
        )

    def tracks_of(self, participant: ParticipantId) -> list[Track]:
        """In the order in which they were published."""
        return [track for track in self.tracks.values() if track.participant == participant]

    def apply(self, entry: Entry) -> None:
        """Skips an entry that was applied already. Raises ValueError if one before it is missing."""
        if entry.number <= self.entry:
            return
        if entry.number != self.entry + 1:
            raise ValueError(f"entry {entry.number} does not follow entry {self.entry}")
        self.entry = entry.number
        change = entry.change
        if isinstance(change, PeopleChange):
            self._apply_to_people(change)
        elif isinstance(change, TrackChange):
            self._apply_to_tracks(change)
        elif isinstance(change, ChatChange):
            self.chat.apply(change)
        elif isinstance(change, RulesChange):
            self.rules.apply(change)
        elif isinstance(change, HandChange):
            self.hands.apply(change)
        elif isinstance(change, PollChange):
            self.polls.apply(change)
        elif isinstance(change, TimerChange):
            self.timer = change.timer
        elif isinstance(change, Ended):
            self.ended = True
        else:
            assert_never(change)

    def _apply_to_people(self, change: PeopleChange) -> None:
        match change:
            case Joined(participant=person):
                self.participants[person.participant] = person
            case Left(participant=who):
                self.participants.pop(who, None)
                for track in self.tracks_of(who):
                    del self.tracks[track.track]
                self.rules.on_left(who)
                self.hands.on_left(who)
                self._no_deputy(who)
            case LinkLost(participant=who):
                self._change_person(who, connected=False)
            case LinkRestored(participant=who):
                self._change_person(who, connected=True)
            case Renamed(participant=who, name=name):
                self._change_person(who, name=name)
            case RoleChanged(participant=who, role=role):
                self._change_person(who, role=role)
            case DeputiesNamed():
                self.deputies, self.unreached, self.unwilling = change.participants, change.unreached, change.unwilling
            case DeputyWished(participant=who):
                self.wished_deputy = who
            case HostChanged():
                self._change_host(change)
            case _:
                assert_never(change)

    def _no_deputy(self, who: ParticipantId) -> None:
        self.deputies = tuple(one for one in self.deputies if one != who)
        self.unreached = tuple(one for one in self.unreached if one != who)
        self.unwilling = tuple(one for one in self.unwilling if one != who)
        if self.wished_deputy == who:
            self.wished_deputy = None

    def _change_host(self, change: HostChanged) -> None:
        self.term = change.term
        self.deputies = self.unreached = self.unwilling = ()
        if self.wished_deputy == change.participant:
            self.wished_deputy = None
        if change.before is not None:
            self._change_person(change.before, role=Role.CO_HOST)
        self._change_person(change.participant, role=Role.HOST)
        for who in self.participants:
            self._change_person(who, connected=False)

    def _apply_to_tracks(self, change: TrackChange) -> None:
        match change:
            case TrackPublished(track=track) | TrackUpdated(track=track):
                self.tracks[track.track] = track
            case TrackUnpublished(track=number):
                self.tracks.pop(number, None)
            case _:
                assert_never(change)

    def _change_person(self, who: ParticipantId, **fields: str | bool | Role) -> None:
        if who in self.participants:
            self.participants[who] = replace(self.participants[who], **fields)
