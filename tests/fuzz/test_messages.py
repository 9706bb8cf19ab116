"""Fuzzes everything that decodes what a peer sent.

A short run belongs to the suite. A long one: ``MEETDESK_FUZZ=1000000 pytest tests/fuzz``, each parser that many inputs;
``MEETDESK_FUZZ_SEED`` picks other inputs, and a failure prints the input.
"""

import os
import random
from collections.abc import Callable

import msgspec
import pytest

from meetdesk.core.commands import Append, Command
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.events import Arrived, Asked, Returned
from meetdesk.core.meeting import Meeting
from meetdesk.core.request import Request
from meetdesk.core.topics.people import Role
from meetdesk.relay.header import HEADER_BYTES, Header, Kind, pack, parse
from meetdesk.wire import codec
from meetdesk.wire.join import JoinHello
from meetdesk.wire.local import HostMeeting, JoinMeeting, OpenLink, Say, Settings, Transcript
from meetdesk.wire.messages import Hello
from tests.wire.samples import CLIENT, HOST, JOIN, STEPS

from .mutations import damaged

ROUNDS = int(os.environ.get("MEETDESK_FUZZ", "3000"))
SEED = int(os.environ.get("MEETDESK_FUZZ_SEED", "1"))
DOCUMENTED = {"decoded", ErrorCode.MALFORMED_MESSAGE, ErrorCode.UNKNOWN_MESSAGE_TYPE, ErrorCode.MESSAGE_TOO_LARGE}
BODIES = (
    Settings(name="Ann", camera="id"),
    HostMeeting("Ann", "Standup", 47800),
    JoinMeeting("192.168.1.20", "Ann"),
    OpenLink("https://example.org"),
    Say("Ada joined"),
    Transcript("0" * 32, ()),
)


def _fuzz(decode: Callable[[bytes], object], seeds: list[bytes]) -> dict[str, int]:
    """Feeds damaged seeds and random bytes. Returns how often what came out."""
    chance = random.Random(SEED)
    outcomes: dict[str, int] = {}
    for _ in range(ROUNDS):
        raw = (
            damaged(chance.choice(seeds), chance)
            if chance.random() < 0.95
            else chance.randbytes(chance.randint(0, 200))
        )
        outcome = "decoded"
        try:
            decode(raw)
        except MeetDeskError as error:
            outcome = error.code.value
        except Exception as error:
            pytest.fail(f"{error!r} came out of {decode!r} for {raw[:500]!r}")
        assert outcome in DOCUMENTED, f"{outcome} is not documented, for {raw[:500]!r}"
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return outcomes


PARSERS = {
    "client": (codec.decode_client, [codec.encode_client(message) for message in CLIENT]),
    "host": (codec.decode_host, [codec.encode_host(message) for message in HOST]),
    "join hello": (codec.decode_join_hello, [codec.encode_join(JoinHello(1, "0.1.0"))]),
    "join step": (codec.decode_join_step, [codec.encode_join(message) for message in STEPS]),
    "join answer": (codec.decode_join_answer, [codec.encode_join(message) for message in JOIN]),
}


@pytest.mark.parametrize("name", PARSERS)
def test_only_documented_errors_come_out_of_messages(name: str) -> None:
    decode, seeds = PARSERS[name]
    outcomes = _fuzz(decode, seeds)
    assert {"decoded", "malformed_message", "unknown_message_type"} <= outcomes.keys(), (
        f"the fuzzer does not reach everything any more: {outcomes}"
    )


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_only_documented_errors_come_out_of_bodies(body: msgspec.Struct) -> None:
    outcomes = _fuzz(lambda raw: codec.decode_body(type(body), raw), [codec.encode_body(body)])
    assert {"decoded", "malformed_message"} <= outcomes.keys()


def test_the_meeting_survives_every_message_that_decodes() -> None:
    """Whatever passes the decoder, from whomever, never makes the meeting raise."""
    chance = random.Random(SEED)
    seeds = [codec.encode_client(message) for message in CLIENT if not isinstance(message, Hello)]
    meeting = Meeting("0" * 32, "", 0.0)
    entries = 0
    for number in range(ROUNDS):
        raw = chance.choice(seeds) if chance.random() < 0.3 else damaged(chance.choice(seeds), chance)
        try:
            message = codec.decode_client(raw)
        except MeetDeskError:
            continue
        if not isinstance(message, Request):
            continue
        who = chance.randint(1, 6)
        commands: list[Command] = [
            *meeting.handle(Arrived(float(number), number, "Ann", chance.choice(list(Role)))),
            *meeting.handle(Asked(float(number), who, message)),
            *meeting.handle(Returned(float(number), who, chance.choice([None, entries]), "Ann")),
        ]
        entries += sum(isinstance(command, Append) for command in commands)
        assert meeting.state.entry == entries
        if meeting.state.ended:
            meeting, entries = Meeting("0" * 32, "", 0.0), 0


def test_only_documented_errors_come_out_of_frames() -> None:
    chance = random.Random(SEED)
    outcomes = {"parsed": 0, ErrorCode.MALFORMED_FRAME: 0, ErrorCode.FRAME_TOO_LARGE: 0}
    for _ in range(ROUNDS):
        seed = pack(Header(chance.choice(list(Kind)), True, 0, 0, 0, 7, 8, 0, 200, 9)) + b"payload"
        frame = bytearray(seed)
        for _ in range(chance.randint(0, 2)):
            frame[chance.randrange(len(frame))] = chance.randrange(256)
        size = chance.choice([len(frame), chance.randint(0, 30), 4_001, 1_000_001 if chance.random() < 0.02 else 25])
        frame = frame[:size] + bytes(max(0, size - len(frame)))
        try:
            header = parse(frame)
        except MeetDeskError as error:
            outcomes[error.code] += 1
            continue
        outcomes["parsed"] += 1
        assert pack(header) == frame[:HEADER_BYTES]
    assert all(outcomes.values()), f"the fuzzer does not reach everything any more: {outcomes}"
