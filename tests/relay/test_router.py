"""Routing, with frames as publishers send them and outboxes whose connection takes everything."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from meetdesk.core.commands import Route
from meetdesk.core.errors import MeetDeskError
from meetdesk.core.topics.tracks import Want
from meetdesk.relay.header import Header, Kind, pack, parse
from meetdesk.relay.outbox import VIDEO_OUTBOX_BYTES, Outbox
from meetdesk.relay.router import Router
from tests.relay.media import PATTERN, Sink

CAMERA, MICROPHONE, SCREEN_AUDIO = 10, 11, 12
ANN, BEN, CEM = 1, 2, 3


class Loop:
    """Time and callbacks, moved by the test."""

    def __init__(self) -> None:
        self.now = 100.0
        self.soon: list[Callable[[], None]] = []
        self.later: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_soon(self, callback: Callable[..., None], *args: Any) -> None:
        self.soon.append(lambda: callback(*args))

    def call_at(self, when: float, callback: Callable[[], None]) -> "Loop":
        self.later.append((when, callback))
        return self

    def call_later(self, delay: float, callback: Callable[[], None]) -> "Loop":
        return self.call_at(self.now + delay, callback)

    def cancel(self) -> None:
        """Timers that were cancelled may run: asking again what is due must be harmless."""

    def turn(self, seconds: float = 0.0) -> None:
        self.now += seconds
        due = [callback for when, callback in self.later if when <= self.now]
        self.later = [(when, callback) for when, callback in self.later if when > self.now]
        soon, self.soon = self.soon, []
        for callback in soon + due:
            callback()


class Relay:
    def __init__(self) -> None:
        self.loop = Loop()
        self.wanted: list[tuple[int, int, int]] = []
        self.speakers: list[tuple[int, ...]] = []
        self.demands: list[tuple[int, list[int]]] = []
        self.router = Router(
            self.loop,  # type: ignore[arg-type]
            framed=lambda payload: payload,
            on_key_frame_wanted=lambda owner, track, layer: self.wanted.append((owner, track, layer)),
            on_demand=lambda owner, track: self.demands.append((owner, sorted(self.router.demanded_layers(track)))),
            on_speakers=self.speakers.append,
        )
        self.sinks: dict[tuple[int, Kind], Sink] = {}
        self.outboxes: dict[tuple[int, Kind], Outbox] = {}
        for participant in (ANN, BEN, CEM):
            for kind in Kind:
                self.attach(participant, kind)
        self._count = {0: 0, 1: 0}
        self._t0 = {0: 0, 1: 0}

    def attach(self, participant: int, kind: Kind) -> None:
        sink = self.sinks[participant, kind] = Sink()
        outbox = self.outboxes[participant, kind] = Outbox(sink, VIDEO_OUTBOX_BYTES)
        self.router.attach(participant, kind, outbox)

    def camera(self, **wants: tuple[int, int]) -> None:
        """Ann's camera with both layers; ``ben=(layer, temporal)``."""
        who = {"ben": BEN, "cem": CEM}
        receivers = {who[name]: Want(CAMERA, layer, temporal) for name, (layer, temporal) in wants.items()}
        self.router.route(Route(CAMERA, ANN, False, (0, 1), receivers))

    def microphone(self) -> None:
        self.router.route(Route(MICROPHONE, ANN, True, (), {BEN: None, CEM: None}))

    def video(self, layer: int = 0, key: bool = False) -> None:
        """The next frame of Ann's camera."""
        if key:
            self._count[layer] = 0
        temporal = PATTERN[self._count[layer] % 4]
        if temporal == 0:
            self._t0[layer] += 1
        self._count[layer] += 1
        header = Header(Kind.VIDEO, key, temporal, layer, 0, CAMERA, self._count[layer], self._t0[layer], 333, 1)
        self.router.forward(ANN, Kind.VIDEO, pack(header) + b"picture", self.loop.now)
        self.loop.turn()

    def audio(self, sequence: int = 0, level: int = 30, sender: int = ANN, track: int = MICROPHONE) -> None:
        header = Header(Kind.AUDIO, True, 0, 0, level, track, sequence, 0, 200, 1)
        self.router.forward(sender, Kind.AUDIO, pack(header) + b"sound", self.loop.now)
        self.loop.turn()

    def got(self, participant: int, kind: Kind = Kind.VIDEO) -> list[str]:
        """What was sent since the last look: layer, temporal id, and ! for a key frame."""
        sink = self.sinks[participant, kind]
        headers = [parse(data) for data in sink.written]
        sink.written.clear()
        return [f"{h.layer}{'!' if h.key_frame else 'T' + str(h.temporal)}" for h in headers]


