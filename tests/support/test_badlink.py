"""The bad link does what it is told, and the same every time."""

import itertools
import socket
import time

import pytest

from tests.support.bad_network import OneWay
from tests.support.badlink import BadLink, LinkQuality, why_not_here
from tests.support.badlink_process import inside


def arrivals(quality: LinkQuality, seed: int, packets: int = 500) -> list[float | None]:
    way = OneWay.seeded(quality, seed)
    return [way.arrival(index * 0.001, 1000) for index in range(packets)]


def test_same_seed_same_fate() -> None:
    bad = LinkQuality(loss=0.1, delay_ms=5, jitter_ms=20)
    assert arrivals(bad, 7) == arrivals(bad, 7)
    assert arrivals(bad, 7) != arrivals(bad, 8)


def test_loss_is_about_what_was_asked_and_the_rest_is_delayed_in_order() -> None:
    fate = arrivals(LinkQuality(loss=0.1, delay_ms=5, jitter_ms=20), 3, 5000)
    lost = sum(arrives is None for arrives in fate)
    assert 400 < lost < 600
    came = [(index * 0.001, arrives) for index, arrives in enumerate(fate) if arrives is not None]
    assert all(sent + 0.005 <= arrives <= sent + 0.026 for sent, arrives in came)
    assert [arrives for _, arrives in came] == sorted(arrives for _, arrives in came)


def test_switching_another_fault_on_leaves_the_lost_packets_the_same() -> None:
    plain = arrivals(LinkQuality(loss=0.1), 3)
    delayed = arrivals(LinkQuality(loss=0.1, delay_ms=50, jitter_ms=30), 3)
    assert [arrives is None for arrives in plain] == [arrives is None for arrives in delayed]


def test_rate_spreads_packets_and_a_full_queue_loses_them() -> None:
    # 1000 packets of 1000 bytes a second are 8 Mbit/s, four times what the link carries.
    fate = arrivals(LinkQuality(rate_bit_s=2e6, queue_bytes=20_000), 1, 1000)
    came = [arrives for arrives in fate if arrives is not None]
    assert 240 <= len(came) <= 280
    assert min(after - before for before, after in itertools.pairwise(came)) == pytest.approx(0.004)


def test_stall_holds_packets_back_and_loses_none() -> None:
    fate = arrivals(LinkQuality(stall_every_s=0.25, stall_s=0.05), 1)
    assert None not in fate
    assert not [arrives for arrives in fate if arrives is not None and arrives % 0.25 < 0.0499]


def test_down_loses_everything() -> None:
    assert set(arrivals(LinkQuality(down=True), 1)) == {None}


@pytest.mark.netns
def test_real_packets_cross_the_link_and_meet_its_faults() -> None:
    if reason := why_not_here():
        pytest.skip(reason)
    with BadLink(seed=1) as link:
        listener = inside(link.near.name, lambda: socket.create_server((link.near.address, 0)))
        port = listener.getsockname()[1]
        with listener, link.far.connect(link.near.address, port) as far, listener.accept()[0] as near:
            near.settimeout(10)
            far.settimeout(10)
            far.sendall(b"hello")
            assert near.recv(5) == b"hello"

            link.set(LinkQuality(delay_ms=100))
            started = time.monotonic()
            far.sendall(b"slow")
            assert near.recv(4) == b"slow"
            assert time.monotonic() - started >= 0.1

            link.set(LinkQuality(loss=0.05))
            near.sendall(bytes(200_000))
            got = 0
            while got < 200_000:
                got += len(far.recv(65_536))

            link.down()
            near.settimeout(0.5)
            far.sendall(b"lost for now")
            with pytest.raises(TimeoutError):
                near.recv(1)
            link.up()
            near.settimeout(10)
            assert near.recv(12) == b"lost for now"
