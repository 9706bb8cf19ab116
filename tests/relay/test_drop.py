from meetdesk.relay.drop import Hole, Holes, decodable, fresh, relieve
from tests.relay.media import Sender, audio


def names(frames: list) -> list[str]:  # type: ignore[type-arg]
    return ["key" if f.key_frame else f"T{f.temporal}" for f in frames]


def test_a_short_wait_costs_nothing() -> None:
    video = Sender(1)
    queue = [video.frame(0.0) for _ in range(8)]
    assert relieve(queue, {}, 0.05, 100_000) == queue


def test_waiting_costs_first_temporal_id_2_then_1() -> None:
    video = Sender(1)
    queue = [video.frame(0.0) for _ in range(8)]
    assert names(relieve(queue, {}, 0.1, 100_000)) == ["key", "T1", "T0", "T1"]
    assert names(relieve(queue, {}, 0.2, 100_000)) == ["key", "T0"]


def test_a_full_queue_costs_first_temporal_id_2_then_1() -> None:
    video = Sender(1, size=1_000)
    queue = [video.frame(0.0) for _ in range(8)]  # 15,000 bytes, 11,000 without T2, 9,000 without T1
    assert names(relieve(queue, {}, 0.0, 40_000)) == names(queue)
    assert names(relieve(queue, {}, 0.0, 25_000)) == ["key", "T1", "T0", "T1"]
    assert names(relieve(queue, {}, 0.0, 14_000)) == ["key", "T0"]


def test_then_the_heaviest_layer_goes_until_its_next_key_frame() -> None:
    camera, screen = Sender(1, size=1_000), Sender(2, size=300)
    holes: Holes = {}
    queue = [sender.frame(0.0) for _ in range(4) for sender in (camera, screen)]
    kept = relieve(queue, holes, 0.0, 9_000)
    assert {f.track for f in kept} == {2}
    assert holes[1, 0] == Hole(until_key=True)
    assert decodable([camera.frame(0.1), camera.frame(0.1)], holes) == []
    after = [camera.frame(0.2, key=True), camera.frame(0.2)]
    assert decodable(after, holes) == after
    assert (1, 0) not in holes


def test_audio_goes_last_and_the_oldest_first() -> None:
    video = Sender(1)
    sounds = [audio(0.0, sequence) for sequence in range(10)]
    kept = relieve([*sounds, video.frame(0.0)], {}, 0.0, 600)
    assert [f.sequence for f in kept] == [5, 6, 7, 8, 9]


def test_what_waited_too_long_is_not_sent_nor_what_builds_on_it() -> None:
    video = Sender(1)
    holes: Holes = {}
    queue = [video.frame(at / 10) for at in range(4)]
    sound = audio(0.0, 1)
    assert fresh([sound, *queue], holes, 0.35) == []
    assert holes == {(1, 0): Hole(until_key=True)}
    assert fresh([audio(0.06, 2)], holes, 0.35)


def test_without_a_frame_of_temporal_id_1_only_the_one_that_follows_it_is_lost() -> None:
    video = Sender(1)
    key, second, third, fourth, fifth = [video.frame(at) for at in (0.1, 0.1, 0.0, 0.1, 0.1)]
    holes: Holes = {}
    assert fresh([key, second, third], holes, 0.35) == [key, second]
    assert decodable([fourth, fifth], holes) == [fifth]
    assert not holes


def test_the_picture_of_a_screen_may_wait_longer() -> None:
    camera, screen = Sender(1), Sender(2, screen=True)
    queue = [sender.frame(0.0) for sender in (camera, screen)]
    assert fresh(queue, {}, 2.9) == queue[1:]
    holes: Holes = {}
    assert fresh(queue, holes, 3.1) == []
    assert holes.keys() == {(1, 0), (2, 0)}
