"""Polls: who is told what, and what is forgotten."""

import pytest

from meetdesk.core import limits
from meetdesk.core.commands import Append, Command, Refuse, Reply, TellBallots, Welcomed
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.polls import (
    Ballot,
    ClosePoll,
    CreatePoll,
    OwnBallot,
    Poll,
    PollClosed,
    PollCreated,
    PollRemoved,
    PollReopened,
    PollVoted,
    RemovePoll,
    ReopenPoll,
    Vote,
)

from .script import ANN, BOB, CEM, Script, asks, entry, meeting_of, returns

POLL = 4
"""The entry after three people joined."""
OPTIONS = ("Now", "Later", "Never")


def asked(*, multiple: bool = False, anonymous: bool = False, live: bool = True) -> Script:
    """Bob asks Ann, who hosts, and Cem."""
    script = meeting_of(ANN, BOB, CEM)
    creates = CreatePoll(1, "  When\n shall we? ", OPTIONS, multiple, anonymous, live)
    (script >> asks(BOB, creates)).and_so_on()
    return script


def votes(script: Script, *ballots: tuple[int, tuple[int, ...]]) -> Script:
    for person, options in ballots:
        (script >> asks(person, Vote(1, POLL, options))).and_so_on()
    return script


def test_a_poll_is_told_to_all() -> None:
    poll = Poll(POLL, BOB, "Bob", "When shall we?", OPTIONS, False, False, True, counts=(0, 0, 0))
    creates = asks(BOB, CreatePoll(1, "  When\n shall we? ", OPTIONS))
    assert meeting_of(ANN, BOB, CEM) >> creates << entry(PollCreated(poll)) << Reply(BOB, 1)


def test_votes_are_seen_at_once_if_they_are_to_be() -> None:
    assert (
        asked()
        >> asks(CEM, Vote(1, POLL, (1,)))
        << entry(PollVoted(POLL, 1, (0, 1, 0), Ballot(CEM, "Cem", (1,))))
        << TellBallots(CEM, (OwnBallot(POLL, (1,)),))
        << Reply(CEM, 1)
        >> asks(CEM, Vote(2, POLL, (0,)))
        << entry(PollVoted(POLL, 1, (1, 0, 0), Ballot(CEM, "Cem", (0,))))
        << TellBallots(CEM, (OwnBallot(POLL, (0,)),))
        << Reply(CEM, 2)
        >> asks(CEM, Vote(3, POLL, (0,)))
        << Reply(CEM, 3)
        >> asks(CEM, Vote(4, POLL, ()))
        << entry(PollVoted(POLL, 0, (0, 0, 0), Ballot(CEM, "Cem", ())))
        << TellBallots(CEM, ())
        << Reply(CEM, 4)
    )


def test_a_hidden_result_is_told_when_the_poll_is_closed() -> None:
    script = asked(live=False)
    assert (
        script
        >> asks(CEM, Vote(1, POLL, (2,)))
        << entry(PollVoted(POLL, 1))
        << TellBallots(CEM, (OwnBallot(POLL, (2,)),))
        << Reply(CEM, 1)
        >> asks(BOB, ClosePoll(2, POLL))
        << entry(PollClosed(POLL, 1, (0, 0, 1), (Ballot(CEM, "Cem", (2,)),), BOB))
        << Reply(BOB, 2)
        >> asks(BOB, ReopenPoll(3, POLL))
        << entry(PollReopened(POLL, BOB))
        << Reply(BOB, 3)
    )
    (poll,) = script.state.polls
    assert (poll.open, poll.voters, poll.counts, poll.ballots) == (True, 1, (), ())


def test_several_options_only_where_they_are_asked_for() -> None:
    assert asked() >> asks(CEM, Vote(1, POLL, (0, 1))) << Refuse(CEM, 1, ErrorCode.MALFORMED_MESSAGE)
    script = votes(asked(multiple=True), (CEM, (2, 0, 2)), (ANN, (2,)))
    (poll,) = script.state.polls
    assert poll.counts == (1, 0, 2)
    assert poll.voters == 2


def test_an_option_that_there_is_not() -> None:
    assert asked() >> asks(CEM, Vote(1, POLL, (3,))) << Refuse(CEM, 1, ErrorCode.MALFORMED_MESSAGE)


@pytest.mark.parametrize("live", [True, False])
def test_nobody_is_told_who_voted_what_in_an_anonymous_poll(live: bool) -> None:
    script = asked(anonymous=True, live=live)
    told: list[Command] = []
    for event in (
        asks(CEM, Vote(1, POLL, (1,))),
        asks(ANN, Vote(1, POLL, (2,))),
        asks(CEM, Vote(2, POLL, (2,))),
        asks(BOB, ClosePoll(3, POLL)),
        returns(ANN),
    ):
        told += script.meeting.handle(event)
    for command in told:
        if isinstance(command, TellBallots):
            continue  # to the voter alone
        assert "Ballot(" not in repr(command)
    entries = [command.entry.change for command in told if isinstance(command, Append)]
    assert [change.ballot for change in entries if isinstance(change, PollVoted)] == [None] * 3
    (closed,) = [change for change in entries if isinstance(change, PollClosed)]
    assert (closed.voters, closed.counts, closed.ballots) == (2, (0, 0, 2), ())
    (welcomed,) = [command for command in told if isinstance(command, Welcomed)]
    assert welcomed.state is not None
    assert welcomed.state.polls[0].ballots == ()
    to = {command.participant for command in told if isinstance(command, TellBallots)}
    assert to == {ANN, CEM}


