"""A colleague's app is asked to knock: at one port of whoever asks, of those that MeetDesk hosts on; nowhere else."""

import asyncio

import pytest

from meetdesk.net.listening import LAST_PORT, bind_lan
from meetdesk.server.lan.knocking import AT_ONCE, KNOCK_HEADER, KNOCK_PATH
from tests.safety.matrix import Answer, Asker
from tests.server.people import Meeting, meeting


async def knock(held: Meeting, *ports: object, method: str = "GET") -> Answer:
    asker = Asker(held.port)
    try:
        return await asker.ask(method, KNOCK_PATH, [("Host", "x"), *((KNOCK_HEADER, str(port)) for port in ports)])
    finally:
        asker.close()


def test_it_says_whether_it_got_through() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            sockets, port = bind_lan()
            answer = await knock(held, port)
            assert (answer.status, answer.body) == (204, b"")
            for one in sockets:
                one.close()
            assert (await knock(held, port)).status == 504

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "ports", [(), ("",), (22,), (47_799,), (LAST_PORT + 1,), ("47800x",), ("４７８００",), (47_800, 47_800)]
)
def test_nothing_but_meetdesks_own_ports_is_tried(ports: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> bool:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr("meetdesk.server.lan.knocking._reaches", never)

    async def scenario() -> None:
        async with meeting() as held:
            wanted = tuple(port.encode().decode("latin-1") if isinstance(port, str) else port for port in ports)
            assert (await knock(held, *wanted)).status == 403
            assert (await knock(held, 47_800, method="POST")).status == 405

    asyncio.run(scenario())


def test_one_at_a_time_and_few_together(monkeypatch: pytest.MonkeyPatch) -> None:
    release, all_there = asyncio.Event(), asyncio.Event()
    tried = []

    async def slow(address: str, port: int) -> bool:
        tried.append((address, port))
        if len(tried) == AT_ONCE:
            all_there.set()
        await release.wait()
        return True

    monkeypatch.setattr("meetdesk.server.lan.knocking._reaches", slow)

    async def ask(held: Meeting, source: str) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", held.port, local_addr=(source, 0))
        writer.write(f"GET {KNOCK_PATH} HTTP/1.1\r\nHost: x\r\n{KNOCK_HEADER}: 47800\r\n\r\n".encode())
        head = await reader.read()
        writer.close()
        return int(head.split()[1])

    async def scenario() -> None:
        async with meeting() as held:
            first = [asyncio.ensure_future(ask(held, f"127.3.0.{number + 1}")) for number in range(AT_ONCE)]
            await all_there.wait()
            assert await ask(held, "127.3.0.1") == 429
            assert await ask(held, "127.3.0.99") == 429
            release.set()
            assert await asyncio.gather(*first) == [204] * AT_ONCE
            assert await ask(held, "127.3.0.99") == 204
            assert set(tried) == {(f"127.3.0.{number}", 47_800) for number in (1, 2, 3, 4, 99)}

    asyncio.run(scenario())


def test_no_web_page_can_ask() -> None:
    """The header takes an answer to a preflight, which nobody gets."""

    async def scenario() -> None:
        async with meeting() as held:
            asker = Asker(held.port)
            headers = [
                ("Host", f"127.0.0.1:{held.port}"),
                ("Origin", "http://attacker.example"),
                (KNOCK_HEADER, "47800"),
            ]
            assert (await asker.ask("GET", KNOCK_PATH, headers)).status == 403
            answer = await asker.ask("OPTIONS", KNOCK_PATH, headers[:2])
            assert answer.status in {403, 405}
            assert not [name for name in answer.headers if name.startswith("access-control-")]
            asker.close()

    asyncio.run(scenario())
