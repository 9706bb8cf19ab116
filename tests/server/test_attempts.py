"""Connections that a page gave up, and that its browser finishes all the same: they take nobody's place."""

import asyncio
from typing import Any

import pytest

from meetdesk.server.meeting.attempts import LATE_SECONDS, Attempts
from meetdesk.server.meeting.members import CALLERS
from tests.server.people import Meeting, Person, meeting

HELLO = {"type": "hello", "protocol": 2, "app": "0.1.0", "name": "Ben"}
DISPLACED = (4002, "displaced")


def of_the_same(person: Person) -> Person:
    """Somebody with the same ticket: another attempt of the same page, or another window."""
    return Person(person.meeting, person.ticket, person.name)


async def still_talks(person: Person) -> None:
    sent = len(person.told)
    await person.say({"type": "ping", "sent_us": sent})
    await person.expect("pong", sent_us=sent)
    assert not person.closed


def run(scenario: Any, **options: Any) -> None:
    async def held() -> None:
        async with meeting(**options) as one:
            await scenario(one)

    asyncio.run(held())


def test_a_connection_that_says_nothing_displaces_nobody() -> None:
    async def scenario(held: Meeting) -> None:
        ben = await held.join("Ben")
        silent = of_the_same(ben)
        await silent.open("control")
        await still_talks(ben)
        await silent.channels["control"].close()
        await still_talks(ben)

    run(scenario)


def test_a_connection_that_was_begun_earlier_displaces_nobody() -> None:
    async def scenario(held: Meeting) -> None:
        ben = Person(held, await held.ticket(), "Ben")
        await ben.connect(attempt=2_000)
        late = of_the_same(ben)
        await late.open("control")
        await late.say(HELLO | {"attempt": 1_000})
        assert await late.gone("control") == DISPLACED
        assert not late.told, "a connection that was given up is told something of the meeting"
        await still_talks(ben)
        again = of_the_same(ben)
        await again.connect(attempt=3_000)
        assert await ben.gone("control") == DISPLACED
        assert again.id == ben.id

    run(scenario)


def test_a_late_hello_does_not_begin_anew_what_comes_back() -> None:
    async def scenario(held: Meeting) -> None:
        ann, ben = await held.join("Ann"), Person(held, await held.ticket(), "Ben")
        await ben.connect(attempt=2_000)
        await ben.microphone()
        ben.abort()
        await ann.change("link_lost", participant=ben.id)
        late = of_the_same(ben)
        await late.open("control")
        await late.say(HELLO | {"attempt": 1_000})
        assert await late.gone("control") == DISPLACED
        again = of_the_same(ben)
        welcome = await again.connect(last_entry=ann.told[-1]["entries"][-1]["number"], attempt=3_000)
        assert "track_unpublished" not in [change["change"] for change in ann.changes]
        assert welcome.get("state") is None

    run(scenario)


def test_a_window_of_before_that_says_no_attempt_displaces_as_ever() -> None:
    async def scenario(held: Meeting) -> None:
        ben = Person(held, await held.ticket(), "Ben")
        await ben.connect(attempt=2_000)
        again = of_the_same(ben)
        await again.connect()
        assert await ben.gone("control") == DISPLACED

    run(scenario)


def test_who_waits_in_the_lobby_is_displaced_by_no_silent_connection() -> None:
    async def scenario(held: Meeting) -> None:
        gus = await held.wait("Gus")
        silent = of_the_same(gus)
        await silent.open("control")
        await still_talks(gus)

    run(scenario, lobby=True)


def test_a_ticket_has_only_so_many_silent_connections() -> None:
    async def scenario(held: Meeting) -> None:
        ben = await held.join("Ben")
        silent = [of_the_same(ben) for _ in range(CALLERS + 1)]
        for one in silent:
            await one.open("control")
        assert await silent[0].gone("control") == DISPLACED
        assert not any(one.closed for one in silent[1:])
        await still_talks(ben)

    run(scenario)


def test_a_silent_connection_says_no_hello_any_more_once_its_ticket_is_void() -> None:
    async def scenario(held: Meeting) -> None:
        ben = Person(held, await held.ticket(), "Ben")
        await ben.open("control")
        assert held.session.members.leave(ben.ticket) is None
        assert (await ben.gone("control"))[0] == 4001

    run(scenario)


@pytest.mark.parametrize(
    ("attempt", "after", "is_next"),
    [(2_001, 1.0, True), (2_000, 1.0, True), (1_999, 1.0, False), (None, 1.0, True), (1_999, LATE_SECONDS, True)],
)
def test_the_latest_attempt_is_the_one_begun_last(attempt: int | None, after: float, is_next: bool) -> None:
    attempts = Attempts()
    assert attempts.is_next(2_000, 100.0)
    assert attempts.is_next(attempt, 100.0 + after) is is_next
    assert attempts.is_next(2_000, 101.0 + after) is not (is_next and attempt == 2_001)
