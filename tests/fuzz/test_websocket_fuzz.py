"""Random bytes and random cuts against the WebSocket parser. ``MEETDESK_FUZZ=1000000`` for an extended run."""

import itertools
import os

from hypothesis import given, settings
from hypothesis import strategies as st

from meetdesk.server.websocket.parser import FrameParser, Message
from tests.server.client_frames import client_frame

RUNS = int(os.environ.get("MEETDESK_FUZZ", "300"))
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
