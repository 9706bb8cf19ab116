"""Apps that are in the meeting and misuse the succession channel: what it costs the others is bounded."""

import asyncio
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any, cast

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from meetdesk.app.succession.calls import host_at, way_to
from meetdesk.core.budget import CHANNELS
from meetdesk.core.errors import MeetDeskError
from meetdesk.core.succession import BEHIND_SECONDS, HELD_UP, NOTICED_SECONDS
from meetdesk.core.topics.people import Role
from meetdesk.server.meeting.kept_out import UNKNOWN
from meetdesk.server.meeting.person import Person
from meetdesk.server.meeting.succession.holding import GATHERED_SECONDS, NO_CHANNEL_SECONDS, Holding
from meetdesk.server.meeting.succession.link import UNREAD_SECONDS, Link
from meetdesk.server.meeting.succession.trust import LONGEST_PAUSE_SECONDS, PAUSE_SECONDS, Trust
from meetdesk.wire.succession import SUCCESSION_PATH, Beat, Deputy, Strike

from .people import Person as Member
from .test_succession import App, app_of, held_meeting

BEN, CEM, DAN = 2, 3, 4


async def without_end(app: App) -> None:
    """Answers to nothing, until the channel is closed."""
    while True:
        for _ in range(100):
            await app.say("here")
            await app.say("have", number=2**40)
        await asyncio.sleep(0.01)


async def have_all(app: App) -> None:
    while True:
        await app.say("have", number=(await app.hear("happened"))["number"])


def test_answers_to_nothing_count_like_any_message() -> None:
    async def scenario() -> None:
        async with held_meeting() as (_, ann, ben), app_of(ben) as app:
            saying = asyncio.create_task(without_end(app))
            with pytest.raises(ConnectionClosed):
                await saying
            assert (await ann.ask("post_chat", ref="r", text="Hello"))["type"] == "done"

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled: flooding")
def test_who_opens_channels_without_end_is_put_out() -> None:
    async def scenario() -> None:
        async with held_meeting() as (held, ann, ben), AsyncExitStack() as opened:

            async def open_all() -> None:
                for _ in range(CHANNELS.at_once + 100):
                    opened.push_async_callback((await held.open(SUCCESSION_PATH, ben.ticket)).close)

            with pytest.raises(InvalidStatus, match="401"):
                await open_all()
            await ann.change("left", participant=ben.id)

    asyncio.run(scenario())


@pytest.mark.expected_warnings("nobody reaches the app")
def test_whether_a_deputy_is_reached_is_said_by_who_was_asked_and_by_no_single_one_against_it() -> None:
    async def scenario() -> None:
        async with held_meeting() as (held, _, ben):
            cem, dan = await held.join("Cem", media=False), await held.join("Dan", media=False)
            async with app_of(cem) as first, app_of(dan) as second, app_of(ben) as app:
                for other in (first, second):
                    await other.watches(able=False)
                    await other.hear("beat")
                await app.watches()
                begin = await app.hear("begin")
                await second.say("tried", participant=ben.id, reached=True)
                await app.say("have", number=begin["number"])
                await app.say("listening", port=47_850, addresses=[])
                await first.hear("try")
                assert [one["type"] for one in app.told if one["type"] != "beat"] == ["begin"]
                await first.say("tried", participant=ben.id, reached=False)
                await second.hear("try")
                await second.say("tried", participant=ben.id, reached=True)
                assert (await app.hear("deputies"))["deputies"][0]["participant"] == ben.id

    asyncio.run(scenario())


def test_nobodys_app_dials_a_name_that_a_deputy_says() -> None:
    async def scenario() -> None:
        async with held_meeting() as (_, _, ben), app_of(ben) as app:
            await app.watches()
            begin = await app.hear("begin")
            await app.say("have", number=begin["number"])
            said = ["watch.example:443", "192.0.2.7:47850", "cafe.bad", "[fe80::7%eth0]:47850", "fd00::7", "localhost"]
            await app.say("listening", port=47_850, addresses=said)
            named = (await app.hear("deputies"))["deputies"][0]["addresses"]
            assert named == ["127.0.0.1:47850", "192.0.2.7:47850", "[fe80::7%eth0]:47850", "fd00::7"]

    asyncio.run(scenario())
    with pytest.raises(MeetDeskError, match="address_invalid"):
        host_at(Deputy(BEN, "Ben", ("192.0.2.7", "watch.example"), b""), "", "", "")
    assert way_to(Deputy(BEN, "Ben", ("192.0.2.7", "192.0.2.7:99999"), b""), "", "", "") is None


@pytest.mark.expected_warnings("the deputy is behind")
def test_a_deputy_that_confirms_no_naming_is_struck() -> None:
    async def scenario() -> None:
        async with held_meeting() as (_, ann, ben), app_of(ben) as app:
            app.confirms = False
            await app.stands_in()
            having = asyncio.create_task(have_all(app))
            await ann.change("deputies_named", participants=[ben.id])
            await ann.change("deputies_named", participants=[])
            with pytest.raises(ConnectionClosed):
                await having

    asyncio.run(scenario())


