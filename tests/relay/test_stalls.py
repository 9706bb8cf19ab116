"""An outbox behind a link that stalls and then takes everything at once, in simulated time: nothing real waits."""

import itertools

import pytest

from meetdesk.relay.drop import MEDIA_AGE_SECONDS
from meetdesk.relay.outbox import WRITE_BYTES
from tests.relay.simulation import KERNEL_BYTES, STEP_SECONDS, Seen, Simulation
from tests.support.bad_network import LinkQuality

LIMIT = 150_000
SECONDS = 20.0
STALL_SECONDS = 0.8
BURSTS = LinkQuality(delay_ms=2, rate_bit_s=8e6, queue_bytes=10**6, stall_every_s=4.0, stall_s=STALL_SECONDS)
"""Four cameras of 600 kbit/s and a voice fit well between the stalls."""
NARROW = LinkQuality(delay_ms=2, rate_bit_s=1.5e6, queue_bytes=60_000, stall_every_s=4.0, stall_s=STALL_SECONDS)
"""They do not fit."""
LOSSY = LinkQuality(loss=0.03, delay_ms=2, jitter_ms=3, rate_bit_s=8e6, stall_every_s=4.0, stall_s=STALL_SECONDS)
LINKS = {"bursts": BURSTS, "narrow": NARROW, "lossy": LOSSY}


def seen_over(quality: LinkQuality, seed: int = 5) -> Seen:
    return Simulation(quality, seed, limit=LIMIT).run(SECONDS)


@pytest.mark.parametrize("name", LINKS)
def test_bounded_fresh_decodable_and_in_order(name: str) -> None:
    seen = seen_over(LINKS[name])
    assert seen.most_waiting <= LIMIT, "the outbox holds more than it may"
    # A frame may wait in a turn that ends after it has become too old by less than a step.
    assert seen.oldest_handed_over <= MEDIA_AGE_SECONDS + STEP_SECONDS, "what is too old was still sent"
    assert seen.broken == 0, "pictures arrive that nobody can decode"
    for sound in (True, False):
        numbers = [(frame.track, frame.sequence) for _, frame in seen.arrived if frame.audio is sound]
        for track in {track for track, _ in numbers}:
            own = [number for one, number in numbers if one == track]
            steps = [(after - before) % 2**32 for before, after in itertools.pairwise(own)]
            assert all(0 < step < 2**31 for step in steps), f"frames of track {track} arrive out of order or twice"


@pytest.mark.parametrize("name", LINKS)
def test_sound_and_pictures_come_back_after_every_stall(name: str) -> None:
    """Not only does nothing bad arrive: what is good goes on, by itself and soon."""
    quality = LINKS[name]
    seen = seen_over(quality)
    # What the kernel had taken before the stall leaves first, and a lost packet's time-out may have doubled meanwhile.
    kernel = (KERNEL_BYTES + WRITE_BYTES) * 8 / quality.rate_bit_s
    longest = STALL_SECONDS * 2 + kernel + MEDIA_AGE_SECONDS
    assert seen.longest_gap(sound=True) < longest
    assert seen.longest_gap(sound=False) < longest
    tracks = {frame.track for at, frame in seen.arrived if at > SECONDS - 3.0}
    assert tracks == {1, 2, 3, 4, 99}, f"after the last stall only these came: {tracks}"
    assert seen.key_frames_asked > 0, "the link never was too bad: this shows nothing"


def test_between_stalls_nothing_is_lost_that_was_not_too_old() -> None:
    """Each stall costs what grew too old meanwhile and pictures until the next key frame, not more."""
    seen = seen_over(BURSTS)
    stalls = SECONDS / 4.0
    lost = seen.offered - len(seen.arrived)
    a_second = seen.offered / SECONDS
    assert lost < stalls * (STALL_SECONDS + 0.2) * a_second, f"{lost} of {seen.offered} frames did not arrive"


def test_the_same_seed_gives_the_same_meeting() -> None:
    first, again, other = (seen_over(LOSSY, seed) for seed in (5, 5, 6))
    times = [[at for at, _ in seen.arrived] for seen in (first, again, other)]
    assert times[0] == times[1]
    assert times[0] != times[2]
