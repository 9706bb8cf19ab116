"""Whatever happens, in whatever order: what must hold of every meeting."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from meetdesk.core import limits
from meetdesk.core.commands import (
    Append,
    Command,
    KeptWaiting,
    Route,
    TellDemand,
    TellLobby,
    TurnedAway,
    Welcomed,
)
from meetdesk.core.entry import Entry, MeetingState
from meetdesk.core.events import (
    Arrived,
    Asked,
    EndRequested,
    Event,
    Expelled,
    FileCame,
    LinkWentAway,
    Returned,
    TimePassed,
    WaitGivenUp,
    WaitingLinkWentAway,
)
from meetdesk.core.meeting import Meeting
from meetdesk.core.request import Request
from meetdesk.core.roles import moderates, outranks
from meetdesk.core.state import apply
from meetdesk.core.topics.chat import EditChat, Emoji, LoadChat, PostChat, ReactToChat, RemoveChat, TakeDownChat
from meetdesk.core.topics.files import OfferFile, WithdrawFile
from meetdesk.core.topics.lobby import Admit, AdmitAll, LetBack, RefuseEntry
from meetdesk.core.topics.moderation import MakeCoHost, MuteAll, Remove, StopTrack, UnmakeCoHost
from meetdesk.core.topics.people import EndMeeting, EndReason, Leave, LeaveReason, Left, Rename, Role
from meetdesk.core.topics.rules import ChangePermissions, SwitchLobby, SwitchLock
from meetdesk.core.topics.tracks import (
    Layer,
    PublishTrack,
    Source,
    Subscribe,
    TrackUpdated,
    UnpublishTrack,
    UpdateTrack,
    Want,
    is_audio,
)

from .script import MEETING, START

IDS = st.integers(0, 25)
"""Most are aimed at people and tracks that are there, see ``aimed``."""
NAMES = st.text(st.characters(exclude_categories=()), max_size=70) | st.sampled_from(["Ann", "Bob", " ", ""])
LAYERS = st.lists(
    st.builds(Layer, st.sampled_from([0, 1, 2]), st.sampled_from([320, 0, 7680, 2**53 - 1]), st.just(180)), max_size=3
).map(tuple)
GOOD_LAYERS = st.sampled_from([(Layer(0, 320, 180),), (Layer(1, 1280, 720), Layer(0, 320, 180))])
PUBLISH = (
    st.just(PublishTrack(1, Source.MICROPHONE, "opus"))
    | st.builds(
        PublishTrack, IDS, st.sampled_from([Source.CAMERA, Source.SCREEN]), st.just("vp8"), st.booleans(), GOOD_LAYERS
    )
    | st.builds(
        PublishTrack, IDS, st.sampled_from(Source), st.sampled_from(["opus", "vp8", "av1"]), st.booleans(), LAYERS
    )
)
WANTS = st.lists(st.builds(Want, IDS, st.integers(0, 3), st.integers(0, 4)), max_size=6).map(tuple)
MODERATION: st.SearchStrategy[Request] = st.one_of(
    st.builds(SwitchLobby, IDS, st.booleans()),
    st.builds(SwitchLock, IDS, st.booleans()),
    st.builds(ChangePermissions, IDS, chat=st.booleans(), microphone=st.booleans(), camera=st.booleans()),
    st.builds(Admit, IDS, IDS),
    st.builds(AdmitAll, IDS),
    st.builds(RefuseEntry, IDS, IDS, st.booleans()),
    st.builds(LetBack, IDS, IDS),
    st.builds(StopTrack, IDS, IDS),
    st.builds(MuteAll, IDS),
    st.builds(Remove, IDS, IDS, st.booleans()),
    st.builds(MakeCoHost, IDS, IDS),
    st.builds(UnmakeCoHost, IDS, IDS),
)
VP9 = "vp09.00.40.08"
REQUESTS: st.SearchStrategy[Request] = st.one_of(
    st.builds(Rename, IDS, NAMES),
    PUBLISH,
    PUBLISH,
    st.builds(
        UpdateTrack,
        IDS,
        IDS,
        st.none() | st.booleans(),
        st.none() | st.sampled_from(["opus", "vp8"]),
        st.none() | LAYERS | GOOD_LAYERS,
    ),
    st.builds(UnpublishTrack, IDS, IDS),
    st.builds(Subscribe, WANTS),
    st.builds(Subscribe, WANTS, st.sampled_from([(), (), ("vp8",), (VP9, "opus")])),
    st.builds(PostChat, IDS, st.sampled_from(["a", "b", "", "ü"]), NAMES, st.none() | IDS, st.just(0) | IDS),
    st.builds(LoadChat, IDS, IDS),
    st.builds(EditChat, IDS, IDS, NAMES, st.none() | IDS),
    st.builds(RemoveChat, IDS, IDS, st.none() | IDS),
    st.builds(TakeDownChat, IDS, IDS),
    st.builds(OfferFile, IDS, NAMES, IDS, st.none() | IDS),
    st.builds(WithdrawFile, IDS, IDS),
    st.builds(ReactToChat, IDS, IDS, st.sampled_from(Emoji), st.booleans(), st.none() | IDS),
    st.builds(Leave, IDS),
    MODERATION,
    MODERATION,
)
TIMES = st.integers(-40, 400).map(lambda seconds: START + seconds)
ENDINGS = st.builds(EndRequested, TIMES, st.sampled_from(EndReason)) | st.builds(
    Asked, TIMES, IDS, st.builds(EndMeeting, IDS)
)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Arrived, TIMES, IDS, st.sampled_from(["Ann", "Bob", "Cem"]), st.sampled_from(Role)),
    st.builds(Arrived, TIMES, IDS, NAMES, st.sampled_from(Role)),
    st.builds(Returned, TIMES, IDS, st.none() | IDS, NAMES),
    st.builds(Asked, TIMES, IDS, REQUESTS),
    st.builds(Asked, TIMES, IDS, REQUESTS),
    st.builds(Asked, TIMES, IDS, REQUESTS),
    st.builds(LinkWentAway, TIMES, IDS),
    st.builds(WaitingLinkWentAway, TIMES, IDS),
    st.builds(WaitGivenUp, TIMES, IDS),
    st.builds(Expelled, TIMES, IDS),
    st.builds(FileCame, TIMES, IDS, IDS, st.just("ab" * 32)),
    st.builds(TimePassed, TIMES),
)
HISTORIES = st.builds(
    lambda arrivals, events, ending: [*arrivals, *events, *ending],
    st.lists(st.builds(Arrived, TIMES, IDS, st.just("Eve"), st.sampled_from(Role)), max_size=4),
    st.lists(EVENTS, max_size=60) | st.lists(EVENTS, min_size=25, max_size=60),  # the first alone stays short
    st.lists(ENDINGS, max_size=1),
)


def aimed(event: Event, state: MeetingState) -> Event:
    """The event with most of its small ids turned into ids of people and tracks that are there, so that long
    histories happen and not only refusals."""
    people = [one.participant for one in state.participants]
    tracks = [one.track for one in state.tracks]
    if not isinstance(event, Returned | Asked | LinkWentAway):
        return event
    event = replace(event, participant=_pick(people, event.participant))
    if not isinstance(event, Asked):
        return event
    request = event.request
    if isinstance(request, Subscribe):
        wants = tuple(replace(want, track=_pick(tracks, want.track)) for want in request.wants)
        return replace(event, request=replace(request, wants=wants))
    if isinstance(request, Remove | MakeCoHost | UnmakeCoHost):
        return replace(event, request=replace(request, participant=_pick(people, request.participant)))
    if isinstance(request, EditChat | RemoveChat | TakeDownChat | ReactToChat):
        written = [one.entry for one in state.chat]
        return replace(event, request=replace(request, message=_pick(written, request.message)))
    if isinstance(request, PostChat) and request.reply_to:
        written = [one.entry for one in state.chat]
        return replace(event, request=replace(request, reply_to=_pick(written, request.reply_to)))
    if isinstance(request, StopTrack):
        return replace(event, request=replace(request, track=_pick(tracks, request.track)))
    if isinstance(request, UpdateTrack | UnpublishTrack):
        own = [one.track for one in state.tracks if one.participant == event.participant]
        return replace(event, request=replace(request, track=_pick(own, request.track)))
    return event


def _pick(there: list[int], number: int) -> int:
    return there[number % len(there)] if there and number < 22 else number


class Watcher:
    """Plays the shell: follows the commands of a meeting and keeps what they add up to."""

    def __init__(self) -> None:
        self.meeting = Meeting(MEETING, "", START)
        self.entries: list[Entry] = []
        self.states: list[MeetingState] = [self.meeting.state]
        self.routes: dict[int, Route] = {}
        self.demand: dict[int, tuple[tuple[int, ...], tuple[str, ...]]] = {}
        self.lacks_vp9: set[int] = set()
        self.wants: dict[int, dict[int, Want]] = {}

    def happens(self, event: Event) -> list[Command]:
        event = aimed(event, self.meeting.state)
        if isinstance(event, Asked) and isinstance(event.request, Subscribe):
            self._remember_wants(event.participant, event.request)
        before = self.meeting.state
        commands = self.meeting.handle(event)
        for command in commands:
            self._follow(command, before)
        return commands

    def _remember_wants(self, participant: int, request: Subscribe) -> None:
        state = self.meeting.state
        if state.ended or not any(one.participant == participant and one.connected for one in state.participants):
            return
        others = {one.track for one in state.tracks if one.participant != participant and not is_audio(one)}
        if VP9 in request.lacks:
            self.lacks_vp9.add(participant)
        self.wants[participant] = {want.track: want for want in request.wants if want.track in others}

    def _follow(self, command: Command, before: MeetingState) -> None:
        match command:
            case Append(entry=entry):
                self.entries.append(entry)
                self.states.append(apply(self.states[-1], entry))
            case Welcomed(participant=who, arrival=None, state=state) if state is not None:
                assert any(one.participant == who for one in before.participants)
                self.wants.pop(who, None)
                assert not any(track.participant == who for track in state.tracks)
            case Route():
                assert self.routes.get(command.track) != command, "a route was told that did not change"
                self.routes[command.track] = command
            case TellDemand():
                self.demand[command.track] = command.layers, command.undecodable
            case _:
                pass


@settings(deadline=None, max_examples=100)
@given(HISTORIES)
def test_the_entries_are_the_meeting(history: list[Event]) -> None:
    """Entry numbers have no gaps, times are the events', and their fold is the state."""
    watcher = Watcher()
    for event in history:
        known = len(watcher.entries)
        watcher.happens(event)
        assert all(entry.at == event.at for entry in watcher.entries[known:])
        assert watcher.states[-1] == watcher.meeting.state
    assert [entry.number for entry in watcher.entries] == list(range(1, len(watcher.entries) + 1))


