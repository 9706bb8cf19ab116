"""The code: made by chance, read as people type it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.code import LENGTHS, make_code, normal_code, split_code, spoken_code
from meetdesk.joining.own_code import own_code
from meetdesk.wire.local import CodeKind


@pytest.mark.parametrize("kind", LENGTHS)
def test_made_of_digits_each_as_likely(kind: CodeKind) -> None:
    digits = LENGTHS[kind]
    codes = [make_code(kind) for _ in range(2_000)]
    assert all(len(code) == digits and code.isascii() and code.isdigit() for code in codes)
    for place in range(digits):
        seen = Counter(code[place] for code in codes)
        assert set(seen) == set("0123456789")
        assert max(seen.values()) < 300, f"digit {place} favours {seen.most_common(1)}"


def test_words_are_drawn_from_the_whole_list() -> None:
    codes = [make_code(CodeKind.WORDS).split() for _ in range(5_000)]
    assert {len(code) for code in codes} == {3}
    seen = Counter(word for code in codes for word in code)
    assert len(seen) > 2_000
    assert max(seen.values()) < 30, f"a word is favoured: {seen.most_common(1)}"
    assert len({word[:4] for word in seen}) == len(seen), "four letters must tell the words apart"


def test_an_own_code_is_not_made() -> None:
    with pytest.raises(MeetDeskError) as refused:
        make_code(CodeKind.OWN)
    assert refused.value.code is ErrorCode.CODE_INVALID


@pytest.mark.parametrize(
    "typed",
    [
        "482913", "482 913", " 482913\n", "482-913", "482\u00a0913", "４８２　９１３", "482.913", "4 8 2 9 1 3",
        "٤٨٢٩١٣", "482\u200b913", "“482 913”", "(482)913", "482–913",
    ],
)  # fmt: skip
def test_as_people_type_it(typed: str) -> None:
    assert normal_code(typed) == "482913"


@pytest.mark.parametrize(
    "typed",
    [
        "ridge color satisfy", "Ridge-Color-Satisfy", "RIDGE, COLOR, SATISFY!", "ridge_color.satisfy",
        "ridgecolorsatisfy", "ridge colour satisfied", "ridg colo sati", " ridge\u00a0color\nsatisfy",
        "ｒｉｄｇｅ　ｃｏｌｏｒ　ｓａｔｉｓｆｙ", "ridge\u200b color satisfy",
    ],
)  # fmt: skip
def test_words_as_people_type_them(typed: str) -> None:
    assert normal_code(typed) == "ridgecolorsatisfy"


@pytest.mark.parametrize(
    ("own", "typed"),
    [
        ("Müllers Blaues Boot", "MÜLLERS BLAUES BOOT"), ("Müllers Blaues Boot", "mu\u0308llers blaues boot"),
        ("苹果树 三月河 灯塔", "苹果树三月河灯塔"), ("Straße zum Hafen", "strasse zum hafen"),
        ("quokka 4 zeppelin", "QUOKKA4ZEPPELIN"),
    ],
)  # fmt: skip
def test_own_words_as_people_type_them(own: str, typed: str) -> None:
    assert normal_code(own_code(own, [])) == normal_code(typed)


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ("  blue   whistle\tanchor ", "blue whistle anchor"),
        ("７３０ ５５１ ９４２", "730551942"),
        ("Kater-Karlo-43-Zebra", "Kater-Karlo-43-Zebra"),
    ],
)  # fmt: skip
def test_an_own_code_is_shown_as_it_was_meant(own: str, shown: str) -> None:
    assert own_code(own, ["Stand-up"]) == shown


@pytest.mark.parametrize(
    "own",
    [
        "123456", "482913", "111111111", "123456789", "200000000000", "banana", "password", "qwertyuiop", "letmein now",
        "Stand-up", "stand up 26", "Anna Berg", "aaaaaaaaaaaa", "abcdefgh", "会议会议会议",
    ],
)  # fmt: skip
def test_an_own_code_that_is_easily_guessed(own: str) -> None:
    with pytest.raises(MeetDeskError) as refused:
        own_code(own, ["Stand-up", "Anna Berg"])
    assert refused.value.code is ErrorCode.CODE_WEAK
    assert refused.value.detail == {}


@pytest.mark.parametrize(
    ("own", "code"),
    [("", "code_needed"), ("12345", "code_invalid"), ("12345678", "code_invalid"), ("x" * 65, "code_invalid")],
)
def test_no_own_code(own: str, code: str) -> None:
    with pytest.raises(MeetDeskError) as refused:
        own_code(own, [])
    assert refused.value.code == code


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "--"])
def test_nothing_typed(typed: str) -> None:
    with pytest.raises(MeetDeskError) as refused:
        normal_code(typed)
    assert refused.value.code is ErrorCode.CODE_NEEDED


@pytest.mark.parametrize("typed", ["48291", "4829134", "48291a", "²82913", "½82913", "4" * 70, "482913" + " " * 80])
def test_no_code(typed: str) -> None:
    with pytest.raises(MeetDeskError) as refused:
        normal_code(typed)
    assert refused.value.code is ErrorCode.CODE_INVALID
    assert refused.value.detail == {}, "what was typed may be half a secret"


@given(st.text(max_size=100))
def test_any_text_is_a_code_or_refused(typed: str) -> None:
    try:
        code = normal_code(typed)
    except MeetDeskError as error:
        if error.code not in {ErrorCode.CODE_NEEDED, ErrorCode.CODE_INVALID}:
            raise
    else:
        assert len(code) in LENGTHS.values() or (len(code) >= 6 and not code.isdigit())
        assert normal_code(code) == code


@pytest.mark.parametrize("kind", LENGTHS)
def test_a_number_read_out_and_typed_again(kind: CodeKind) -> None:
    code = make_code(kind)
    assert normal_code(spoken_code(code)) == code
    assert all(len(group) == 3 for group in spoken_code(code).split())


def test_words_read_out_and_typed_again() -> None:
    for _ in range(200):
        code = make_code(CodeKind.WORDS)
        assert spoken_code(code) == code
        assert normal_code(code) == normal_code(code.title()) == code.replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "address", "code"),
    [
        ("192.168.1.20 · code 482 913", "192.168.1.20", "482913"),
        ("192.168.1.20 482913", "192.168.1.20", "482913"),
        ("192.168.1.20:47801, 482-913", "192.168.1.20:47801", "482913"),
        ("[fe80::1]:47801 code: 482 913 007", "[fe80::1]:47801", "482913007"),
        ("192.168.1.20 会议码：４８２９１３", "192.168.1.20", "482913"),
        ("pc.local Code 482 913.", "pc.local", "482913"),
        ("192.168.1.20 · code ridge color satisfy", "192.168.1.20", "ridgecolorsatisfy"),
        ("192.168.1.20 会议码 ridge color satisfy", "192.168.1.20", "ridgecolorsatisfy"),
        ("192.168.1.20:47801 Ridge Color Satisfy", "192.168.1.20:47801", "ridgecolorsatisfy"),
        ("192.168.1.20 · code 苹果树三月河灯塔", "192.168.1.20", "苹果树三月河灯塔"),
    ],
)
def test_address_and_code_at_once(typed: str, address: str, code: str) -> None:
    found, with_it = split_code(typed)
    assert found == address
    assert normal_code(with_it) == code


@pytest.mark.parametrize(
    "typed",
    ["192.168.1.20", "192.168.1.20:47801", "meetdesk://join?addr=10.0.0.1 482913", "pc-482913.local", "482913",
     "192.168.1.20 please hurry", "192.168.1.20 see you"],
)  # fmt: skip
def test_only_an_address(typed: str) -> None:
    assert split_code(typed) == (typed, "")


@given(st.text(max_size=600))
def test_any_text_is_split_or_left(typed: str) -> None:
    address, code = split_code(typed)
    assert code or address == typed
