"""Names, titles and chat texts as people really type and paste them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetdesk.core import limits
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.texts import normal_chat, normal_name, normal_title

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    "name",
    [
        "Ann",
        "王小明",
        "עברית שלום",
        "محمد",
        "🐈",
        FAMILY,
        "Zoë 🇩🇪🇨🇳",
        "\U0001fae8",  # an emoji newer than the Unicode tables of Python 3.11
        "<b>Bob</b> & Co",
        'O\'Brien \\ "Q"',
        "{name} %s ${x}",
        "ราชบัณฑิต",
        "x" * 64,
    ],
)
def test_names_that_stay_as_they_are(name: str) -> None:
    assert normal_name(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    json.loads((Path(__file__).parents[1] / "vectors" / "names.json").read_text())["people"],
)
def test_names_that_are_tidied(typed: str, kept: str) -> None:
    assert normal_name(typed) == kept


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", ErrorCode.NAME_EMPTY),
        (" \t\r\n\u3000\xa0", ErrorCode.NAME_EMPTY),
        ("\u200b\u200d\ufe0f", ErrorCode.NAME_EMPTY),
        ("\u3164", ErrorCode.NAME_EMPTY),
        ("\u202e\u202c", ErrorCode.NAME_EMPTY),
        ("x" * 65, ErrorCode.NAME_TOO_LONG),
        ("x" * 200, ErrorCode.NAME_TOO_LONG),
        (FAMILY * 30, ErrorCode.NAME_TOO_LONG),
        ("a" + "\u0301\u0323" * 30_000, ErrorCode.NAME_TOO_LONG),
        ("\ud83d", ErrorCode.NAME_INVALID),
        ("Ann\udc00", ErrorCode.NAME_INVALID),
    ],
)
def test_names_that_are_refused(name: str, code: ErrorCode) -> None:
    with pytest.raises(Refused) as refused:
        normal_name(name)
    assert refused.value.code is code


def test_titles() -> None:
    assert normal_title("") == ""
    assert normal_title(" Weekly\r\nround\udc00 ") == "Weekly round"
    assert normal_title("周会 🎉") == "周会 🎉"
    for title in ("x" * 101, "x" * 100_000):
        with pytest.raises(Refused) as refused:
            normal_title(title)
        assert refused.value.code is ErrorCode.TITLE_TOO_LONG


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two  spaces \n\n\tand a tab ", "  two  spaces \n\n\tand a tab "),
        ("a\r\nb\rc", "a\nb\nc"),
        ("bell\x07 escape\x1b[31m del\x7f c1\x9b", "bell escape[31m del c1"),
        ("half a pair \ud83d", "half a pair "),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("שלום \u202eabc", "שלום \u202eabc"),
        (FAMILY, FAMILY),
        ("👍", "👍"),
    ],
)
def test_chat_keeps_the_text(typed: str, kept: str) -> None:
    assert normal_chat(typed) == kept


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ErrorCode.CHAT_EMPTY),
        ("\n \t\x00", ErrorCode.CHAT_EMPTY),
        ("\u200b", ErrorCode.CHAT_EMPTY),
        ("x" * 4_001, ErrorCode.CHAT_TOO_LONG),
        ("x" * 100_000, ErrorCode.CHAT_TOO_LONG),
    ],
)
def test_chat_that_is_refused(text: str, code: ErrorCode) -> None:
    with pytest.raises(Refused) as refused:
        normal_chat(text)
    assert refused.value.code is code


def test_the_longest_chat_text_fits() -> None:
    assert len(normal_chat("👍" * limits.CHAT_CHARACTERS)) == limits.CHAT_CHARACTERS


ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_a_name_is_kept_or_refused_and_tidying_twice_changes_nothing(text: str) -> None:
    try:
        name = normal_name(text)
    except Refused:
        return
    assert 1 <= len(name) <= limits.NAME_CHARACTERS
    assert normal_name(name) == name
    assert "\n" not in name
    name.encode()


@given(ANY_TEXT)
def test_chat_is_kept_or_refused_and_tidying_twice_changes_nothing(text: str) -> None:
    try:
        kept = normal_chat(text)
    except Refused:
        return
    assert normal_chat(kept) == kept
    kept.encode()
