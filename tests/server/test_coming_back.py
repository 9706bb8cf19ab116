"""An app or a browser that crashed and comes back is who it was: no ghost of it stays, and nothing is lost."""

import asyncio
import time
from typing import Any

import pytest

from meetdesk.core import limits
from meetdesk.core.errors import MeetDeskError
from meetdesk.core.topics.people import Role
from meetdesk.server.meeting.clock import MeetingClock
from meetdesk.server.meeting.kept_out import Visitor

from .people import Meeting, Person, meeting

BEN = Visitor("10.0.0.7", "ab" * 32)


async def started(held: Meeting, visitor: Visitor, name: str = "Ben") -> Person:
    """Somebody whose app was started just now: it knows no ticket of before."""
    person = Person(held, held.session.members.admit(Role.PARTICIPANT, visitor), name)
    await person.connect(media=False)
    return person


def people(person: Person) -> list[dict[str, Any]]:
    welcome = next(told for told in reversed(person.told) if told["type"] == "welcome")
    return list(welcome["state"]["participants"])


def test_an_app_that_was_killed_goes_on_as_who_it_was() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", media=False, role=Role.HOST)
            before = await started(held, BEN)
            await ann.ask("make_co_host", participant=before.id)
            await before.ask("raise_hand")
            await before.microphone()
            await ann.ask("create_poll", question="Tea?", options=["yes", "no"])
            poll = (await before.change("poll_created"))["poll"]["poll"]
            await before.ask("vote", poll=poll, options=[1])
            await before.ask("post_chat", ref="p", text="just you", to=ann.id)
            await ann.ask("switch_lock", on=True)
            before.abort()
            await ann.change("link_lost", participant=before.id)

            after = await started(held, BEN, "Benjamin")
            assert after.id == before.id
            await ann.change("link_restored", participant=before.id)
            (own,) = [one for one in people(after) if one["participant"] == after.id]
            assert (own["role"], own["name"]) == ("co_host", "Benjamin"), "under the name that it has now"
            welcome = await after.expect("welcome")
            assert welcome["state"]["hands"] == [after.id]
            assert welcome["state"]["tracks"] == [], "nobody feeds its microphone of before"
            assert welcome["conversations"][0]["chat"][0]["text"] == "just you"
            await after.expect("ballots", ballots=[{"poll": poll, "options": [1], "settled": False}])
            await ann.change("renamed", participant=after.id, name="Benjamin")
            assert held.session.members.gate(before.ticket, "control") == 401
            assert len(people(after)) == 2
            assert not [change for change in ann.changes if change["change"] == "left"]

    asyncio.run(scenario())


def test_who_waits_keeps_its_place() -> None:
    async def scenario() -> None:
        async with meeting(lobby=True) as held:
            ann = await held.join("Ann", media=False, role=Role.HOST)
            before = await held.wait("Ben", visitor=BEN)
            await held.wait("Cem")
            before.abort()
            await ann.until(lambda: not ann.told[-1].get("waiting", [{}])[0].get("connected", True), "Ben's lost link")
            after = await held.wait("Ben", visitor=BEN)
            await ann.until(lambda: ann.told[-1].get("waiting", [{}])[0].get("connected", True), "Ben's return")
            assert [one["name"] for one in ann.told[-1]["waiting"]] == ["Ben", "Cem"]
            await ann.ask("admit_all")
            assert len(people_of := (await after.expect("welcome"))["state"]["participants"]) >= 2, people_of

    asyncio.run(scenario())


@pytest.mark.parametrize("other", [BEN._replace(app="cd" * 32), BEN._replace(app="")], ids=["another app", "unknown"])
def test_somebody_else_on_that_computer_is_somebody_else(other: Visitor) -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", media=False, role=Role.HOST)
            ben = await started(held, BEN)
            cem = await started(held, other, "Cem")
            cem.abort()
            await ann.change("link_lost", participant=cem.id)
            ben.abort()
            await ann.change("link_lost", participant=ben.id)
            dan = await started(held, other._replace(app="ef" * 32 if other.app else ""), "Dan")
            assert len({ann.id, ben.id, cem.id, dan.id}) == 4

    asyncio.run(scenario())


def test_a_copy_of_an_apps_data_displaces_nobody() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ben = await started(held, BEN)
            copy = await started(held, BEN._replace(address="10.0.0.8"), "Copy")
            assert copy.id != ben.id
            assert (await ben.ask("raise_hand"))["type"] == "done"

    asyncio.run(scenario())


def test_the_time_to_come_back_begins_anew_with_the_next_start() -> None:
    async def scenario() -> None:
        passed = [0.0]
        clock = MeetingClock(elapsed=lambda: time.monotonic() + passed[0])
        async with meeting(clock=clock) as held:
            ann = await held.join("Ann", media=False, role=Role.HOST)
            before = await started(held, BEN)
            before.abort()
            await ann.change("link_lost", participant=before.id)
            passed[0] += limits.RETURN_SECONDS - 5
            after = Person(held, held.session.members.admit(Role.PARTICIPANT, BEN), "Ben")
            passed[0] += limits.RETURN_SECONDS - 5
            await asyncio.sleep(1.2)  # the meeting looks at who came back every second
            await after.connect(media=False)
            assert after.id == before.id
            after.abort()
            await ann.until(lambda: [c for c in ann.changes if c["change"] == "link_lost"][1:], "the second loss")
            passed[0] += limits.RETURN_SECONDS
            await ann.change("left", participant=after.id, reason="link_lost")
            assert (await started(held, BEN)).id != before.id

    asyncio.run(scenario())


def test_who_was_removed_or_left_does_not_go_on() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", media=False, role=Role.HOST)
            first = await started(held, BEN)
            await first.ask("leave")
            await ann.change("left", participant=first.id)
            second = await started(held, BEN)
            assert second.id != first.id
            await ann.ask("remove", participant=second.id)
            with pytest.raises(MeetDeskError, match="kept_out"):
                held.session.members.admit(Role.PARTICIPANT, BEN)

    asyncio.run(scenario())
