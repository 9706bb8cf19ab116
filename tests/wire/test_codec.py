"""Messages there and back, and what is refused."""

from collections.abc import Callable
from typing import Any, get_args

import msgspec
import pytest

from meetdesk.core.entry import Change
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.people import Rename
from meetdesk.wire import codec
from meetdesk.wire.join import JoinHello
from meetdesk.wire.local import HostMeeting, JoinMeeting, Settings, Theme
from meetdesk.wire.messages import ClientMessage, HostMessage

from .samples import CHANGES, CLIENT, HOST, JOIN, STEPS


def code_of(decode: Callable[[Any], Any], text: str | bytes) -> ErrorCode:
    with pytest.raises(MeetDeskError) as caught:
        decode(text)
    return caught.value.code


def test_there_is_a_sample_of_everything() -> None:
    assert {type(message) for message in CLIENT} == set(get_args(ClientMessage))
    assert {type(message) for message in HOST} == set(get_args(HostMessage))
    assert {type(change) for change in CHANGES} == set(get_args(Change))


@pytest.mark.parametrize("message", CLIENT, ids=lambda message: type(message).__name__)
def test_client_messages_there_and_back(message: ClientMessage) -> None:
    encoded = codec.encode_client(message)
    assert codec.decode_client(encoded) == message
    assert codec.decode_client(encoded.decode()) == message


@pytest.mark.parametrize("message", HOST, ids=lambda message: type(message).__name__)
def test_host_messages_there_and_back(message: HostMessage) -> None:
    assert codec.decode_host(codec.encode_host(message)) == message


def test_join_messages_there_and_back() -> None:
    hello = JoinHello(1, "0.1.0")
    assert codec.decode_join_hello(codec.encode_join(hello)) == hello
    for step in STEPS:
        assert codec.decode_join_step(codec.encode_join(step)) == step
    for answer in JOIN:
        assert codec.decode_join_answer(codec.encode_join(answer)) == answer


def test_fields_may_come_in_any_order_and_be_left_out() -> None:
    assert codec.decode_client('{"name":"Ann","id":1,"type":"rename"}') == Rename(1, "Ann")
    assert codec.decode_client('{"type":"update_track","id":1,"track":4}').muted is None  # type: ignore[union-attr]


