"""Sockets read in turns, over real socket pairs, in the product's own event loop and in asyncio's."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator

import pytest

from meetdesk.net.websocket.turns import new_loop, turns_of


@pytest.fixture
def pairs() -> Iterator[list[tuple[socket.socket, socket.socket]]]:
    made = [socket.socketpair() for _ in range(3)]
    yield made
    for pair in made:
        for end in pair:
            end.close()


Pairs = list[tuple[socket.socket, socket.socket]]
Run = Callable[[Coroutine[None, None, None]], None]


@pytest.fixture(params=[new_loop, asyncio.SelectorEventLoop], ids=["ours", "asyncio"])
def run_in(request: pytest.FixtureRequest) -> Run:
    def run(main: Coroutine[None, None, None]) -> None:
        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(main)

    return run


def test_what_is_due_at_the_end_happens_once_after_all_were_read(pairs: Pairs, run_in: Run) -> None:
    happened: list[str] = []

    async def run() -> None:
        turns = turns_of(asyncio.get_running_loop())
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

    run_in(run())
    assert sorted(happened[:3]) == ["from 0", "from 1", "from 2"]
    assert happened[3:] == ["end"]


def test_outside_a_turn_the_end_comes_soon(run_in: Run) -> None:
    async def run() -> None:
        ended = asyncio.Event()
        turns_of(asyncio.get_running_loop()).at_end(ended.set)
        await asyncio.wait_for(ended.wait(), 5)

    run_in(run())


def test_a_reader_that_fails_or_removes_another_disturbs_nobody_else(pairs: Pairs, run_in: Run) -> None:
    errors: list[object] = []
    read: list[int] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: errors.append(context["exception"]))
        turns = turns_of(loop)
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
        # Nobody is left, and then somebody is again.
        turns.add_reader(pairs[2][0].fileno(), lambda: reads(2))
        last.clear()
        await asyncio.wait_for(last.wait(), 5)

    run_in(run())
    assert sorted(read) == [0, 1, 2]
    assert [str(error) for error in errors] == ["broken"]


def test_a_socket_read_in_turns_is_written_by_the_loop(pairs: Pairs, run_in: Run) -> None:
    """In whichever order the two come and go, neither disturbs the other."""
    happened: list[str] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        turns = turns_of(loop)
        near, far = pairs[0]
        fd = near.fileno()
        read, written = asyncio.Event(), asyncio.Event()

        def reads() -> None:
            happened.append(near.recv(100).decode())
            read.set()

        def writes() -> None:
            happened.append("writable")
            loop.remove_writer(fd)
            written.set()

        async def both(word: str) -> None:
            far.send(word.encode())
            await asyncio.wait_for(asyncio.gather(read.wait(), written.wait()), 5)
            read.clear()
            written.clear()

        turns.add_reader(fd, reads)
        loop.add_writer(fd, writes)
        await both("reader first")
        turns.remove_reader(fd)
        loop.add_writer(fd, writes)
        turns.add_reader(fd, reads)
        await both("writer first")
        loop.add_writer(fd, lambda: None)
        turns.remove_reader(fd)
        loop.remove_writer(fd)
        far.send(b"nobody reads this")
        await asyncio.sleep(0.05)
        turns.add_reader(fd, reads)
        await asyncio.wait_for(read.wait(), 5)
        turns.remove_reader(fd)

    run_in(run())
    assert sorted(happened) == ["nobody reads this", "reader first", "writable", "writable", "writer first"]


def test_everything_else_goes_on_beside_a_socket_that_is_never_empty(pairs: Pairs, run_in: Run) -> None:
    async def run() -> None:
        turns = turns_of(asyncio.get_running_loop())
        near, far = pairs[0]
        far.send(b"x" * 1000)
        turns.add_reader(near.fileno(), lambda: near.recv(1, socket.MSG_PEEK))
        other_near, other_far = pairs[1]
        other_near.setblocking(False)
        other_far.send(b"heard")
        assert await asyncio.wait_for(asyncio.get_running_loop().sock_recv(other_near, 10), 5) == b"heard"
        await asyncio.sleep(0.01)
        turns.remove_reader(near.fileno())

    run_in(run())


def test_a_socket_that_was_closed_behind_the_selector_is_no_error(pairs: Pairs, run_in: Run) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        turns = turns_of(loop)
        fd = pairs[0][0].fileno()
        turns.add_reader(fd, lambda: None)
        pairs[0][0].close()
        turns.remove_reader(fd)
        turns.remove_reader(fd)
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()
        server.close()

    run_in(run())


def test_what_a_reader_gives_the_loop_to_do_does_not_wait_for_anything_else(pairs: Pairs, run_in: Run) -> None:
    """Each time there is nothing else to wait for but the guard, which comes last if at all."""
    happened: list[str] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        turns = turns_of(loop)
        guard = loop.call_later(3, happened.append, "guard")
        gives: dict[int, Callable[[asyncio.Future[None]], object]] = {
            0: lambda done: done.set_result(None),
            1: lambda done: turns.at_end(lambda: done.set_result(None)),
            2: lambda done: loop.call_later(0.01, done.set_result, None),
        }
        for number, give in gives.items():
            near, far = pairs[number]
            done = loop.create_future()

            def reads(near: socket.socket = near, done: "asyncio.Future[None]" = done, give=give) -> None:  # type: ignore[no-untyped-def]
                near.recv(100)
                give(done)

            turns.add_reader(near.fileno(), reads)
            far.send(b"x")
            await done
            happened.append(f"given {number}")
            turns.remove_reader(near.fileno())
        guard.cancel()

    run_in(run())
    assert happened == ["given 0", "given 1", "given 2"]


@pytest.mark.parametrize("make", [new_loop, asyncio.SelectorEventLoop])
def test_a_reader_can_stop_the_loop(pairs: Pairs, make: Callable[[], asyncio.AbstractEventLoop]) -> None:
    loop, happened = make(), list[str]()
    near, far = pairs[0]

    def reads() -> None:
        near.recv(100)
        loop.stop()

    loop.call_later(3, happened.append, "guard")
    turns_of(loop).add_reader(near.fileno(), reads)
    far.send(b"x")
    loop.run_forever()
    turns_of(loop).remove_reader(near.fileno())
    loop.close()
    assert happened == []
