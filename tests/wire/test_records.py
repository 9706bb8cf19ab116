"""Records of lines: the vectors shared with the window, and anything at all."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetdesk.net.carriage.records import (
    BATCH_HEAD_BYTES,
    SLOTS,
    Malformed,
    Said,
    pack_batch,
    parse_batch,
    parse_records,
    record,
)
from meetdesk.net.websocket.frames import Opcode, frame
from meetdesk.wire import lines
from tests.wire.record_vectors import TARGET, text

said = st.builds(
    Said,
    st.integers(0, SLOTS - 1),
    st.sampled_from([Opcode.TEXT, Opcode.BINARY]),
    st.one_of(st.binary(max_size=200), st.sampled_from([bytes(65_535), bytes(65_536)])),
)


def test_there_is_a_slot_for_every_channel_and_the_line() -> None:
    assert sorted([0, *lines.SLOTS]) == list(range(SLOTS))


def test_the_vectors_are_what_the_code_says() -> None:
    assert TARGET.read_text() == text(), "run python -m tests.wire.record_vectors"


@settings(max_examples=100, deadline=None)
@given(st.lists(said, max_size=5), st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))
def test_whatever_is_packed_is_parsed(all_said: list[Said], number: int, read: int) -> None:
    records = b"".join(record(one.slot, frame(one.opcode, one.payload)) for one in all_said)
    assert parse_batch(pack_batch(number, read, records)) == (number, read, all_said)


def _bytes(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(60))


def _changed(chance: random.Random) -> bytes:
    frames = b"".join(frame(chance.choice((1, 2, 8)), chance.randbytes(chance.randrange(120))) for _ in range(3))
    data = bytearray(record(chance.randrange(SLOTS), frames))
    for _ in range(chance.randint(1, 3)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


@pytest.mark.parametrize("make", [_bytes, _changed])
def test_anything_at_all_is_records_or_refused(make: Callable[[random.Random], bytes]) -> None:
    chance = random.Random(7)
    for _ in range(3_000):
        data = make(chance)
        try:
            found = parse_records(data)
        except Malformed:
            continue
        assert sum(len(one.payload) + 2 for one in found) <= len(data)
        assert all(one.slot < SLOTS and one.opcode in {1, 2, 8, 9, 10} for one in found)


def test_a_batch_needs_its_head() -> None:
    with pytest.raises(Malformed):
        parse_batch(bytes(BATCH_HEAD_BYTES - 1))
