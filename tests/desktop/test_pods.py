"""PODs of PipeWire: what is written is what is read, and whatever comes is a format or NoPod."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetdesk.desktop.screens import pods
from meetdesk.desktop.screens.pods import AgreedFormat, Crop, Kind, NoPod, ObjectType, Param, Type, VideoFormat

SIZES = st.integers(1, pods.LARGEST)


def agreed(width: int, height: int, pixels: int, *more: tuple[int, bytes]) -> bytes:
    """A format as PipeWire settles on one: numbers, no choices."""
    properties = [
        (pods.Key.MEDIA_TYPE, pods.number(Type.ID, pods.MEDIA_VIDEO)),
        *more,
        (pods.Key.FORMAT, pods.number(Type.ID, pixels)),
        (pods.Key.SIZE, pods.pod(Type.RECTANGLE, struct.pack("<II", width, height))),
        (pods.Key.FRAMERATE, pods.pod(Type.FRACTION, struct.pack("<II", 0, 1))),
    ]
    return pods.an_object(ObjectType.FORMAT, Param.FORMAT, properties)


@given(SIZES, SIZES, st.sampled_from(VideoFormat))
def test_a_format_is_read(width: int, height: int, pixels: VideoFormat) -> None:
    assert pods.agreed_format(agreed(width, height, pixels)) == AgreedFormat(width, height, pixels)


def test_properties_of_other_kinds_are_passed_over() -> None:
    text = struct.pack("<II", 6, 8) + b"words\0\0\0"  # a string, which formats do not have
    modifier = pods.number(Type.LONG, -1)
    found = agreed(640, 480, VideoFormat.BGRA, (0x30000, text), (pods.Key.MODIFIER, modifier))
    assert pods.agreed_format(found) == AgreedFormat(640, 480, VideoFormat.BGRA)


def test_of_a_choice_the_one_liked_best_counts() -> None:
    size = pods.choice(Kind.RANGE, Type.RECTANGLE, [(1280, 800), (1, 1), (4096, 4096)])
    pixels = pods.choice(Kind.ENUM, Type.ID, [VideoFormat.RGBX, VideoFormat.BGRX])
    found = pods.an_object(ObjectType.FORMAT, Param.FORMAT, [(pods.Key.FORMAT, pixels), (pods.Key.SIZE, size)])
    assert pods.agreed_format(found) == AgreedFormat(1280, 800, VideoFormat.RGBX)


@pytest.mark.parametrize(
    ("width", "height", "pixels"), [(0, 480, 8), (640, 0, 8), (pods.LARGEST + 1, 2, 8), (640, 480, 99)]
)
def test_no_format(width: int, height: int, pixels: int) -> None:
    with pytest.raises(NoPod):
        pods.agreed_format(agreed(width, height, pixels))


@given(st.binary(max_size=200))
def test_whatever_comes(found: bytes) -> None:
    try:
        pods.agreed_format(found)
    except NoPod:
        return


@given(st.data())
def test_a_format_that_was_damaged(data: st.DataObject) -> None:
    found = bytearray(agreed(640, 480, VideoFormat.BGRX))
    for at in data.draw(st.lists(st.integers(0, len(found) - 1), min_size=1, max_size=8)):
        found[at] = data.draw(st.integers(0, 255))
    try:
        format_ = pods.agreed_format(bytes(found[: data.draw(st.integers(0, len(found)))]))
    except NoPod:
        return
    assert 0 < format_.width <= pods.LARGEST
    assert 0 < format_.height <= pods.LARGEST


def test_what_is_asked_for_is_whole() -> None:
    for written in (pods.wanted_format(30), *pods.wanted_buffers()):
        size, kind = struct.unpack_from("<II", written)
        assert (len(written) % 8, kind) == (0, Type.OBJECT)
        assert size <= len(written) - 8 < size + 8


def test_the_crop_of_a_window() -> None:
    assert pods.crop_of(struct.pack("<iiII", -5, 7, 100, 50)) == Crop(-5, 7, 100, 50)
    assert pods.crop_of(struct.pack("<iiII", 0, 0, 0, 50)) is None
