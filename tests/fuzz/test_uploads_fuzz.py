"""Heads of uploads that are known again by their bytes, against Tornado's reading of the same bytes.
``MEETDESK_FUZZ=1000000`` for an extended run."""

import os
import random
import re

from tornado.httputil import HTTPHeaders, HTTPInputError, parse_request_start_line

from meetdesk.net.carriage.known_head import KnownHead, Other

ROUNDS = int(os.environ.get("MEETDESK_FUZZ", "3000"))
SEED = int(os.environ.get("MEETDESK_FUZZ_SEED", "1"))
URI = "/meetdesk/2/up/voice/" + "ab" * 16
LINES = [
    b"Host: 192.0.2.1:47800",
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/153.0",
    b"Accept: */*",
    b"Content-Length: %d",
    b"Origin: https://192.0.2.1:47800",
    b"Cookie: __Host-meetdesk-47800=0123456789",
    b"Priority: u=4",
]
NASTY = [
    b"Transfer-Encoding: chunked",
    b"transfer-encoding : chunked",
    b"Content-Length: 7",
    b"content-length:9",
    b"Content-Length: 5, 5",
    b" Content-Length: 3",
    b"X-Folded: one\r\n two",
    b"X-Bare: one\ntwo",
    b"Expect: 100-continue",
    b"Connection: close",
    b"connection:close",
    b"Connection: keep-alive",
    b"Upgrade: websocket",
    b"",
    b"\x00: \xff",
]


def upload(size: int, lines: list[bytes] | None = None, target: str = URI) -> bytes:
    told = b"\r\n".join([f"PUT {target} HTTP/1.1".encode(), *(lines or LINES), b"", b""])
    return told % size if b"%d" in told else told


Reading = tuple[str, str, str, list[tuple[str, str]], str | None, int]


def as_tornado_reads(data: bytes) -> Reading | None:
    """Method, target, version, all headers but the length, the length, and where the body begins; None: no request."""
    end = re.search(rb"\r?\n\r?\n", data)
    if end is None:
        return None
    told = data[: end.end()].decode("latin1")
    eol = told.find("\n")
    try:
        first = parse_request_start_line(told[:eol].rstrip("\r"))
        headers = HTTPHeaders.parse(told[eol:])
    except HTTPInputError:
        return None
    others = [pair for pair in headers.get_all() if pair[0] != "Content-Length"]
    return first.method, first.path, first.version, others, headers.get("Content-Length"), end.end()


def known() -> KnownHead:
    found = KnownHead.of(upload(12), URI, 12)
    assert found is not None
    return found


def find(data: bytes, start: int = 0) -> object:
    try:
        return known().find(data, start)
    except Other:
        return Other


def test_a_head_is_known_again_whatever_its_length_and_however_it_is_cut() -> None:
    for size in (0, 1, 12, 999, 262_144, 99_999_999):
        head = upload(size)
        assert find(head) == (len(head), len(head) + size)
        assert find(b"body" + head, 4) == (4 + len(head), 4 + len(head) + size)
        for cut in range(len(head)):
            assert find(head[:cut]) is None, f"cut after {head[:cut][-20:]!r}"


def test_a_length_is_up_to_eight_digits() -> None:
    for number in (b"", b"+5", b"-5", b" 5", b"5 ", b"5_0", b"0x5", b"5, 5", b"123456789", "\u0665".encode()):
        assert find(upload(12).replace(b": 12\r\n", b": %b\r\n" % number)) is Other, number


def test_whatever_is_taken_for_the_same_head_is_that_for_tornado_too() -> None:
    chance = random.Random(SEED)
    before = as_tornado_reads(upload(12))
    assert before is not None
    seen = {"known": 0, "other": 0, "half": 0}
    for _ in range(ROUNDS):
        lines = LINES.copy()
        if chance.random() < 0.4:
            lines.insert(chance.randrange(len(lines) + 1), chance.choice(NASTY))
        target = chance.choice([URI] * 4 + ["https://192.0.2.1:47800" + URI, URI + "?a", URI[:-1] + "c"])
        data = bytearray(upload(chance.choice([0, 5, 12, 70_000, 10**7, 10**12]), lines, target) + b"the body")
        for _ in range(chance.choice([0, 0, 0, 0, 1, 2])):
            at = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at]
                case _:
                    data[at:at] = chance.choice([b"\r\n", b"\n", b" ", b"0", b"+", b"\x00", b"\r"])
        found = find(bytes(data[: chance.choice([len(data)] * 3 + [chance.randrange(len(data))])]))
        if not isinstance(found, tuple):
            seen["half" if found is None else "other"] += 1
            continue
        seen["known"] += 1
        body, end = found
        reading = as_tornado_reads(bytes(data))
        assert reading is not None, f"Tornado refuses {bytes(data)!r}"
        assert reading[:4] == before[:4], f"another request: {bytes(data)!r}"
        assert (int(reading[4] or ""), reading[5]) == (end - body, body), f"another body: {bytes(data)!r}"
    assert all(seen.values()), f"the fuzzer does not reach everything any more: {seen}"


def test_only_a_plain_head_of_that_request_is_learned() -> None:
    chance = random.Random(SEED)
    learned = 0
    for _ in range(ROUNDS):
        lines = LINES.copy()
        for _ in range(chance.choice([0, 1, 1, 2])):
            lines.insert(chance.randrange(len(lines) + 1), chance.choice(NASTY))
        chance.shuffle(lines)
        head = upload(12, lines)
        known = KnownHead.of(head, URI, 12)
        if known is None or as_tornado_reads(head) is None:
            continue
        learned += 1
        for size in (0, 12, 4_321):
            again = known.before + b"%d" % size + known.after
            reading = as_tornado_reads(again)
            assert reading is not None, f"Tornado refuses {again!r}"
            method, path, _, others, length, body = reading
            assert (method, path, length, body) == ("PUT", URI, str(size), len(again)), f"{again!r}"
            names = {name for name, _ in others}
            assert not names & {"Transfer-Encoding", "Expect", "Upgrade"}, f"learned {again!r}"
    assert learned > ROUNDS / 20


def test_none_is_learned_that_was_read_otherwise() -> None:
    assert KnownHead.of(upload(12), URI, 13) is None
    assert KnownHead.of(upload(12), URI + "0", 12) is None
    assert KnownHead.of(upload(12)[:-2], URI, 12) is None
    assert KnownHead.of(b"\r\n" + upload(12), URI, 12) is None
    assert KnownHead.of(b"", URI, 12) is None
    for line in NASTY:
        head = upload(12, [*LINES, line])
        if KnownHead.of(head, URI, 12) is not None:
            assert line.startswith((b"Connection: keep-alive", b"X-", b"\x00")), line
