"""Coming, going, coming back."""

import pytest

from meetdesk.core import limits
from meetdesk.core.commands import (
    CloseChannels,
    Finish,
    Refuse,
    Reply,
    Route,
    TellBoard,
    TellDemand,
    TurnedAway,
    Welcomed,
)
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.events import Arrived, EndRequested
from meetdesk.core.meeting import Meeting
from meetdesk.core.topics.people import (
    Ended,
    EndMeeting,
    EndReason,
    Joined,
    Leave,
    LeaveReason,
    Left,
    LinkLost,
    LinkRestored,
    Participant,
    Rename,
    Renamed,
    Role,
)
from meetdesk.core.topics.tracks import Source, Subscribe, TrackUnpublished, Want

from .script import (
    ANN,
    BOB,
    CEM,
    MEETING,
    SMALL,
    START,
    Expected,
    Script,
    asks,
    entry,
    loses_link,
    meeting_of,
    publishes,
    returns,
    some,
    time_passes,
    wants,
)


def test_somebody_arrives() -> None:
    ann = Participant(ANN, "Ann", Role.HOST, START + 5)
    script = Script()
    assert (
        script
        >> Arrived(START + 5, 77, " Ann ", Role.HOST)
        << entry(Joined(ann))
        << some(Welcomed, participant=ANN, arrival=77, entries=None)
        << TellBoard((ANN,), ())
    )
    assert script.state.participants == (ann,)


def test_a_newcomer_is_sent_the_state_with_itself_in_it() -> None:
    script = meeting_of(ANN)
    commands = script.meeting.handle(Arrived(START, 8, "Bob", Role.PARTICIPANT))
    welcomed = next(command for command in commands if isinstance(command, Welcomed))
    assert welcomed.state == script.meeting.state
    assert [person.name for person in welcomed.state.participants] == ["Ann", "Bob"]


def test_two_people_may_have_the_same_name() -> None:
    script = meeting_of(ANN)
    (script >> Arrived(START, 8, "Ann", Role.PARTICIPANT)).and_so_on()
    assert [person.name for person in script.state.participants] == ["Ann", "Ann"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", ErrorCode.NAME_EMPTY),
        (" \t\n", ErrorCode.NAME_EMPTY),
        ("x" * 200, ErrorCode.NAME_TOO_LONG),
        ("x\ud800", ErrorCode.NAME_INVALID),
    ],
)
def test_a_name_that_cannot_be_used_turns_the_arrival_away(name: str, code: ErrorCode) -> None:
    assert meeting_of(ANN) >> Arrived(START, 8, name, Role.PARTICIPANT) << TurnedAway(code, arrival=8)


def test_the_hundred_and_first_is_turned_away_until_somebody_leaves() -> None:
    script = Script()
    for number in range(limits.PARTICIPANTS):
        (script >> Arrived(START, number, f"Person {number}", Role.PARTICIPANT)).and_so_on()
    late = Arrived(START, 500, "Late", Role.PARTICIPANT)
    assert script >> late << TurnedAway(ErrorCode.MEETING_FULL, arrival=500)
    (script >> asks(1, Leave(1))).and_so_on()
    assert (script >> late).only(Welcomed) << some(Welcomed, arrival=500)


def test_ids_are_never_used_twice() -> None:
    script = meeting_of(ANN, BOB)
    (script >> asks(BOB, Leave(1))).and_so_on()
    assert (script >> Arrived(START, 9, "Bob", Role.PARTICIPANT)).only(Welcomed) << some(Welcomed, participant=4)


def test_somebody_leaves_with_everything() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(BOB, Source.MICROPHONE)).and_so_on()
    assert (
        script
        >> asks(BOB, Leave(5))
        << entry(TrackUnpublished(3))
        << entry(Left(BOB, LeaveReason.LEFT))
        << Reply(BOB, 5)
        << Route(3, None, True, (), {})
        << CloseChannels(BOB, None)
        >> asks(BOB, Rename(6, "Rob"))
        << Refuse(BOB, 6, ErrorCode.NOT_IN_MEETING)
    )
    assert [person.name for person in script.state.participants] == ["Ann"]
    assert script.state.tracks == ()


