"""Browsers are told from apps by what they say first, whatever it is made of."""

import random
import ssl

import pytest

from meetdesk.joining.reach import any_certificate
from meetdesk.net.strangers.client_hello import MOST_BYTES, offers_protocols


def hello(*protocols: str, name: str | None = None) -> bytes:
    """What OpenSSL says first."""
    context = any_certificate()
    if protocols:
        context.set_alpn_protocols(list(protocols))
    out = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), out, server_hostname=name).do_handshake()
    except ssl.SSLWantReadError:
        return out.read()
    raise AssertionError("it said nothing")


@pytest.mark.parametrize("name", [None, "ada.local"])
@pytest.mark.parametrize("protocols", [("h2", "http/1.1"), ("http/1.1",), ("h2", "http/1.1", "http/1.0")])
def test_who_says_its_protocols(protocols: tuple[str, ...], name: str | None) -> None:
    assert offers_protocols(hello(*protocols, name=name)) is True
    assert offers_protocols(hello(name=name)) is False


@pytest.mark.parametrize("protocols", [(), ("h2", "http/1.1")])
def test_nothing_is_said_before_it_is_whole(protocols: tuple[str, ...]) -> None:
    whole = hello(*protocols)
    assert {offers_protocols(whole[:end]) for end in range(len(whole))} == {None}
    assert offers_protocols(whole + b"more") is offers_protocols(whole) is bool(protocols)


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"GET / HTTP/1.1\r\n",
        b"\x16\x03\x01\xff\xff" + b"\1" * 10,
        b"\x16\x03\x01\0\0",
        b"\x16\x03\x01\0\4\1\0\0\0",
        b"\x16\x03\x01\0\4\2\0\0\0",
        b"\x16\x03\x01\0\x30\1" + b"\xff" * 0x2F,
    ],
    ids=["zero", "http", "too long", "empty", "no more", "not a hello", "beyond its end"],
)
def test_what_is_broken_says_nothing(data: bytes) -> None:
    assert offers_protocols(data) is False


def test_any_bytes_are_answered() -> None:
    chance = random.Random(5)
    whole = hello("h2", "http/1.1", name="ada.local")
    seen = set()
    for _ in range(3_000):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            changed[chance.randrange(len(changed))] = chance.choice((0, 1, 16, 255, chance.randrange(256)))
        seen.add(offers_protocols(bytes(changed[: chance.choice((len(changed), chance.randrange(len(changed))))])))
    assert seen == {True, False, None}
    assert offers_protocols(chance.randbytes(MOST_BYTES)) in seen
