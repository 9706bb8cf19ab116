"""Random bytes and random cuts against the WebSocket parser. ``MEETDESK_FUZZ=1000000`` for an extended run.

What Hypothesis makes up it also shrinks, which is slow: it has its share of a long run, and chance has the rest.
"""

import itertools
import os
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from meetdesk.net.websocket.parser import FRAGMENTS, Close, Fault, FrameParser, Message, Ping, Pong
from tests.server.client_frames import client_frame

ROUNDS = int(os.environ.get("MEETDESK_FUZZ", "3000"))
RUNS = min(20_000, max(300, ROUNDS // 50))
SEED = int(os.environ.get("MEETDESK_FUZZ_SEED", "1"))
LIMIT = 2_000

frames = st.builds(
    client_frame,
    st.sampled_from([0, 0, 1, 1, 2, 2, 8, 9, 10, 3, 15]),
    st.one_of(st.binary(max_size=300), st.text(max_size=50).map(str.encode)),
    final=st.sampled_from([True, True, True, False]),
    masked=st.sampled_from([True] * 19 + [False]),
    reserved=st.sampled_from([0] * 19 + [4]),
)
streams = st.one_of(st.binary(max_size=600), st.lists(frames, max_size=12).map(b"".join))


def run(data: bytes, cuts: list[int]) -> tuple[list[Message], object]:
    parser = FrameParser(LIMIT)
    messages: list[Message] = []
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        messages += parser.receive(data[start:end])
    return messages, parser.fault


@settings(max_examples=RUNS, deadline=None)
@given(streams, st.lists(st.integers(0, 10_000), max_size=20))
def test_any_bytes_however_they_are_cut(data: bytes, cuts: list[int]) -> None:
    messages, fault = run(data, [])
    assert run(data, cuts) == (messages, fault)
    assert all(len(m) <= LIMIT for m in messages if isinstance(m, bytes))


@settings(max_examples=RUNS, deadline=None)
@given(st.lists(st.binary(max_size=400), max_size=10), st.lists(st.integers(0, 10_000), max_size=20))
def test_what_a_client_sends_is_what_arrives(payloads: list[bytes], cuts: list[int]) -> None:
    assert run(b"".join(client_frame(2, payload) for payload in payloads), cuts) == (payloads, None)


def test_chance_meets_every_fault_and_nothing_else() -> None:
    chance = random.Random(SEED)
    seen: set[object] = set()
    for _ in range(ROUNDS):
        data = bytearray(b"".join(_frame(chance) for _ in range(chance.randint(1, 6))))
        for _ in range(chance.choice([0, 0, 0, 1, 3])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.01:
            data[:0] = client_frame(2, final=False) + client_frame(0, final=False) * chance.choice([1, FRAGMENTS])
        cuts = [chance.randrange(10_000) for _ in range(chance.randint(0, 5))]
        messages, fault = run(bytes(data), [])
        assert run(bytes(data), cuts) == (messages, fault), f"cut at {cuts}: {bytes(data)!r}"
        assert all(len(message) <= LIMIT for message in messages if isinstance(message, bytes))
        seen |= {fault, *map(type, messages)}
    assert seen == {None, *Fault, bytes, str, Ping, Pong, Close}, (
        f"the fuzzer does not reach everything any more: {seen}"
    )


def _frame(chance: random.Random) -> bytes:
    opcode = chance.choice([0, 1, 1, 2, 2, 2, 8, 9, 10, chance.randrange(16)])
    size = chance.choice([0, 1, 2, 20, 125, 126, 300, 2_100 if chance.random() < 0.1 else 60])
    payload = chance.randbytes(size) if chance.random() < 0.5 else b"a" * size
    return client_frame(
        opcode,
        payload,
        final=chance.random() < 0.8,
        masked=chance.random() < 0.98,
        reserved=chance.randrange(1, 8) if chance.random() < 0.02 else 0,
        length=chance.choice([size + 1, 2**15, 0]) if chance.random() < 0.02 else None,
        width=chance.choice([2, 8]) if chance.random() < 0.03 else None,
    )
