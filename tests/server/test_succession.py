"""The succession channel, spoken by hand: what a deputy gets, what waits for it, and what nobody else gets."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from meetdesk.core.events import Asked, Event
from meetdesk.core.topics.people import EndReason, Leave, Role
from meetdesk.core.topics.tracks import PublishTrack, Source
from meetdesk.net.listening import bind_loopback
from meetdesk.relay.header import fields
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.local import CodeKind
from meetdesk.wire.succession import BEAT_SECONDS, SUCCESSION_PATH, Begin, Deputy, Happened, Holder, decode_host
from meetdesk.wire.tickets import deputy_ticket, ticket_key

from .people import Meeting, Person, audio_frame, meeting

CERTIFICATE = b"of the deputy"


class Door:
    code, kind, guests, hidden = "482 913", CodeKind.DIGITS_6, False, False


class App:
    """A member's app."""

    def __init__(self, channel: ClientConnection) -> None:
        self.channel = channel
        self.told: list[dict[str, Any]] = []
        self.confirms = True
        """It says that it knows of each naming."""

    async def say(self, kind: str, **fields: Any) -> None:
        await self.channel.send(json.dumps({"type": kind} | fields))

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next of this kind; whether the host is there is answered meanwhile."""
        async with asyncio.timeout(10):
            while True:
                text = await self.channel.recv()
                message: dict[str, Any] = json.loads(text)
                self.told.append(message)
                if message["type"] == "beat":
                    await self.say("here")
                if message["type"] == "deputies" and self.confirms:
                    await self.say("knows", naming=message["naming"])
                if message["type"] == kind:
                    return message

    async def event(self, kind: str) -> dict[str, Any]:
        """The next event of this kind; those before it are confirmed."""
        while (message := await self.hear("happened"))["event"]["event"] != kind:
            await self.say("have", number=message["number"])
        return message

    async def watches(self, able: bool = True, word_for: int = 0) -> None:
        certificate = msgspec.json.decode(msgspec.json.encode(CERTIFICATE))
        await self.say("watching", able=able, certificate=certificate, word_for=word_for)

    async def stands_in(self) -> dict[str, Any]:
        """Until it is named; nothing that happens meanwhile is confirmed but what it began with."""
        await self.watches()
        begin = await self.hear("begin")
        await self.say("have", number=begin["number"])
        await self.say("listening", port=47_850, addresses=[])
        await self.hear("deputies")
        return begin


@asynccontextmanager
async def app_of(person: Person) -> AsyncIterator[App]:
    async with await person.meeting.open(SUCCESSION_PATH, person.ticket) as channel:
        yield App(channel)


@asynccontextmanager
async def held_meeting() -> AsyncIterator[tuple[Meeting, Person, Person]]:
    """Ann hosts, Ben has joined."""
    async with meeting() as held:
        held.session.succession.door = Door()
        ann = await held.join("Ann", media=False, role=Role.HOST)
        ben = await held.join("Ben", media=False)
        yield held, ann, ben


def test_nothing_is_told_before_the_deputy_has_it() -> None:
    async def scenario() -> None:
        async with held_meeting() as (_, ann, ben), app_of(ben) as app:
            await app.stands_in()
            asking = asyncio.create_task(ann.ask("post_chat", ref="r", text="Hello"))
            happened = await app.event("Asked")
            assert happened["event"]["request"]["text"] == "Hello"
            await asyncio.sleep(0.2)
            assert not asking.done()
            assert "chat_posted" not in str(ann.told) + str(ben.told)
            await app.say("have", number=happened["number"])
            assert (await asking)["type"] == "done"
            await ben.change("chat_posted")
            await ben.change("deputies_named", participants=[ben.id])

    asyncio.run(scenario())


@pytest.mark.expected_warnings("the deputy is behind")
def test_a_deputy_that_is_behind_is_struck_and_nobody_waits_for_it_any_more() -> None:
    async def scenario() -> None:
        async with held_meeting() as (_, ann, ben), app_of(ben) as app:
            await app.stands_in()
            assert (await ann.ask("post_chat", ref="r", text="Hello"))["type"] == "done"
            await ann.change("deputies_named", participants=[])

    asyncio.run(scenario())


@pytest.mark.expected_warnings("held on until it is known who carries it on")
def test_a_host_that_lost_its_deputy_tells_nothing_before_the_others_have_promised() -> None:
    async def scenario() -> None:
        async with held_meeting() as (held, ann, ben):
            cem = await held.join("Cem", media=False)
            async with app_of(cem) as other, app_of(ben) as app:
                await other.watches(able=False)
                await app.watches()
                begin = await app.hear("begin")
                await app.say("have", number=begin["number"])
                await app.say("listening", port=47_850, addresses=[])
                asked = await other.hear("try")
                await other.say("tried", participant=asked["deputy"]["participant"], reached=True)
                naming = (await other.hear("deputies"))["naming"]
                app.channel.transport.abort()
                strike = await other.hear("strike")
                assert strike["naming"] >= naming
                asking = asyncio.create_task(ann.ask("post_chat", ref="r", text="Hello"))
                await asyncio.sleep(0.3)
                assert not asking.done()
                await other.say("promise", word_for=strike["naming"])
                await asyncio.sleep(0.3)
                assert not asking.done(), "it has given the deputy its word"
                await other.say("promise", word_for=0)
                assert (await asking)["type"] == "done"

    asyncio.run(scenario())


async def answers(app: App) -> None:
    """As an app does, as long as it is asked: it stands in if it is to, and reaches others."""
    while True:
        message = json.loads(await app.channel.recv())
        match message["type"]:
            case "beat":
                await app.say("here")
            case "begin":
                await app.say("have", number=message["number"])
                await app.say("listening", port=47_850, addresses=[])
            case "happened":
                await app.say("have", number=message["number"])
            case "deputies":
                await app.say("knows", naming=message["naming"])
            case "strike":
                await app.say("promise", word_for=0)
            case "try":
                await app.say("tried", participant=message["deputy"]["participant"], reached=True)
            case other:
                app.told.append({"type": other})


def test_whoever_the_host_wishes_for_stands_in_before_others() -> None:
    async def scenario() -> None:
        async with held_meeting() as (held, ann, ben):
            cem = await held.join("Cem", media=False)
            async with app_of(ben) as first, app_of(cem) as second:
                living = [asyncio.create_task(answers(one)) for one in (first, second)]
                await first.watches()
                await ann.change("deputies_named", participants=[ben.id])
                await second.watches()
                assert (await ann.ask("wish_deputy", participant=cem.id))["type"] == "done"
                await ann.change("deputies_named", participants=[cem.id])
                assert "dismissed" in [one["type"] for one in first.told]
                assert (await ann.ask("post_chat", ref="r", text="Hello"))["type"] == "done"
                assert (await ann.ask("wish_deputy", participant=None))["type"] == "done"
                await asyncio.sleep(4 * BEAT_SECONDS)
                assert held.session.save().state.deputies == (cem.id,), "nobody makes way for who is not wished for"
                for one in living:
                    one.cancel()

    asyncio.run(scenario())


@pytest.mark.expected_warnings("nobody reaches the app")
def test_everybody_is_told_whose_app_nobody_reaches_and_whose_is_not_to_be_asked() -> None:
    async def scenario() -> None:
        async with held_meeting() as (held, ann, ben):
            reached = False

            async def reaches(deputy: Deputy) -> bool:
                assert deputy.participant == ben.id
                return reached

            held.session.succession.reaches = reaches
            async with app_of(ben) as app:
                living = asyncio.create_task(answers(app))
                await app.watches()
                await ann.change("deputies_named", participants=[], unreached=[ben.id])
                reached = True  # somebody has seen to the firewall
                assert (await ann.ask("wish_deputy", participant=ben.id))["type"] == "done"
                named = await ann.change("deputies_named", participants=[ben.id])
                assert named["unreached"] == []
                living.cancel()
            async with app_of(ben) as app:
                living = asyncio.create_task(answers(app))
                await app.watches(able=False)
                await ann.change("deputies_named", participants=[], unwilling=[ben.id])
                living.cancel()

    asyncio.run(scenario())


def test_a_host_hands_its_meeting_to_nobody_whom_it_does_not_reach() -> None:
    async def scenario() -> None:
        async with held_meeting() as (held, ann, ben), app_of(ben) as app:
            living = asyncio.create_task(answers(app))
            await app.watches()
            await ann.change("deputies_named", participants=[ben.id])

            async def never(_: Deputy) -> bool:
                return False

            held.session.succession.reaches = never
            assert (await ann.ask("hand_over", participant=ben.id))["type"] == "done"
            await ann.change("deputies_named", participants=[])
            assert (await ann.ask("post_chat", ref="r", text="Still here"))["type"] == "done"
            assert "reign" not in [one["type"] for one in app.told]
            assert not held.session.away
            living.cancel()

    asyncio.run(scenario())


def test_a_deputy_can_decide_all_that_the_host_decided() -> None:
    async def scenario() -> None:
        async with held_meeting() as (held, ann, ben), app_of(ben) as app:
            heir = MeetingSession("", begin=decoded(await begun(app)))

            async def replicate() -> None:
                while True:
                    event = decode_host(json.dumps(await app.hear("happened")))
                    assert isinstance(event, Happened)
                    heir.replicate(event.event)
                    await app.say("have", number=event.number)

            replicating = asyncio.create_task(replicate())
            await app.say("listening", port=47_850, addresses=[])
            await ben.change("deputies_named")
            for index in range(5):
                assert (await ann.ask("post_chat", ref=f"r{index}", text=f"Number {index}"))["type"] == "done"
            replicating.cancel()
            assert heir.save().state.chat == held.session.save().state.chat
            assert heir.standing_by
            await heir.drop()

    asyncio.run(scenario())


def decoded(message: dict[str, Any]) -> Begin:
    begin = decode_host(json.dumps(message))
    assert isinstance(begin, Begin)
    return begin


def test_a_guest_or_a_stranger_gets_no_succession_channel() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", media=False, role=Role.HOST)
            guest = await held.wait("Gus", role=Role.GUEST)
            for ticket in ("", "0" * 64, guest.ticket):
                with pytest.raises(InvalidStatus) as refused:
                    await held.open(SUCCESSION_PATH, ticket)
                assert refused.value.response.status_code == 401
            await ann.ask("end_meeting")

    asyncio.run(scenario())


@pytest.mark.parametrize("text", ["", "{}", '{"type":"have","number":-1}', '{"type":"happened"}', "[" * 9_000])
def test_what_cannot_be_understood_ends_the_channel_and_nothing_else(text: str) -> None:
    async def scenario() -> None:
        async with held_meeting() as (_, ann, ben), app_of(ben) as app:
            await app.channel.send(text)
            with pytest.raises(ConnectionClosed):
                await app.hear("begin")
            assert (await ann.ask("post_chat", ref="r", text="Hello"))["type"] == "done"
            assert ben.closed == {}

    asyncio.run(scenario())


@asynccontextmanager
async def standing_in() -> AsyncIterator[tuple[Meeting, Meeting, Person, MeetingSession]]:
    """The host's server, the deputy's, and somebody who has a ticket of the host."""
    async with held_meeting() as (held, _, ben):
        cem = await held.join("Cem", media=False)
        async with app_of(ben) as app:
            begin = decoded(await begun(app))
            sockets, port = bind_loopback()
            heir = MeetingSession("", begin=begin)
            server = LanServer(heir, sockets, None, held.door)
            try:
                yield held, Meeting(heir, port, held.door, tls=False), cem, heir
            finally:
                await heir.end(EndReason.HOST_QUIT)
                server.stop()


async def begun(app: App) -> dict[str, Any]:
    await app.watches()
    return await app.hear("begin")


def test_who_stands_in_answers_those_who_would_come_over_and_nobody_else() -> None:
    async def scenario() -> None:
        async with standing_in() as (held, deputy, cem, heir):
            ticket = deputy_ticket(cem.ticket, CERTIFICATE)
            for path, shown in [
                ("/meetdesk/join", ""),
                ("/meetdesk/2/control", ticket),
                ("/meetdesk/2/control", cem.ticket),
                ("/meetdesk/2/audio", ticket),
                ("/meetdesk/2/video", ticket),
                ("/", ""),
            ]:
                with pytest.raises(InvalidStatus) as refused:
                    await deputy.open(path, shown)
                assert refused.value.response.status_code == 404, path
            with pytest.raises(InvalidStatus) as refused:
                await deputy.open(SUCCESSION_PATH, cem.ticket)
            assert refused.value.response.status_code == 401, "the host's ticket is not the deputy's"
            with pytest.raises(InvalidStatus) as refused:
                await held.open("/meetdesk/2/control", ticket)
            assert refused.value.response.status_code == 401, "nor the deputy's the host's"
            for shown in ("", "0" * 64, cem.ticket):
                with pytest.raises(InvalidStatus) as refused:
                    await deputy.open("/meetdesk/2/audio-copy", shown)
                assert refused.value.response.status_code == 401, "the copy of the sound is for members"
            words: list[tuple[int, int]] = []
            heir.succession.on_word = lambda who, naming: words.append((who, naming))
            async with await deputy.open(SUCCESSION_PATH, ticket) as channel:
                await channel.send(encode_text("host_gone", naming=3))
                await until(lambda: words)
            assert words == [(cem.id, 3)]

    asyncio.run(scenario())


def encode_text(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind} | fields)


async def until(reached: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not reached():  # noqa: ASYNC110, there is nothing to wait for
            await asyncio.sleep(0.01)


def test_the_second_copy_of_the_sound_goes_over_the_deputy_and_on_when_it_takes_over() -> None:
    async def scenario() -> None:
        async with standing_in() as (_, deputy, cem, heir):
            people = heir.save().state.participants
            ann = next(one.participant for one in people if one.name == "Ann")
            for event in published(ann):
                heir.replicate(event)
            track = heir.save().state.tracks[0].track
            tickets = {"Cem": deputy_ticket(cem.ticket, CERTIFICATE), "Ann": "of Ann's window"}
            heir.members.expect(Holder(ticket_key(tickets["Ann"]).hex(), Role.HOST, "", ann))
            there = {name: Person(deputy, ticket, name) for name, ticket in tickets.items()}
            for one in there.values():
                await one.open("audio-copy")
            for number in range(1, 4):
                await there["Ann"].send("audio-copy", audio_frame(track, number))
            await there["Cem"].received("audio-copy", 3)
            heir.take_over(next(one.participant for one in people if one.name == "Ben"))
            for number in range(4, 7):
                await there["Ann"].send("audio-copy", audio_frame(track, number))
            heard = await there["Cem"].received("audio-copy", 6)
            assert [fields(one)[5] for one in heard] == [1, 2, 3, 4, 5, 6]
            assert not there["Ann"].closed

    asyncio.run(scenario())


def published(participant: int) -> list[Event]:
    request = PublishTrack(id=1, source=Source.MICROPHONE, codec="opus", muted=False, layers=())
    return [Asked(at=0.0, participant=participant, request=request)]


@pytest.mark.expected_warnings("expelled: too_many_mistakes")
def test_who_only_stands_in_has_nobody_leave() -> None:
    async def scenario() -> None:
        async with standing_in() as (_, deputy, cem, heir):
            person = heir.members.people[cem.id]
            there = Person(deputy, deputy_ticket(cem.ticket, CERTIFICATE), "Cem")
            await there.open("audio-copy")
            for _ in range(100):
                await there.send("audio-copy", audio_frame(99))
            await there.gone("audio-copy")
            assert heir.members.people[cem.id] is person
            await there.open("audio-copy")

    asyncio.run(scenario())


def test_who_has_left_is_let_go_at_the_deputy_too() -> None:
    async def scenario() -> None:
        async with standing_in() as (_, deputy, cem, heir):
            there = Person(deputy, deputy_ticket(cem.ticket, CERTIFICATE), "Cem")
            await there.open("audio-copy")
            heir.replicate(Asked(at=0.0, participant=cem.id, request=Leave(id=1)))
            await there.gone("audio-copy")
            with pytest.raises(InvalidStatus) as refused:
                await there.open("audio-copy")
            assert refused.value.response.status_code == 401

    asyncio.run(scenario())


def test_who_takes_over_has_everybody_come_back_with_the_deputys_ticket() -> None:
    async def scenario() -> None:
        async with standing_in() as (_, deputy, cem, heir):
            last = heir.save().state.entry
            heir.take_over(next(one.participant for one in heir.save().state.participants if one.name == "Ben"))
            back = Person(deputy, deputy_ticket(cem.ticket, CERTIFICATE), "Cem")
            welcome = await back.connect(media=True, last_entry=last)
            assert back.id == cem.id
            assert [one["change"]["change"] for one in welcome["entries"]] == ["host_changed", "link_restored"]
            assert (await back.ask("post_chat", ref="r", text="Here"))["type"] == "done"

    asyncio.run(scenario())
