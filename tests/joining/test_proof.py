"""The proofs: right only with the same code, certificate and transcript on both sides."""

import os

import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.proof import CodeHost, CodeJoiner, Proofs, invitation_proofs, make_secret

CODE, CERTIFICATE, TRANSCRIPT, NONCE = "482913", bytes(range(32)), b"t" * 32, b"n" * 32


def both(
    joiner: tuple[str, bytes, bytes] = (CODE, CERTIFICATE, TRANSCRIPT),
    host: tuple[str, bytes, bytes] = (CODE, CERTIFICATE, TRANSCRIPT),
) -> tuple[Proofs, Proofs]:
    """What joiner and host compute from their code, certificate and transcript."""
    one = CodeJoiner(joiner[0], joiner[1])
    other = CodeHost(host[0], host[1], one.element)
    return one.proofs(other.element, joiner[2]), other.proofs(host[2])


def test_the_same_on_both_sides() -> None:
    joiner, host = both()
    assert host.right(joiner.joiner)
    assert joiner.host == host.host
    assert joiner.joiner != joiner.host, "a proof must not serve for the other side"


@pytest.mark.parametrize(
    "host",
    [("482914", CERTIFICATE, TRANSCRIPT), (CODE, bytes(32), TRANSCRIPT), (CODE, CERTIFICATE, b"u" * 32)],
    ids=["code", "certificate", "transcript"],
)
def test_another_code_certificate_or_transcript(host: tuple[str, bytes, bytes]) -> None:
    joiner, other = both(host=host)
    assert not other.right(joiner.joiner)
    assert joiner.host != other.host


def test_every_time_different() -> None:
    assert both()[0].joiner != both()[0].joiner


def test_an_invitation() -> None:
    secret = make_secret()
    mine = invitation_proofs(secret, CERTIFICATE, TRANSCRIPT, NONCE)
    assert invitation_proofs(secret, CERTIFICATE, TRANSCRIPT, NONCE).right(mine.joiner)
    for other in (
        invitation_proofs(make_secret(), CERTIFICATE, TRANSCRIPT, NONCE),
        invitation_proofs(secret, bytes(32), TRANSCRIPT, NONCE),
        invitation_proofs(secret, CERTIFICATE, b"u" * 32, NONCE),
        invitation_proofs(secret, CERTIFICATE, TRANSCRIPT, b"m" * 32),
    ):
        assert not other.right(mine.joiner)
    assert not mine.right(mine.host)


POINT_OF_SMALL_ORDER = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")


@pytest.mark.parametrize(
    "element",
    [
        b"",
        b"B",
        b"A" + bytes(32),
        b"B" + bytes(32),
        b"B\x01" + bytes(31),
        b"B" + POINT_OF_SMALL_ORDER,
        b"B" + b"\xff" * 32,
        b"S" + bytes(32),
        b"B" + bytes(100),
    ],
)
def test_what_is_no_element(element: bytes) -> None:
    with pytest.raises(MeetDeskError) as refused:
        CodeJoiner(CODE, CERTIFICATE).proofs(element, TRANSCRIPT)
    assert refused.value.code is ErrorCode.MALFORMED_MESSAGE
    with pytest.raises(MeetDeskError) as refused:
        CodeHost(CODE, CERTIFICATE, element.replace(b"B", b"A", 1))
    assert refused.value.code is ErrorCode.MALFORMED_MESSAGE


def test_its_own_element_shown_to_it() -> None:
    joiner = CodeJoiner(CODE, CERTIFICATE)
    with pytest.raises(MeetDeskError):
        joiner.proofs(b"B" + joiner.element[1:], TRANSCRIPT)


def test_any_bytes_make_an_element_or_the_documented_error() -> None:
    made = 0
    for _ in range(40):
        try:
            CodeHost(CODE, CERTIFICATE, b"A" + os.urandom(32))
            made += 1
        except MeetDeskError as error:
            if error.code is not ErrorCode.MALFORMED_MESSAGE:
                raise
    assert made < 40


def test_nothing_secret_shows() -> None:
    joiner, _ = both()
    assert joiner.joiner.hex() not in repr(joiner)
    assert str(joiner.host) not in repr(joiner)
