"""The host's clock is set while the meeting goes on: times of day follow it, and nothing that lasts does."""

import pytest

from meetdesk.core import limits
from meetdesk.core.commands import Append, Reply, TellLobby
from meetdesk.core.events import ClockSet
from meetdesk.core.topics.chat import ChatEdited, ChatMessage, ChatPosted, EditChat, PostChat
from meetdesk.core.topics.lobby import Waiting
from meetdesk.core.topics.people import Role
from meetdesk.core.topics.rules import SwitchLobby
from meetdesk.core.topics.timer import StartTimer

from .script import ANN, BOB, DAN, START, Script, arrives, asks, entry, loses_link, meeting_of, time_passes

HOUR = 3_600.0


@pytest.fixture(params=[-HOUR, HOUR], ids=["back", "forward"])
def hour(request: pytest.FixtureRequest) -> float:
    return float(request.param)


def set_by(seconds: float, *people: int) -> Script:
    return meeting_of(*people) >> ClockSet(START + 1, seconds)


def test_what_is_written_has_the_time_of_day_that_the_host_reads(hour: float) -> None:
    script = set_by(hour, ANN, BOB)
    message = ChatMessage(3, BOB, "Bob", "r", "Hello", START + 2 + hour)
    assert (
        script
        >> asks(BOB, PostChat(1, "r", "Hello"), at=START + 2)
        << entry(ChatPosted(message))
        << Reply(BOB, 1)
        >> asks(BOB, EditChat(2, 3, "Bye"), at=START + 3)
        << entry(ChatEdited(3, "Bye", START + 3 + hour))
        << Reply(BOB, 2)
    )


def test_entries_newcomers_and_those_who_wait_have_it_too(hour: float) -> None:
    script = set_by(hour, ANN)
    appended = (script >> asks(ANN, SwitchLobby(1, True), at=START + 2)).the(Append)
    assert appended.entry.at == START + 2 + hour
    waits = Waiting(DAN, "Dan", Role.PARTICIPANT, START + 3 + hour)
    assert (script >> arrives(DAN, at=START + 3)).only(TellLobby) << TellLobby((ANN,), (waits,), ())
    later = set_by(hour, ANN)
    (later >> arrives(BOB, at=START + 4)).and_so_on()
    assert later.state.participants[-1].joined_at == START + 4 + hour
    assert later.state.started_at == START


def test_the_timer_goes_on(hour: float) -> None:
    script = set_by(hour, ANN)
    (script >> asks(ANN, StartTimer(1, 300), at=START + 10)).and_so_on()
    timer = script.state.timer
    assert timer is not None
    assert timer.ends_at == START + 310, "by the meeting's clock, as the age of the meeting"


def test_who_lost_the_link_or_waits_is_kept_as_long_as_ever(hour: float) -> None:
    script = meeting_of(ANN, BOB)
    (script >> asks(ANN, SwitchLobby(1, True))).and_so_on()
    (script >> arrives(DAN)).and_so_on()
    (script >> loses_link(BOB)).and_so_on()
    script = script >> ClockSet(START + 1, hour) >> time_passes(limits.RETURN_SECONDS - 1)
    assert [one.name for one in script.state.participants] == ["Ann", "Bob"]
    (script >> time_passes(limits.RETURN_SECONDS)).and_so_on()
    assert [one.name for one in script.state.participants] == ["Ann"]
    assert script >> time_passes(limits.WAITING_SECONDS - 1), "Dan still waits"
    assert (script >> time_passes(limits.WAITING_SECONDS)).only(TellLobby) << TellLobby((ANN,), (), ())
