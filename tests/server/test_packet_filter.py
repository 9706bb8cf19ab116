"""What Linux keeps from a listening socket."""

import asyncio
import socket
import sys
from collections.abc import Iterator

import pytest

from meetdesk.net.strangers.networks import networks_of
from meetdesk.net.strangers.packet_filter import PacketFilter, program
from meetdesk.net.strangers.shut import MOST

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux filters for a socket")

WAIT_SECONDS = 0.3


@pytest.fixture(params=["127.0.0.1", "::1"])
def listening(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.create_server((request.param, 0), family=family, backlog=16) as one:
        one.settimeout(WAIT_SECONDS)
        yield one


def connected(listening: socket.socket, source: str = "") -> socket.socket | None:
    """None: nobody answers."""
    address = listening.getsockname()[:2]
    try:
        return socket.create_connection(address, WAIT_SECONDS, (source, 0) if source else None)
    except TimeoutError:
        return None


def test_who_says_nothing_wakes_nobody(listening: socket.socket) -> None:
    chosen = PacketFilter([listening])
    assert chosen
    with connected(listening) or pytest.fail("refused") as one:
        with pytest.raises(TimeoutError):
            listening.accept()
        one.sendall(b"h")
        accepted, _ = listening.accept()
        with accepted:
            chosen.release(accepted)
            assert accepted.recv(10) == b"h"
            one.sendall(b"i")
            assert accepted.recv(10) == b"i"
            accepted.sendall(b"j")
            assert one.recv(10) == b"j"
            one.shutdown(socket.SHUT_WR)
            assert accepted.recv(10) == b""


def test_whoever_leaves_without_a_word_was_never_there(listening: socket.socket) -> None:
    PacketFilter([listening])
    (connected(listening) or pytest.fail("refused")).close()
    with pytest.raises(TimeoutError):
        listening.accept()


def test_a_network_is_shut_and_opened(listening: socket.socket) -> None:
    chosen = PacketFilter([listening])
    here = networks_of(str(listening.getsockname()[0]))
    for network in here:
        chosen.set([network], [])
        assert connected(listening) is None, network
    chosen.set(here[1:], here[:1])
    (connected(listening) or pytest.fail("a wider network is shut, and this one spared")).close()
    chosen.set(here, here[:1])
    assert connected(listening) is None
    chosen.set(["192.0.2.1", "192.0.2.0/24", "2001:db8::/64", "2001:db8::/56", "2001:db8:1::/48"], [])
    (connected(listening) or pytest.fail("others are shut")).close()


def test_other_addresses_of_the_same_computer_are_not_shut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        PacketFilter([listening]).set(["127.7.0.1", "127.8.0.0/16", "127.9.9.0/24"], ["127.8.3.3"])
        reached = {
            source: connected(listening, source) is not None
            for source in ("127.7.0.1", "127.7.0.2", "127.8.3.3", "127.8.3.4", "127.9.9.1", "127.9.8.1")
        }
    assert [source for source, is_reached in reached.items() if not is_reached] == [
        "127.7.0.1",
        "127.8.3.4",
        "127.9.9.1",
    ]


def test_as_many_as_are_remembered_fit(listening: socket.socket) -> None:
    chosen = PacketFilter([listening])
    chosen.set((f"2001:db8:{number:x}::/48" for number in range(MOST)), ())
    chosen.set((f"10.0.{number // 250}.{number % 250}" for number in range(MOST)), ())
    assert chosen
    (connected(listening) or pytest.fail("others are shut")).close()
    assert len(program(6, [f"2001:db8:{number:x}::/64" for number in range(MOST)])) // 8 <= 4_096


def test_a_long_first_message_in_pieces_is_whole(listening: socket.socket) -> None:
    """As the first message of TLS is today: longer than a packet."""
    PacketFilter([listening])

    async def scenario() -> None:
        with connected(listening) or pytest.fail("refused") as one:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in (b"a" * 100, b"b" * 1_500, b"c"):
                one.sendall(piece)
            await asyncio.sleep(0.05)
            accepted, _ = listening.accept()
            with accepted:
                await asyncio.sleep(0)
                assert len(accepted.recv(4_000)) == 1_601

    asyncio.run(scenario())
