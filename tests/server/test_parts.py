"""The small parts of the servers: sockets, thread, tickets, mistakes."""

import asyncio
import socket
import threading

import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.net import listening
from meetdesk.net.listening import bind_lan, bind_loopback
from meetdesk.net.tasks import start_task
from meetdesk.net.thread import ServerThread
from meetdesk.server.meeting.mistakes import MISTAKE_SECONDS, MISTAKES, Mistakes
from meetdesk.server.meeting.tickets import UNUSED_SECONDS, UNUSED_TICKETS, Tickets
from meetdesk.wire.tickets import ticket_key


def close(sockets: list[socket.socket]) -> None:
    for bound in sockets:
        bound.close()


def test_a_port_that_is_taken_is_an_error_when_it_was_asked_for() -> None:
    sockets, port = bind_loopback()
    with pytest.raises(MeetDeskError) as caught:
        bind_loopback(port)
    assert (caught.value.code, caught.value.detail) == (ErrorCode.PORT_IN_USE, {"port": port})
    close(sockets)


def test_without_a_port_the_next_free_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, first = bind_lan(0)
    monkeypatch.setattr(listening, "DEFAULT_PORT", first)
    monkeypatch.setattr(listening, "LAST_PORT", min(first + 50, 65_535))
    sockets, port = bind_lan()
    assert first < port <= first + 50
    families = {bound.family for bound in sockets}
    assert socket.AF_INET in families
    close(taken + sockets)


def test_no_free_port_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, port = bind_lan(0)
    monkeypatch.setattr(listening, "DEFAULT_PORT", port)
    monkeypatch.setattr(listening, "LAST_PORT", port)
    with pytest.raises(MeetDeskError, match="port_in_use"):
        bind_lan()
    close(taken)


def test_a_port_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MeetDeskError, match="port_not_allowed"):
        bind_lan(70_000)

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(listening, "bind_sockets", forbidden)
    with pytest.raises(MeetDeskError, match="port_not_allowed"):
        bind_lan(80)


def test_the_server_thread_runs_what_it_is_given_and_ends() -> None:
    thread = ServerThread("test-server")
    cancelled = threading.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async def main() -> str:
        start_task("endless", endless())
        return threading.current_thread().name

    async def double(number: int) -> int:
        return number * 2

    assert thread.start(main) == "test-server"
    assert thread.call(double(21)).result(5) == 42
    assert thread.stop()
    assert cancelled.is_set()
    assert thread.stop()


def test_a_server_thread_that_cannot_start_says_why_and_ends() -> None:
    async def main() -> None:
        raise MeetDeskError(ErrorCode.PORT_IN_USE)

    thread = ServerThread("test-failing")
    with pytest.raises(MeetDeskError, match="port_in_use"):
        thread.start(main)
    assert "test-failing" not in [running.name for running in threading.enumerate()]


@pytest.mark.expected_warnings("task the failing one failed")
def test_an_exception_that_leaves_a_task_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def failing() -> None:
        raise ValueError("gone wrong")

    async def scenario() -> None:
        start_task("the failing one", failing())
        for _ in range(3):
            await asyncio.sleep(0)

    asyncio.run(scenario())
    assert "the failing one" in caplog.text
    assert "gone wrong" in caplog.text


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_ticket_belongs_to_its_holder_until_it_is_revoked() -> None:
    tickets: Tickets[str] = Tickets(Clock())
    ticket = tickets.give("Ann")
    assert len(ticket) == 64
    assert tickets.holder(ticket) == "Ann"
    assert tickets.holder(ticket[:-1]) is None
    assert tickets.holder("") is None
    assert tickets.holder("\ud800") is None
    tickets.revoke(ticket_key(ticket))
    assert tickets.holder(ticket) is None


def test_unused_tickets_expire_and_are_bounded() -> None:
    clock = Clock()
    tickets: Tickets[int] = Tickets(clock)
    used, unused = tickets.give(-1), tickets.give(-2)
    tickets.keep(ticket_key(used))
    clock.now = UNUSED_SECONDS + 1
    assert tickets.holder(used) == -1
    assert tickets.holder(unused) is None
    many = [tickets.give(number) for number in range(UNUSED_TICKETS + 10)]
    assert [tickets.holder(ticket) for ticket in many[:10]] == [None] * 10
    assert tickets.holder(many[10]) == 10
    assert tickets.holder(used) == -1


def test_mistakes_of_long_ago_do_not_count() -> None:
    mistakes = Mistakes()
    step = MISTAKE_SECONDS / (MISTAKES - 1) + 0.1
    assert not any(mistakes.made(index * step) for index in range(200))
    again = Mistakes()
    assert [again.made(0.0) for _ in range(MISTAKES)] == [False] * (MISTAKES - 1) + [True]