@pytest.fixture
def relay() -> Relay:
    return Relay()


def test_audio_goes_to_every_receiver(relay: Relay) -> None:
    relay.microphone()
    relay.audio()
    assert len(relay.got(BEN, Kind.AUDIO)) == len(relay.got(CEM, Kind.AUDIO)) == 1
    assert relay.got(ANN, Kind.AUDIO) == []


def test_audio_that_comes_twice_is_sent_once_over_each_connection_of_a_receiver(relay: Relay) -> None:
    relay.microphone()
    copy = Sink()
    outbox = Outbox(copy, VIDEO_OUTBOX_BYTES)
    relay.router.attach(BEN, Kind.AUDIO, outbox)
    for sequence in (1, 1, 2, 3, 2, 3, 3, 4):
        relay.audio(sequence)
    sequences = [parse(data).sequence for data in copy.written]
    assert sequences == [1, 2, 3, 4]
    assert len(relay.got(BEN, Kind.AUDIO)) == len(relay.got(CEM, Kind.AUDIO)) == 4
    relay.router.detach(BEN, Kind.AUDIO, outbox)
    relay.audio(5)
    assert len(copy.written) == 4
    assert len(relay.got(BEN, Kind.AUDIO)) == 1


def test_audio_numbers_may_wrap_and_begin_anew(relay: Relay) -> None:
    relay.microphone()
    for sequence in (2**32 - 1, 2**32 - 1, 0, 1, 900, 3, 3):
        relay.audio(sequence)
    assert len(relay.got(BEN, Kind.AUDIO)) == 5


def test_a_receiver_starts_at_a_key_frame_that_is_asked_for(relay: Relay) -> None:
    relay.camera(ben=(0, 2))
    assert relay.wanted == [(ANN, CAMERA, 0)]
    relay.video(key=True)
    for _ in range(4):
        relay.video()
    assert relay.got(BEN) == ["0!", "0T2", "0T1", "0T2", "0T0"]
    assert relay.got(CEM) == []
    relay.camera(ben=(0, 2), cem=(0, 2))
    for _ in range(4):
        relay.video()
    assert relay.got(CEM) == []
    relay.video(key=True)
    relay.video()
    assert relay.got(CEM) == ["0!", "0T2"]


def test_a_switch_keeps_the_old_layer_until_the_new_ones_key_frame(relay: Relay) -> None:
    relay.camera(ben=(0, 2))
    relay.video(0, key=True)
    relay.camera(ben=(1, 2))
    assert relay.wanted[-1] == (ANN, CAMERA, 1)
    relay.video(0)
    relay.video(1)
    relay.video(0)
    relay.video(1, key=True)
    relay.video(0)
    relay.video(1)
    assert relay.got(BEN) == ["0!", "0T2", "0T1", "1!", "1T2"]


def test_the_old_layer_is_demanded_until_everybody_has_left_it(relay: Relay) -> None:
    relay.camera(ben=(0, 2), cem=(0, 2))
    relay.video(0, key=True)
    relay.demands.clear()
    relay.camera(ben=(1, 2), cem=(0, 2))
    relay.camera(ben=(1, 2), cem=(1, 2))
    relay.video(0, key=True)
    assert relay.demands == [(ANN, [0, 1])] * 2
    relay.video(1, key=True)
    assert relay.demands[2:] == [(ANN, [1])]
    relay.video(1, key=True)
    assert len(relay.demands) == 3


def test_one_who_turns_back_while_waiting_goes_on_without_a_key_frame(relay: Relay) -> None:
    relay.camera(ben=(0, 2))
    relay.video(0, key=True)
    relay.camera(ben=(1, 2))
    relay.camera(ben=(0, 2))
    assert relay.demands[-1] == (ANN, [0])
    relay.video(0)
    relay.video(1, key=True)
    relay.video(0)
    assert relay.got(BEN) == ["0!", "0T2", "0T1"]