def test_an_app_says_goodbye_for_somebody_whose_window_is_gone() -> None:
    script = meeting_of(ANN, BOB)
    (script >> loses_link(BOB)).and_so_on()
    assert (
        script
        >> asks(BOB, Leave(0))
        << entry(Left(BOB, LeaveReason.LEFT))
        << Reply(BOB, 0)
        << CloseChannels(BOB, None)
        >> time_passes(60)
    )
    assert [person.name for person in script.state.participants] == ["Ann"]


def test_a_lost_link_comes_back_and_is_sent_what_it_missed() -> None:
    script = meeting_of(ANN, BOB)
    assert (
        script
        >> loses_link(BOB)
        << entry(LinkLost(BOB))
        >> asks(ANN, Rename(1, "Anna"))
        << entry(Renamed(ANN, "Anna"))
        << Reply(ANN, 1)
        >> returns(BOB, last_entry=2, at=START + 29)
        << entry(LinkRestored(BOB))
        << _brings(3, 4, 5)
        << TellBoard((BOB,), ())
        >> time_passes(60)
    )
    assert all(person.connected for person in script.state.participants)


def _brings(*numbers: int) -> Expected:
    return lambda command: (
        isinstance(command, Welcomed) and [missed.number for missed in command.entries or ()] == list(numbers)
    )


def test_who_is_up_to_date_is_sent_only_its_own_return() -> None:
    script = meeting_of(ANN, BOB)
    assert script >> returns(BOB, last_entry=2) << Welcomed(BOB, entries=()) << TellBoard((BOB,), ())


def test_who_says_an_entry_that_never_was_starts_afresh() -> None:
    script = meeting_of(ANN, BOB)
    assert (
        script
        >> returns(BOB, last_entry=99)
        << some(Welcomed, state=script.state, entries=None)
        << TellBoard((BOB,), ())
    )


def test_a_reloaded_window_starts_afresh_without_the_tracks_it_no_longer_feeds() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(BOB, Source.MICROPHONE)).and_so_on()
    assert (
        script
        >> returns(BOB, last_entry=None)
        << entry(TrackUnpublished(3))
        << some(Welcomed, participant=BOB, entries=None)
        << TellBoard((BOB,), ())
        << Route(3, None, True, (), {})
        >> publishes(BOB, Source.MICROPHONE)
    ).and_so_on()


def test_a_reloaded_window_is_shown_nothing_until_it_asks_again() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(ANN, Source.CAMERA, SMALL)).and_so_on()
    (script >> wants(BOB, Want(3, 0))).and_so_on()
    assert (
        script
        >> returns(BOB, last_entry=None)
        << some(Welcomed, participant=BOB, entries=None)
        << TellBoard((BOB,), ())
        << Route(3, ANN, False, (0,), {})
        << TellDemand(ANN, 3, ())
    )


def test_who_leaves_hears_nothing_any_more() -> None:
    script = meeting_of(ANN, BOB, CEM)
    (script >> publishes(ANN, Source.MICROPHONE)).and_so_on()
    assert (script >> asks(BOB, Leave(5))).only(Route) << Route(4, ANN, True, (), {CEM: None})


def test_too_far_behind_means_a_snapshot() -> None:
    script = meeting_of(ANN, BOB)
    meeting = script.meeting
    for number in range(limits.ENTRIES_KEPT + 1):
        meeting.handle(asks(ANN, Rename(number, f"Ann {number}")))
    near = meeting.state.entry - limits.ENTRIES_KEPT
    (just_near_enough,) = (one for one in meeting.handle(returns(BOB, near)) if isinstance(one, Welcomed))
    assert just_near_enough.entries is not None
    assert len(just_near_enough.entries) == limits.ENTRIES_KEPT
    (too_far,) = (one for one in meeting.handle(returns(BOB, near - 1)) if isinstance(one, Welcomed))
    assert too_far.entries is None
    assert too_far.state == meeting.state


