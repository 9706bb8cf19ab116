"""Invitations survive the way through chat programs; half of one is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address
from meetdesk.joining.invitation import Destination, make_invitation, parse_destination

FINGERPRINT = bytes(range(32))
ADDRESSES = (Address("192.168.1.20", 47801), Address("fd00::2", 47801), Address("pc.local", 9))
SECRET = bytes(range(32, 64))
LINK = make_invitation(ADDRESSES, FINGERPRINT, SECRET)


def test_what_was_made_is_read_back() -> None:
    assert LINK.startswith("meetdesk://join?addr=192.168.1.20&addr=fd00::2&addr=pc.local:9&port=47801&fp=")
    assert parse_destination(LINK) == Destination(ADDRESSES, FINGERPRINT, SECRET)
    assert parse_destination(LINK).invitation == LINK


@given(
    st.lists(
        st.builds(
            Address,
            st.sampled_from(["10.0.0.1", "fd00::7", "fe80::1%eth0", "小明.local", "pc"]),
            st.integers(1, 65535),
        ),
        min_size=1,
        max_size=8,
        unique=True,
    ),
    st.binary(min_size=32, max_size=32),
)
def test_any_invitation_is_read_back(addresses: list[Address], fingerprint: bytes) -> None:
    secret = fingerprint[::-1]
    link = make_invitation(addresses, fingerprint, secret)
    assert parse_destination(link) == Destination(tuple(addresses), fingerprint, secret)


@pytest.mark.parametrize(
    "pasted",
    [
        f"Join me: {LINK} at nine",
        f"<{LINK}>",
        f'"{LINK}"',
        LINK.replace("&", "&amp;"),
        LINK.replace("meetdesk", "MeetDesk"),
        LINK.replace("join?", "join/?"),
        LINK + "&later=1",
        LINK + "=",
    ],
)
def test_found_in_what_people_paste(pasted: str) -> None:
    assert parse_destination(pasted) == Destination(ADDRESSES, FINGERPRINT, SECRET)


@pytest.mark.parametrize(
    "broken",
    [
        "meetdesk://join?",
        LINK[:-1],
        LINK.partition("&fp=")[0],
        LINK + "&fp=" + "A" * 43,
        LINK.replace("addr=", "host="),
        LINK.replace("47801", "0"),
        LINK.replace("47801", "99999"),
        LINK.replace("192.168.1.20", "192.168.1.300"),
        "meetdesk://join?" + "addr=10.0.0.1&" * 40 + "fp=" + "A" * 43,
        "meetdesk://join?addr=%FF&fp=" + "A" * 43,
        "meetdesk://join?addr=" + "a" * 5000 + "&fp=" + "A" * 43,
    ],
)
def test_half_an_invitation_is_refused(broken: str) -> None:
    with pytest.raises(MeetDeskError) as refused:
        parse_destination(broken)
    assert refused.value.code is ErrorCode.INVITATION_INVALID


def test_an_address_is_a_destination_too() -> None:
    assert parse_destination("192.168.1.20") == Destination((Address("192.168.1.20"),))
    assert parse_destination("192.168.1.20").invitation == ""


def test_without_a_secret_it_still_names_the_host() -> None:
    known = parse_destination(LINK.partition("&s=")[0])
    assert known == Destination(ADDRESSES, FINGERPRINT)
    assert known.invitation == "", "it lets nobody in"


def test_the_secret_does_not_show() -> None:
    assert str(SECRET) not in repr(parse_destination(LINK))


@given(st.text(max_size=80).map(lambda tail: "meetdesk://join?addr=10.0.0.1&" + tail))
def test_any_text_is_read_or_refused(pasted: str) -> None:
    try:
        destination = parse_destination(pasted)
    except MeetDeskError as error:
        if error.code not in {ErrorCode.INVITATION_INVALID, ErrorCode.ADDRESS_INVALID}:
            raise
    else:
        assert destination.addresses
