"""When a participant beats, drops its link and comes back: simulated, also over a bad network. Nothing real waits."""

import re
from pathlib import Path

import pytest

from meetdesk.client.clock import HostClock
from meetdesk.client.link import BACK_OFF_SECONDS, FINAL, Link, Step
from meetdesk.core.limits import BEAT_SECONDS, SILENCE_SECONDS
from tests.support.bad_network import Changed, Deliver, Event, LinkQuality, Network, Sent, TimePassed

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")
TICK = 0.01


def steps(link: Link, now: float) -> list[Step]:
    """All that is to be done now."""
    done = []
    while (step := link.step(now)) is not None and step is not Step.OVER:
        done.append(step)
    return done


def test_it_beats_every_second_and_no_more_after_a_pause() -> None:
    link = Link(0.0, comes_back=True)
    assert steps(link, 0.0) == [Step.OPEN]
    link.on_welcome(0.0)
    beats = []
    for tick in range(500):
        now = tick * TICK
        link.on_heard(now)
        beats += [now for step in steps(link, now) if step is Step.BEAT]
    assert beats == pytest.approx([0.0, 1.0, 2.0, 3.0, 4.0])
    link.on_heard(60.0)
    assert steps(link, 60.0) == [Step.BEAT], "beats that were missed are sent all at once"


def test_it_wakes_when_there_is_something_to_do_and_not_before() -> None:
    link = Link(0.0, comes_back=True)
    steps(link, 0.0)
    link.on_welcome(0.0)
    assert steps(link, 0.0) == [Step.BEAT]
    assert link.wake_at == BEAT_SECONDS
    link.on_heard(0.9)
    for now in (1.0, 2.0, 3.0):
        assert link.wake_at == now
        assert steps(link, now) == [Step.BEAT]
    assert link.wake_at == pytest.approx(0.9 + SILENCE_SECONDS)
    assert steps(link, 3.4) == [Step.DROP, Step.OPEN], "it drops a silent link, and comes back at once"


def test_it_comes_back_with_growing_pauses_until_it_is_welcomed() -> None:
    link = Link(0.0, comes_back=True)
    steps(link, 0.0)
    link.on_welcome(0.0)
    steps(link, 0.0)
    now, waits = 10.0, []
    for _ in range(7):
        link.on_closed(now, 1006)
        waits.append(link.wake_at - now)
        now = link.wake_at
        assert steps(link, now - 1e-6) == []
        assert steps(link, now) == [Step.OPEN]
        assert steps(link, now + 100) == [], "one attempt at a time"
    assert waits == pytest.approx([*BACK_OFF_SECONDS, 2.0, 2.0])
    link.on_welcome(now)
    link.on_closed(now, 1006)
    assert link.wake_at == now, "after it was there, the first attempt is at once again"


@pytest.mark.parametrize("code", sorted(FINAL))
def test_it_does_not_come_back_where_that_is_of_no_use(code: int) -> None:
    link = Link(0.0, comes_back=True)
    steps(link, 0.0)
    link.on_welcome(0.0)
    link.on_closed(1.0, code)
    assert link.step(100.0) is Step.OVER


def test_the_codes_after_which_nobody_comes_back_are_those_of_the_protocol() -> None:
    table = PAGE[PAGE.index("### 3.8") :]
    rows = re.findall(r"^\| (\d{4}) \|.*\| (yes[^|]*|no[^|]*|at once[^|]*) \|$", table, re.MULTILINE)
    assert len(rows) > 10, "the table of close codes was not found"
    assert {int(code) for code, returns in rows if returns.startswith("no")} == FINAL


def test_who_takes_leave_or_does_not_come_back_is_over() -> None:
    for comes_back in (True, False):
        link = Link(0.0, comes_back=comes_back)
        steps(link, 0.0)
        link.on_welcome(0.0)
        if comes_back:
            link.on_left()
        else:
            link.on_closed(5.0, 1006)
        assert link.step(5.0) is Step.OVER


class Call:
    """A participant's link and a host that answers pings, over a bad network. Reopening takes one round trip."""

    def __init__(self, quality: LinkQuality, seed: int) -> None:
        self.network = Network(seed, quality)
        self.link = Link(0.0, comes_back=True)
        self.now = 0.0
        self.opened: list[float] = []
        self.dropped: list[float] = []
        self.up_seconds = 0.0
        self._connection = 0

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += TICK
            self._happen(TimePassed())
            for step in steps(self.link, self.now):
                self._do(step)
            self.up_seconds += TICK * self.link.up

    def change(self, quality: LinkQuality) -> None:
        self._happen(Changed(quality))

    def _do(self, step: Step) -> None:
        match step:
            case Step.BEAT:
                self._say(b"ping")
            case Step.OPEN:
                self._connection += 1
                self.opened.append(self.now)
                self._say(b"hello")
            case Step.DROP:
                self.dropped.append(self.now)

    def _say(self, word: bytes) -> None:
        self._happen(Sent(0, bytes([self._connection % 256]) + word))

    def _happen(self, event: Event) -> None:
        for command in self.network.handle(event, self.now):
            if not isinstance(command, Deliver):
                continue
            if command.side == 1:
                self._happen(Sent(1, command.packet))
            elif command.packet[0] == self._connection % 256:
                (self.link.on_welcome if command.packet[1:] == b"hello" else self.link.on_heard)(self.now)


@pytest.mark.parametrize("seed", range(5))
def test_a_bad_link_is_not_given_up(seed: int) -> None:
    """Stalls shorter than the silence, jitter, and packets that come late all at once."""
    call = Call(LinkQuality(delay_ms=40, jitter_ms=200, stall_every_s=5.0, stall_s=1.2), seed)
    call.run(600.0)
    assert not call.dropped, f"dropped at {call.dropped}"
    assert len(call.opened) == 1


@pytest.mark.parametrize("outage", [3.0, 7.0, 20.0])
def test_after_an_outage_it_is_back_soon(outage: float) -> None:
    call = Call(LinkQuality(delay_ms=5), seed=3)
    call.run(10.0)
    call.change(LinkQuality(down=True))
    call.run(outage)
    assert len(call.dropped) == 1, "silence is noticed, once"
    assert call.dropped[0] - 10.0 == pytest.approx(SILENCE_SECONDS, abs=BEAT_SECONDS + 0.1)
    call.change(LinkQuality(delay_ms=5))
    assert len(call.opened) == 2, "an attempt that hangs is the shell's to end; no other begins beside it"
    call.link.on_closed(call.now, 1006)
    call.run(BACK_OFF_SECONDS[-1] + 0.1)
    assert call.link.up
    up = call.up_seconds
    call.run(100.0)
    assert call.up_seconds - up == pytest.approx(100.0, abs=0.1), "it is back to stay"


def test_the_hosts_clock_is_told_when_it_moves_and_not_for_every_exchange() -> None:
    clock = HostClock()
    told = [clock.on_pong(now, now + 5_000 + 250, now + 500) for now in range(0, 10_000_000, 1_000_000)]
    assert told == [5_000, *[None] * 9]
    # A slower exchange, lopsided by 40 ms, says nothing against the fast ones.
    assert clock.on_pong(10_000_000, 10_085_000, 10_090_000) is None
    assert clock.offset_us == 5_000


def test_an_exchange_that_cannot_be_true_together_with_a_newer_one_is_forgotten() -> None:
    clock = HostClock()
    clock.on_pong(0, 5_250, 500)
    # The computer slept: its clock stands 3 s behind.
    assert clock.on_pong(1_000_000, 4_005_500, 1_001_000) == 3_005_000