MALFORMED = {
    "nothing": "",
    "not JSON": "hello",
    "not UTF-8": b'{"type":"rename","id":1,"name":"\xff"}',
    "half a surrogate pair": '{"type":"rename","id":1,"name":"\\ud83d"}',
    "a lone surrogate as such": '{"type":"rename","id":1,"name":"\ud83d"}',
    "two messages": '{"type":"leave","id":1}{"type":"leave","id":2}',
    "a list": '[{"type":"leave","id":1}]',
    "a byte order mark": b'\xef\xbb\xbf{"type":"leave","id":1}',
    "no type": '{"id":1}',
    "a number for a type": '{"type":1,"id":1}',
    "a field missing": '{"type":"rename","id":1}',
    "an unknown field": '{"type":"leave","id":1,"now":true}',
    "an unknown field in a layer": '{"type":"subscribe","wants":[{"track":1,"layer":0,"x":0}]}',
    "null": '{"type":"rename","id":1,"name":null}',
    "text for a number": '{"type":"leave","id":"1"}',
    "true for a number": '{"type":"leave","id":true}',
    "a fraction": '{"type":"leave","id":1.5}',
    "a negative id": '{"type":"leave","id":-1}',
    "2 to the 53": '{"type":"leave","id":9007199254740992}',
    "a huge number": '{"type":"leave","id":' + "9" * 60_000 + "}",
    "infinity": '{"type":"leave","id":1e999}',
    "NaN": '{"type":"leave","id":NaN}',
    "a negative track": '{"type":"subscribe","wants":[{"track":-1,"layer":0}]}',
    "a clock offset beyond all": '{"type":"clock","offset_us":-9007199254740992}',
    "an endless version": '{"type":"hello","protocol":1,"name":"Ann","app":"' + "1" * 65 + '"}',
    "an endless codec": '{"type":"publish_track","id":1,"source":"camera","codec":"' + "v" * 65 + '"}',
    "an unknown source": '{"type":"publish_track","id":1,"source":"x","codec":"vp8"}',
    "deep nesting": '{"x":' + "[" * 60_000,
    "deep nesting in objects": '{"x":' + '{"a":' * 12_000,
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_messages(text: str | bytes) -> None:
    assert code_of(codec.decode_client, text) is ErrorCode.MALFORMED_MESSAGE


@pytest.mark.parametrize("text", ['{"type":"dance"}', '{"id":1,"type":"welcome"}', '{"type":"","x":[1,{"a":2}]}'])
def test_unknown_types(text: str) -> None:
    assert code_of(codec.decode_client, text) is ErrorCode.UNKNOWN_MESSAGE_TYPE


def test_a_message_may_have_65536_bytes() -> None:
    def of_size(size: int, letter: str = "x") -> str:
        frame = '{"type":"post_chat","id":1,"ref":"r","text":"%s"}'
        return frame % (letter * ((size - len(frame) + 2) // len(letter.encode())))

    assert codec.decode_client(of_size(65_536))
    assert code_of(codec.decode_client, of_size(65_537)) is ErrorCode.MESSAGE_TOO_LARGE
    assert code_of(codec.decode_client, of_size(65_537).encode()) is ErrorCode.MESSAGE_TOO_LARGE
    assert len(of_size(70_000, "王")) < 65_536
    assert code_of(codec.decode_client, of_size(70_000, "王")) is ErrorCode.MESSAGE_TOO_LARGE


def test_a_newer_app_can_still_say_which_version_it_is() -> None:
    hello = codec.decode_join_hello('{"type":"join_hello","protocol":2,"app":"2.0","colour":"red"}')
    assert hello == JoinHello(2, "2.0")


def test_join_messages_are_small() -> None:
    large = '{"type":"join_hello","protocol":1,"app":"1"' + " " * 4_096 + "}"
    assert code_of(codec.decode_join_hello, large) is ErrorCode.MESSAGE_TOO_LARGE
    assert code_of(codec.decode_join_answer, large) is ErrorCode.MESSAGE_TOO_LARGE
    assert code_of(codec.decode_join_hello, '{"type":"hello"}') is ErrorCode.UNKNOWN_MESSAGE_TYPE
    assert code_of(codec.decode_join_answer, '{"type":"join_refused","code":"x"}') is ErrorCode.MALFORMED_MESSAGE


def test_local_bodies() -> None:
    settings = Settings(name="Ann", theme=Theme.DARK, join_muted=True)
    assert codec.decode_body(Settings, codec.encode_body(settings)) == settings
    assert codec.decode_body(HostMeeting, b'{"name":"Ann"}') == HostMeeting("Ann")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", ErrorCode.MALFORMED_MESSAGE),
        (b'{"name":"Ann"}', ErrorCode.MALFORMED_MESSAGE),
        (b'{"name":"\xff","address":""}', ErrorCode.MALFORMED_MESSAGE),
        (b'{"name":"Ann","address":"x","more":1}', ErrorCode.MALFORMED_MESSAGE),
        (b'{"name":"Ann","address":"' + b"x" * 8_193 + b'"}', ErrorCode.MALFORMED_MESSAGE),
        (b" " * (codec.BODY_BYTES + 1), ErrorCode.MESSAGE_TOO_LARGE),
    ],
)
def test_local_bodies_that_are_refused(body: bytes, code: ErrorCode) -> None:
    assert code_of(lambda raw: codec.decode_body(JoinMeeting, raw), body) is code


def test_the_longest_transcript_page_fits_a_body() -> None:
    page = msgspec.json.encode({"meeting": "0" * 32, "messages": [{"text": "👍" * 4_000}] * 100})
    assert len(page) < codec.BODY_BYTES
