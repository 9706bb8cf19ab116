"""Private messages over real sockets: what the third person's connection carries, and coming back."""

import asyncio
import json

from meetdesk.core.topics.chat import ChatMessage
from meetdesk.core.topics.people import Role

from .people import Person, meeting

CANARY = "between-you-and-me"


def private_texts(person: Person) -> list[str]:
    told = [
        [m["news"]] if m["type"] == "private" else m["private"] if m["type"] == "welcome" else [] for m in person.told
    ]
    return [entry["change"]["message"]["text"] for some in told for news in some for entry in news["entries"]]


def test_a_third_person_is_sent_nothing_of_it_ever() -> None:
    async def scenario() -> None:
        kept: list[ChatMessage] = []
        async with meeting(keep=lambda meeting, message, at: kept.append(message)) as held:
            ann = await held.join("Ann", role=Role.HOST, media=False)
            ben, cem = [await held.join(name, media=False) for name in ("Ben", "Cem")]
            assert (await ben.ask("post_chat", ref="1", text=f"{CANARY} 1", to=ann.id))["type"] == "done"
            assert (await ann.ask("post_chat", ref="1", text=f"{CANARY} 2", to=ben.id))["type"] == "done"
            page = await cem.ask("load_chat", before=1_000_000, to=ben.id)
            assert page["messages"] == []
            await cem.ask("load_chat", before=1_000_000)
            cem.abort()
            await ann.change("link_lost", participant=cem.id)
            await cem.connect(media=False)  # afresh: a snapshot
            late = await held.join("Late", media=False)
            assert (await ben.ask("post_chat", ref="2", text="to all"))["type"] == "done"
            for other in (cem, late):
                await other.change("chat_posted")
                assert CANARY not in json.dumps(other.told)
            for one in (ann, ben):
                assert private_texts(one) == [f"{CANARY} 1", f"{CANARY} 2"]
            assert [message.text for message in kept] == ["to all"], "the host's transcript is written from these"

    asyncio.run(scenario())


def test_nothing_is_lost_and_nothing_comes_twice_when_the_link_is_cut() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", role=Role.HOST, media=False)
            ben = await held.join("Ben", media=False)
            for number in range(3):
                await ann.ask("post_chat", ref=f"{number}", text=f"{CANARY} {number}", to=ben.id)
            await ben.until(lambda: len(private_texts(ben)) == 3, "three messages")
            ben.abort()
            await ann.change("link_lost", participant=ben.id)
            for number in range(3, 6):
                await ann.ask("post_chat", ref=f"{number}", text=f"{CANARY} {number}", to=ben.id)
            joined = await ben.expect("welcome")
            await ben.connect(media=False, last_entry=joined["state"]["entry"], last_private={ann.id: 3})
            await ann.ask("post_chat", ref="6", text=f"{CANARY} 6", to=ben.id)
            await ben.until(lambda: len(private_texts(ben)) >= 7, "seven messages")
            assert private_texts(ben) == [f"{CANARY} {number}" for number in range(7)]

    asyncio.run(scenario())
