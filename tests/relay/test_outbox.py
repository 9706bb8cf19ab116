from hypothesis import given, settings
from hypothesis import strategies as st

from meetdesk.relay.drop import MEDIA_AGE_SECONDS
from meetdesk.relay.frame import Frame
from meetdesk.relay.outbox import WRITE_BYTES, Joined, Outbox
from tests.relay.media import Decoder, Sender, Sink, audio

LIMIT = 60_000

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["video", "video", "video", "audio", "key", "stall", "go", "turn", "turn", "wait", "long wait"]
        ),
        st.integers(0, 3),
    ),
    max_size=300,
)


class Receiver:
    """An outbox and what came out of it, frame by frame: every frame's bytes are an object of its own."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.outbox = Outbox(self.sink, LIMIT)
        self.now = 0.0
        self.sent: list[Frame] = []
        self._by_size: list[Frame] = []

    def offer(self, frame: Frame) -> None:
        # The frame's own number is written into its bytes, so that what was joined can be told apart again.
        frame.wire = len(frame.wire).to_bytes(4, "big") + len(self._by_size).to_bytes(4, "big") + frame.wire
        self._by_size.append(frame)
        self.outbox.pending.append(frame)

    def turn(self) -> None:
        if self.outbox.pending:
            self.outbox.flush(self.now, Joined())
        self._collect()

    def go(self) -> None:
        self.sink.room = 1
        self.outbox.drained(self.now)
        self._collect()

    def _collect(self) -> None:
        for data in self.sink.written:
            at = 0
            while at < len(data):
                size, number = int.from_bytes(data[at : at + 4], "big"), int.from_bytes(data[at + 4 : at + 8], "big")
                self.sent.append(self._by_size[number])
                at += 8 + size
                assert self.now - self._by_size[number].arrived <= MEDIA_AGE_SECONDS + 1e-9, "stale"
        self.sink.written.clear()


@settings(max_examples=300, deadline=None)
@given(steps)
def test_bounded_fresh_decodable_and_in_order_whatever_happens(script: list[tuple[str, int]]) -> None:
    receiver = Receiver()
    cameras = [Sender(track, layer) for track, layer in ((1, 0), (1, 1), (2, 0), (3, 1))]
    sound = 0
    for step, which in script:
        if "wait" in step:
            receiver.turn()  # the turn of the event loop always ends before time passes
        match step:
            case "video":
                receiver.offer(cameras[which].frame(receiver.now))
            case "key":
                receiver.offer(cameras[which].frame(receiver.now, key=True))
            case "audio":
                sound += 1
                receiver.offer(audio(receiver.now, sound, track=9))
            case "stall":
                receiver.sink.room = 0
            case "go":
                receiver.go()
            case "turn":
                receiver.turn()
                assert sum(len(frame.wire) for frame in receiver.outbox.pending) <= LIMIT
            case "wait":
                receiver.now += 0.02
            case "long wait":
                receiver.now += 0.15
    receiver.turn()
    decoder = Decoder()
    for frame in receiver.sent:
        if not frame.audio:
            decoder.receive(frame)
    assert not decoder.broken
    sounds = [frame.sequence for frame in receiver.sent if frame.audio]
    assert sounds == sorted(set(sounds))


def test_a_receiver_that_keeps_up_gets_everything_in_one_write_a_turn() -> None:
    receiver, video = Receiver(), Sender(1)
    frames = [video.frame(0.0) for _ in range(20)]
    for frame in frames:
        receiver.offer(frame)
    room = receiver.sink.room
    receiver.turn()
    assert room - receiver.sink.room == 1
    assert receiver.sent == frames
    assert receiver.outbox.dropped == 0


def test_a_large_burst_is_handed_over_in_parts_and_loses_nothing_while_they_are_taken() -> None:
    receiver, video = Receiver(), Sender(1, size=9_000)
    frames = [video.frame(0.0) for _ in range(30)]
    for frame in frames:
        receiver.offer(frame)
    receiver.turn()
    assert receiver.sent == frames


def test_at_most_so_much_is_handed_over_at_once() -> None:
    receiver, video = Receiver(), Sender(1, size=5_000)
    receiver.sink.room = 1
    for _ in range(3 * WRITE_BYTES // 5_000):
        receiver.offer(video.frame(0.0))
    receiver.turn()
    assert sum(len(frame.wire) for frame in receiver.sent) <= WRITE_BYTES


def test_a_key_frame_is_asked_for_once_and_only_when_the_receiver_takes_data_again() -> None:
    receiver, video = Receiver(), Sender(1)
    asked: list[tuple[int, int]] = []
    receiver.outbox.on_key_frame_needed = asked.append
    receiver.sink.room = 0
    receiver.offer(video.frame(0.0))
    for receiver.now in (0.1, 0.2, 0.35, 0.5):
        receiver.offer(video.frame(receiver.now))
        receiver.turn()
    assert asked == []
    for _ in range(3):
        receiver.go()
        receiver.sink.room = 5
        receiver.offer(video.frame(receiver.now))
        receiver.turn()
    assert asked == [(1, 0)]
    receiver.offer(video.frame(receiver.now, key=True))
    receiver.turn()
    assert receiver.sent[-1].key_frame


def test_a_key_frame_that_grew_too_old_itself_is_asked_for_again() -> None:
    receiver, video = Receiver(), Sender(1)
    asked: list[tuple[int, int]] = []
    receiver.outbox.on_key_frame_needed = asked.append

    def stuck_for(seconds: float, *, key: bool) -> None:
        receiver.sink.room = 0
        receiver.offer(video.frame(receiver.now, key=key))
        receiver.turn()
        receiver.now += seconds
        receiver.offer(video.frame(receiver.now))
        receiver.turn()
        receiver.go()
        receiver.sink.room = 5

    stuck_for(0.4, key=False)
    assert asked == [(1, 0)]
    stuck_for(0.4, key=True)
    assert asked == [(1, 0)] * 2, "the key frame that was asked for never left, and nobody asks for another"
