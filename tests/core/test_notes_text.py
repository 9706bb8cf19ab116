"""What the host reads of the updates of the notes."""

import base64
import contextlib
import random
import tracemalloc
from pathlib import Path

import msgspec
import pytest

from meetdesk.core import limits
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.topics import yjs
from meetdesk.core.topics.notes_text import NotesText

from .yjs_updates import number, text, typed, update

ROUNDS = msgspec.json.decode((Path(__file__).parents[1] / "vectors" / "notes.json").read_bytes())["rounds"]
ANN, BOB = 1, 2
BOTH = (ANN, BOB)


def of_yjs(round_: dict[str, object]) -> list[tuple[int, bytes, int]]:
    updates: list[dict[str, object]] = round_["updates"]  # type: ignore[assignment]
    return [(int(str(one["writer"])), base64.b64decode(str(one["update"])), int(str(one["length"]))) for one in updates]


@pytest.mark.parametrize("round_", ROUNDS)
def test_what_yjs_writes_is_understood_and_its_length_known_all_the_time(round_: dict[str, object]) -> None:
    notes = NotesText()
    for writer, data, length in of_yjs(round_):
        notes.write(writer, data, (1, 2, 3))
        assert notes.length == length
        notes.write(writer, data, (1, 2, 3))
        assert notes.length == length, "once more changes nothing"
    notes.compact(base64.b64decode(str(round_["whole"])), notes.known())


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_compaction_that_lacks_something_or_brings_back_what_was_deleted_is_refused(
    round_: dict[str, object],
) -> None:
    notes = NotesText()
    updates = of_yjs(round_)
    for writer, data, _ in updates[:-1]:
        notes.write(writer, data, (1, 2, 3))
    before = notes.known()
    notes.write(updates[-1][0], updates[-1][1], (1, 2, 3))
    whole = base64.b64decode(str(round_["whole"]))
    notes.compact(whole, before)  # more than was asked for is fine
    for wrong in (b"\0\0", updates[0][1], whole[:-1], whole.replace(b"hello", b"hellO", 1)):
        if wrong != whole:
            with pytest.raises(Refused):
                notes.compact(wrong, notes.known())


@pytest.mark.parametrize("round_", ROUNDS[:3])
def test_anything_at_all_is_an_update_or_is_refused_and_a_refusal_changes_nothing(round_: dict[str, object]) -> None:
    chance = random.Random(5)
    notes = NotesText()
    for writer, data, _ in of_yjs(round_):
        for _ in range(30):
            wrong = bytearray(data)
            for _ in range(chance.randint(1, 4)):
                wrong[chance.randrange(len(wrong))] = chance.randrange(256)
            cut = bytes(wrong[: chance.randint(0, len(wrong))])
            for hostile in (bytes(wrong), cut, chance.randbytes(chance.randint(0, 40))):
                before = notes.known()
                other = NotesText()
                with contextlib.suppress(Refused):
                    other.write(writer, hostile, (1, 2, 3))
                    other.write(writer, hostile, (1, 2, 3))
                with contextlib.suppress(Refused):
                    notes.compact(hostile, before)
                assert notes.known() == before
        notes.write(writer, data, (1, 2, 3))


