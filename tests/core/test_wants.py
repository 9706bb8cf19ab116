"""Who gets which layer, and what the publisher hears of it."""

import pytest

from meetdesk.core.commands import Reply, Route, TellBoard, TellDemand, Welcomed
from meetdesk.core.events import Arrived
from meetdesk.core.topics.people import Leave, LeaveReason, Left, LinkLost, LinkRestored, Role
from meetdesk.core.topics.tracks import (
    Layer,
    PublishTrack,
    Source,
    Subscribe,
    TrackUpdated,
    UnpublishTrack,
    UpdateTrack,
    Want,
)

from .script import (
    ANN,
    BOB,
    CEM,
    LARGE,
    SMALL,
    START,
    Script,
    asks,
    entry,
    loses_link,
    meeting_of,
    publishes,
    returns,
    some,
    track,
    wants,
)

CAMERA = 4
"""Id of Ann's camera below: three people came before it."""


@pytest.fixture
def script() -> Script:
    """Ann publishes a camera in two layers; Bob and Cem are there."""
    return (meeting_of(ANN, BOB, CEM) >> publishes(ANN, Source.CAMERA, SMALL, LARGE)).and_so_on()


def test_demand_is_told_only_when_it_changes(script: Script) -> None:
    assert (
        script
        >> wants(BOB, Want(CAMERA, 0))
        << Route(CAMERA, ANN, False, (0, 1), {BOB: Want(CAMERA, 0)})
        << TellDemand(ANN, CAMERA, (0,))
        >> wants(CEM, Want(CAMERA, 0, temporal=0))
        << Route(CAMERA, ANN, False, (0, 1), {BOB: Want(CAMERA, 0), CEM: Want(CAMERA, 0, 0)})
        >> wants(CEM, Want(CAMERA, 1))
        << Route(CAMERA, ANN, False, (0, 1), {BOB: Want(CAMERA, 0), CEM: Want(CAMERA, 1)})
        << TellDemand(ANN, CAMERA, (0, 1))
        >> wants(CEM, Want(CAMERA, 1))
        >> wants(BOB)
        << Route(CAMERA, ANN, False, (0, 1), {CEM: Want(CAMERA, 1)})
        << TellDemand(ANN, CAMERA, (1,))
        >> wants(CEM)
        << Route(CAMERA, ANN, False, (0, 1), {})
        << TellDemand(ANN, CAMERA, ())
    )


def test_what_cannot_be_wanted_is_ignored(script: Script) -> None:
    (script >> publishes(ANN, Source.MICROPHONE)).and_so_on()
    assert script >> wants(BOB, Want(99, 0), Want(5, 0), Want(0, 0)) >> wants(ANN, Want(CAMERA, 1))


def test_who_shares_a_screen_may_look_at_it_as_the_others_do(script: Script) -> None:
    """What comes back is what they have: their layer, over the same host."""
    screen = 5
    (script >> publishes(ANN, Source.SCREEN, SMALL, LARGE)).and_so_on()
    assert (
        script
        >> wants(ANN, Want(screen, 1), Want(CAMERA, 1))
        << Route(screen, ANN, False, (0, 1), {ANN: Want(screen, 1)}, screen=True)
        << TellDemand(ANN, screen, (1,))
    )


def test_of_two_wants_for_one_track_the_last_one_counts(script: Script) -> None:
    last = Want(CAMERA, 0, 1)
    assert (script >> wants(BOB, Want(CAMERA, 1), last)).only(Route) << some(Route, receivers={BOB: last})


@pytest.mark.parametrize(
    ("has", "wanted", "gets"),
    [((0,), 1, 0), ((1,), 0, 1), ((0, 1), 1, 1), ((0, 1), 0, 0), ((0, 1), 7, 1), ((0,), 2**53 - 1, 0)],
)
def test_a_layer_that_is_not_there_becomes_the_nearest(has: tuple[int, ...], wanted: int, gets: int) -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(ANN, Source.CAMERA, *(Layer(layer, 640, 360) for layer in has))).and_so_on()
    assert (
        script
        >> wants(BOB, Want(3, wanted, temporal=5))
        << Route(3, ANN, False, has, {BOB: Want(3, gets, 2)})
        << TellDemand(ANN, 3, (gets,))
    )


def test_a_layer_that_comes_later_is_sent_to_who_wanted_it() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(ANN, Source.CAMERA, SMALL)).and_so_on()
    (script >> wants(BOB, Want(3, 1))).and_so_on()
    assert (
        script
        >> asks(ANN, UpdateTrack(1, 3, layers=(SMALL, LARGE)))
        << entry(TrackUpdated(track(3, ANN, Source.CAMERA, SMALL, LARGE)))
        << Reply(ANN, 1)
        << Route(3, ANN, False, (0, 1), {BOB: Want(3, 1)})
        << TellDemand(ANN, 3, (1,))
    )