def test_more_temporal_ids_begin_at_a_base_frame_and_fewer_at_once(relay: Relay) -> None:
    relay.camera(ben=(0, 0))
    relay.video(key=True)
    relay.video()
    relay.camera(ben=(0, 2))
    for _ in range(6):
        relay.video()
    relay.camera(ben=(0, 1))
    for _ in range(5):
        relay.video()
    assert relay.got(BEN) == ["0!", "0T0", "0T2", "0T1", "0T2", "0T0", "0T1", "0T0"]


def test_a_layer_the_track_does_not_have_is_replaced_by_the_nearest(relay: Relay) -> None:
    relay.router.route(Route(CAMERA, ANN, False, (0,), {BEN: Want(CAMERA, 1)}))
    relay.video(0, key=True)
    assert relay.got(BEN) == ["0!"]


def test_key_frame_requests_are_merged_and_limited(relay: Relay) -> None:
    relay.camera(ben=(0, 2), cem=(0, 2))
    for _ in range(5):
        relay.router.request_key_frame(BEN, CAMERA, 0)
        relay.router.request_key_frame(CEM, CAMERA, 0)
    assert relay.wanted == [(ANN, CAMERA, 0)]
    relay.loop.turn(0.31)
    assert relay.wanted == [(ANN, CAMERA, 0)] * 2


def test_nobody_can_ask_for_key_frames_of_what_they_do_not_get(relay: Relay) -> None:
    relay.camera(ben=(0, 2))
    relay.wanted.clear()
    relay.loop.turn(10)
    relay.wanted.clear()
    relay.router.request_key_frame(CEM, CAMERA, 0)
    relay.router.request_key_frame(BEN, CAMERA, 1)
    relay.router.request_key_frame(BEN, 999, 0)
    assert relay.wanted == []


def test_a_new_connection_of_a_receiver_starts_at_a_key_frame(relay: Relay) -> None:
    relay.camera(ben=(0, 2))
    relay.video(key=True)
    old = relay.outboxes[BEN, Kind.VIDEO]
    relay.attach(BEN, Kind.VIDEO)
    relay.router.detach(BEN, Kind.VIDEO, old)
    relay.video()
    assert relay.got(BEN) == []
    relay.video(key=True)
    assert relay.got(BEN) == ["0!"]


@pytest.mark.parametrize(
    ("sender", "kind", "frame", "code"),
    [
        (BEN, Kind.AUDIO, Header(Kind.AUDIO, True, 0, 0, 1, MICROPHONE, 1, 0, 200, 1), "track_not_yours"),
        (ANN, Kind.AUDIO, Header(Kind.AUDIO, True, 0, 0, 1, 999, 1, 0, 200, 1), "track_unknown"),
        (ANN, Kind.VIDEO, Header(Kind.AUDIO, True, 0, 0, 1, MICROPHONE, 1, 0, 200, 1), "malformed_frame"),
        (ANN, Kind.AUDIO, Header(Kind.VIDEO, True, 0, 0, 0, MICROPHONE, 1, 0, 200, 1), "malformed_frame"),
        (ANN, Kind.VIDEO, Header(Kind.VIDEO, True, 0, 0, 0, MICROPHONE, 1, 0, 200, 1), "malformed_frame"),
        (ANN, Kind.AUDIO, Header(Kind.AUDIO, True, 0, 0, 1, CAMERA, 1, 0, 200, 1), "malformed_frame"),
    ],
)
def test_frames_that_are_not_the_senders_to_send(
    relay: Relay, sender: int, kind: Kind, frame: Header, code: str
) -> None:
    relay.microphone()
    relay.camera(ben=(0, 2), cem=(0, 2))
    with pytest.raises(MeetDeskError) as caught:
        relay.router.forward(sender, kind, pack(frame) + b"x", 0.0)
    assert caught.value.code == code
    relay.loop.turn()
    assert not any(sink.written for sink in relay.sinks.values())


def test_late_frames_of_an_unpublished_track_are_ignored_but_only_from_its_owner(relay: Relay) -> None:
    relay.microphone()
    relay.router.route(Route(MICROPHONE, None, True, (), {}))
    relay.audio()
    assert relay.got(BEN, Kind.AUDIO) == []
    with pytest.raises(MeetDeskError, match="track_unknown"):
        relay.audio(sender=BEN)