def test_a_closed_anonymous_poll_knows_only_who_has_voted() -> None:
    script = votes(asked(anonymous=True), (CEM, (1,)))
    assert (
        script
        >> asks(ANN, ClosePoll(1, POLL))
        << entry(PollClosed(POLL, 1, (0, 1, 0), (), ANN))
        << TellBallots(CEM, (OwnBallot(POLL, (), True),))
        << Reply(ANN, 1)
        >> asks(ANN, ReopenPoll(2, POLL))
        << entry(PollReopened(POLL, ANN))
        << Reply(ANN, 2)
        >> asks(CEM, Vote(3, POLL, (0,)))
        << Refuse(CEM, 3, ErrorCode.VOTE_SETTLED)
        >> asks(BOB, Vote(3, POLL, (0,)))
        << entry(PollVoted(POLL, 2, (1, 1, 0)))
        << TellBallots(BOB, (OwnBallot(POLL, (0,)),))
        << Reply(BOB, 3)
    )


def test_votes_of_who_left_still_count() -> None:
    for anonymous in (False, True):
        script = votes(asked(anonymous=anonymous), (CEM, (1,)))
        (script >> asks(CEM, Leave(2))).and_so_on()
        (script >> asks(ANN, ClosePoll(1, POLL))).and_so_on()
        (poll,) = script.state.polls
        assert (poll.voters, poll.counts) == (1, (0, 1, 0))
        assert poll.ballots == (() if anonymous else (Ballot(CEM, "Cem", (1,)),))


def test_a_closed_poll_takes_no_votes_and_is_changed_again_when_it_is_open() -> None:
    script = votes(asked(), (CEM, (1,)))
    (script >> asks(BOB, ClosePoll(1, POLL))).and_so_on()
    assert script >> asks(CEM, Vote(2, POLL, (0,))) << Refuse(CEM, 2, ErrorCode.POLL_CLOSED)
    assert script >> asks(BOB, ClosePoll(3, POLL)) << Reply(BOB, 3)
    (script >> asks(BOB, ReopenPoll(4, POLL))).and_so_on()
    assert script >> asks(BOB, ReopenPoll(5, POLL)) << Reply(BOB, 5)
    votes(script, (CEM, (0,)))
    assert script.state.polls[0].counts == (1, 0, 0)


def test_its_creator_the_host_and_co_hosts_close_and_remove_it() -> None:
    for request in (ClosePoll(1, POLL), ReopenPoll(1, POLL), RemovePoll(1, POLL)):
        assert asked() >> asks(CEM, request) << Refuse(CEM, 1, ErrorCode.POLL_NOT_YOURS)
    script = votes(asked(), (CEM, (1,)))
    assert script >> asks(ANN, RemovePoll(1, POLL)) << entry(PollRemoved(POLL, ANN)) << Reply(ANN, 1)
    assert script.state.polls == ()
    assert script >> asks(CEM, Vote(2, POLL, (0,))) << Refuse(CEM, 2, ErrorCode.POLL_UNKNOWN)
    assert _ballots(script, CEM) == []


def _ballots(script: Script, person: int) -> list[TellBallots]:
    return [one for one in script.meeting.handle(returns(person)) if isinstance(one, TellBallots)]


def test_who_comes_back_is_told_its_own_votes() -> None:
    script = votes(asked(live=False), (CEM, (1,)))
    assert _ballots(script, CEM) == [TellBallots(CEM, (OwnBallot(POLL, (1,)),))]
    assert _ballots(script, ANN) == []


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("", OPTIONS),
        (" \u200b ", OPTIONS),
        ("x" * (limits.POLL_QUESTION_CHARACTERS + 1), OPTIONS),
        ("When?", ("Now",)),
        ("When?", ()),
        ("When?", ("Now", " Now ")),
        ("When?", ("Now", "")),
        ("When?", ("Now", "x" * (limits.POLL_OPTION_CHARACTERS + 1))),
    ],
)
def test_what_is_no_poll(question: str, options: tuple[str, ...]) -> None:
    script = meeting_of(ANN)
    assert script >> asks(ANN, CreatePoll(1, question, options)) << Refuse(ANN, 1, ErrorCode.POLL_INVALID)


def test_the_largest_poll_and_the_most_polls() -> None:
    script = meeting_of(ANN)
    options = tuple(f"{at} ".ljust(limits.POLL_OPTION_CHARACTERS, "x") for at in range(limits.POLL_OPTIONS))
    largest = CreatePoll(1, "x" * limits.POLL_QUESTION_CHARACTERS, options)
    for _ in range(limits.POLLS):
        (script >> asks(ANN, largest)).and_so_on()
    assert len(script.state.polls) == limits.POLLS
    refused = Refuse(ANN, 1, ErrorCode.TOO_MANY_POLLS, {"limit": limits.POLLS})
    assert script >> asks(ANN, largest) << refused
    (script >> asks(ANN, RemovePoll(2, script.state.polls[0].poll))).and_so_on()
    (script >> asks(ANN, largest)).and_so_on()
    assert len(script.state.polls) == limits.POLLS
