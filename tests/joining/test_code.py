"""The code: made by chance, read as people type it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.code import LENGTHS, make_code, normal_code, split_code, spoken_code


@pytest.mark.parametrize("digits", LENGTHS)
def test_made_of_digits_each_as_likely(digits: int) -> None:
    codes = [make_code(digits) for _ in range(2_000)]
    assert all(len(code) == digits and code.isascii() and code.isdigit() for code in codes)
    for place in range(digits):
        seen = Counter(code[place] for code in codes)
        assert set(seen) == set("0123456789")
        assert max(seen.values()) < 300, f"digit {place} favours {seen.most_common(1)}"


@pytest.mark.parametrize("digits", [-1, 0, 5, 7, 100])
def test_other_lengths_are_refused(digits: int) -> None:
    with pytest.raises(MeetDeskError) as refused:
        make_code(digits)
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
        assert len(code) in LENGTHS


@pytest.mark.parametrize("digits", LENGTHS)
def test_read_out_and_typed_again(digits: int) -> None:
    code = make_code(digits)
    assert normal_code(spoken_code(code)) == code
    assert all(len(group) == 3 for group in spoken_code(code).split())


@pytest.mark.parametrize(
    ("typed", "address", "code"),
    [
        ("192.168.1.20 · code 482 913", "192.168.1.20", "482913"),
        ("192.168.1.20 482913", "192.168.1.20", "482913"),
        ("192.168.1.20:47801, 482-913", "192.168.1.20:47801", "482913"),
        ("[fe80::1]:47801 code: 482 913 007", "[fe80::1]:47801", "482913007"),
        ("192.168.1.20 会议码：４８２９１３", "192.168.1.20", "482913"),
        ("pc.local Code 482 913.", "pc.local", "482913"),
    ],
)
def test_address_and_code_at_once(typed: str, address: str, code: str) -> None:
    found, with_it = split_code(typed)
    assert found == address
    assert normal_code(with_it) == code


@pytest.mark.parametrize(
    "typed", ["192.168.1.20", "192.168.1.20:47801", "meetdesk://join?addr=10.0.0.1 482913", "pc-482913.local", "482913"]
)
def test_only_an_address(typed: str) -> None:
    assert split_code(typed) == (typed, "")


@given(st.text(max_size=600))
def test_any_text_is_split_or_left(typed: str) -> None:
    address, code = split_code(typed)
    assert code or address == typed
