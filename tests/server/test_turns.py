"""Sockets read in turns of their own, over real socket pairs."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from meetdesk.server.websocket.turns import Turns


@pytest.fixture
def pairs() -> Iterator[list[tuple[socket.socket, socket.socket]]]:
    made = [socket.socketpair() for _ in range(3)]
    yield made
    for pair in made:
        for end in pair:
            end.close()


Pairs = list[tuple[socket.socket, socket.socket]]


def test_what_is_due_at_the_end_happens_once_after_all_were_read(pairs: Pairs) -> None:
    happened: list[str] = []

    async def run() -> None:
        turns = Turns(asyncio.get_running_loop())
        ended = asyncio.Event()

        def end() -> None:
            happened.append("end")
            ended.set()

        def read(number: int) -> None:
            happened.append(pairs[number][0].recv(100).decode())
            if happened.count("end") == 0 and len(happened) == 1:
                turns.at_end(end)

        for number, (near, far) in enumerate(pairs):
            turns.add_reader(near.fileno(), lambda number=number: read(number))  # type: ignore[misc]
            far.send(f"from {number}".encode())
        await asyncio.wait_for(ended.wait(), 5)
        for near, _ in pairs:
            turns.remove_reader(near.fileno())

    asyncio.run(run())
    assert sorted(happened[:3]) == ["from 0", "from 1", "from 2"]
    assert happened[3:] == ["end"]


def test_outside_a_turn_the_end_comes_soon() -> None:
    async def run() -> None:
        ended = asyncio.Event()
        Turns(asyncio.get_running_loop()).at_end(ended.set)
        await asyncio.wait_for(ended.wait(), 5)

    asyncio.run(run())


def test_a_reader_that_fails_or_removes_another_disturbs_nobody_else(pairs: Pairs) -> None:
    errors: list[object] = []
    read: list[int] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: errors.append(context["exception"]))
        turns = Turns(loop)
        last = asyncio.Event()

        def reads(number: int) -> None:
            near = pairs[number][0]
            near.recv(100)
            read.append(number)
            if number == 0:
                raise ValueError("broken")
            turns.remove_reader(near.fileno())
            last.set()

        for number, (near, _) in enumerate(pairs):
            turns.add_reader(near.fileno(), lambda number=number: reads(number))  # type: ignore[misc]
        turns.remove_reader(pairs[2][0].fileno())
        turns.remove_reader(pairs[2][0].fileno())
        for _, far in pairs:
            far.send(b"x")
        await asyncio.wait_for(last.wait(), 5)
        turns.remove_reader(pairs[0][0].fileno())
        # With the last reader its own descriptor is gone; the next one gets a new one.
        turns.add_reader(pairs[2][0].fileno(), lambda: reads(2))
        last.clear()
        await asyncio.wait_for(last.wait(), 5)

    asyncio.run(run())
    assert sorted(read) == [0, 1, 2]
    assert [str(error) for error in errors] == ["broken"]
