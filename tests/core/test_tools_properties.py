"""Meeting tools, whatever people do with them and in whatever order."""

from functools import partial
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from meetdesk.core import limits
from meetdesk.core.commands import Append, Command, TellBallots, Welcomed
from meetdesk.core.entry import MeetingState
from meetdesk.core.events import Event
from meetdesk.core.request import Request
from meetdesk.core.state import apply
from meetdesk.core.topics.hands import LowerAllHands, LowerHand, LowerOthersHand, RaiseHand
from meetdesk.core.topics.notes import CompactNotes, NotesStuck, ReadNotes, WriteNotes
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.polls import ClosePoll, CreatePoll, PollVoted, RemovePoll, ReopenPoll, Vote
from meetdesk.core.topics.timer import TimerRequest
from tests.support.plain import plain

from .script import START, Script, arrives, asks, loses_link, returns, time_passes
from .yjs_updates import typed

PEOPLE = st.integers(1, 4)
POLLS = st.integers(0, limits.POLLS)
BOOLEANS = st.booleans()
SHORT = st.sampled_from([("Yes", "No"), ("Yes", "No", "Perhaps"), ("Yes",)])
TIMERS: list[Request] = [
    replace(one, seconds=60) if hasattr(one, "seconds") else one for one in map(plain, get_args(TimerRequest)) if one
]
REQUESTS: st.SearchStrategy[Request] = st.one_of(
    st.just(RaiseHand(1)),
    st.just(LowerHand(1)),
    st.builds(LowerOthersHand, st.just(1), PEOPLE),
    st.just(LowerAllHands(1)),
    st.builds(CreatePoll, st.just(1), st.just("Well?"), SHORT, BOOLEANS, BOOLEANS, BOOLEANS),
    st.builds(Vote, st.just(1), POLLS, st.lists(st.integers(0, 3), max_size=3).map(tuple)),
    st.builds(Vote, st.just(1), POLLS, st.lists(st.integers(0, 1), max_size=2).map(tuple)),
    st.builds(Vote, st.just(1), POLLS, st.tuples(st.integers(0, 1))),
    st.builds(ClosePoll, st.just(1), POLLS),
    st.builds(ReopenPoll, st.just(1), POLLS),
    st.builds(RemovePoll, st.just(1), POLLS),
    st.sampled_from(TIMERS),
    st.builds(WriteNotes, st.just(1), st.binary(min_size=1, max_size=9) | st.integers(1, 9).map(partial(typed, "a"))),
    st.builds(CompactNotes, st.just(1), st.integers(0, 9), st.just(b"all")),
    st.builds(ReadNotes, st.just(1), st.booleans()),
    st.builds(NotesStuck, st.just(1), st.integers(0, 9)),
    st.just(Leave(1)),
)
SECONDS = st.integers(-40, 400)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(lambda who, request, at: asks(who, request, START + at), PEOPLE, REQUESTS, SECONDS),
    st.builds(lambda who, request, at: asks(who, request, START + at), PEOPLE, REQUESTS, SECONDS),
    st.builds(loses_link, PEOPLE),
    st.builds(returns, PEOPLE, st.none() | st.just(3)),
    st.builds(time_passes, SECONDS),
)


def aimed(request: Request, state: MeetingState) -> Request:
    """With most of its small poll numbers turned into those of polls that are there."""
    if state.polls and isinstance(request, Vote | ClosePoll | ReopenPoll | RemovePoll) and request.poll < limits.POLLS:
        there = state.polls[request.poll % len(state.polls)].poll
        return (
            type(request)(request.id, there, request.options) if isinstance(request, Vote) else type(request)(1, there)
        )
    return request


def happens(script: Script, event: Event) -> list[Command]:
    request = getattr(event, "request", None)
    if request is not None:
        event = asks(event.participant, aimed(request, script.state), event.at)  # type: ignore[union-attr]
    return script.meeting.handle(event)


@settings(deadline=None, max_examples=150)
@given(st.lists(EVENTS, min_size=20, max_size=60))
def test_what_must_always_hold(history: list[Event]) -> None:
    script = Script()
    for person in (1, 2, 3, 4):
        (script >> arrives(person)).and_so_on()
    folded = script.state
    for event in history:
        for command in happens(script, event):
            if isinstance(command, Append):
                folded = apply(folded, command.entry)
                change = command.entry.change
                if isinstance(change, PollVoted) and change.ballot is not None:
                    poll = next(one for one in folded.polls if one.poll == change.poll)
                    assert poll.live
                    assert not poll.anonymous
        state = script.state
        assert state == folded, "the entries do not add up to the state"
        people = {one.participant for one in state.participants}
        assert set(state.hands) <= people
        assert len(set(state.hands)) == len(state.hands)
        if state.timer is not None:
            assert 0 <= state.timer.left <= state.timer.seconds
        for poll in state.polls:
            assert 2 <= len(poll.options) <= limits.POLL_OPTIONS
            if poll.counts:
                assert sum(poll.counts) >= poll.voters
                assert poll.multiple or sum(poll.counts) == poll.voters
            else:
                assert poll.open
                assert not poll.live
                assert not poll.ballots
            if poll.anonymous:
                assert not poll.ballots
            elif poll.counts:
                assert len(poll.ballots) == poll.voters


@settings(deadline=None, max_examples=50)
@given(st.lists(EVENTS, min_size=20, max_size=60), PEOPLE)
def test_own_ballots_are_told_to_their_voter_alone_and_again_after_coming_back(history: list[Event], who: int) -> None:
    script = Script()
    for person in (1, 2, 3, 4):
        (script >> arrives(person)).and_so_on()
    last: tuple[object, ...] = ()
    for event in history:
        for command in happens(script, event):
            if isinstance(command, TellBallots) and command.participant == who:
                last = command.ballots
    if who not in {one.participant for one in script.state.participants}:
        return
    polls = {one.poll for one in script.state.polls}
    commands = script.meeting.handle(returns(who))
    assert any(isinstance(command, Welcomed) for command in commands)
    told = [command.ballots for command in commands if isinstance(command, TellBallots)]
    left = tuple(one for one in last if getattr(one, "poll", None) in polls)
    assert (told[0] if told else ()) == left