def test_who_speaks_is_told_when_it_changes(relay: Relay) -> None:
    relay.microphone()
    for sequence in range(20):
        relay.audio(sequence)
        relay.loop.turn(0.02)
    assert relay.speakers == [(ANN,)]
    for _ in range(10):
        relay.loop.turn(0.1)
    assert relay.speakers == [(ANN,), ()]


def test_under_pressure_a_receiver_gets_less_and_later_more_again(relay: Relay) -> None:
    relay.camera(ben=(1, 2), cem=(1, 2))
    relay.video(1, key=True)
    sink = relay.sinks[BEN, Kind.VIDEO]
    sink.room = 0
    for _ in range(150):  # 5 s during which nothing is taken
        relay.video(1)
        relay.loop.turn(0.033)
    assert relay.router.demanded_layers(CAMERA) == {0, 1}, "Ben's link cannot carry the large layer"
    assert len(relay.got(CEM)) == 151, "the others notice nothing"
    sink.room = 10**9
    sink.written.clear()
    relay.outboxes[BEN, Kind.VIDEO].drained(relay.loop.now)
    relay.video(0, key=True)
    assert relay.got(BEN) == ["0!"]
    for _ in range(60):
        relay.loop.turn(1.0)
        relay.router.second_passed()
    assert relay.router.demanded_layers(CAMERA) == {0, 1}, "the large layer's key frame is awaited"
    relay.video(1, key=True)
    assert relay.router.demanded_layers(CAMERA) == {1}


def test_a_screen_stays_as_large_as_it_is_wanted(relay: Relay) -> None:
    relay.router.route(Route(CAMERA, ANN, False, (0, 1), {BEN: Want(CAMERA, 1), CEM: Want(CAMERA, 0)}, screen=True))
    relay.video(1, key=True)
    relay.video(0, key=True)
    sink = relay.sinks[BEN, Kind.VIDEO]
    sink.room = 0
    for _ in range(150):
        relay.video(1)
        relay.loop.turn(0.033)
    sink.room = 10**9
    sink.written.clear()
    relay.wanted.clear()
    relay.outboxes[BEN, Kind.VIDEO].drained(relay.loop.now)
    relay.loop.turn(0.31)
    assert (ANN, CAMERA, 1) in relay.wanted
    relay.video(0, key=True)
    relay.video(1, key=True)
    assert relay.got(BEN) == ["1!"]


def test_the_sound_of_a_screen_takes_nobodys_slot_and_speaks_for_nobody(relay: Relay) -> None:
    relay.router.route(Route(SCREEN_AUDIO, CEM, True, (), {BEN: None}, screen=True))
    voices = range(20, 25)
    for voice in voices:
        relay.router.route(Route(voice, ANN, True, (), {BEN: None}))
    for sequence in range(1, 30):
        for voice in voices:
            relay.audio(sequence, level=10, track=voice)
        relay.audio(sequence, level=60, sender=CEM, track=SCREEN_AUDIO)
        relay.loop.turn(0.02)
    tracks = Counter(parse(data).track for data in relay.sinks[BEN, Kind.AUDIO].written)
    assert tracks == dict.fromkeys([*voices, SCREEN_AUDIO], 29)
    relay.router.route(Route(20, None, True, (), {}))
    for sequence in range(30, 60):
        relay.audio(sequence, level=5, sender=CEM, track=SCREEN_AUDIO)
        relay.loop.turn(0.1)
    assert CEM not in {speaker for speakers in relay.speakers for speaker in speakers}


def test_runs_on_a_real_event_loop() -> None:
    async def scenario() -> None:
        sink = Sink()
        router = Router(
            asyncio.get_running_loop(),
            framed=lambda payload: payload,
            on_key_frame_wanted=lambda *_: None,
            on_demand=lambda *_: None,
            on_speakers=lambda _: None,
        )
        router.attach(BEN, Kind.AUDIO, Outbox(sink, 10_000))
        router.route(Route(MICROPHONE, ANN, True, (), {BEN: None}))
        frames = [pack(Header(Kind.AUDIO, True, 0, 0, 1, MICROPHONE, number, 0, 200, 1)) + b"x" for number in range(3)]
        for frame in frames:
            router.forward(ANN, Kind.AUDIO, frame, 0.0)
        assert sink.written == []
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert sink.written == [b"".join(frames)], "one write for all frames of a turn"
        router.close()

    asyncio.run(scenario())