@settings(deadline=None, max_examples=100)
@given(HISTORIES)
def test_coming_back_from_anywhere_leads_to_the_same_state(history: list[Event]) -> None:
    watcher = Watcher()
    for event in history:
        watcher.happens(event)
    if watcher.meeting.state.ended:
        return
    for person in watcher.meeting.state.participants:
        for last in range(0, len(watcher.entries) + 1, 7):
            state = watcher.states[last]
            commands = watcher.meeting.handle(Returned(START, person.participant, last, person.name))
            (welcomed,) = (command for command in commands if isinstance(command, Welcomed))
            assert welcomed.entries is not None
            for entry in welcomed.entries:
                state = apply(state, entry)
            assert state == watcher.meeting.state


@settings(deadline=None, max_examples=100)
@given(HISTORIES)
def test_routes_and_demand_are_what_people_want(history: list[Event]) -> None:
    watcher = Watcher()
    for event in history:
        watcher.happens(event)
        state = watcher.meeting.state
        if state.ended:
            return
        connected = {one.participant for one in state.participants if one.connected}
        people = {one.participant for one in state.participants}
        tracks = {track.track: track for track in state.tracks}
        assert {number for number, route in watcher.routes.items() if route.owner is not None} == set(tracks)
        for track in state.tracks:
            route = watcher.routes[track.track]
            assert route.owner == track.participant
            assert not (track.muted and route.receivers)
            if is_audio(track):
                everybody = {one.participant for one in state.participants}
                assert track.muted or set(route.receivers) == everybody - {track.participant}
                continue
            assert set(route.receivers) <= connected - {track.participant}
            have = [layer.layer for layer in track.layers]
            wanted = {who: wants[track.track] for who, wants in watcher.wants.items() if track.track in wants}
            assert track.muted or set(route.receivers) == wanted.keys() & connected
            layers = set()
            for who, want in route.receivers.items():
                assert want is not None
                assert want.layer in have
                assert abs(want.layer - wanted[who].layer) == min(abs(layer - wanted[who].layer) for layer in have)
                assert want.temporal == min(wanted[who].temporal, 2)
                layers.add(want.layer)
            if track.participant in connected:
                lacked = track.source == Source.SCREEN and not watcher.lacks_vp9.isdisjoint(people)
                assert watcher.demand[track.track] == (tuple(sorted(layers)), (VP9,) if lacked else ())


