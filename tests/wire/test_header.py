"""The media header: the shared vectors, and what must hold of any bytes."""

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.relay.header import (
    AUDIO_FRAME_BYTES,
    HEADER_BYTES,
    LATEST_CAPTURE_US,
    VIDEO_FRAME_BYTES,
    Header,
    Kind,
    pack,
    parse,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "media_header.json").read_text("utf-8"))

U16 = st.integers(0, 2**16 - 1)
U32 = st.integers(0, 2**32 - 1)
CAPTURE = st.integers(0, LATEST_CAPTURE_US)
AUDIO = st.builds(
    Header,
    kind=st.just(Kind.AUDIO),
    key_frame=st.just(True),
    temporal=st.just(0),
    layer=st.just(0),
    level=st.integers(0, 127),
    track=U32,
    sequence=U32,
    t0=st.just(0),
    duration_100us=U16,
    capture_us=CAPTURE,
)
VIDEO = st.builds(
    lambda key_frame, temporal, **fields: Header(key_frame=key_frame, temporal=0 if key_frame else temporal, **fields),
    key_frame=st.booleans(),
    temporal=st.integers(0, 2),
    kind=st.just(Kind.VIDEO),
    layer=st.integers(0, 1),
    level=st.just(0),
    track=U32,
    sequence=U32,
    t0=U16,
    duration_100us=U16,
    capture_us=CAPTURE,
)


def header_of(fields: dict[str, Any]) -> Header:
    return Header(**{**fields, "kind": Kind(fields["kind"])})


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=lambda vector: vector["name"])
def test_valid_vectors(vector: dict[str, Any]) -> None:
    frame = bytes.fromhex(vector["frame"])
    header = header_of(vector["header"])
    assert parse(frame) == header
    assert pack(header) == frame[:HEADER_BYTES]


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=lambda vector: vector["name"])
def test_invalid_vectors(vector: dict[str, Any]) -> None:
    with pytest.raises(MeetDeskError) as caught:
        parse(bytes.fromhex(vector["frame"]))
    assert caught.value.code == vector["code"]


def test_the_vectors_cover_both_kinds_and_every_code() -> None:
    assert {vector["header"]["kind"] for vector in VECTORS["valid"]} == {1, 2}
    assert {vector["code"] for vector in VECTORS["invalid"]} == {ErrorCode.MALFORMED_FRAME}
    assert len(VECTORS["invalid"]) >= 10


@given(AUDIO | VIDEO, st.binary(min_size=1, max_size=50))
def test_what_is_packed_is_parsed(header: Header, payload: bytes) -> None:
    frame = pack(header) + payload
    assert parse(frame) == header
    assert parse(memoryview(frame)) == header
    assert parse(bytearray(frame)) == header


LIKE_A_FRAME = st.builds(
    lambda start, rest: start + rest,
    st.tuples(st.sampled_from([0, 1, 2]), st.integers(0, 3), st.integers(0, 255), st.integers(0, 255)).map(bytes),
    st.binary(min_size=15, max_size=30),
)


@given(st.binary(max_size=60) | LIKE_A_FRAME)
@example(b"")
@example(bytes(24))
def test_any_bytes_are_a_header_or_malformed(frame: bytes) -> None:
    """Whatever parses packs to the same bytes: no bit is ignored."""
    code, packed = None, frame[:HEADER_BYTES]
    try:
        packed = pack(parse(frame))
    except MeetDeskError as error:
        code = error.code
    assert code in {None, ErrorCode.MALFORMED_FRAME}
    assert packed == frame[:HEADER_BYTES]


@pytest.mark.parametrize(("kind", "limit"), [(Kind.AUDIO, AUDIO_FRAME_BYTES), (Kind.VIDEO, VIDEO_FRAME_BYTES)])
def test_frames_up_to_the_limit(kind: Kind, limit: int) -> None:
    start = pack(Header(kind, True, 0, 0, 0, 1, 1, 0, 200, 5))
    assert parse(start + bytes(limit - HEADER_BYTES)).kind is kind
    with pytest.raises(MeetDeskError) as caught:
        parse(start + bytes(limit - HEADER_BYTES + 1))
    assert caught.value.code is ErrorCode.FRAME_TOO_LARGE
    assert caught.value.detail == {"bytes": limit + 1, "limit": limit}


def test_a_field_out_of_range_is_not_packed() -> None:
    with pytest.raises(struct.error):
        pack(Header(Kind.AUDIO, True, 0, 0, 0, 2**32, 1, 0, 200, 5))
