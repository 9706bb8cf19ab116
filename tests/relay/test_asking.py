"""Key frames that receivers have others make: each its share, later rather than never."""

from meetdesk.core.budget import ASKED_OF_ONE
from meetdesk.core.budget import Kind as Spent
from meetdesk.core.commands import Route
from meetdesk.relay.header import Kind
from tests.relay.media import Sink
from tests.relay.test_router import BEN, CAMERA, CEM, Relay


def test_one_receiver_has_only_so_many_made_and_the_others_are_asked_for_all_the_same() -> None:
    relay = Relay()
    relay.camera(ben=(0, 2), cem=(0, 2))
    relay.video(key=True)
    for _ in range(60):
        relay.router.request_key_frame(BEN, CAMERA, 0)
        relay.loop.turn(0.5)
        relay.video(key=True)
    allowed = ASKED_OF_ONE.at_once + 30 * ASKED_OF_ONE.per_second
    assert len(relay.wanted) <= allowed + 1
    before = len(relay.wanted)
    relay.router.request_key_frame(CEM, CAMERA, 0)
    relay.loop.turn(0.5)
    assert len(relay.wanted) == before + 1, "Cem has asked for nothing yet"


def test_what_one_receiver_has_made_counts_over_all_pictures_and_comes_when_there_is_room() -> None:
    relay = Relay()
    room = False
    asked: list[tuple[int, Spent]] = []

    def spend(participant: int, kind: Spent, amount: float, now: float) -> bool:
        asked.append((participant, kind))
        return room

    relay.router._spend = spend
    relay.camera(ben=(0, 2))
    relay.loop.turn(2.0)
    assert relay.wanted == []
    assert (BEN, Spent.KEY_FRAMES_ASKED) in asked
    room = True
    relay.router.second_passed()
    relay.loop.turn(0.5)
    assert len(relay.wanted) == 1


def test_what_was_too_much_is_asked_for_as_soon_as_it_is_not() -> None:
    relay = Relay()
    relay.camera(ben=(0, 2))
    relay.video(key=True)
    for _ in range(ASKED_OF_ONE.at_once + 5):
        relay.router.request_key_frame(BEN, CAMERA, 0)
        relay.loop.turn(0.4)
        relay.video(key=True)
    relay.router.request_key_frame(BEN, CAMERA, 0)
    before = len(relay.wanted)
    for _ in range(4):
        relay.loop.turn(1.0)
        relay.router.second_passed()
    assert len(relay.wanted) > before


def test_a_new_sender_is_asked_although_the_one_before_was_often() -> None:
    relay = Relay()
    relay.camera(ben=(0, 2))
    relay.video(key=True)
    for _ in range(20):
        relay.router.request_key_frame(BEN, CAMERA, 0)
    relay.router.route(Route(CAMERA, None, False, (), {}))
    relay.loop.turn(2.0)
    before = len(relay.wanted)
    relay.attach(BEN, Kind.VIDEO)
    relay.camera(ben=(0, 2))
    assert len(relay.wanted) == before + 1
    assert isinstance(relay.sinks[BEN, Kind.VIDEO], Sink)


def test_looking_away_and_back_asks_no_faster_than_anybody_else() -> None:
    relay = Relay()
    relay.camera(ben=(0, 2))
    relay.video(key=True)
    before = len(relay.wanted)
    for _ in range(100):
        relay.camera()
        relay.camera(ben=(0, 2))
        relay.video(key=True)
        relay.loop.turn(0.01)
    assert len(relay.wanted) - before <= 5, "in one second"