@settings(deadline=None, max_examples=100)
@given(HISTORIES)
def test_nobody_has_more_than_the_limits(history: list[Event]) -> None:
    watcher = Watcher()
    for event in history:
        watcher.happens(event)
        state = watcher.meeting.state
        assert len(state.participants) <= limits.PARTICIPANTS
        people = {one.participant for one in state.participants}
        for person in people:
            assert sum(track.participant == person for track in state.tracks) <= limits.TRACKS_PER_PARTICIPANT
        assert {track.participant for track in state.tracks} <= people
        assert len({track.track for track in state.tracks} | people) == len(state.tracks) + len(people)


@settings(deadline=None, max_examples=100)
@given(HISTORIES)
def test_nobody_is_acted_upon_from_below_and_only_moderators_hear_of_the_lobby(history: list[Event]) -> None:
    watcher = Watcher()
    for event in history:
        before = watcher.meeting.state
        roles = {one.participant: one.role for one in before.participants}
        for command in watcher.happens(event):
            if isinstance(command, TellLobby):
                now = {one.participant: one for one in watcher.meeting.state.participants}
                assert all(now[who].connected and moderates(now[who].role) for who in command.participants)
            if not isinstance(command, Append):
                continue
            change = command.entry.change
            if isinstance(change, Left) and change.by is not None:
                assert change.reason is LeaveReason.REMOVED
                assert outranks(roles[change.by], roles[change.participant])
            if isinstance(change, TrackUpdated) and change.by is not None:
                assert change.track.muted, "nobody unmutes another"
                assert outranks(roles[change.by], roles[change.track.participant])


@settings(deadline=None, max_examples=100)
@given(HISTORIES)
def test_who_arrives_is_in_or_waits_or_is_turned_away(history: list[Event]) -> None:
    """And guests, and everybody while the waiting room is on, come in by a moderator's word only."""
    watcher = Watcher()
    for event in history:
        before = watcher.meeting.state
        commands = watcher.happens(event)
        welcomed = [one for one in commands if isinstance(one, Welcomed) and one.arrival is not None]
        if isinstance(event, Arrived):
            answers = [one for one in commands if isinstance(one, Welcomed | KeptWaiting | TurnedAway)]
            assert [one.arrival for one in answers] == [event.arrival]
            if event.role is Role.GUEST or (event.role is not Role.HOST and (before.lobby or before.locked)):
                assert not welcomed
        elif welcomed:
            assert isinstance(event, Asked)
            assert isinstance(event.request, Admit | AdmitAll)
        state = watcher.meeting.state
        assert all(one.state == state for one in welcomed), "the snapshot is that of the end of the decision"