def test_the_return_itself_does_not_push_missed_entries_out() -> None:
    meeting = meeting_of(ANN, BOB).meeting
    meeting.handle(loses_link(BOB))
    for number in range(limits.ENTRIES_KEPT - 1):
        meeting.handle(asks(ANN, Rename(number, f"Ann {number}")))
    (welcomed,) = (one for one in meeting.handle(returns(BOB, 2)) if isinstance(one, Welcomed))
    assert [entry.number for entry in welcomed.entries or ()] == list(range(3, meeting.state.entry + 1))


def test_a_lost_link_is_let_go_after_thirty_seconds() -> None:
    script = meeting_of(ANN, BOB)
    assert (
        script
        >> loses_link(BOB)
        << entry(LinkLost(BOB))
        >> time_passes(29.9)
        >> time_passes(30)
        << entry(Left(BOB, LeaveReason.LINK_LOST))
        >> time_passes(31)
        >> returns(BOB, last_entry=2)
        << TurnedAway(ErrorCode.NOT_ADMITTED, participant=BOB)
    )


def test_a_link_is_lost_once() -> None:
    script = meeting_of(ANN, BOB)
    assert script >> loses_link(BOB) << entry(LinkLost(BOB)) >> loses_link(BOB) >> loses_link(CEM)


def test_who_has_no_link_cannot_ask() -> None:
    script = meeting_of(ANN, BOB)
    assert (
        script
        >> loses_link(BOB)
        << entry(LinkLost(BOB))
        >> asks(BOB, Subscribe(()))
        << Refuse(BOB, None, ErrorCode.NOT_IN_MEETING)
    )


def test_renaming() -> None:
    assert (
        meeting_of(ANN)
        >> asks(ANN, Rename(1, "  Anna \n Maria "))
        << entry(Renamed(ANN, "Anna Maria"))
        << Reply(ANN, 1)
        >> asks(ANN, Rename(2, "Anna Maria"))
        << Reply(ANN, 2)
        >> asks(ANN, Rename(3, "x" * 65))
        << Refuse(ANN, 3, ErrorCode.NAME_TOO_LONG, {"limit": 64})
    )


def test_returning_under_another_name_renames() -> None:
    script = meeting_of(ANN, BOB)
    assert (
        (script >> returns(BOB, 2, name="Robert"))
        << entry(Renamed(BOB, "Robert"))
        << some(Welcomed)
        << TellBoard((BOB,), ())
    )
    assert (script >> returns(BOB, 3, name=" ")) << Welcomed(BOB, entries=()) << TellBoard((BOB,), ())


def test_the_host_ends_the_meeting_and_then_it_refuses_everything() -> None:
    script = meeting_of(ANN, BOB)
    assert (
        script
        >> asks(ANN, EndMeeting(4))
        << entry(Ended(EndReason.ENDED_BY_HOST))
        << Reply(ANN, 4)
        << Finish()
        >> asks(BOB, Rename(1, "Rob"))
        << Refuse(BOB, 1, ErrorCode.MEETING_ENDED)
        >> Arrived(START, 9, "Late", Role.PARTICIPANT)
        << TurnedAway(ErrorCode.MEETING_ENDED, arrival=9)
        >> returns(BOB)
        << TurnedAway(ErrorCode.MEETING_ENDED, participant=BOB)
        >> loses_link(BOB)
        >> time_passes(100)
        >> EndRequested(START, EndReason.HOST_QUIT)
    )
    assert script.state.ended


def test_the_app_ends_the_meeting() -> None:
    assert meeting_of(ANN) >> EndRequested(START, EndReason.HOST_QUIT) << entry(Ended(EndReason.HOST_QUIT)) << Finish()


def test_a_title_is_normalised_and_bounded() -> None:
    assert Meeting(MEETING, "  Weekly\tround ", START).state.title == "Weekly round"
    with pytest.raises(MeetDeskError) as refused:
        Meeting(MEETING, "x" * 101, START)
    assert refused.value.code is ErrorCode.TITLE_TOO_LONG
