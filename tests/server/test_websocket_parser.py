"""RFC 6455 as the server must read it."""

import pytest

from meetdesk.net.websocket.parser import Close, Fault, FrameParser, Message, Ping, Pong
from tests.server.client_frames import client_frame

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def parsed(*frames: bytes, limit: int = 100_000) -> tuple[list[Message], Fault | None]:
    """What comes out, which must not depend on how the bytes are cut into chunks."""
    data = b"".join(frames)
    whole = FrameParser(limit)
    messages = whole.receive(data)
    for step in (1, 2, 3, 7, 64):
        parser = FrameParser(limit)
        piecewise = [m for at in range(0, len(data), step) for m in parser.receive(data[at : at + step])]
        assert (piecewise, parser.fault) == (messages, whole.fault), f"in chunks of {step} bytes"
    return messages, whole.fault


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 80_000])
def test_a_message_of_every_length_encoding(size: int) -> None:
    payload = bytes(i & 0xFF for i in range(size))
    assert parsed(client_frame(BINARY, payload)) == ([payload], None)


def test_text_is_decoded() -> None:
    assert parsed(client_frame(TEXT, "grüß 你好 🎈".encode())) == (["grüß 你好 🎈"], None)


def test_many_messages_in_one_chunk() -> None:
    frames = [client_frame(BINARY, bytes([i]) * i) for i in range(200)]
    assert parsed(*frames) == ([bytes([i]) * i for i in range(200)], None)


def test_fragments_with_control_frames_between_them() -> None:
    assert parsed(
        client_frame(TEXT, b"one \xf0\x9f", final=False),
        client_frame(PING, b"are you there?"),
        client_frame(0, b"", final=False),
        client_frame(PONG, b"unasked"),
        client_frame(0, b"\x8e\x88 message"),
        client_frame(BINARY, b"next"),
    ) == ([Ping(b"are you there?"), Pong(b"unasked"), "one 🎈 message", b"next"], None)


@pytest.mark.parametrize(
    ("frames", "fault"),
    [
        pytest.param([client_frame(BINARY, b"x", masked=False)], Fault.PROTOCOL, id="not masked"),
        pytest.param([client_frame(BINARY, b"x", reserved=4)], Fault.PROTOCOL, id="reserved bit 1 (compressed)"),
        pytest.param([client_frame(BINARY, b"x", reserved=2)], Fault.PROTOCOL, id="reserved bit 2"),
        pytest.param([client_frame(BINARY, b"x", reserved=1)], Fault.PROTOCOL, id="reserved bit 3"),
        *(
            pytest.param([client_frame(o)], Fault.PROTOCOL, id=f"opcode {o}")
            for o in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
        ),
        pytest.param([client_frame(PING, b"x" * 126)], Fault.PROTOCOL, id="ping too long"),
        pytest.param([client_frame(PING, b"x", final=False)], Fault.PROTOCOL, id="fragmented ping"),
        pytest.param([client_frame(CLOSE, b"", final=False)], Fault.PROTOCOL, id="fragmented close"),
        pytest.param([client_frame(0, b"x")], Fault.PROTOCOL, id="continuation of nothing"),
        pytest.param(
            [client_frame(TEXT, b"x", final=False), client_frame(TEXT, b"y")], Fault.PROTOCOL, id="message in a message"
        ),
        pytest.param([client_frame(BINARY, b"x" * 125, width=2)], Fault.PROTOCOL, id="length longer than needed"),
        pytest.param([client_frame(BINARY, b"x" * 300, width=8)], Fault.PROTOCOL, id="length much longer than needed"),
        pytest.param([client_frame(BINARY, length=2**63, width=8)], Fault.PROTOCOL, id="length with the top bit"),
        pytest.param([client_frame(TEXT, b"\xff")], Fault.NOT_UTF8, id="text that is no UTF-8"),
        pytest.param([client_frame(TEXT, b"\xed\xa0\x80")], Fault.NOT_UTF8, id="a surrogate in text"),
        pytest.param(
            [client_frame(TEXT, b"\xf0\x9f", final=False), client_frame(0, b"\x8e")],
            Fault.NOT_UTF8,
            id="half a character",
        ),
        pytest.param([client_frame(CLOSE, b"\x03")], Fault.PROTOCOL, id="close with half a code"),
        *(
            pytest.param([client_frame(CLOSE, code.to_bytes(2, "big"))], Fault.PROTOCOL, id=f"close code {code}")
            for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535)
        ),
        pytest.param([client_frame(CLOSE, b"\x03\xe8\xff")], Fault.NOT_UTF8, id="close reason that is no UTF-8"),
        pytest.param([client_frame(BINARY, b"x" * 101)], Fault.TOO_LARGE, id="too large"),
        pytest.param([client_frame(BINARY, length=2**62, width=8)], Fault.TOO_LARGE, id="announced as far too large"),
        pytest.param(
            [client_frame(BINARY, b"x" * 60, final=False), client_frame(0, b"x" * 60)],
            Fault.TOO_LARGE,
            id="large in sum",
        ),
    ],
)
def test_violations(frames: list[bytes], fault: Fault) -> None:
    """What came before is still delivered; nothing that comes after is."""
    before, after = client_frame(BINARY, b"before"), client_frame(BINARY, b"after")
    assert parsed(before, *frames, after, limit=100) == ([b"before"], fault)


def test_a_frame_too_large_is_refused_before_it_was_sent() -> None:
    parser = FrameParser(100)
    parser.receive(client_frame(BINARY, length=1_000, width=2)[:4])
    assert parser.fault == Fault.TOO_LARGE


@pytest.mark.parametrize(
    ("payload", "close"),
    [
        (b"", Close(None, "")),
        (b"\x03\xe8", Close(1000, "")),
        (b"\x0f\xa1bye", Close(4001, "bye")),
        (b"\x03\xf3" + "ü".encode() * 61, Close(1011, "ü" * 61)),
    ],
)
def test_close(payload: bytes, close: Close) -> None:
    assert parsed(client_frame(CLOSE, payload), client_frame(BINARY, b"after")) == ([close], None)


def test_a_truncated_frame_is_no_message() -> None:
    whole = client_frame(BINARY, b"x" * 300)
    parser = FrameParser(1_000)
    for byte in whole[:-1]:
        assert parser.receive(bytes([byte])) == []
    assert parser.receive(whole[-1:]) == [b"x" * 300]


def test_the_limit_can_be_raised_later() -> None:
    parser = FrameParser(10)
    assert parser.receive(client_frame(BINARY, b"x" * 10)) == [b"x" * 10]
    parser.limit = 100
    assert parser.receive(client_frame(BINARY, b"x" * 100)) == [b"x" * 100]
