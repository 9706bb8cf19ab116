"""The lobby over real sockets: who waits is told nothing, and gets in, or not, by the host's word alone."""

import asyncio
import contextlib
import json

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.people import Role
from meetdesk.server.meeting.kept_out import KeptOut, Visitor
from meetdesk.server.meeting.members import OUTSIDE_BYTES
from tests.support.few_guesses import guesses

from .people import Meeting, Person, meeting


async def host_of(held: Meeting, *, lobby: bool = True) -> Person:
    ann = await held.join("Ann", media=False, role=Role.HOST)
    if lobby:
        await ann.ask("switch_lobby", on=True)
    return ann


async def number_of(host: Person, name: str) -> int:
    def find() -> int | None:
        lobbies = [message for message in host.told if message["type"] == "lobby"]
        waiting = lobbies[-1]["waiting"] if lobbies else []
        return next((one["waiting"] for one in waiting if one["name"] == name), None)

    return int(await host.until(find, f"{name} in the lobby"))


def test_who_waits_is_told_nothing_of_the_meeting_until_it_is_let_in() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held)
            dan = await held.wait("Dan")
            await ann.ask("post_chat", ref="1", text="about Dan")
            eve = await held.wait("Eve", Role.GUEST)
            await dan.say({"type": "ping", "sent_us": 7})
            await dan.expect("pong", sent_us=7)
            assert [message["type"] for message in dan.told] == ["in_lobby", "pong"]
            assert "Ann" not in json.dumps(dan.told)
            assert "Eve" not in json.dumps(dan.told)
            for channel in ("audio", "audio-copy", "video"):
                with pytest.raises(InvalidStatus, match="409"):
                    await held.open(f"/meetdesk/2/{channel}", dan.ticket)
            assert (await ann.ask("admit", waiting=await number_of(ann, "Dan")))["type"] == "done"
            welcome = await dan.expect("welcome")
            assert [person["name"] for person in welcome["state"]["participants"]] == ["Ann", "Dan"]
            assert welcome["state"]["chat"][0]["text"] == "about Dan"
            await dan.open("audio")
            assert await dan.microphone()
            assert [message["type"] for message in eve.told] == ["in_lobby"]

    asyncio.run(scenario())


def test_who_waits_may_ask_nothing_and_goes_on_waiting() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held)
            dan = await held.wait("Dan")
            for kind, fields in (
                ("post_chat", {"ref": "1", "text": "x"}),
                ("admit_all", {}),
                ("load_chat", {"before": 9}),
            ):
                assert (await dan.ask(kind, **fields))["code"] == "not_in_meeting"
            for message in ({"type": "subscribe", "wants": []}, {"type": "request_key_frame", "track": 1, "layer": 0}):
                since = len(dan.told)
                await dan.say(message)
                await dan.expect("error", since=since, code="not_in_meeting")
            assert await number_of(ann, "Dan")
            assert ann.changes[1:] == []

    asyncio.run(scenario())


def test_who_waits_has_small_messages_only() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            await host_of(held)
            dan = await held.wait("Dan")
            await dan.say("x" * OUTSIDE_BYTES)
            await dan.expect("error", code="malformed_message")
            await dan.say("x" * (OUTSIDE_BYTES + 1))
            assert await dan.gone("control") == (4413, "message_too_large")

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled")
def test_who_makes_mistakes_while_waiting_waits_no_more() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held)
            dan = await held.wait("Dan")
            await number_of(ann, "Dan")
            for _ in range(20):
                await dan.say("nonsense")
            assert await dan.gone("control") == (4429, "too_many_mistakes")
            await ann.expect("lobby", waiting=[])
            assert held.session.members.gate(dan.ticket, "control") == 401

    asyncio.run(scenario())


def test_who_is_refused_holds_no_ticket_any_more() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held)
            dan = await held.wait("Dan")
            await ann.ask("refuse_entry", waiting=await number_of(ann, "Dan"))
            await dan.expect("error", code="lobby_refused")
            assert await dan.gone("control") == (4401, "lobby_refused")
            assert held.session.members.gate(dan.ticket, "control") == 401

    asyncio.run(scenario())


def test_somebody_goes_away_from_the_door() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held)
            dan, eve = await held.wait("Dan"), await held.wait("Eve")
            await number_of(ann, "Eve")
            assert (await dan.ask("leave"))["type"] == "done"
            assert (await dan.gone("control"))[0] == 4001
            assert held.session.members.leave(eve.ticket) is None
            await ann.expect("lobby", waiting=[])
            assert (
                held.session.members.gate(dan.ticket, "control")
                == held.session.members.gate(eve.ticket, "control")
                == 401
            )

    asyncio.run(scenario())


def test_a_lost_link_comes_back_to_waiting() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held)
            dan = await held.wait("Dan")
            number = await number_of(ann, "Dan")
            dan.abort()
            await ann.until(
                lambda: any(one["connected"] is False for m in ann.told for one in m.get("waiting", ())), "Dan's loss"
            )
            await dan.wait_at_the_door()
            assert (await ann.ask("admit", waiting=number))["type"] == "done"
            await dan.expect("welcome")

    asyncio.run(scenario())


def test_the_meeting_ends_for_those_who_wait_too() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held)
            dan = await held.wait("Dan")
            await ann.ask("end_meeting")
            assert await dan.gone("control") == (4000, "meeting_ended")

    asyncio.run(scenario())


