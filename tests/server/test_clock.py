"""The host's clock is set while the meeting goes on, over real sockets: what lasts is as long as it is."""

import asyncio
import time
from collections.abc import Callable

import pytest

from meetdesk.core.topics.people import Role
from meetdesk.server.meeting.clock import MeetingClock

from .people import Person, meeting

HOUR = 3_600.0
REAL, REAL_NS = time.time, time.time_ns


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the computer's clock by so many seconds, for this process."""

    def set_by(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: REAL() + seconds)
        monkeypatch.setattr(time, "time_ns", lambda: REAL_NS() + int(seconds * 1e9))

    set_by(0)
    return set_by


async def host_us(person: Person) -> int:
    since = len(person.told)
    await person.say({"type": "ping", "sent_us": 1})
    return int((await person.expect("pong", since=since))["host_us"])


@pytest.mark.parametrize("by", [-HOUR, HOUR], ids=["back", "forward"])
def test_nobody_sees_another_duration(set_clock: Callable[[float], None], by: float) -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", media=False, role=Role.HOST)
            ben = await held.join("Ben", media=False)
            cem = await held.join("Cem", media=False)
            await ann.ask("start_timer", seconds=600)
            timer = (await ben.change("timer_changed"))["timer"]
            cem.abort()
            await ann.change("link_lost", participant=cem.id)
            before = await host_us(ben)
            set_clock(by)
            gone = (await host_us(ben) - before) / 1e6
            assert abs(gone) < 30, f"the clock that windows reckon by went {gone:.0f} s at once"
            await asyncio.sleep(1.5)  # the meeting looks at who came back every second
            assert not [change for change in ann.changes if change["change"] == "left"], "Cem has 30 s to come back"

            late = await held.join("Late", media=False)
            welcome = await late.expect("welcome")
            age = welcome["host_us"] / 1e6 - welcome["state"]["started_at"]
            assert 0 <= age < 30, f"the meeting is {age:.0f} s old for whoever joins late"
            assert welcome["state"]["timer"] == timer
            assert abs(timer["ends_at"] - welcome["host_us"] / 1e6 - 600) < 30

            await ann.ask("pause_timer")
            paused = await ann.until(
                lambda: [one["timer"] for one in ann.changes if one["change"] == "timer_changed"][1:], "the pause"
            )
            assert 570 < paused[0]["left"] <= 600
            await cem.connect(media=False, last_entry=1)
            await ann.change("link_restored", participant=cem.id)

            await ann.ask("post_chat", ref="r", text="What time is it?")
            at = (await ben.change("chat_posted"))["message"]["at"]
            assert abs(at - (REAL() + by)) < 30, "people read the time of day as the host's clock shows it"

    asyncio.run(scenario())


@pytest.mark.parametrize("by", [-HOUR, HOUR], ids=["back", "forward"])
def test_who_waits_goes_on_waiting(set_clock: Callable[[float], None], by: float) -> None:
    async def scenario() -> None:
        async with meeting(lobby=True) as held:
            ann = await held.join("Ann", media=False, role=Role.HOST)
            dan = await held.wait("Dan")
            set_clock(by)
            await asyncio.sleep(1.5)
            assert "control" not in dan.closed, dan.told
            await dan.ask("leave")
            assert ann.told[-1]["type"] == "lobby"

    asyncio.run(scenario())


def test_the_clock_of_a_meeting() -> None:
    wall, steady = [1_795_000_000.0], [50.0]
    clock = MeetingClock(lambda: wall[0], lambda: steady[0])
    assert clock.was_set() is None
    wall[0] += 10
    steady[0] += 10
    assert clock.now() == 1_795_000_010
    assert clock.now_us() == 1_795_000_010_000_000
    assert clock.was_set() is None
    wall[0] -= HOUR
    assert (clock.now(), clock.was_set(), clock.was_set()) == (1_795_000_010, -HOUR, None)
    wall[0] += HOUR - 0.2  # as a time service turns it slowly
    assert clock.was_set() == pytest.approx(-0.2)
    assert clock.was_set() is None