def test_who_has_lost_the_link_is_sent_no_picture_and_gets_it_again_on_return_and_sound_has_ways_of_its_own(
    script: Script,
) -> None:
    (script >> publishes(ANN, Source.MICROPHONE)).and_so_on()
    (script >> wants(BOB, Want(CAMERA, 1))).and_so_on()
    assert (
        script
        >> loses_link(BOB)
        << entry(LinkLost(BOB))
        << Route(CAMERA, ANN, False, (0, 1), {})
        << TellDemand(ANN, CAMERA, ())
        >> returns(BOB, last_entry=5)
        << entry(LinkRestored(BOB))
        << some(Welcomed, participant=BOB)
        << TellBoard((BOB,), ())
        << Route(CAMERA, ANN, False, (0, 1), {BOB: Want(CAMERA, 1)})
        << TellDemand(ANN, CAMERA, (1,))
    )


def test_a_publisher_without_a_link_is_told_the_demand_when_it_is_back(script: Script) -> None:
    (script >> wants(BOB, Want(CAMERA, 1))).and_so_on()
    assert (
        script
        >> loses_link(ANN)
        << entry(LinkLost(ANN))
        >> wants(BOB, Want(CAMERA, 0))
        << Route(CAMERA, ANN, False, (0, 1), {BOB: Want(CAMERA, 0)})
        >> returns(ANN, last_entry=5)
        << entry(LinkRestored(ANN))
        << some(Welcomed, participant=ANN)
        << TellBoard((ANN,), ())
        << TellDemand(ANN, CAMERA, (0,))
        >> returns(ANN, last_entry=6)
        << Welcomed(ANN, entries=())
        << TellBoard((ANN,), ())
        << TellDemand(ANN, CAMERA, (0,))
    )


def test_nothing_is_kept_of_who_wanted_only_what_is_gone(script: Script) -> None:
    (script >> wants(BOB, Want(CAMERA, 1))).and_so_on()
    (script >> asks(ANN, UnpublishTrack(1, CAMERA))).and_so_on()
    assert script.meeting.save(START).distribution.wants == {}


def test_wanting_goes_on_after_a_track_is_gone(script: Script) -> None:
    (script >> wants(BOB, Want(CAMERA, 1))).and_so_on()
    (script >> asks(ANN, UnpublishTrack(1, CAMERA))).and_so_on()
    (script >> publishes(ANN, Source.CAMERA, SMALL)).and_so_on()
    assert (
        script
        >> wants(BOB, Want(CAMERA, 1), Want(6, 0))
        << Route(6, ANN, False, (0,), {BOB: Want(6, 0)})
        << TellDemand(ANN, 6, (0,))
    )


def test_who_leaves_wants_nothing_any_more(script: Script) -> None:
    (script >> wants(BOB, Want(CAMERA, 1))).and_so_on()
    assert (
        (script >> asks(BOB, Leave(1)))
        << entry(Left(BOB, LeaveReason.LEFT))
        << Reply(BOB, 1)
        << Route(CAMERA, ANN, False, (0, 1), {})
        << TellDemand(ANN, CAMERA, ())
    ).and_so_on()


def test_a_newcomer_hears_everybody_but_sees_only_what_it_asks_for(script: Script) -> None:
    (script >> publishes(ANN, Source.MICROPHONE)).and_so_on()
    assert (script >> Arrived(START, 1, "Dan", Role.PARTICIPANT)).only(Route) << Route(
        5, ANN, True, (), {BOB: None, CEM: None, 6: None}
    )


VP9 = "vp09.00.40.08"
SCREEN = 5
"""Id of the screen that Ann publishes besides."""


def test_publishers_are_told_what_somebody_does_not_decode(script: Script) -> None:
    """As long as that one is in the meeting, whatever it looks at; what is said of what all decode is ignored."""
    screen = asks(ANN, PublishTrack(9, Source.SCREEN, VP9, layers=(LARGE,)))
    for event in (screen, wants(BOB, Want(SCREEN, 1)), wants(CEM, Want(CAMERA, 1))):
        (script >> event).and_so_on()
    said = asks(CEM, Subscribe((Want(CAMERA, 1),), ("vp8", "opus", "h264", VP9)))
    assert (script >> said).only(TellDemand) << TellDemand(ANN, SCREEN, (1,), (VP9,))
    assert script >> said >> wants(CEM, Want(CAMERA, 1))
    (script >> loses_link(CEM)).only(TellDemand) << TellDemand(ANN, CAMERA, ())
    assert (script >> returns(CEM)).only(TellDemand)
    assert (script >> asks(CEM, Leave(9))).only(TellDemand) << TellDemand(ANN, SCREEN, (1,))


def test_a_screen_that_is_shared_later_is_told_at_once(script: Script) -> None:
    (script >> asks(CEM, Subscribe((), (VP9,)))).and_so_on()
    screen = asks(ANN, PublishTrack(9, Source.SCREEN, VP9, layers=(LARGE,)))
    assert (script >> screen).only(TellDemand) << TellDemand(ANN, SCREEN, (), (VP9,))
