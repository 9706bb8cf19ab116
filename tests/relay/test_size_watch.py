"""What frames say of their size, and when that is more than was announced for too long."""

import random

import pytest

from meetdesk.core.topics.tracks import Layer, Source, Track
from meetdesk.relay.header import Header, Kind, pack
from meetdesk.relay.picture_size import vp8_area, vp9_area
from meetdesk.relay.size_watch import KEPT_SECONDS, PATIENCE_SECONDS, SizeWatch
from tests.support.large_frames import large_frames

SMALL, LARGE = (320, 240), (3_000, 2_000)
HEADER = pack(Header(Kind.VIDEO, True, 0, 0, 0, 1, 0, 0, 0, 0))


def vp8(size: tuple[int, int], scale: int = 0) -> bytes:
    sides = b"".join((side | scale << 14).to_bytes(2, "little") for side in size)
    return b"\x10\0\0\x9d\x01\x2a" + sides + bytes(4)


def bits(*fields: tuple[int, int]) -> bytes:
    text = "".join(f"{value:0{count}b}" for count, value in fields)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def sides(size: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple((16, side - 1) for side in size)


SYNC = (24, 0x498342)


def vp9_key(size: tuple[int, int]) -> bytes:
    return bits((2, 2), (3, 0), (1, 0), (1, 1), (1, 0), SYNC, (3, 1), (1, 0), *sides(size), (9, 0))


def vp9_intra_only(size: tuple[int, int]) -> bytes:
    return bits((2, 2), (3, 0), (1, 1), (1, 0), (1, 0), (1, 1), (2, 0), SYNC, (8, 1), *sides(size), (9, 0))


def vp9_inter(size: tuple[int, int] | None) -> bytes:
    start = ((2, 2), (3, 0), (1, 1), (1, 1), (1, 0), (2, 0), (8, 1), (12, 0))
    return bits(*start, (1, 1), (40, 0)) if size is None else bits(*start, (3, 0), *sides(size), (9, 0))


def superframe(*frames: bytes) -> bytes:
    marker = bytes([0b110_01_000 | len(frames) - 1])
    return b"".join(frames) + marker + b"".join(len(frame).to_bytes(2, "little") for frame in frames) + marker


@pytest.mark.parametrize("size", [(2, 2), SMALL, LARGE, (16_383, 16_383)])
def test_the_size_that_a_frame_states(size: tuple[int, int]) -> None:
    area = size[0] * size[1]
    for scale in range(4):
        assert vp8_area(HEADER + vp8(size, scale), len(HEADER)) == area
    for frame in (
        vp9_key(size),
        vp9_intra_only(size),
        vp9_inter(size),
        superframe(vp9_inter(None), vp9_key(size)),
        superframe(vp9_key((2, 2)), vp9_inter(size)),
    ):
        assert vp9_area(HEADER + frame, len(HEADER)) == area


def test_what_states_none() -> None:
    for frame in (b"x", vp8(SMALL)[:9], b"\x11" + vp8(SMALL)[1:], bytes(100)):
        assert vp8_area(HEADER + frame, len(HEADER)) == 0
    for frame in (b"x", vp9_inter(None), bits((2, 2), (2, 0), (1, 1), (3, 0)), vp9_key(SMALL)[:3], bytes(100)):
        assert vp9_area(HEADER + frame, len(HEADER)) == 0


def test_whatever_comes_is_read_in_no_time() -> None:
    chance = random.Random(20_261_130)
    good = [vp8(SMALL), vp9_key(SMALL), vp9_intra_only(SMALL), superframe(vp9_key(SMALL), vp9_inter(LARGE))]
    for number in range(20_000):
        frame = bytearray(chance.choice(good) if number % 2 else chance.randbytes(chance.randrange(1, 40)))
        for _ in range(chance.randrange(4)):
            frame[chance.randrange(len(frame))] ^= 1 << chance.randrange(8)
        for read in (vp8_area, vp9_area):
            assert 0 <= read(HEADER + bytes(frame), len(HEADER)) <= 65_536**2, (read, frame.hex())


def track(size: tuple[int, int], codec: str = "vp8") -> Track:
    return Track(1, 2, Source.SCREEN, codec, False, (Layer(0, *size),))


def watch(size: tuple[int, int] = SMALL, codec: str = "vp8") -> SizeWatch:
    found = SizeWatch()
    found.announce(track(size, codec), 0.0)
    return found


def exceeds(sizes: SizeWatch, frame: bytes, now: float, *, layer: int = 0, key: bool = True) -> bool:
    return sizes.exceeds(HEADER + frame, layer, key, now)


@pytest.mark.parametrize("codec", ["vp8", "vp09.00.40.08"])
def test_larger_for_too_long(codec: str) -> None:
    sizes = watch(SMALL, codec)
    make = vp8 if codec == "vp8" else vp9_key
    assert not exceeds(sizes, make(LARGE), 1.0)
    assert not exceeds(sizes, make(LARGE), 1.0 + PATIENCE_SECONDS - 0.1)
    assert exceeds(sizes, make(LARGE), 1.0 + PATIENCE_SECONDS)


def test_vp9_may_be_larger_in_any_frame() -> None:
    sizes = watch(SMALL, "vp09.00.40.08")
    for now in range(11):
        last = exceeds(sizes, vp9_inter(LARGE), float(now), key=False)
    assert last


def test_a_size_that_nobody_may_have_is_too_large_at_once() -> None:
    assert exceeds(watch(), vp8((16_383, 16_383)), 0.0)


def test_whose_news_comes_late_or_early_is_heard_out() -> None:
    sizes = watch()
    # Late, again and again: a window that is being resized.
    for second in range(60):
        assert not exceeds(sizes, vp8((640 + second * 40, 480)), float(second))
        sizes.announce(track((600 + second * 40, 480)), float(second))
    # Early: the last large frames are still on their way.
    sizes = watch(LARGE)
    sizes.announce(track(SMALL), 100.0)
    assert sizes._most(0, 100.0 + KEPT_SECONDS - 0.1) >= LARGE[0] * LARGE[1]
    assert sizes._most(0, 100.0 + KEPT_SECONDS) < LARGE[0] * LARGE[1]
    # Both again and again: each time counts from then on.
    for time in range(20):
        now = 200 + 0.7 * time
        sizes.announce(track(LARGE), now)
        sizes.announce(track(SMALL), now)
        assert sizes._most(0, now + 0.5) >= LARGE[0] * LARGE[1], f"the {time}th time"


def test_a_frame_that_is_small_again_ends_it() -> None:
    sizes = watch()
    for second in range(60):
        assert not exceeds(sizes, vp8(SMALL if second % 8 == 7 else LARGE), float(second))


def test_a_turned_phone_is_as_large_as_before() -> None:
    sizes = watch((1280, 720))
    assert not any(exceeds(sizes, vp8((720, 1280)), float(second)) for second in range(60))


def test_another_shape_may_be_a_little_larger_as_sides_are_rounded() -> None:
    sizes = watch((320, 180))
    assert not any(exceeds(sizes, vp8((278, 208)), float(second)) for second in range(60))


@pytest.mark.parametrize("size", [(320, 240), (1_280, 720), (3_000, 2_000)])
def test_the_size_in_real_frames(size: tuple[int, int]) -> None:
    frames = large_frames(*size)
    assert vp8_area(HEADER + frames.key, len(HEADER)) == size[0] * size[1]
    assert vp8_area(HEADER + frames.delta, len(HEADER)) == 0