async def are_there(*people: Member) -> None:
    """They say so, as windows do: who is silent for seconds is not."""
    while True:
        for one in people:
            await one.say({"type": "ping", "sent_us": 1})
        await asyncio.sleep(0.5)


def test_who_stood_in_and_comes_back_has_a_pause() -> None:
    async def scenario() -> None:
        async with held_meeting() as (_, ann, ben):
            living = asyncio.create_task(are_there(ann, ben))
            async with app_of(ben) as app:
                await app.stands_in()
            async with app_of(ben) as app:
                await app.watches()
                for _ in range(3):
                    await app.hear("beat")
                assert "begin" not in [one["type"] for one in app.told]
                await app.hear("begin")
            living.cancel()
            assert (await ann.ask("post_chat", ref="r", text="Hello"))["type"] == "done"

    asyncio.run(scenario())


# Without a socket


def person() -> Person:
    return Person(Role.PARTICIPANT, UNKNOWN)


def test_each_pause_is_twice_as_long_up_to_a_limit() -> None:
    trust, ben, now = Trust(), person(), 0.0
    assert trust.may_be_asked(ben, now)
    pauses = []
    for _ in range(12):
        trust.let_go(ben, now)
        pauses.append(next(p for p in (PAUSE_SECONDS * 2**n for n in range(20)) if trust.may_be_asked(ben, now + p)))
        now += 10 * LONGEST_PAUSE_SECONDS
    assert pauses[:3] == [PAUSE_SECONDS, 2 * PAUSE_SECONDS, 4 * PAUSE_SECONDS]
    assert pauses[-1] >= LONGEST_PAUSE_SECONDS
    assert trust.may_be_asked(person(), 0)


def test_a_deputy_that_has_everybody_wait_just_short_of_the_limit_is_found_out() -> None:
    trust, ben = Trust(), person()
    waited, now = 0.0, 0.0
    while trust.waited(ben, now, now + BEHIND_SECONDS * 0.95):
        now += BEHIND_SECONDS
        waited += BEHIND_SECONDS * 0.95 - NOTICED_SECONDS
        assert waited < 2 * HELD_UP.at_once, "it goes on for ever"
    assert waited > HELD_UP.at_once / 2, "a computer that stands still a few times may go on"


def test_what_nobody_notices_and_what_waits_together_costs_once() -> None:
    trust, ben = Trust(), person()
    assert all(trust.waited(ben, at, at + NOTICED_SECONDS) for at in range(10_000))
    # A hundred events that waited in the same second.
    assert all(trust.waited(ben, 20_000.0, 20_001.0) for _ in range(100))


def link_of(who: int, connection: Any = None) -> Link:
    one = person()
    one.participant = who
    return Link(one, connection or SimpleNamespace(closing=False, ready=True, write=lambda _: None), 0.0)


def holding(*electors: int) -> Holding:
    return Holding(Deputy(BEN, "Ben", (), b""), {1: (BEN, *electors)}, 0.0)


LATER = GATHERED_SECONDS + 0.1


def test_one_that_keeps_its_promise_back_holds_the_host_for_seconds_and_not_for_ever() -> None:
    held, cem = holding(CEM), link_of(CEM)
    cem.tell(Strike(1))
    assert not held.goes_on(LATER, [cem], {}), "it may be on its way"
    cem.tell(Beat(0))
    cem.here()
    assert not held.goes_on(1, [cem], {})
    assert held.goes_on(LATER, [cem], {})


def test_a_promise_that_is_none_holds_the_host_for_seconds() -> None:
    held, cem = holding(CEM), link_of(CEM)
    held.promised(CEM, 1)
    assert not held.goes_on(GATHERED_SECONDS, [cem], {})
    assert held.goes_on(LATER, [cem], {})


def test_who_is_gone_together_with_the_deputy_may_be_with_it() -> None:
    held, cem = holding(CEM, DAN), link_of(CEM)
    held.promised(CEM, 1)
    assert not held.goes_on(10 * NO_CHANNEL_SECONDS, [cem], {})
    connected = cast(Any, {DAN: SimpleNamespace(connected=True)})
    assert not held.goes_on(NO_CHANNEL_SECONDS, [cem], connected)
    assert held.goes_on(NO_CHANNEL_SECONDS + 1, [cem], connected)


def test_who_reads_nothing_is_gone_whatever_it_says() -> None:
    connection = SimpleNamespace(closing=False, ready=True)
    cem = link_of(CEM, connection)
    assert cem.reads(100)
    connection.ready = False
    assert cem.reads(100 + UNREAD_SECONDS)
    assert not cem.reads(101 + UNREAD_SECONDS)