HUGE = 2**52
HOSTILE = {
    "nothing": b"",
    "more pieces than there are bytes": number(1) + number(30_000_000) + number(1) + b"\0",
    "more clients than there are bytes": number(30_000_000),
    "more deletions than there are bytes": b"\0" + number(1) + number(1) + number(30_000_000),
    "a longer text than there are bytes": update(pieces=(b"\x04\x01\x05notes" + number(30_000_000) + b"a",)),
    "a number without end": b"\xff" * 40,
    "another text": update(pieces=(b"\x04\x01\x05other\x01a",)),
    "a list of JSON": update(pieces=(b"\x02\x01\x05notes\x01\x011",)),
    "formatting": update(pieces=(b"\x06\x01\x05notes\x04bold\x04true",)),
    "another type in it": update(pieces=(b"\x07\x01\x05notes\x01",)),
    "another document in it": update(pieces=(b"\x09\x01\x05notes\x01a\x76\x00",)),
    "a hole": update(pieces=(b"\x0a" + number(9), text("a"))),
    "a deleted piece that nobody wrote": update(pieces=(b"\x01\x01\x05notes" + number(HUGE),)),
    "a collected piece that nobody wrote": update(pieces=(b"\x00" + number(HUGE),)),
    "a piece without text": update(pieces=(text(""),)),
    "text that is no UTF-8": update(pieces=(b"\x04\x01\x05notes\x02\xff\xfe",)),
    "what comes later first": typed("a", clock=5),
    "what stands beside something unknown": update(pieces=(text("a", left=(7, 7)),)),
    "what stands beside itself": update(pieces=(text("a", right=(1, 0)),)),
    "deleting what nobody wrote": update(removed=((1, 0, HUGE),)),
    "two writers at once": b"\x02" + typed("a")[1:-1] + typed("a", 2)[1:],
    "something behind it": typed("a") + b"\0",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_what_no_window_writes_is_refused_at_little_cost(hostile: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as refused:
            NotesText().write(ANN, hostile, BOTH)
        assert refused.value.code == ErrorCode.NOTES_INVALID
        assert tracemalloc.get_traced_memory()[1] < 1_000_000, "it was believed before it was read"
    finally:
        tracemalloc.stop()


def test_nobody_writes_in_somebody_elses_place_while_they_are_there() -> None:
    notes = NotesText()
    notes.write(ANN, typed("mine"), BOTH)
    with pytest.raises(Refused):
        notes.write(BOB, typed("yours", clock=4), BOTH)
    # Ann's window came back as somebody else, with the same document.
    notes.write(BOB, typed(" too", clock=4), (BOB,))
    assert notes.length == 8


@pytest.mark.parametrize(
    "wrong",
    [
        update(1, 0, (text("goodbad!"),), ((1, 4, 3),)),  # what nobody wrote
        typed("good" + "bad"),  # what was deleted
        update(1, 0, (text("good"), text("bad", left=(9, 0))), ((1, 4, 3),)),  # next to what nobody knows
        update(1, 1, (text("ood"),)),  # without its beginning
    ],
)
def test_a_compaction_holds_what_was_written_and_nothing_else(wrong: bytes) -> None:
    notes = NotesText()
    notes.write(ANN, typed("goodbad"), BOTH)
    notes.write(BOB, update(removed=((1, 4, 3),)), BOTH)
    with pytest.raises(Refused, match=ErrorCode.NOTES_INVALID):
        notes.compact(wrong, notes.known())
    notes.compact(update(1, 0, (text("goodbad"),), ((1, 4, 3),)), notes.known())


def test_a_number_beyond_what_yjs_can_hold_is_none() -> None:
    with pytest.raises(yjs.NotAnUpdateError):
        yjs.read(typed("a", 2**53))
    yjs.read(typed("a", 2**53 - 1))


def test_one_writes_with_so_many_documents_and_no_more_and_goes_on_in_those() -> None:
    notes = NotesText()
    for client in range(1, limits.NOTES_DOCUMENTS + 1):
        notes.write(ANN, typed("a", client), BOTH)
    with pytest.raises(Refused, match=ErrorCode.NOTES_INVALID):
        notes.write(ANN, typed("a", 100), BOTH)
    notes.write(ANN, typed("b", 1, 1), BOTH)
    notes.write(BOB, typed("a", 100), BOTH)


def test_the_text_ends_at_its_limit_whoever_writes_and_deleting_makes_room() -> None:
    notes = NotesText()
    most = limits.NOTES_TEXT_CHARACTERS
    notes.write(ANN, typed("a" * most), BOTH)
    with pytest.raises(Refused) as refused:
        notes.write(BOB, typed("b", 2), BOTH)
    assert refused.value.code == ErrorCode.NOTES_FULL
    # 9.3 million were taken once: each update again, and longer each time.
    for _ in range(3):
        with pytest.raises(Refused):
            notes.write(ANN, typed("c" * 10_000, clock=most), BOTH)
    notes.write(BOB, update(removed=((1, 0, 10),)), BOTH)
    notes.write(BOB, typed("b" * 10, 2), BOTH)
    assert notes.length == most


def test_overlapping_deletions_count_once_and_cost_what_they_are_long() -> None:
    notes = NotesText()
    notes.write(ANN, typed("a" * 9_000), BOTH)
    many = b"\0" + number(1) + number(1) + number(7_000) + (number(1) + number(8_999)) * 7_000
    assert len(many) < limits.NOTES_UPDATE_BYTES
    notes.write(BOB, many, BOTH)
    assert notes.length == 1
    notes.write(BOB, many, BOTH)
    assert notes.length == 1


def test_pieces_are_bounded_until_they_are_compacted() -> None:
    notes = NotesText()
    notes.write(ANN, typed("a"), BOTH)
    for clock in range(1, 50_000, 1_000):
        pieces = tuple(text("a", right=(1, 0)) for _ in range(1_000))
        if notes.pieces + len(pieces) > limits.NOTES_PIECES:
            with pytest.raises(Refused):
                notes.write(ANN, update(1, clock, pieces, ((1, clock, 1_000),)), BOTH)
            break
        notes.write(ANN, update(1, clock, pieces, ((1, clock, 1_000),)), BOTH)
    whole = number(1) + number(2) + number(1) + b"\0" + text("a") + b"\0" + number(notes.known().next[1] - 1) + b"\0"
    notes.compact(whole, notes.known())
    assert notes.pieces < 10


def test_a_reader_that_knows_yjs_says_where_it_comes_from() -> None:
    with pytest.raises(yjs.NotAnUpdateError, match="ends early"):
        yjs.read(b"\x01")
