"""What a host says about its meeting fits into a record, and what anybody else says does no harm."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetdesk.core.errors import MeetDeskError
from meetdesk.core.texts import normal_name, normal_title
from meetdesk.joining.discovery.label import HOST_BYTES, TITLE_BYTES, Label, cut, parse_properties, to_properties

GOOD = {b"v": b"1", b"title": "周会".encode(), b"host": b"Mira", b"people": b"3"}


def on_the_wire(label: Label) -> dict[bytes, bytes | None]:
    return {key.encode(): value.encode() for key, value in to_properties(label).items()}


@given(title=st.text(max_size=120), host=st.text(max_size=80), people=st.integers(0, 100))
def test_what_is_said_is_heard(title: str, host: str, people: int) -> None:
    try:
        label = Label(normal_title(title), normal_name(host), people)
    except MeetDeskError:
        return
    fields = on_the_wire(label)
    assert sum(1 + len(key) + 1 + len(value or b"") for key, value in fields.items()) <= 400
    heard = parse_properties(fields)
    assert heard is not None, f"{label} was not understood"
    assert (heard.people, heard.title.rstrip("…")) == (people, label.title[: len(heard.title.rstrip("…"))].rstrip("…"))
    if len(label.title.encode()) <= TITLE_BYTES and len(label.host.encode()) <= HOST_BYTES:
        assert heard == label


def test_the_longest_title_in_chinese_is_cut() -> None:
    heard = parse_properties(on_the_wire(Label("周" * 100, "名" * 64, 100)))
    assert heard is not None
    assert heard.title == "周" * 59 + "…"
    assert heard.host == "名" * 39 + "…"


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("ab e\u0301 cd", 7, "ab…"),  # the accent is not torn off its letter
        ("a👩\u200d🔬 lab", 12, "a…"),  # half a person in the lab is nobody
        ("abc 👍\U0001f3fd!", 11, "abc…"),  # a skin tone stays with its thumb
        ("abcdefghi", 8, "abcde…"),
        ("周会议", 8, "周…"),
        ("abcdefghi", 9, "abcdefghi"),
    ],
)
def test_what_belongs_together_is_cut_together(text: str, most: int, kept: str) -> None:
    assert cut(text, most) == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {b"v": b"2"},
        {b"v": None},
        {b"people": b"-1"},
        {b"people": "٣".encode()},
        {b"people": b"101"},
        {b"people": b"1" * 400},
        {b"people": None},
        {b"host": b""},
        {b"host": "\u200b\u2066".encode()},
        {b"host": b"\xff\xfe"},
        {b"host": b"x" * 65},
        {b"title": b"\xed\xa0\x80"},
        {b"title": b"x" * 101},
    ],
)
def test_what_no_meetdesk_says_is_not_shown(wrong: dict[bytes, bytes | None]) -> None:
    assert parse_properties(GOOD) == Label("周会", "Mira", 3)
    assert parse_properties(GOOD | wrong) is None


def test_texts_are_normalised() -> None:
    heard = parse_properties(GOOD | {b"title": "a\u202eb\x00\r\nc  d".encode(), b"host": " \tMi\u2067ra ".encode()})
    assert heard == Label("ab c d", "Mira", 3)


@given(st.dictionaries(st.sampled_from([*GOOD, b"", b"x"]), st.none() | st.binary(max_size=255)))
@example({})
def test_anything_at_all_is_a_label_or_nothing(fields: dict[bytes, bytes | None]) -> None:
    heard = parse_properties(GOOD | fields)
    if heard is not None:
        assert heard.host == normal_name(heard.host)
        assert heard.title == normal_title(heard.title)
        assert 0 <= heard.people <= 100