def test_a_locked_meeting_gives_no_ticket_but_takes_its_own_back() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held, lobby=False)
            ben = await held.join("Ben")
            early = held.session.members.admit(Role.PARTICIPANT)
            await ann.ask("switch_lock", on=True)
            async with await held.open("/meetdesk/join") as joining:
                assert (await held.knock(joining, held.door.code))["code"] == "meeting_locked"
            dan = Person(held, early, "Dan")
            await dan.open("control")
            await dan.say({"type": "hello", "protocol": 2, "app": "0.1.0", "name": "Dan"})
            assert await dan.gone("control") == (4401, "meeting_locked")
            ben.abort()
            await ann.change("link_lost", participant=ben.id)
            await ben.connect(last_entry=2)

    asyncio.run(scenario())


def test_the_right_code_to_a_locked_meeting_is_no_wrong_guess() -> None:
    async def scenario() -> None:
        async with meeting(guesses=guesses(1, 1)) as held:
            ann = await host_of(held, lobby=False)
            await ann.ask("switch_lock", on=True)
            for _ in range(2):
                async with await held.open("/meetdesk/join") as joining:
                    assert (await held.knock(joining, held.door.code))["code"] == "meeting_locked"
            await ann.ask("switch_lock", on=False)
            async with await held.open("/meetdesk/join") as joining:
                assert (await held.knock(joining, held.door.code))["type"] == "admitted"

    asyncio.run(scenario())


def test_who_is_removed_is_kept_out_by_its_app_until_it_is_let_back_and_takes_nobody_along() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held, lobby=False)
            visitor = Visitor("10.0.0.7", "ab" * 32)
            eve = Person(held, held.session.members.admit(Role.PARTICIPANT, visitor), "Eve")
            await eve.connect()
            await ann.ask("remove", participant=eve.id)
            for channel in ("control", "audio", "video"):
                assert await eve.gone(channel) == (4003, "removed")
            assert held.session.members.gate(eve.ticket, "control") == 401
            assert held.session.members.admit(Role.PARTICIPANT, Visitor(visitor.address, "cd" * 32)), (
                "on the same computer"
            )
            assert held.session.members.admit(Role.GUEST, Visitor(visitor.address, "ef" * 32)), "behind the same router"
            for again in (visitor, Visitor("10.0.0.8", visitor.app)):
                with pytest.raises(MeetDeskError) as refused:
                    held.session.members.admit(Role.PARTICIPANT, again)
                assert refused.value.code is ErrorCode.KEPT_OUT
            lobby = await ann.expect("lobby")
            await ann.ask("let_back", kept_out=lobby["kept_out"][0]["kept_out"])
            assert held.session.members.admit(Role.PARTICIPANT, visitor)

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled")
def test_who_was_put_out_and_comes_back_as_somebody_else_waits_and_the_host_is_told_why() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held, lobby=False)
            eve = Person(held, held.session.members.admit(Role.PARTICIPANT, Visitor("2001:db8::7", "ab" * 32)), "Eve")
            await eve.connect(media=False)
            for number in range(1_000):
                with contextlib.suppress(ConnectionClosed):
                    await eve.say({"type": "ping", "sent_us": number})
            assert await eve.gone("control") == (4429, "flooding")
            await held.wait("Mallory", visitor=Visitor("2001:db8::ffff:1", "cd" * 32))
            told = await ann.until(
                lambda: next((m for m in ann.told if m["type"] == "lobby" and m["waiting"]), None), "who waits"
            )
            (mallory,) = told["waiting"]
            assert (mallory["name"], mallory["after"]) == ("Mallory", "Eve")
            others = Person(
                held, held.session.members.admit(Role.PARTICIPANT, Visitor("2001:db8:1::7", "ef" * 32)), "Fay"
            )
            await others.connect(media=False)
            unknown = await held.join("Gus", media=False)
            assert unknown.id, "from another network nobody waits"
            await ann.ask("let_back", kept_out=told["kept_out"][0]["kept_out"])
            back = Person(held, held.session.members.admit(Role.PARTICIPANT, Visitor("2001:db8::8", "12" * 32)), "Hal")
            await back.connect(media=False)

    asyncio.run(scenario())


def test_who_is_removed_without_being_kept_out_may_join_anew() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held, lobby=False)
            eve = await held.join("Eve")
            await ann.ask("remove", participant=eve.id, keep_out=False)
            assert await eve.gone("control") == (4003, "removed")
            assert held.session.members.gate(eve.ticket, "control") == 401
            await held.join("Eve")

    asyncio.run(scenario())


def test_nobody_is_kept_out_for_sharing_an_address() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await host_of(held, lobby=False)
            ben = await held.join("Ben")
            eve = await held.join("Eve")
            await ann.ask("remove", participant=eve.id)
            await eve.gone("control")
            cem = Person(held, await held.ticket(), "Cem")
            await cem.wait_at_the_door()
            await ann.ask("admit", waiting=await number_of(ann, "Cem"))
            await cem.expect("welcome")
            assert ben.closed == {}

    asyncio.run(scenario())


def test_the_door_keeps_out_whom_it_recognises() -> None:
    kept = KeptOut()
    kept.add(1, Visitor("10.0.0.7", ""), address_shared=False)
    kept.add(2, Visitor("10.0.0.8", "ab"), address_shared=False)
    assert kept.has(Visitor("10.0.0.7", "")), "neither shows what it is"
    assert not kept.has(Visitor("10.0.0.7", "cd"))
    assert kept.has(Visitor("10.0.0.9", "ab"))
    assert not kept.has(Visitor("10.0.0.8", "cd"))
    assert not kept.has(Visitor())
    assert not kept.has(Visitor("", "cd"))
    kept.lift(2)
    assert not kept.has(Visitor("10.0.0.9", "ab"))
